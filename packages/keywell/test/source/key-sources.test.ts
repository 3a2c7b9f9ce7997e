import { generateKeyPairSync } from 'node:crypto'
import {
  discoverJwks,
  failover,
  loadedJwks,
  remoteJwks,
  remoteKey,
  sharedSecret,
  staticJwks,
  staticPem,
  union,
} from '../../src/index.ts'
import { fakeClock, testIssuer } from '../../src/testing.ts'
import { publicKey } from '../support/documents.ts'
import { scriptedFetch } from '../support/scripted-fetch.ts'
import { keySourceContract, type SourceKind } from './key-source-contract.ts'

const ES256 = { alg: 'ES256' } as const
const URL_TEXT = 'https://issuer.example/jwks'
const headers = { authorization: 'Bearer hunter2' }

const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

async function serving(body: unknown) {
  const clock = fakeClock()
  return { clock, headers, fetch: scriptedFetch(clock, () => ({ body })).fetch }
}

const oneKey = async () => ({ keys: [await publicKey('one')] })
const downOf = (clock: ReturnType<typeof fakeClock>) => scriptedFetch(clock, () => ({ status: 404 })).fetch

const KINDS: readonly SourceKind[] = [
  { name: 'staticJwks', make: async () => ({ source: staticJwks(await oneKey()), kid: 'one', ...ES256 }) },
  { name: 'staticPem', make: async () => ({ source: staticPem(pem(), ES256), kid: 'any', ...ES256 }) },
  {
    name: 'sharedSecret',
    make: async () => ({
      source: sharedSecret(Buffer.from('hunter2'.repeat(9)), { alg: 'HS256' }),
      kid: 'any',
      alg: 'HS256',
    }),
  },
  {
    name: 'remoteJwks',
    make: async () => ({ source: remoteJwks(URL_TEXT, await serving(await oneKey())), kid: 'one', ...ES256 }),
  },
  {
    name: 'discoverJwks',
    make: async () => {
      const clock = fakeClock()
      const { issuer, fetch, jwks } = await testIssuer({ clock })
      return { source: discoverJwks(issuer, { fetch, clock, headers }), kid: jwks().keys[0]?.kid ?? '', ...ES256 }
    },
  },
  {
    name: 'remoteKey',
    make: async () => ({ source: remoteKey(URL_TEXT, await serving(await publicKey('one'))), kid: 'one', ...ES256 }),
  },
  {
    name: 'remoteKey with a function',
    isByKid: true,
    make: async () => {
      const clock = fakeClock()
      const key = await publicKey('one')
      const { fetch } = scriptedFetch(clock, (url) => (url.endsWith('/one') ? { body: key } : { status: 404 }))
      const options = { clock, fetch, headers, kidPattern: 'base64url' } as const
      return { source: remoteKey((kid) => `https://issuer.example/${kid}`, options), kid: 'one', ...ES256 }
    },
  },
  {
    name: 'loadedJwks',
    make: async () => {
      const jwks = await oneKey()
      return { source: loadedJwks(async () => ({ jwks }), { clock: fakeClock() }), kid: 'one', ...ES256 }
    },
  },
  {
    name: 'failover',
    make: async () => {
      const served = await serving(await oneKey())
      const first = remoteJwks('https://down.example/jwks', { ...served, fetch: downOf(served.clock) })
      return { source: failover([first, remoteJwks(URL_TEXT, served)], { clock: served.clock }), kid: 'one', ...ES256 }
    },
  },
  {
    name: 'union',
    make: async () => {
      const served = await serving(await oneKey())
      const other = await serving({ keys: [await publicKey('two')] })
      return { source: union([remoteJwks(URL_TEXT, served), remoteJwks(URL_TEXT, other)]), kid: 'one', ...ES256 }
    },
  },
]

for (const kind of KINDS) keySourceContract(kind)
