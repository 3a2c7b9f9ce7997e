/** Whom tokens must come from, where everybody can ask the provider for one with any audience: some claim has to be pinned. */
import { optionInvalid } from '../../errors/index.ts'
import type { TrustRule } from '../../verify/trust.ts'
import { isUnchecked, type Unchecked } from '../../verify/unchecked.ts'
import { shapedOption } from './ids.ts'
import { claimIsOneOf } from './rules.ts'
import { oneOrEach } from './several.ts'

/** An option and the claim that it pins. */
export interface Pin {
  readonly option: string
  readonly value: string | readonly string[] | Unchecked | undefined
  readonly claim: string
  readonly shape: RegExp
  /** Completes "must be". */
  readonly what: string
}

export interface Pins {
  /** One of these must be given, or be unchecked in so many words; several must all hold. */
  readonly anchors: readonly [Pin, ...Pin[]]
  /** Whether the issuer itself is the caller's own already. */
  readonly isAnchored?: boolean
  /** What narrows further and is not enough alone. */
  readonly others?: readonly Pin[]
  /** Who else gets such tokens: why there must be an anchor. */
  readonly everyone: string
  readonly source: string
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function pinRules({ anchors, isAnchored = false, others = [], everyone, source }: Pins): readonly TrustRule[] {
  const isGiven = isAnchored || anchors.some(({ value }) => value !== undefined)
  if (!isGiven) {
    const names = anchors.map(({ option }) => option).join(', ')
    const hint = `${everyone} can ask for a token with this audience: say whose are accepted, by one of ${names}`
    throw optionInvalid(anchors[0].option, 'given, or unchecked("why")', undefined, { hint })
  }
  return [...anchors, ...others].flatMap((pin) => pinRule(pin, source))
}

function pinRule({ option, value, claim, shape, what }: Pin, source: string): readonly TrustRule[] {
  if (value === undefined || isUnchecked(value)) return []
  const values = oneOrEach(option, value, (each, text) => shapedOption(each, text, shape, what))
  const hint = `whose tokens are accepted here is said by ${option}`
  return [claimIsOneOf(claim, values, { meaning: 'claim', hint, source })]
}
