/** An issuer over real HTTP whose every answer a test can replace, and tokens of all kinds from it. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from 'keywell'
import { generateJwk, type Jwk } from 'keywell/jwk'
import { localSigner, signJwt, type Signer } from 'keywell/sign'

/** The moment at which all tests take place. */
export const NOW = '2026-01-31T12:00:00Z'
export const AUDIENCE = 'https://api.example'

const clock: Clock = { now: () => Date.parse(NOW), monotonic: () => 0, sleep: () => Promise.resolve() }

type Answer = (response: ServerResponse) => void

export interface LocalIssuer {
  readonly url: string
  /** Published: `ec-1` signs the tokens. */
  readonly keys: Jwk[]
  /** Not published under the kid that it signs with. */
  readonly stranger: Signer
  readonly signer: Signer
  /** Replaces the answer to a path. */
  answer(path: string, answer: Answer): void
  token(options?: TokenOptions): Promise<string>
  /** A good token but for its header; the signature fits. */
  crafted(header: Readonly<Record<string, unknown>>): Promise<string>
  /** A good token but for claims that `signJwt` would refuse; the signature fits. */
  claiming(claims: Readonly<Record<string, unknown>>): Promise<string>
  close(): Promise<void>
}

export interface TokenOptions {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly expiresInSeconds?: number
  readonly signer?: Signer
}

export const json =
  (document: unknown): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))

export const html: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')

export const METADATA = '/.well-known/openid-configuration'

export async function localIssuer(): Promise<LocalIssuer> {
  const [ec, rsa, other] = await Promise.all([
    generateJwk('ES256', { kid: 'ec-1' }),
    generateJwk('RS256', { kid: 'rsa-1' }),
    generateJwk('ES256', { kid: 'ec-9' }),
  ])
  const keys = [rsa.publicJwk, ec.publicJwk].filter((jwk) => jwk !== undefined)
  const answers = new Map<string, Answer>()
  const server = createServer(({ url = '' }, response) => {
    const known = answers.get(url)
    if (known === undefined) response.writeHead(404).end()
    else known(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  answers.set(METADATA, json({ issuer: url, jwks_uri: `${url}/jwks` }))
  answers.set('/jwks', (response) => json({ keys })(response))
  const signer = localSigner(ec.privateJwk)
  return {
    url,
    keys,
    signer,
    stranger: localSigner(other.privateJwk),
    answer: (path, answer) => void answers.set(path, answer),
    token: (options) => mint(url, signer, options),
    claiming: async (claims) => claim(await mint(url, signer), claims, signer),
    crafted: async (header) => craft(await mint(url, signer), { alg: 'ES256', kid: 'ec-1', ...header }, signer),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function mint(iss: string, signer: Signer, { claims, header, ...options }: TokenOptions = {}): Promise<string> {
  const { expiresInSeconds = 300, signer: own = signer } = options
  const payload = { iss, aud: AUDIENCE, sub: 'alice', exp: Date.parse(NOW) / 1000 + expiresInSeconds, ...claims }
  return signJwt(payload, { signer: own, clock, ...(header === undefined ? {} : { header }) })
}

async function craft(token: string, header: unknown, signer: Signer): Promise<string> {
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${token.split('.')[1]}`
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`
}

async function claim(token: string, claims: Readonly<Record<string, unknown>>, signer: Signer): Promise<string> {
  const input = tampered(token, claims).split('.').slice(0, 2).join('.')
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`
}

/** Other claims under the signature of the old ones. */
export function tampered(token: string, claims: Readonly<Record<string, unknown>>): string {
  const [header, payload = '', signature] = token.split('.')
  const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...claims }
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<string> {
  const issuer = createServer()
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
  const { port } = issuer.address() as AddressInfo
  await new Promise((resolve) => issuer.close(resolve))
  return `http://127.0.0.1:${port}`
}
