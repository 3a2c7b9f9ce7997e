/** What every implementation of `#crypto` must do. Run on each by a test file of its own. */
import { constants, createPrivateKey, sign as nodeSign } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { CryptoBackend, ImportFacts, KeyMembers, VerifyKey } from '../../src/crypto/backend.ts'
import { algorithmFacts, ALGORITHMS, type AlgorithmFacts } from '../../src/jose/algorithms.ts'
import { writePkcs8 } from '../../src/jwk/convert/write-der.ts'
import { edwardsCurve } from '../../src/jwk/curves.ts'

export const DATA: Uint8Array = new TextEncoder().encode('header.payload')

/** One algorithm on one curve. */
export interface Case {
  readonly title: string
  readonly algorithm: AlgorithmFacts
  readonly curve: string | undefined
}

/** Every algorithm on every curve that it allows, as far as the backend supports it. */
export const casesOf = (backend: CryptoBackend): readonly Case[] =>
  ALGORITHMS.flatMap((algorithm) =>
    (algorithm.curves.length === 0 ? [undefined] : algorithm.curves).map((curve) => ({
      title: curve === undefined ? algorithm.name : `${algorithm.name} on ${curve}`,
      algorithm,
      curve,
    })),
  ).filter(({ algorithm, curve }) => backend.supports(algorithm, curve))

const made = new Map<string, Promise<KeyMembers>>()

/** A private key for the case, made once per backend; RSA algorithms share theirs, which takes long to make. */
export function keyFor(backend: CryptoBackend, { algorithm, curve }: Case, name = 'first'): Promise<KeyMembers> {
  const id = [backend.name, algorithm.kty === 'RSA' ? 'RSA' : `${algorithm.name} ${curve}`, name].join(' ')
  const known = made.get(id) ?? backend.generate(algorithm, { modulusLength: 2048, curve })
  made.set(id, known)
  return known
}

export const factsOf = ({ algorithm, curve }: Case): ImportFacts => ({
  algorithm,
  curve,
  signatureBytes: algorithm.signatureBytes ?? edwardsCurve(curve ?? '')?.signatureBytes ?? 256,
})

const PUBLIC: readonly string[] = ['kty', 'crv', 'n', 'e', 'x', 'y', 'alg', 'pub']

/** The verifying half, as the library imports it. */
export async function verifyKeyOf(backend: CryptoBackend, one: Case, members: KeyMembers): Promise<VerifyKey> {
  if (members.kty === 'oct') return backend.importSecret(Buffer.from(String(members['k']), 'base64url'), factsOf(one))
  const numbers = Object.entries(members).filter(([name]) => PUBLIC.includes(name))
  return backend.importPublic({ ...Object.fromEntries(numbers), kty: members.kty }, factsOf(one))
}

export async function signatureOf(backend: CryptoBackend, one: Case, members: KeyMembers): Promise<Uint8Array> {
  const key = await backend.importPrivate({ ...members, alg: one.algorithm.name }, factsOf(one))
  return key.sign(DATA)
}

const caseOf = (name: string): Case => {
  const algorithm = algorithmFacts(name)
  if (algorithm === undefined) throw new Error(`no such algorithm: ${name}`)
  return { title: name, algorithm, curve: algorithm.curves[0] }
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

export function backendContract(backend: CryptoBackend): void {
  const cases = casesOf(backend)

  describe.each(cases)('$title', (one) => {
    test('signs with a key of its own making, and verifies that', async () => {
      const members = await keyFor(backend, one)
      expect(members.kty).toBe(one.algorithm.kty)
      const signature = await signatureOf(backend, one, members)
      const key = await verifyKeyOf(backend, one, members)
      expect(signature).toHaveLength(key.signatureBytes)
      expect(await key.verify(DATA, signature)).toBe(true)
    })

    // RSA has its public part inside, and a symmetric key has none.
    test.skipIf(['RSA', 'oct'].includes(one.algorithm.kty))(
      'derives the public part from the private one',
      async () => {
        const { algorithm, curve } = one
        const { d, priv, ...published } = await keyFor(backend, one)
        const bare = { kty: algorithm.kty, crv: curve, alg: algorithm.name, d, priv }
        const derived = await backend.derivePublic(writePkcs8(bare), { algorithm, curve })
        for (const member of ['crv', 'x', 'y', 'pub']) expect(derived[member]).toBe(published[member])
      },
    )

    test('says no to other data, without rejecting', async () => {
      const members = await keyFor(backend, one)
      const key = await verifyKeyOf(backend, one, members)
      expect(await key.verify(changed(DATA, 0), await signatureOf(backend, one, members))).toBe(false)
    })

    test('says no to a changed signature, wherever it is changed', async () => {
      const members = await keyFor(backend, one)
      const key = await verifyKeyOf(backend, one, members)
      const signature = await signatureOf(backend, one, members)
      const places = [0, signature.length >> 1, signature.length - 1]
      const answers = await Promise.all(places.map((at) => key.verify(DATA, changed(signature, at))))
      expect(answers).toEqual([false, false, false])
    })

    test('says no to a signature of zeros, of nothing, one octet short or long', async () => {
      const members = await keyFor(backend, one)
      const key = await verifyKeyOf(backend, one, members)
      const signature = await signatureOf(backend, one, members)
      const others = [
        new Uint8Array(signature.length),
        new Uint8Array(0),
        signature.slice(1),
        signature.slice(0, -1),
        Uint8Array.of(...signature, 0),
        Uint8Array.of(0, ...signature),
      ]
      const answers = await Promise.all(others.map((other) => key.verify(DATA, other)))
      expect(answers).toEqual(others.map(() => false))
    })

    test('says no to the signature of another key', async () => {
      const key = await verifyKeyOf(backend, one, await keyFor(backend, one))
      const other = await signatureOf(backend, one, await keyFor(backend, one, 'second'))
      expect(await key.verify(DATA, other)).toBe(false)
    })

    test('reads what it verifies before it returns, so that the memory can be used again', async () => {
      const members = await keyFor(backend, one)
      const key = await verifyKeyOf(backend, one, members)
      const signature = await signatureOf(backend, one, members)
      const answers = Array.from({ length: 20 }, () => {
        const [data, copy] = [new Uint8Array(DATA), new Uint8Array(signature)]
        const answer = key.verify(data, copy)
        data.fill(0)
        copy.fill(0)
        return answer
      })
      expect(await Promise.all(answers)).toEqual(answers.map(() => true))
    })

    test('answers synchronously as asynchronously, where it can', async () => {
      const members = await keyFor(backend, one)
      const { verify, verifySync } = await verifyKeyOf(backend, one, members)
      const good = await signatureOf(backend, one, members)
      expect(verifySync !== undefined).toBe(backend.hasSync)
      for (const signature of [good, changed(good, 1), good.slice(1)]) {
        const answer = await verify(DATA, signature)
        expect(verifySync?.(DATA, signature) ?? answer).toBe(answer)
      }
    })

    test('shows no key material when a key is printed or serialised', async () => {
      const members = await keyFor(backend, one)
      const key = await verifyKeyOf(backend, one, members)
      const privateKey = await backend.importPrivate({ ...members, alg: one.algorithm.name }, factsOf(one))
      const shown = JSON.stringify([key, privateKey]) + inspect([key, privateKey], { depth: 9, showHidden: true })
      const values = Object.values(members).filter((value) => typeof value === 'string' && value.length > 16)
      expect(values.filter((value) => shown.includes(String(value)))).toEqual([])
    })
  })

  test.each(['PS256', 'PS384', 'PS512'])('%s accepts a salt as long as the hash, and no other', async (alg) => {
    const one = caseOf(alg)
    const members = await keyFor(backend, one)
    const key = await verifyKeyOf(backend, one, members)
    const pss = (saltLength: number): Promise<boolean> => {
      const privateKey = createPrivateKey({ format: 'jwk', key: members })
      const padding = constants.RSA_PKCS1_PSS_PADDING
      return key.verify(DATA, nodeSign(one.algorithm.hash, DATA, { key: privateKey, padding, saltLength }))
    }
    const right = one.algorithm.hashBytes
    const max = constants.RSA_PSS_SALTLEN_MAX_SIGN
    expect(await Promise.all([pss(right), pss(0), pss(20), pss(right - 1), pss(right + 1), pss(max)])).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  test.each(['ES256', 'ES384', 'ES512'])('%s takes R and S side by side, and no DER', async (alg) => {
    const one = caseOf(alg)
    const members = await keyFor(backend, one)
    const key = await verifyKeyOf(backend, one, members)
    const privateKey = createPrivateKey({ format: 'jwk', key: members })
    const signed = (dsaEncoding: 'der' | 'ieee-p1363'): Promise<boolean> =>
      key.verify(DATA, nodeSign(one.algorithm.hash, DATA, { key: privateKey, dsaEncoding }))
    expect([await signed('ieee-p1363'), await signed('der')]).toEqual([true, false])
  })

  test('one algorithm’s signature is not another’s, with the same key', async () => {
    const [rs256, rs512, ps256] = [caseOf('RS256'), caseOf('RS512'), caseOf('PS256')]
    const members = await keyFor(backend, rs256)
    const signature = await signatureOf(backend, rs256, members)
    const others = await Promise.all([rs512, ps256].map((one) => verifyKeyOf(backend, one, members)))
    expect(await Promise.all(others.map((key) => key.verify(DATA, signature)))).toEqual([false, false])
  })

  /** FIPS 180-4 example: the message "abc". */
  test.each([
    ['sha256', 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'],
    ['sha384', 'ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP_W-2AhgcroefMI1i67KE0yCWn'],
    ['sha512', '3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05ohkpkqJ0_BqDa6PCOj_uu9RU1EI2Q86A4qmslPpUyknw'],
  ] as const)('digests with %s', async (hash, expected) => {
    const digest = await backend.digest(hash, new TextEncoder().encode('abc'))
    expect(Buffer.from(digest).toString('base64url')).toBe(expected)
  })

  test('makes RSA keys of the length that was asked for', async () => {
    const { n } = await backend.generate(caseOf('RS256').algorithm, { modulusLength: 3072, curve: undefined })
    expect(Buffer.from(String(n), 'base64url')).toHaveLength(384)
  })

  test.each(['HS256', 'HS384', 'HS512'])('makes secrets for %s at least as long as its hash', async (alg) => {
    const { algorithm } = caseOf(alg)
    const { k } = await backend.generate(algorithm, { modulusLength: 2048, curve: undefined })
    expect(Buffer.from(String(k), 'base64url').length).toBeGreaterThanOrEqual(algorithm.hashBytes)
  })

  test('makes another key each time', async () => {
    const { algorithm } = caseOf('ES256')
    const keys = await Promise.all(
      [1, 2].map(() => backend.generate(algorithm, { modulusLength: 2048, curve: undefined })),
    )
    expect(keys[0]).not.toEqual(keys[1])
  })

  test('rejects members that make no key', async () => {
    const one = caseOf('ES256')
    const zero = Buffer.alloc(32).toString('base64url')
    const members = { kty: 'EC', crv: 'P-256', x: zero, y: zero }
    await expect((async () => backend.importPublic(members, factsOf(one)))()).rejects.toBeInstanceOf(Error)
  })
}
