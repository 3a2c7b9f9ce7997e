/** Verification where crypto is asynchronous only, as in browsers and workers. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CryptoBackend } from '../../src/crypto/backend.ts'
import { createVerifier } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'

const fault = vi.hoisted(() => ({ importFails: false, imports: 0 }))

vi.mock('#crypto', async () => {
  const { backend } = await import('../../src/crypto/backend.web.ts')
  const importPublic: CryptoBackend['importPublic'] = async (members, facts) => {
    fault.imports++
    if (fault.importFails) throw new Error('the engine refuses')
    return backend.importPublic(members, facts)
  }
  return { backend: { ...backend, importPublic } }
})

beforeEach(() => {
  fault.importFails = false
  fault.imports = 0
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

  test('an explanation is given all the same', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    expect((await verifier.explain(await issuer.token())).verdict).toBe('pass')
  })
})
