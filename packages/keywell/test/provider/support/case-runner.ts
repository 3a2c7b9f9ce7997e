/** Runs the nine cases against a preset: its keys come from a stand-in for the provider's endpoint, its clock from the test. */
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { createVerifier } from '../../../src/index.ts'
import { generateJwk, type Jwk, publicJwk } from '../../../src/jwk.ts'
import { fakeClock } from '../../../src/testing.ts'
import type { CaseName, Change, PublishedKey, Specimen } from './specimen.ts'
import { signed } from './tokens.ts'
import { reasonOf } from './verdicts.ts'

const START_MS = Date.UTC(2026, 10, 1)
const HOUR_SECONDS = 3600

interface SigningKey extends PublishedKey {
  readonly privateJwk: Jwk
}

/** Made once: an RSA key takes longer than all else in a case. A case never sees more than two of an algorithm. */
const made = new Map<string, Promise<Jwk>>()

const pairOf = async (alg: Specimen['alg']): Promise<Jwk> => (await generateJwk(alg)).privateJwk

async function newKey({ alg, kid }: Specimen, n: number): Promise<SigningKey> {
  const name = `${alg} ${n}`
  const pair = made.get(name) ?? pairOf(alg)
  made.set(name, pair)
  const privateJwk = { ...(await pair), kid: kid(n) }
  const jwk = publicJwk(privateJwk)
  const pem = createPublicKey({ key: jwk satisfies JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  return { kid: kid(n), jwk, pem: String(pem), privateJwk }
}

/** What became of the token: `accepted`, or the code it was refused with. */
export async function runCase(specimen: Specimen, name: CaseName): Promise<string> {
  const first = await newKey(specimen, 1)
  const second = await newKey(specimen, 2)
  const clock = fakeClock({ now: START_MS })
  let published: readonly SigningKey[] = [first]
  let isDown = name === 'endpoint down'
  const fetch = async (url: string | URL): Promise<Response> => {
    if (isDown) throw new TypeError('fetch failed')
    const body = specimen.serve(published)[String(url)]
    if (body === undefined) return new Response('no such document', { status: 404 })
    return typeof body === 'string' ? new Response(body) : Response.json(body)
  }
  const trust = specimen.trust({ fetch, clock })
  const verifier = createVerifier(trust, { clock })
  const verdict = async (token: string): Promise<string> => (await reasonOf(verifier, token))?.code ?? 'accepted'
  try {
    if (name === 'rotated key') {
      const before = await verdict(await tokenOf(specimen, first))
      if (before !== 'accepted') return `${before} before the rotation`
      published = [first, second]
      return await verdict(await tokenOf(specimen, second))
    }
    const answer = verdict(await tokenFor(specimen, name, first, second))
    // Past all retries of a source that cannot be reached.
    if (isDown) await clock.advance(60_000)
    return await answer
  } finally {
    isDown = true
    verifier.close()
    trust.keys.close()
  }
}

async function tokenFor(specimen: Specimen, name: CaseName, key: SigningKey, other: SigningKey): Promise<string> {
  switch (name) {
    case 'wrong audience':
      return await tokenOf(specimen, key, specimen.wrongAudience)
    case 'wrong issuer':
      return await tokenOf(specimen, key, specimen.wrongIssuer)
    case 'wrong kind':
      return await tokenOf(specimen, key, specimen.wrongKind)
    case "other tenant's key":
      return await tokenOf(specimen, { ...other, kid: key.kid })
    case 'expired':
      return await tokenOf(specimen, key, {
        claims: { iat: START_MS / 1000 - 2 * HOUR_SECONDS, exp: START_MS / 1000 - HOUR_SECONDS },
      })
    case 'unknown kid':
      return await tokenOf(specimen, other)
    case 'good':
    case 'rotated key':
    case 'endpoint down':
      return await tokenOf(specimen, key)
  }
}

async function tokenOf(
  { alg, header, claims, isBase64 = false }: Specimen,
  { kid, privateJwk }: Pick<SigningKey, 'kid' | 'privateJwk'>,
  change: Change = {},
): Promise<string> {
  const times = { iat: START_MS / 1000 - 10, exp: START_MS / 1000 + HOUR_SECONDS }
  return await signed({
    header: { alg, kid, ...header, ...change.header },
    payload: { ...times, ...claims, ...change.claims },
    key: privateJwk,
    form: isBase64 ? 'base64' : 'base64url',
  })
}

/** What becomes of the good token with this change, under the specimen's trust or another one. */
export const verdictOn = async (
  specimen: Specimen,
  { header, claims }: Change,
  trust: Specimen['trust'] = specimen.trust,
): Promise<string> =>
  await runCase(
    { ...specimen, trust, header: { ...specimen.header, ...header }, claims: { ...specimen.claims, ...claims } },
    'good',
  )
