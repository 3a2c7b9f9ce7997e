import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  discoverJwks,
  failover,
  type KeySource,
  loadedJwks,
  remoteJwks,
  remoteKey,
  sharedSecret,
  staticJwks,
  staticPem,
  union,
} from '../../src/index.ts'
import { fileJwks } from '../../src/node.node.ts'
import { fakeClock, testIssuer } from '../../src/testing.ts'
import { publicKey } from '../support/documents.ts'
import { type Answer, scriptedFetch } from '../support/scripted-fetch.ts'
import { keySourceContract, outageContract, type SourceKind } from './key-source-contract.ts'

const ES256 = { alg: 'ES256' } as const
const URL_TEXT = 'https://issuer.example/jwks'
const OTHER_URL = 'https://mirror.example/jwks'
const headers = { authorization: 'Bearer hunter2' }

const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** A server with this answer, and how often it was asked. */
function serving(answer: Answer) {
  const clock = fakeClock()
  const { fetch, requests } = scriptedFetch(clock, () => answer)
  return { options: { clock, headers, fetch }, loads: () => requests.length }
}

const oneKey = async () => ({ keys: [await publicKey('one')] })

/** A source over a server that refuses. */
async function down(make: (options: ReturnType<typeof serving>['options']) => KeySource) {
  const { options } = serving({ status: 401 })
  const source = make(options)
  return { source, refresh: () => source.refresh('cold', { kid: 'one' }) }
}

/** A file of this test alone. */
async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keywell-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'jwks.json')
  await writeFile(path, text)
  return path
}

const byKid = (kid: string): string => `https://issuer.example/${kid}`

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
    make: async () => {
      const { options, loads } = serving({ body: await oneKey() })
      return { source: remoteJwks(URL_TEXT, options), loads, kid: 'one', ...ES256 }
    },
    makeDown: () => down((options) => remoteJwks(URL_TEXT, options)),
  },
  {
    name: 'discoverJwks',
    make: async () => {
      const clock = fakeClock()
      const { issuer, fetch, jwks } = await testIssuer({ clock })
      return { source: discoverJwks(issuer, { fetch, clock, headers }), kid: jwks().keys[0]?.kid ?? '', ...ES256 }
    },
    makeDown: () => down((options) => discoverJwks('https://issuer.example', options)),
  },
  {
    name: 'remoteKey',
    make: async () => {
      const { options, loads } = serving({ body: await publicKey('one') })
      return { source: remoteKey(URL_TEXT, options), loads, kid: 'one', ...ES256 }
    },
    makeDown: () => down((options) => remoteKey(URL_TEXT, options)),
  },
  {
    name: 'remoteKey with a function',
    isByKid: true,
    make: async () => {
      const clock = fakeClock()
      const key = await publicKey('one')
      const { fetch, requests } = scriptedFetch(clock, (url) =>
        url.endsWith('/one') ? { body: key } : { status: 404 },
      )
      const options = { clock, fetch, headers, kidPattern: 'base64url' } as const
      return { source: remoteKey(byKid, options), loads: () => requests.length, kid: 'one', ...ES256 }
    },
    makeDown: () => down((options) => remoteKey(byKid, { ...options, kidPattern: 'base64url' })),
  },
  {
    name: 'loadedJwks',
    make: async () => {
      const jwks = await oneKey()
      let count = 0
      const load = async () => {
        count++
        return { jwks }
      }
      return { source: loadedJwks(load, { clock: fakeClock() }), loads: () => count, kid: 'one', ...ES256 }
    },
    makeDown: async () => {
      const clock = fakeClock()
      const load = () => Promise.reject(Object.assign(new Error('away'), { password: 'hunter2' }))
      const source = loadedJwks(load, { clock })
      const refresh = async () => {
        const wait = source.refresh('cold')
        wait.catch(() => undefined)
        await clock.advance(400)
        await wait
      }
      return { source, refresh }
    },
  },
  {
    name: 'fileJwks',
    make: async () => {
      const path = await fileWith(JSON.stringify(await oneKey()))
      return { source: fileJwks(path, { watch: false }), kid: 'one', ...ES256 }
    },
    makeDown: async () => {
      const source = fileJwks(await fileWith('hunter2'), { watch: false })
      return { source, refresh: () => source.refresh('cold') }
    },
  },
  {
    name: 'failover',
    make: async () => {
      const { options, loads } = serving({ body: await oneKey() })
      const { clock } = options
      const { fetch } = scriptedFetch(clock, () => ({ status: 404 }))
      const first = remoteJwks('https://down.example/jwks', { clock, headers, fetch })
      return { source: failover([first, remoteJwks(URL_TEXT, options)], { clock }), loads, kid: 'one', ...ES256 }
    },
    makeDown: () =>
      down((options) =>
        failover([remoteJwks(URL_TEXT, options), remoteJwks(OTHER_URL, options)], { clock: options.clock }),
      ),
  },
  {
    name: 'union',
    make: async () => {
      const { options, loads } = serving({ body: await oneKey() })
      const other = serving({ body: { keys: [await publicKey('two')] } })
      const parts = [remoteJwks(URL_TEXT, options), remoteJwks(OTHER_URL, other.options)]
      return { source: union(parts), loads, kid: 'one', ...ES256 }
    },
    makeDown: () => down((options) => union([remoteJwks(URL_TEXT, options), remoteJwks(OTHER_URL, options)])),
  },
]

for (const kind of KINDS) keySourceContract(kind)
for (const { name, makeDown } of KINDS) if (makeDown !== undefined) outageContract(name, makeDown)
