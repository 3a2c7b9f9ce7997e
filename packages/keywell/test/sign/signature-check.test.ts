/** `signatureCheck`: what a service gave is a signature by that key, or it is not; and what a signer's caller can end. */
import { describe, expect, test } from 'vitest'
import type { Algorithm } from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'
import { localSigner, signatureCheck, type Signer, signJwt } from '../../src/sign.ts'
import { failure } from '../support/failures.ts'

const data = new TextEncoder().encode('header.payload')

describe('a check of signatures', () => {
  test.each<Algorithm>(['RS256', 'PS256', 'ES256', 'ES512', 'EdDSA'])(
    'knows good ones of %s from others',
    async (alg) => {
      const { privateJwk } = await generateJwk(alg)
      const check = await signatureCheck(publicJwk(privateJwk), alg)
      const signature = await localSigner(privateJwk).sign(data)
      expect(await check(data, signature)).toBe(true)
      expect(await check(new TextEncoder().encode('header.other'), signature)).toBe(false)
      expect(await check(data, signature.subarray(1))).toBe(false)
    },
  )

  test('is not for an algorithm that the key does not allow', async () => {
    const { privateJwk } = await generateJwk('RS256')
    const error = await failure('ERR_OPTION_INVALID', () => signatureCheck(publicJwk(privateJwk), 'PS256'))
    expect(error.detail).toMatchObject({ option: 'alg', expected: 'one that the key allows: RS256' })
  })

  test('takes public keys alone', async () => {
    const { privateJwk } = await generateJwk('ES256')
    await failure('ERR_JWK_INVALID', () => signatureCheck(privateJwk, 'ES256'))
    await expect(signatureCheck(publicJwk(privateJwk), 'ES256')).resolves.toBeTypeOf('function')
  })
})

describe('a signal', () => {
  const reason = new Error('the client went away')

  test('that has aborted keeps a local signer from signing', async () => {
    const signer = localSigner((await generateJwk('ES256')).privateJwk)
    await expect(signer.sign(data, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('of signJwt comes to the signer', async () => {
    const { signal } = new AbortController()
    const seen: unknown[] = []
    const local = localSigner((await generateJwk('ES256')).privateJwk)
    const signer: Signer = { ...local, sign: (input, options) => (seen.push(options?.signal), local.sign(input)) }
    await signJwt({}, { signer, signal })
    expect(seen).toEqual([signal])
  })
})

test('a local signer signs what it was given, whatever becomes of the memory', async () => {
  const { privateJwk } = await generateJwk('ES256')
  const memory = new Uint8Array(data)
  const signing = localSigner(privateJwk).sign(memory)
  memory.fill(0)
  expect(await (await signatureCheck(publicJwk(privateJwk), 'ES256'))(data, await signing)).toBe(true)
})
