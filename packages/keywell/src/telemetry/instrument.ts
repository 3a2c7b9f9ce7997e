/** Metrics of verifiers and sources, through OpenTelemetry. Reads what they say of themselves; changes nothing. */
import { type BatchObservableResult, type Histogram, type Meter, metrics, type Observable } from '@opentelemetry/api'
import { knownOptions, optionInvalid } from '../errors/index.ts'
import type { SourceEvent } from '../source/source-event.ts'
import type { SourceStatus } from '../source/source-status.ts'
import type { VerifierStatus } from '../verify/verifier-status.ts'
import { FETCH_DURATION, FETCH_SIZE, OBSERVED, type ObservedInstrument, TOKEN_CACHE_LOOKUPS } from './instruments.ts'

/** A verifier, or a source of keys. */
export interface Instrumentable {
  status(): VerifierStatus | SourceStatus
  subscribe(listener: (event: SourceEvent) => void): () => void
}

export interface InstrumentOptions {
  /** Where the metrics go; `metrics.getMeter('keywell')` of the global provider unless given. */
  readonly meter?: Meter
}

/**
 * Reports a verifier's or a source's metrics: state, age, keys, fetches by reason and result, unknown kids, waiters.
 * Needs the package `@opentelemetry/api`, an optional peer; without a provider registered there, it costs next to nothing.
 * Two sources of one name share their series, so instrument each once.
 * @returns a function that ends the reporting
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs/design/resolver.md for the names and units
 * @example const stop = instrument(verifier)
 */
export function instrument(subject: Instrumentable, options: InstrumentOptions = {}): () => void {
  const { meter = metrics.getMeter('keywell') } = knownOptions('options', options, ['meter'])
  if (typeof meter.addBatchObservableCallback !== 'function')
    throw optionInvalid('meter', 'an OpenTelemetry Meter', meter)
  const ends = [observe(subject, meter), record(subject, meter)]
  return () => ends.forEach((end) => end())
}

function observe(subject: Instrumentable, meter: Meter): () => void {
  const observed = OBSERVED.map((row) => ({ row, observable: observableOf(meter, row) }))
  const cache = meter.createObservableCounter(TOKEN_CACHE_LOOKUPS.name, TOKEN_CACHE_LOOKUPS.options)
  const collect = (result: BatchObservableResult): void => {
    const status = subject.status()
    for (const source of leavesOf(status)) {
      for (const { row, observable } of observed) report(result, observable, row, source)
    }
    const { hits, misses } = ('tokenCache' in status ? status.tokenCache : undefined) ?? {}
    if (hits !== undefined) result.observe(cache, hits, { 'keywell.token_cache.result': 'hit' })
    if (misses !== undefined) result.observe(cache, misses, { 'keywell.token_cache.result': 'miss' })
  }
  const observables = [...observed.map(({ observable }) => observable), cache]
  meter.addBatchObservableCallback(collect, observables)
  return () => meter.removeBatchObservableCallback(collect, observables)
}

const observableOf = (meter: Meter, { name, kind, options }: ObservedInstrument): Observable =>
  kind === 'gauge' ? meter.createObservableGauge(name, options) : meter.createObservableCounter(name, options)

function report(
  result: BatchObservableResult,
  observable: Observable,
  row: ObservedInstrument,
  status: SourceStatus,
): void {
  for (const { value, attributes } of row.read(status)) {
    result.observe(observable, value, { 'keywell.source': status.source, ...attributes })
  }
}

/** Its parts are named after kids, which anybody can make up; as a whole it is one source. */
const BY_KID = 'key-by-kid'

/** The sources that hold keys themselves; of one made of several, its parts. */
function leavesOf(status: VerifierStatus | SourceStatus): readonly SourceStatus[] {
  if ('sources' in status) return status.sources.flatMap(leavesOf)
  return status.parts === undefined || status.kind === BY_KID ? [status] : status.parts.flatMap(leavesOf)
}

function record(subject: Instrumentable, meter: Meter): () => void {
  const duration = meter.createHistogram(FETCH_DURATION.name, FETCH_DURATION.options)
  const size = meter.createHistogram(FETCH_SIZE.name, FETCH_SIZE.options)
  return subject.subscribe((event) => {
    if (event.type === 'fetched') recordFetch(event, duration, size)
  })
}

function recordFetch(event: Extract<SourceEvent, { type: 'fetched' }>, duration: Histogram, size: Histogram): void {
  const { source, reason, result, durationMs, bytes, error } = event
  const attributes = { 'keywell.source': source, 'keywell.fetch.reason': reason, 'keywell.fetch.result': result }
  // `error.type` is the convention's own attribute: a low-cardinality name of what went wrong.
  const failure = error === undefined ? {} : { 'error.type': error.code }
  duration.record(durationMs / 1000, { ...attributes, ...failure })
  if (bytes !== undefined) size.record(bytes, { 'keywell.source': source })
}
