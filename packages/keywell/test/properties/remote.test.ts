/** P12 for keys from a URL: within its budget, never without a key it should have, never with one it should not. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVerifier, remoteJwks } from '../../src/index.ts'
import { fakeClock } from '../../src/testing.ts'
import { patiently } from '../support/patience.ts'
import { codeOfCall, compact, makePair, type Pair, pairOf } from '../security/support.ts'
import { assertHolds } from './property.ts'

const pairs: readonly Pair[] = [pairOf('Ed25519'), makePair('Ed25519', 'second'), makePair('Ed25519', 'third')]
const stranger = makePair('Ed25519', 'stranger')

/** Without a word from the server; refreshing begins at three quarters of it. */
const FRESH_MS = 600_000
const DUE_MS = FRESH_MS * 0.75
const BURST = 4
const REFILL_MS = 15_000

/** Requests of one load: the first try and three more, all of which only a load that follows a success makes. */
const TRIES = 4
/** Probes until the breaker's wait has doubled to its end, and the least that it is then. */
const QUICK_PROBES = 6
const SLOW_PROBE_MS = 30_000

/** The most that the budgets allow in so many milliseconds, if the issuer fails and recovers at the worst times. */
function mostRequests(span: number): number {
  const planned = 1 + BURST + span / REFILL_MS + span / DUE_MS
  return planned * (TRIES + QUICK_PROBES) + span / SLOW_PROBE_MS
}

type Happening =
  | { readonly do: 'verify'; readonly place: number }
  | { readonly do: 'verify a stranger' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'publish'; readonly places: readonly number[] }
  | { readonly do: 'fail' | 'recover' }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('verify' as const), place: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.constant({ do: 'verify a stranger' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.oneof(fc.nat(20), fc.nat(2000)) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('publish' as const), places: fc.subarray([0, 1, 2], { minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'fail' as const }, { do: 'recover' as const }) },
)

/** The issuer's side of the story, and what it has seen. */
function createWorld() {
  const clock = fakeClock()
  const requests: number[] = []
  let published: readonly number[] = [0, 1, 2]
  let isFailing = false
  /** What the last good answer held, and when it was given. */
  let served: { readonly places: readonly number[]; readonly at: number } | undefined
  const fetch = async (): Promise<Response> => {
    requests.push(clock.monotonic())
    if (isFailing) return new Response(null, { status: 503 })
    served = { places: published, at: clock.monotonic() }
    return Response.json({ keys: published.map((place) => pairs[place]?.jwk) })
  }
  const keys = remoteJwks('https://issuer.test/jwks', { fetch, clock })
  const verifier = createVerifier({ issuer: 'https://issuer.test', audience: 'api', keys }, { clock, tokenCache: {} })
  const tokenOf = (pair: Pair): string => {
    const exp = clock.now() / 1000 + 60
    return compact({ alg: pair.alg, kid: pair.kid }, { iss: 'https://issuer.test', aud: 'api', exp }, pair.sign)
  }
  return {
    clock,
    requests,
    tokenOf,
    verify: (pair: Pair) =>
      patiently(
        clock,
        codeOfCall(() => verifier.verify(tokenOf(pair))),
      ),
    served: () => served,
    publish: (places: readonly number[]) => {
      published = places
    },
    fail: (now: boolean) => {
      isFailing = now
    },
  }
}

async function verifyKnown(world: ReturnType<typeof createWorld>, place: number): Promise<void> {
  const pair = pairs[place]
  if (pair === undefined) return
  const before = world.served()
  const code = await world.verify(pair)
  await world.clock.advance(0)
  const after = world.served()
  const age = before === undefined ? undefined : world.clock.monotonic() - before.at
  const holdings = [before, after].filter((held) => held?.places.includes(place) === true).length
  // A key that the fresh set holds is never refused, whatever the issuer's state.
  if (age !== undefined && age < FRESH_MS && holdings === 2) expect(code).toBe('accepted')
  // One that neither the set in memory nor the issuer's holds is never accepted.
  if (holdings === 0) expect(code).not.toBe('accepted')
  if (code !== 'accepted') expect(['ERR_KEY_NOT_FOUND', 'ERR_KEYS_UNAVAILABLE']).toContain(code)
}

async function happen(world: ReturnType<typeof createWorld>, what: Happening): Promise<void> {
  switch (what.do) {
    case 'verify':
      return verifyKnown(world, what.place)
    case 'verify a stranger':
      return expect(await world.verify(stranger)).not.toBe('accepted')
    case 'wait':
      return world.clock.advance(what.seconds * 1000)
    case 'publish':
      return world.publish(what.places)
    default:
      return world.fail(what.do === 'fail')
  }
}

test('P12: however tokens, rotations and outages follow each other, budgets hold and keys are right', async () => {
  await assertHolds(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 60 }), async (story) => {
      const world = createWorld()
      for (const what of story) await happen(world, what)
      expect(world.requests.length).toBeLessThanOrEqual(mostRequests(world.clock.monotonic()))
      expect(world.requests.toSorted((a, b) => a - b)).toEqual(world.requests)
    }),
    60,
  )
})

test('P12: a flood of unknown kids costs a few requests, then one in 15 s, and known kids do not notice it', async () => {
  const world = createWorld()
  await verifyKnown(world, 0)
  expect(world.requests).toHaveLength(1)
  for (let second = 0; second < 60; second++) {
    await Promise.all(Array.from({ length: 20 }, (_, i) => world.verify({ ...stranger, kid: `${second}-${i}` })))
    await verifyKnown(world, second % 3)
    await world.clock.advance(1000)
  }
  expect(world.requests.length).toBeLessThanOrEqual(1 + BURST + 60_000 / REFILL_MS)
})

test('P12: a key that left the issuer is refused once the set was fetched anew', async () => {
  const world = createWorld()
  await verifyKnown(world, 0)
  world.publish([1])
  await world.clock.advance(FRESH_MS)
  await world.verify(pairs[1] ?? stranger)
  await world.clock.advance(0)
  expect(await world.verify(pairs[0] ?? stranger)).toBe('ERR_KEY_NOT_FOUND')
})
