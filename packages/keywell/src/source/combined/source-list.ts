/** The sources that another one is made of: checked, listened to, ended together. */
import { optionInvalid } from '../../errors/index.ts'
import { isJsonObject } from '../../jose/json.ts'
import { type KeySet, keySetOf } from '../../jwks/key-set.ts'
import type { KeySource } from '../key-source.ts'
import type { SourceEvent } from '../source-event.ts'
import type { SourceStatus } from '../source-status.ts'

const METHODS = ['lookup', 'refresh', 'status', 'subscribe', 'purge', 'close'] as const

export const isKeySource = (value: unknown): value is KeySource =>
  isJsonObject(value) && METHODS.every((name) => typeof value[name] === 'function')

/** At least two, each once. @throws KeywellError ERR_OPTION_INVALID */
export function sourceList(value: readonly KeySource[]): readonly [KeySource, ...KeySource[]] {
  const isList: boolean = Array.isArray(value)
  if (!isList) throw optionInvalid('sources', 'an array of key sources', value)
  const [first, ...others] = value
  if (first === undefined || others.length === 0)
    throw optionInvalid('sources', 'two key sources or more', value.length)
  for (const [place, source] of value.entries()) {
    const isFine = isKeySource(source) && value.indexOf(source) === place
    if (!isFine) throw optionInvalid(`sources[${place}]`, 'a key source that is not in the list yet', source)
    // A secret that stands in for public keys would let tokens be forged with them.
    if (source.symmetric === true)
      throw optionInvalid(`sources[${place}]`, 'a source of public keys', 'a shared secret')
  }
  return Object.freeze([first, ...others])
}

export function subscribeAll(sources: readonly KeySource[], listener: (event: SourceEvent) => void): () => void {
  const ends = sources.map((source) => source.subscribe(listener))
  return () => ends.forEach((end) => end())
}

/** All keys in the order of the sources. */
export const mergedSet = (sets: readonly KeySet[]): KeySet =>
  keySetOf(
    sets.flatMap(({ keys }) => keys),
    sets.flatMap(({ quarantined }) => quarantined),
  )

/** Best first. */
const STATES: readonly SourceStatus['state'][] = ['static', 'fresh', 'refresh', 'stale', 'expired', 'cold', 'closed']

/** The state of what still answers while one of its parts does. */
export const bestState = (parts: readonly SourceStatus[]): SourceStatus['state'] =>
  STATES.find((state) => parts.some((part) => part.state === state)) ?? 'static'
