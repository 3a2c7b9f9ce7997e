/** Many sources in one process: the warning about one for each request, and what they share. */
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { type KeySource, remoteJwks } from '../../src/index.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { fakeClock, type FakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { scriptedFetch } from '../support/scripted-fetch.ts'

let body: unknown
beforeAll(async () => {
  body = { keys: [await publicKey('one')] }
})

const URL_TEXT = 'https://issuer.example/jwks'

/** Sources for one URL, and what they tell of there being too many. */
function crowd(
  count: number,
  clock: FakeClock = fakeClock(),
  urlOf: (number: number) => string = () => `${URL_TEXT}?q=secret`,
) {
  const { fetch, requests } = scriptedFetch(clock, () => ({ body }))
  const warnings: SourceEvent[] = []
  const sources = Array.from({ length: count }, (_, number) => remoteJwks(urlOf(number), { clock, fetch }))
  for (const source of sources) {
    source.subscribe((event) => void (event.type === 'duplicate-source' && warnings.push(event)))
  }
  const load = (some: readonly KeySource[]) => Promise.all(some.map((source) => source.refresh('cold')))
  return { clock, sources, requests, warnings, load }
}

describe('the warning about many sources for one URL', () => {
  test('comes with the first load from ten on, once for each source, and names the URL without its query', async () => {
    const { sources, warnings, load } = crowd(10)
    await load(sources.slice(0, 2))
    await sources[0]?.refresh('changed')
    expect(warnings).toEqual([
      { type: 'duplicate-source', source: URL_TEXT, alive: 10 },
      { type: 'duplicate-source', source: URL_TEXT, alive: 10 },
    ])
  })

  test('does not come for nine, nor for those that were closed before', async () => {
    const few = crowd(9)
    await few.load(few.sources)
    const closed = crowd(30)
    for (const source of closed.sources.slice(0, 21)) {
      source.close()
      source.close()
    }
    await closed.load(closed.sources.slice(21))
    expect([few.warnings, closed.warnings]).toEqual([[], []])
  })

  test('does not come for many issuers', async () => {
    const { sources, warnings, load } = crowd(50, fakeClock(), (number) => `https://issuer-${number}.example/jwks`)
    await load(sources)
    expect(warnings).toEqual([])
  })
})

describe('many sources', () => {
  test('share one timer, which the last one to close ends', async () => {
    const { clock, sources, load } = crowd(200)
    await load(sources)
    expect(clock.sleepers).toBe(1)
    for (const source of sources) source.close()
    await clock.advance(3_600_000)
    expect(clock.sleepers).toBe(0)
  })

  test('share what they do not set, and nothing that one of them changes', async () => {
    const { clock, sources, load } = crowd(2)
    const [one, other] = sources
    await load(sources)
    await one?.refresh('unknown-kid', { kid: 'stray' })
    expect(one?.lookup(queryOf('stray'))).toMatchObject({ outcome: 'missed', retry: false })
    expect(other?.lookup(queryOf('stray'))).toMatchObject({ outcome: 'missed', retry: true })
    expect(Object.values(other?.status().counters?.unknownKid ?? {})).toEqual([0, 0, 0, 0, 0, 0, 0])
    one?.close()
    await clock.advance(0)
    expect(other?.lookup(queryOf('one')).outcome).toBe('found')
  })

  test('keep no process alive, each with a refresh ahead of it', () => {
    const script = `
      import { remoteJwks } from 'keywell'
      const body = process.argv[1]
      const fetch = async () => new Response(body)
      const sources = Array.from({ length: 500 }, (_, n) => remoteJwks('https://issuer-' + n + '.example/', { fetch }))
      await Promise.all(sources.map((source) => source.refresh('cold')))
      const ahead = sources.filter((source) => source.status().nextAttemptMs > 60_000).length
      const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
      console.log(JSON.stringify({ ahead, timers }))`
    const flags = ['--conditions=@keywell/source', '--no-warnings', '--input-type=module', '--eval', script]
    const args = [...flags, JSON.stringify(body)]
    const { stdout, status, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })
    expect({ status, signal, said: stdout.trim() }).toEqual({
      status: 0,
      signal: null,
      said: '{"ahead":500,"timers":0}',
    })
  }, 30_000)
})
