/** Values of tokens and documents as people read them. */

/** A string as it is, everything else as compact JSON. */
export const valueText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const STEPS: readonly { readonly unit: string; readonly ms: number }[] = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1000 },
]

/** `in 5 min`, `2 h ago`. */
export function relative(fromNowMs: number): string {
  const size = Math.abs(fromNowMs)
  if (size < 1000) return 'now'
  const { unit, ms } = STEPS.find((step) => size >= step.ms) ?? { unit: 's', ms: 1000 }
  const amount = `${Math.round(size / ms)} ${unit}`
  return fromNowMs >= 0 ? `in ${amount}` : `${amount} ago`
}

/** The last moment that JavaScript's calendar knows (ECMA-262 §21.4.1.1). */
const MAX_DATE_MS = 8.64e15

/** A NumericDate (RFC 7519 §2) as a moment, or nothing when it is none. */
export function moment(value: unknown, nowMs: number): string | undefined {
  if (typeof value !== 'number' || Number.isNaN(value) || Math.abs(value * 1000) > MAX_DATE_MS) return undefined
  const shown = new Date(value * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
  return `${shown}, ${relative(value * 1000 - nowMs)}`
}

const TIME_CLAIMS: readonly string[] = ['exp', 'nbf', 'iat', 'auth_time', 'updated_at']

/** A claim's value, with the moment beside times. */
export function claimText(name: string, value: unknown, nowMs: number): string {
  const when = TIME_CLAIMS.includes(name) ? moment(value, nowMs) : undefined
  return when === undefined ? valueText(value) : `${valueText(value)}  ${when}`
}
