/** Verification where crypto is asynchronous only, as in browsers and workers. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CryptoBackend } from '../../src/crypto/backend.ts'
import { createVerifier } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'

interface Fault {
  importFails: boolean
  imports: number
  /** Takes the place of the engine's verification. */
  verify: (() => Promise<boolean>) | undefined
}

const fault = vi.hoisted((): Fault => ({ importFails: false, imports: 0, verify: undefined }))

vi.mock('#crypto', async () => {
  const { backend } = await import('../../src/crypto/backend.web.ts')
  const importPublic: CryptoBackend['importPublic'] = async (members, facts) => {
    fault.imports++
    if (fault.importFails) throw new Error('the engine refuses')
    const key = await backend.importPublic(members, facts)
    return fault.verify === undefined ? key : { ...key, verify: fault.verify }
  }
  return { backend: { ...backend, importPublic } }
})

beforeEach(() => {
  fault.importFails = false
  fault.imports = 0
  fault.verify = undefined
})

describe('on WebCrypto', () => {
  test.each(['RS256', 'PS384', 'ES512', 'Ed25519'] as const)('%s verifies', async (alg) => {
    const issuer = await testIssuer({ algorithms: [alg] })
    expect((await createVerifier(issuer.trust()).verify(await issuer.token())).key.alg).toBe(alg)
  })

  test('a key is imported once, however many tokens it verifies', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    const tokens = await Promise.all(Array.from({ length: 10 }, (_, index) => issuer.token({ sub: String(index) })))
    const results = await Promise.all(tokens.map((token) => verifier.verify(token)))
    expect(results.map(({ payload }) => payload.sub)).toEqual(tokens.map((_, index) => String(index)))
    expect(fault.imports).toBe(1)
  })

  test('a forged token is refused', async () => {
    const [issuer, attacker] = await Promise.all([testIssuer(), testIssuer()])
    await failure('ERR_SIGNATURE_INVALID', async () => createVerifier(issuer.trust()).verify(await attacker.token()))
  })

  test('verifySync says that it cannot', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    const token = await issuer.token()
    await failure('ERR_SYNC_UNSUPPORTED', () => verifier.verifySync(token))
    await verifier.verify(token)
    await failure('ERR_SYNC_UNSUPPORTED', () => verifier.verifySync(token))
  })

  test('a key that the engine refuses ends the verification, with the reason as its cause', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    fault.importFails = true
    const token = await issuer.token()
    const error = await failure('ERR_KEY_MISMATCH', () => verifier.verify(token))
    expect(error.cause).toMatchObject({ code: 'ERR_KEY_UNSUPPORTED', cause: { message: 'the engine refuses' } })
    await failure('ERR_KEY_MISMATCH', () => verifier.verify(token))
    expect(fault.imports).toBe(1)
  })

  test('a signature of the wrong length is refused, whatever the engine makes of it', async () => {
    fault.verify = async () => true
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    const token = await issuer.token()
    expect((await verifier.verify(token)).key.alg).toBe('ES256')
    const signature = token.lastIndexOf('.') + 1
    for (const bytes of [new Uint8Array(63), new Uint8Array(65), new Uint8Array(1)]) {
      const other = token.slice(0, signature) + Buffer.from(bytes).toString('base64url')
      await failure('ERR_SIGNATURE_INVALID', () => verifier.verify(other))
    }
  })

  test('an engine that rejects has not said yes', async () => {
    fault.verify = async () => Promise.reject(new Error('the engine broke'))
    const issuer = await testIssuer()
    const token = await issuer.token()
    await expect(createVerifier(issuer.trust()).verify(token)).rejects.toMatchObject({ name: 'KeywellError' })
  })

  test('an explanation is given all the same', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    expect((await verifier.explain(await issuer.token())).verdict).toBe('pass')
  })
})
