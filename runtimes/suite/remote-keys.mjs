/** Keys that are fetched and kept: discovery, a rotation, an outage, a snapshot. Over a fetch in memory. */
import { createVerifier, discoverJwks, failover, remoteJwks } from 'keywell'
import { fakeClock, testIssuer } from 'keywell/testing'
import { codeOf, equal } from './harness.mjs'

const KEYS_URL = 'https://issuer.test/jwks.json'

/** What `work` comes to, with the clock moved on for as long as it waits. */
async function patiently(clock, work) {
  const progress = { isOver: false }
  const end = () => {
    progress.isOver = true
  }
  work.then(end, end)
  while (!progress.isOver) await clock.advance(100)
  return await work
}

async function world(options = {}) {
  const clock = fakeClock()
  const issuer = await testIssuer({ clock })
  const keys = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock, ...options })
  return { clock, issuer, keys, verifier: createVerifier(issuer.trust({ keys }), { clock }) }
}

export async function checkRemoteKeys(check) {
  await check('remote: an issuer is discovered, asked once, and its tokens verify', async () => {
    const { issuer, verifier } = await world()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => issuer.token()))
    const results = await Promise.all(tokens.map((token) => verifier.verify(token)))
    equal(results.length, 50, 'results')
    equal(issuer.requests.length, 2, 'requests')
  })

  await check('remote: a rotation without overlap heals at the first token of the new key', async () => {
    const { issuer, verifier } = await world()
    await verifier.verify(await issuer.token())
    const old = await issuer.token()
    await issuer.rotate({ previous: 'drop' })
    await verifier.verify(await issuer.token())
    equal(await codeOf(() => verifier.verify(old)), 'ERR_KEY_NOT_FOUND', 'a token of the dropped key')
  })

  await check('remote: known keys outlive an outage, as stale, and 503 answers what cannot be decided', async () => {
    const { clock, issuer, verifier } = await world()
    await verifier.verify(await issuer.token())
    issuer.fail({ with: 503 })
    await clock.advance(3_600_000)
    // Where no timers run, this is the first look after an hour, which waits for the issuer and is then answered all the same.
    const { freshness } = await patiently(clock, verifier.verify(await issuer.token()))
    equal(freshness.stale, true, 'stale')
    const stray = await issuer.token({}, { header: { kid: 'stray' } })
    equal(await codeOf(() => patiently(clock, verifier.verify(stray))), 'ERR_KEYS_UNAVAILABLE', 'a stray kid')
  })

  await check('remote: a process that starts in an outage begins with the snapshot of an earlier one', async () => {
    const snapshots = new Map()
    const { clock, issuer, keys } = await world({ snapshots })
    await keys.refresh('prefetch')
    issuer.fail({ with: 'network' })
    const later = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock, snapshots })
    const { freshness } = await createVerifier(issuer.trust({ keys: later }), { clock }).verify(await issuer.token())
    equal(freshness.stale, true, 'stale')
    later.close()
  })

  await check('remote: another place stands in for one that cannot be reached', async () => {
    const { clock, issuer } = await world()
    const places = ['https://down.test/jwks.json', KEYS_URL]
    const keys = failover(
      places.map((url) => remoteJwks(url, { fetch: issuer.fetch, clock })),
      { clock },
    )
    await createVerifier(issuer.trust({ keys }), { clock }).verify(await issuer.token())
    equal(keys.status().source, KEYS_URL, 'the place that serves')
  })
}
