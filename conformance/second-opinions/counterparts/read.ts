/** Reads what a provider answered: JSON whose members are looked for by name, and missed aloud. */

export type Members = Readonly<Record<string, unknown>>

export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null

/** The text at a path of member names. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((inner, name) => (isMembers(inner) ? inner[name] : undefined), value)
  if (typeof found !== 'string') throw new Error(`no ${path.join('.')} in ${JSON.stringify(value)}`)
  return found
}

/** A JWT's payload, believed as it stands: for tokens that were just obtained from their issuer. */
export function payloadOf(token: string): Members {
  return partOf(token, 1)
}

export function headerOf(token: string): Members {
  return partOf(token, 0)
}

function partOf(token: string, index: number): Members {
  const part: unknown = JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())
  if (!isMembers(part)) throw new Error('no JSON object in this part of the token')
  return part
}
