/** Tokens and key sets with one or two flaws each. Made by node:crypto alone: neither library has a part in it. */
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export type Members = Readonly<Record<string, unknown>>

/** What both libraries are shown. */
export interface Case {
  readonly header: string
  readonly payload: string
  readonly token: string
  readonly keys: readonly unknown[]
  /** What was changed, in words. */
  readonly changes: readonly string[]
}

export const ISSUER = 'https://issuer.test'
export const AUDIENCE = 'https://api.test'
export const NOW: number = Date.UTC(2026, 0, 1) / 1000

/** Before it is put together: each change is to one of these. */
export interface Draft {
  readonly alg: string
  readonly header: Members
  /** The header as text, where JSON.stringify cannot say it. */
  readonly headerText?: string | Uint8Array
  readonly payload: Members
  readonly payloadText?: string | Uint8Array
  readonly key: Members
  readonly neighbours: readonly unknown[]
  /** The algorithm that really signs, and its key. */
  readonly signAs: string
  readonly signature: (good: Buffer) => Uint8Array
  /** Segments as they will stand, before signing. */
  readonly spell: (segment: string, place: 'header' | 'payload' | 'signature') => string
  readonly token: (token: string) => string
}

export interface Change {
  readonly name: string
  readonly apply: (draft: Draft) => Draft
}

interface Pair {
  readonly privateKey: KeyObject
  readonly bare: Members
}

const pss = (saltLength: number): object => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const ecdsa = { dsaEncoding: 'ieee-p1363' }

const SIGNERS: ReadonlyMap<string, readonly [string, string | null, object]> = new Map([
  ['RS256', ['rsa', 'sha256', {}]],
  ['RS384', ['rsa', 'sha384', {}]],
  ['RS512', ['rsa', 'sha512', {}]],
  ['PS256', ['rsa', 'sha256', pss(32)]],
  ['PS384', ['rsa', 'sha384', pss(48)]],
  ['PS512', ['rsa', 'sha512', pss(64)]],
  ['ES256', ['P-256', 'sha256', ecdsa]],
  ['ES384', ['P-384', 'sha384', ecdsa]],
  ['ES512', ['P-521', 'sha512', ecdsa]],
  ['ES256K', ['secp256k1', 'sha256', ecdsa]],
  ['EdDSA', ['ed25519', null, {}]],
  ['Ed25519', ['ed25519', null, {}]],
  ['Ed448', ['ed448', null, {}]],
])

export const ALGORITHMS: readonly string[] = [...SIGNERS.keys()]

function generate(kind: string): Pair {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : kind === 'ed448'
          ? generateKeyPairSync('ed448')
          : generateKeyPairSync('ec', { namedCurve: kind })
  return { privateKey, bare: { ...publicKey.export({ format: 'jwk' }) } }
}

const pairs = new Map<string, Pair>()

/** The same key for every token of an algorithm's kind; another one under another name. */
export function pairOf(alg: string, name = ''): Pair {
  const kind = SIGNERS.get(alg)?.[0] ?? 'rsa'
  const pair = pairs.get(kind + name) ?? generate(kind)
  pairs.set(kind + name, pair)
  return pair
}

function signAs(alg: string, input: Buffer): Buffer {
  const row = SIGNERS.get(alg)
  if (row === undefined) return createHmac('sha256', 'secret').update(input).digest()
  const [, hash, options] = row
  return sign(hash, input, { key: pairOf(alg).privateKey, ...options })
}

export const draftOf = (alg: string): Draft => ({
  alg,
  header: { alg, kid: 'k', typ: 'JWT' },
  payload: { iss: ISSUER, aud: AUDIENCE, sub: 'alice', iat: NOW, exp: NOW + 300 },
  key: { ...pairOf(alg).bare, kid: 'k', alg, use: 'sig' },
  neighbours: [],
  signAs: alg,
  signature: (good) => good,
  spell: (segment) => segment,
  token: (token) => token,
})

const encode = (part: string | Uint8Array): string => Buffer.from(part).toString('base64url')

/** Puts a draft together. */
export function build(draft: Draft, changes: readonly string[]): Case {
  const header = draft.headerText ?? JSON.stringify(draft.header)
  const payload = draft.payloadText ?? JSON.stringify(draft.payload)
  const input = `${draft.spell(encode(header), 'header')}.${draft.spell(encode(payload), 'payload')}`
  const signature = draft.spell(encode(draft.signature(signAs(draft.signAs, Buffer.from(input)))), 'signature')
  return {
    header: Buffer.from(header).toString('latin1'),
    payload: Buffer.from(payload).toString('latin1'),
    token: draft.token(`${input}.${signature}`),
    keys: [draft.key, ...draft.neighbours],
    changes,
  }
}
