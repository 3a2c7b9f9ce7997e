/** P12: a verifier that remembers verdicts is one that does not, only faster. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVerifier, type KeySource, staticJwks } from '../../src/index.ts'
import {
  type AnyVerifier,
  AUDIENCE,
  clockAt,
  codeOfCall,
  ISSUER,
  makePair,
  NOW,
  NOW_MS,
  outcomeOf,
  pairOf,
  settled,
  tokenOf,
} from '../security/support.ts'
import { assertHolds } from './property.ts'

const pairs = [pairOf('Ed25519'), makePair('Ed25519', 'second'), makePair('ES256', 'third')]
/** Other keys under the same kids, as an issuer has them that reuses its names. */
const successors = pairs.map(({ alg, kid }) => makePair(alg, kid))
const spare = pairOf('ES384')

/** Tokens of all keys, with times all around the test's own. */
const TOKENS = pairs.flatMap((pair) =>
  [
    { iat: NOW, exp: NOW + 300 },
    { iat: NOW, exp: NOW + 30, nbf: NOW - 30 },
    { iat: NOW - 50, exp: NOW + 10_000, sub: 'blocked' },
    { iat: NOW + 20, exp: NOW + 100, nbf: NOW + 50 },
    { exp: NOW + 10_000, filler: 'x'.repeat(7000) },
  ].map((claims) => tokenOf(pair, claims)),
)

/** What both verifiers share: a clock, a set of keys, and a deny-list. */
interface World {
  nowMs: number
  isBlocking: boolean
}

/** The keys that are published, by their places; `isNew` puts their successors in their stead. */
interface Publication {
  readonly places: readonly number[]
  readonly isNew: boolean
}

interface Real {
  readonly world: World
  readonly remembering: AnyVerifier
  readonly forgetful: AnyVerifier
  readonly publish: (publication: Publication) => void
}

function start(maxEntries: number, maxAgeSeconds: number): Real {
  const world: World = { nowMs: NOW_MS, isBlocking: false }
  const sourceOf = ({ places, isNew }: Publication): KeySource =>
    staticJwks(
      [...(isNew ? successors : pairs).filter((_, place) => places.includes(place)), spare].map(({ jwk }) => jwk),
    )
  let current = sourceOf({ places: [0, 1, 2], isNew: false })
  const keys: KeySource = { ...current, lookup: (query) => current.lookup(query) }
  const given = {
    issuer: ISSUER,
    audience: AUDIENCE,
    keys,
    maxAgeSeconds: 400,
    checks: [(payload: { sub?: string }) => !world.isBlocking || payload.sub !== 'blocked'],
  }
  const clock = clockAt(() => world.nowMs)
  return {
    world,
    remembering: createVerifier(given, { clock, tokenCache: { maxEntries, maxAgeSeconds } }),
    forgetful: createVerifier(given, { clock }),
    publish: (publication) => {
      current = sourceOf(publication)
    },
  }
}

type Model = Record<string, never>
type Command = fc.AsyncCommand<Model, Real>

async function expectAlike({ remembering, forgetful }: Real, token: unknown): Promise<void> {
  const [mine, theirs] = [await outcomeOf(remembering, token), await outcomeOf(forgetful, token)]
  expect(mine.code).toBe(theirs.code)
  if (mine.code !== 'accepted' || theirs.code !== 'accepted') return
  expect(mine.result).toEqual(theirs.result)
  // Whoever is handed a result may try to change it, to no effect on the next.
  expect(Reflect.set(mine.result.payload as object, 'sub', 'admin')).toBe(false)
  expect(Reflect.set(mine.result, 'trust', 'admin')).toBe(false)
}

class Verify implements Command {
  readonly place: number
  constructor(place: number) {
    this.place = place
  }
  check(): boolean {
    return true
  }
  async run(_: Model, real: Real): Promise<void> {
    await expectAlike(real, TOKENS[this.place % TOKENS.length])
  }
  toString(): string {
    return `verify(${this.place % TOKENS.length})`
  }
}

class Move implements Command {
  readonly seconds: number
  constructor(seconds: number) {
    this.seconds = seconds
  }
  check(): boolean {
    return true
  }
  async run(_: Model, { world }: Real): Promise<void> {
    world.nowMs += this.seconds * 1000
  }
  toString(): string {
    return `move(${this.seconds} s)`
  }
}

class Publish implements Command {
  readonly publication: Publication
  constructor(publication: Publication) {
    this.publication = publication
  }
  check(): boolean {
    return true
  }
  async run(_: Model, { publish }: Real): Promise<void> {
    publish(this.publication)
  }
  toString(): string {
    return `publish(${this.publication.places.join(', ')}${this.publication.isNew ? ', anew' : ''})`
  }
}

class Block implements Command {
  check(): boolean {
    return true
  }
  async run(_: Model, { world }: Real): Promise<void> {
    world.isBlocking = !world.isBlocking
  }
  toString(): string {
    return 'block or unblock'
  }
}

const commands = fc.commands(
  [
    fc.nat(TOKENS.length - 1).map((place) => new Verify(place)),
    fc.nat(2).map((place) => new Verify(place)),
    fc
      .oneof(fc.integer({ min: -70, max: 70 }), fc.integer({ min: -400, max: 400 }))
      .map((seconds) => new Move(seconds)),
    fc.record({ places: fc.subarray([0, 1, 2]), isNew: fc.boolean() }).map((publication) => new Publish(publication)),
    fc.constant(new Block()),
  ],
  { maxCommands: 40, size: 'max' },
)

test('P12: whatever happens in whatever order, remembering changes no verdict and no result', async () => {
  await assertHolds(
    fc.asyncProperty(
      commands,
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(1, 60, 3600),
      async (list, entries, age) => {
        await fc.asyncModelRun(() => ({ model: {}, real: start(entries, age) }), list)
      },
    ),
    100,
  )
})

test('P12: a key that is no longer published is refused at once, however often it was used', async () => {
  const { remembering, publish } = start(10, 3600)
  for (let round = 0; round < 3; round++)
    expect(await codeOfCall(() => remembering.verify(TOKENS[0] ?? ''))).toBe('accepted')
  publish({ places: [1, 2], isNew: false })
  expect(await codeOfCall(() => remembering.verifySync(TOKENS[0] ?? ''))).toBe('ERR_KEY_NOT_FOUND')
  publish({ places: [0, 1, 2], isNew: false })
  expect(await codeOfCall(() => remembering.verifySync(TOKENS[0] ?? ''))).toBe('accepted')
})

test('P12: a closed verifier remembers nothing', async () => {
  const { remembering } = start(10, 3600)
  await remembering.verify(TOKENS[0] ?? '')
  remembering.close()
  const outcome = await settled(() => remembering.verifySync(TOKENS[0] ?? ''))
  expect(outcome).toMatchObject({ error: { code: 'ERR_CLOSED' } })
})
