/** Signer and source over a service: names, algorithms, versions and what the service gets to see. */
import { createVerifier, type KeySource } from 'keywell'
import { generateJwk, publicJwk, thumbprint } from 'keywell/jwk'
import { signJwt } from 'keywell/sign'
import { fakeClock } from 'keywell/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { KeyService, ServiceSignature, SignRequest } from '../../src/core/service.ts'
import { ServiceFailure } from '../../src/core/service-failure.ts'
import { serviceKeys } from '../../src/core/service-keys.ts'
import { serviceSigner } from '../../src/core/service-signer.ts'
import { memoryService } from '../support/memory-service.ts'

const data = new TextEncoder().encode('header.payload')

describe('a signer', () => {
  test('closes its service when an option is refused', async () => {
    const service = await memoryService()
    await expect(serviceSigner(service, { retries: 7 })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    expect(service.isClosed).toBe(true)
  })

  test('has the thumbprint of its key as kid, unless it is told otherwise', async () => {
    const service = await memoryService()
    const plain = await serviceSigner(service)
    expect(plain.kid).toBe(await thumbprint(await plain.publicJwk()))
    const named = await serviceSigner(service, { kid: (_, version) => `2026-${version}` })
    expect(named.kid).toBe('2026-1')
    await expect(named.publicJwk()).resolves.toMatchObject({ kid: '2026-1', use: 'sig', alg: 'ES256' })
  })

  test.each(['', 7, undefined])('refuses %j as a kid', async (kid) => {
    const service = await memoryService()
    const making = serviceSigner(service, { kid: () => kid as string })
    await expect(making).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option: 'kid' } })
    expect(service.isClosed).toBe(true)
  })

  test('needs an algorithm that the key can sign with', async () => {
    const service = await memoryService('RS256')
    await expect(serviceSigner(service)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    await expect(serviceSigner(service, { alg: 'ES256' })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    await expect(serviceSigner(service, { alg: 'PS384' })).resolves.toMatchObject({ alg: 'PS384' })
  })

  test('takes the old name for Ed25519, or the new one when it is asked to', async () => {
    const service = await memoryService('EdDSA')
    await expect(serviceSigner(service)).resolves.toMatchObject({ alg: 'EdDSA' })
    await expect(serviceSigner(service, { alg: 'Ed25519' })).resolves.toMatchObject({ alg: 'Ed25519' })
  })

  test('sends the digest, the message and the pinned version', async () => {
    const service = await memoryService()
    const seen: SignRequest[] = []
    const signer = await serviceSigner({
      ...service,
      sign: (request, context) => (seen.push(request), service.sign(request, context)),
    })
    await signer.sign(data)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
    expect(seen).toEqual([{ version: '1', alg: 'ES256', data, digest }])
  })

  test('notices a service that signs with a newer version than it is told to', async () => {
    const service = await memoryService()
    const signer = await serviceSigner(service)
    await service.rotate()
    service.next(async ({ data: input, alg, digest }, context) => {
      return service.sign({ version: '2', alg, data: input, digest }, context)
    })
    const detail = { expected: '1', received: '2', signer: 'memory:tokens' }
    await expect(signer.sign(data)).rejects.toMatchObject({ code: 'ERR_SIGNER_KEY_CHANGED', detail })
  })

  test('notices it too when the service does not say with what it signed', async () => {
    const service = await memoryService()
    const signer = await serviceSigner(service)
    await service.rotate()
    service.next(async ({ data: input, alg, digest }, context): Promise<ServiceSignature> => {
      const { octets, form } = await service.sign({ version: '2', alg, data: input, digest }, context)
      return { octets, form }
    })
    await expect(signer.sign(data)).rejects.toMatchObject({ code: 'ERR_SIGNATURE_REJECTED' })
  })

  test('is not made where there is no version to sign with', async () => {
    const service = { ...(await memoryService()), publicKeys: async () => [] }
    await expect(serviceSigner(service)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })

  test('is not made of an answer that holds a private key', async () => {
    const { privateJwk } = await generateJwk('ES256')
    const service = { ...(await memoryService()), publicKeys: async () => [{ version: '1', jwk: privateJwk }] }
    const error: unknown = await serviceSigner(service).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_JWK_INVALID' })
    expect(JSON.stringify(error)).not.toContain(privateJwk['d'])
  })

  test('refuses an option that there is not', async () => {
    const options = { retry: 1 } as object
    await expect(serviceSigner(await memoryService(), options)).rejects.toMatchObject({ detail: { option: 'retry' } })
  })

  test('gives the time for five signatures to the reading of its key, and ends with the signal', async () => {
    const clock = fakeClock()
    const service: KeyService = { ...(await memoryService()), publicKeys: () => new Promise(() => undefined) }
    const late = serviceSigner(service, { clock, retries: 0 }).catch((thrown: unknown) => thrown)
    await clock.advance(4999)
    expect(clock.sleepers).toBe(2)
    await clock.advance(1)
    expect(await late).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
    const reason = new Error('the process ends')
    await expect(serviceSigner(service, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('the keys of a service', () => {
  const claims = { issuer: 'https://issuer.example', audience: 'https://api.example' }

  function keysOf(service: KeyService, options = {}): KeySource {
    const keys = serviceKeys(service, options)
    onTestFinished(() => keys.close())
    return keys
  }

  test('bear the kid that the signer gives to tokens, whoever chooses it', async () => {
    const service = await memoryService('RS256')
    const naming = { alg: 'PS256', kid: (_: unknown, version: string) => `k${version}` } as const
    const signer = await serviceSigner(service, naming)
    const token = await signJwt({}, { signer, ...claims, expiresInSeconds: 60 })
    const verifier = createVerifier({ ...claims, keys: keysOf(service, naming) })
    await expect(verifier.verify(token)).resolves.toMatchObject({ key: { kid: 'k1', alg: 'PS256' } })
  })

  test.each([
    ['throttled', 'ERR_FETCH_STATUS'],
    ['refused', 'ERR_FETCH_STATUS'],
    ['unavailable', 'ERR_FETCH_FAILED'],
  ] as const)('that are %s are not available, and the cause says why', async (kind, code) => {
    const clock = fakeClock()
    const publicKeys = async (): Promise<never> => {
      throw new ServiceFailure(kind, 'the service said no', { retryAfterSeconds: 7 })
    }
    const keys = keysOf({ ...(await memoryService()), publicKeys }, { clock })
    const failing = keys.refresh('prefetch').catch((thrown: unknown) => thrown)
    await clock.advance(20_000)
    expect(await failing).toMatchObject({
      code: 'ERR_KEYS_UNAVAILABLE',
      detail: { source: 'memory:tokens' },
      cause: { code, message: 'the service said no', retryAfterSeconds: 7 },
    })
  })

  test('close the service with them', async () => {
    const service = await memoryService()
    serviceKeys(service).close()
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(service.isClosed).toBe(true)
  })

  test('that are unfit one by one do not take the others with them', async () => {
    const { publicJwk: jwk } = await generateJwk('ES256')
    const odd = { ...publicJwk(jwk), x: 'AAAA' }
    const service = await memoryService()
    const publicKeys: KeyService['publicKeys'] = async (context) => [
      ...(await service.publicKeys(context)),
      { version: '0', jwk: odd, kid: 'odd' },
    ]
    const keys = keysOf({ ...service, publicKeys })
    await keys.refresh('prefetch')
    expect(keys.status().keys?.keys).toHaveLength(1)
  })
})
