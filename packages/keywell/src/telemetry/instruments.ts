/**
 * The metrics as a table: names and units by OpenTelemetry's conventions (semantic conventions, "Metrics": dotted lower
 * case, UCUM units). Labelled by source, never by kid: anybody can make up kids.
 */
import type { MetricOptions } from '@opentelemetry/api'
import type { SourceStatus } from '../source/source-status.ts'

/** One number with what it is of. */
export interface Reading {
  readonly value: number
  readonly attributes?: Readonly<Record<string, string>>
}

export interface ObservedInstrument {
  readonly name: string
  readonly kind: 'gauge' | 'counter'
  readonly options: MetricOptions
  /** What a source's status says at this moment; nothing where it has nothing to say. */
  readonly read: (status: SourceStatus) => readonly Reading[]
}

const observed =
  (kind: ObservedInstrument['kind']) =>
  (name: string, unit: string, description: string, read: ObservedInstrument['read']): ObservedInstrument => ({
    name: `keywell.source.${name}`,
    kind,
    options: { unit, description },
    read,
  })

const gauge = observed('gauge')
const counter = observed('counter')

const one = (value: number | undefined, scale = 1): readonly Reading[] =>
  value === undefined ? [] : [{ value: value * scale }]

const MS = 0.001

const STATES: readonly SourceStatus['state'][] = ['static', 'cold', 'fresh', 'refresh', 'stale', 'expired', 'closed']

/** By the name of an attribute: one reading for each member of a record of counts. */
const each = (attribute: string, counts: Readonly<Record<string, number>> | undefined): readonly Reading[] =>
  Object.entries(counts ?? {}).map(([name, value]) => ({ value, attributes: { [attribute]: name } }))

/** Read from `status()` when metrics are collected. */
export const OBSERVED: readonly ObservedInstrument[] = Object.freeze([
  gauge('state', '1', 'State of the source: 1 for the one it is in, 0 for the others', ({ state }) =>
    STATES.map((name) => ({ value: name === state ? 1 : 0, attributes: { 'keywell.source.state': name } })),
  ),
  gauge('age', 's', 'Time since the keys were last validated', ({ ageMs }) => one(ageMs, MS)),
  gauge('remaining', 's', 'How long the keys still serve if no refresh succeeds', ({ remainingMs }) =>
    one(remainingMs, MS),
  ),
  gauge('keys', '{key}', 'Keys that are held', ({ keys }) =>
    keys === undefined
      ? []
      : each('keywell.key.state', { usable: keys.keys.length, quarantined: keys.quarantined.length }),
  ),
  gauge('set_info', '1', 'Always 1; the hash tells replicas on different sets apart', ({ setHash }) =>
    setHash === undefined ? [] : [{ value: 1, attributes: { 'keywell.set.hash': setHash } }],
  ),
  gauge('last_success', 's', 'Time of the last successful load, since the epoch', ({ lastSuccessAt }) =>
    one(lastSuccessAt, MS),
  ),
  gauge('last_failure', 's', 'Time of the last failed load, since the epoch', ({ lastFailureAt }) =>
    one(lastFailureAt, MS),
  ),
  gauge('waiters', '{caller}', 'Callers that wait for keys', ({ waiters }) => one(waiters)),
  counter('generation', '{set}', 'Sets whose keys differed from the one before', ({ generation }) => one(generation)),
  counter('unknown_kids', '{lookup}', 'Look-ups of kids that the set lacks, by what decided them', ({ counters }) =>
    each('keywell.unknown_kid.verdict', counters?.unknownKid),
  ),
  counter('stale_answers', '{lookup}', 'Look-ups answered from keys past their freshness', ({ counters }) =>
    one(counters?.staleAnswers),
  ),
])

/** An instrument that is recorded to, or observed apart from the table. */
export interface NamedInstrument {
  readonly name: string
  readonly options: MetricOptions
}

/** Recorded as loads end. */
export const FETCH_DURATION: NamedInstrument = Object.freeze({
  name: 'keywell.source.fetch.duration',
  options: {
    unit: 's',
    description: 'Duration of loads, their retries included',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] },
  },
})

export const FETCH_SIZE: NamedInstrument = Object.freeze({
  name: 'keywell.source.fetch.size',
  options: {
    unit: 'By',
    description: 'Size of the documents that were fetched, after decompression',
    advice: { explicitBucketBoundaries: [256, 1024, 4096, 16_384, 65_536, 262_144] },
  },
})

/** How often a token was found in a verifier's cache of accepted tokens. */
export const TOKEN_CACHE_LOOKUPS: NamedInstrument = Object.freeze({
  name: 'keywell.token_cache.lookups',
  options: { unit: '{lookup}', description: 'Look-ups in the cache of verified tokens, by result' },
})
