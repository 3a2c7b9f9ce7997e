/** `file:` and `env:` through the front door, and what the door itself refuses. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createVerifier } from 'keywell'
import { generateJwk, jwkToPem, publicJwk, thumbprint, writeKey } from 'keywell/jwk'
import { signJwt } from 'keywell/sign'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kmsKeys, kmsSigner } from '../../src/index.ts'
import { localService } from '../../src/local/index.ts'
import { serviceKeys } from '../../src/core/service-keys.ts'
import { serviceSigner } from '../../src/core/service-signer.ts'
import type { SignerRig } from '../contract/rig.ts'
import { signerContract } from '../contract/signer-contract.ts'

function keyFile(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'keywell-kms-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'key.json')
  writeFileSync(path, content)
  return path
}

function variable(value: string): string {
  const name = 'KEYWELL_KMS_TEST_KEY'
  process.env[name] = value
  onTestFinished(() => {
    delete process.env[name]
  })
  return `env:${name}`
}

signerContract('a key file', async (): Promise<SignerRig> => {
  const { privateJwk } = await generateJwk('ES256')
  const uri = `file:${keyFile(JSON.stringify(privateJwk))}`
  return {
    signer: (options) => kmsSigner(uri, options),
    secrets: [String(privateJwk['d'])],
    close: async () => undefined,
  }
})

const claims = { issuer: 'https://issuer.example', audience: 'https://api.example' }

describe('a private JWK at hand', () => {
  test('keeps the kid and the algorithm that it has', async () => {
    const { privateJwk } = await generateJwk('PS384')
    const signer = await kmsSigner(variable(JSON.stringify({ ...privateJwk, kid: '2026-05' })))
    expect(signer).toMatchObject({ kid: '2026-05', alg: 'PS384' })
  })

  test('verifies as a source of its own', async () => {
    const uri = variable(JSON.stringify((await generateJwk('EdDSA')).privateJwk))
    const signer = await kmsSigner(uri)
    const keys = await kmsKeys(uri)
    onTestFinished(() => keys.close())
    const token = await signJwt({}, { signer, ...claims, expiresInSeconds: 60 })
    await expect(createVerifier({ ...claims, keys }).verify(token)).resolves.toMatchObject({ key: { kid: signer.kid } })
  })

  test('signs on with the key that was read, when the file has another one', async () => {
    const [old, young] = [await generateJwk('ES256'), await generateJwk('ES256')]
    const path = keyFile(JSON.stringify(old.privateJwk))
    const signer = await kmsSigner(`file:${path}`)
    writeFileSync(path, JSON.stringify(young.privateJwk))
    await expect(signer.sign(new Uint8Array(8))).resolves.toHaveLength(64)
    const next = await kmsSigner(`file:${path}`)
    expect(next.version).not.toBe(signer.version)
  })

  test('publishes nothing private', async () => {
    const { privateJwk } = await generateJwk('RS256')
    const service = localService(variable(JSON.stringify(privateJwk)))
    const shown = JSON.stringify(await service.publicKeys({ signal: new AbortController().signal }))
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(shown).not.toContain(String(privateJwk[member]))
    const signer = await serviceSigner(service)
    const keys = serviceKeys(service)
    onTestFinished(() => keys.close())
    for (const value of [service, signer, keys]) {
      expect(inspect(value, { depth: 9, showHidden: true })).not.toContain(privateJwk['d'])
    }
  })

  test.each([
    ['that is not JSON', '{"kty":"EC","d":"c2VjcmV0'],
    ['that is a shared secret', `{"kty":"oct","k":"${'c2VjcmV0'.repeat(8)}"}`],
    ['that is no object', '"c2VjcmV0"'],
  ])('%s is refused, and nothing of it is shown', async (_, content) => {
    const error: unknown = await kmsSigner(variable(content)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_SIGNER_REFUSED$|^ERR_JWK_INVALID$/) })
    expect(inspect(error, { depth: 9 })).not.toContain('c2VjcmV0')
  })

  test('is found behind public keys, as certificates stand before their key', async () => {
    const [own, other] = [await generateJwk('ES256'), await generateJwk('ES256')]
    const pem = jwkToPem(publicJwk(other.privateJwk)) + jwkToPem(own.privateJwk)
    const signer = await kmsSigner(`file:${keyFile(pem)}`)
    expect(signer.version).toBe(await thumbprint(own.privateJwk))
  })

  test.each([{ use: 'enc' }, { key_ops: ['verify'] }])(
    'that is for something else, %j, is refused',
    async (purpose) => {
      const { use: _, ...jwk } = (await generateJwk('ES256')).privateJwk
      const uri = variable(JSON.stringify({ ...jwk, ...purpose }))
      await expect(kmsSigner(uri)).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' })
    },
  )

  test('that is public is refused', async () => {
    const { privateJwk } = await generateJwk('ES256')
    const error = { code: 'ERR_SIGNER_REFUSED', message: 'the content is no private key' }
    await expect(kmsSigner(variable(JSON.stringify(publicJwk(privateJwk))))).rejects.toMatchObject(error)
  })

  test.each(['pkcs8-pem', 'pkcs8-der', 'sec1-pem', 'openssh-private'] as const)(
    'may be in the form %s',
    async (format) => {
      const { privateJwk } = await generateJwk('ES256')
      const signer = await kmsSigner(`file:${keyFile(writeKey(privateJwk, { format }))}`)
      expect(signer.version).toBe(await thumbprint(privateJwk))
      await expect(signer.sign(new Uint8Array(8))).resolves.toHaveLength(64)
    },
  )

  test('that is RSA in PEM needs to be told its algorithm', async () => {
    const { alg: _, ...jwk } = (await generateJwk('RS256')).privateJwk
    const uri = variable(jwkToPem({ ...jwk, kty: 'RSA' }).replaceAll('\n', String.raw`\n`))
    await expect(kmsSigner(uri)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option: 'alg' } })
    await expect(kmsSigner(uri, { alg: 'PS256' })).resolves.toMatchObject({ alg: 'PS256' })
  })

  test('is refused where there is no file or no variable', async () => {
    await expect(kmsSigner('file:/nowhere/key.json')).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    await expect(kmsSigner('env:KEYWELL_KMS_NOT_SET')).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })
})

describe('a key file', () => {
  test.each([
    ['a device without an end', '/dev/zero', 'the key file cannot be read: this is no regular file'],
    ['a folder', '/tmp', 'the key file cannot be read: this is no regular file'],
  ])('that is %s is refused at once', async (_, path, message) => {
    await expect(kmsSigner(`file:${path}`)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED', message })
  })

  test('that is too large for a key is refused', async () => {
    const path = keyFile(new Uint8Array(1024 * 1024 + 1))
    const error = {
      code: 'ERR_SIGNER_REFUSED',
      message: 'the key file cannot be read: the file has more than 1048576 bytes',
    }
    await expect(kmsSigner(`file:${path}`)).rejects.toMatchObject(error)
  })

  test('that is a pipe nobody writes to is refused at once', async () => {
    const path = `${keyFile('')}.pipe`
    expect(spawnSync('sh', ['-c', 'mkfifo "$1"', 'sh', path]).status).toBe(0)
    await expect(kmsSigner(`file:${path}`)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })
})

describe('a key URI', () => {
  test.each(['jwk', 'pkcs8-pem', 'pkcs8-base64', 'openssh-private'] as const)(
    'with the key itself in the place of its name is refused, and not shown: %s',
    async (format) => {
      const { privateJwk } = await generateJwk('ES256')
      const text = writeKey(privateJwk, { format })
      for (const uri of [`env:${text}`, `file:${text}`]) {
        const error: unknown = await kmsSigner(uri).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option: 'uri' } })
        expect(inspect(error, { depth: 9 })).not.toContain(text.slice(40, 60))
      }
    },
  )

  test.each([
    'env:{"kty":"EC","crv":"P-256","d":"c2VjcmV0"}',
    'env:-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----',
    'file:{"kty":"EC","crv":"P-256","d":"c2VjcmV0"}',
    'file:-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----',
    String.raw`file:-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----`,
  ])('with the key itself instead of its place is refused, and not shown: %#', async (uri) => {
    for (const open of [kmsSigner, kmsKeys]) {
      const error: unknown = await open(uri).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option: 'uri' } })
      expect(inspect(error, { depth: 9 })).not.toContain('c2VjcmV0')
    }
  })

  test.each([
    ['none', ''],
    ['no URI', 'tokens'],
    ['an unknown scheme', 'kms://tokens'],
    ['an upper-case scheme', 'FILE:/key.json'],
    ['a path without a name', 'file:'],
    ['a parameter that there is not', 'env:KEY?version=1'],
    ['a fragment', 'env:KEY#1'],
    ['something endless', `env:${'K'.repeat(3000)}`],
  ])('that is %s is refused', async (_, uri) => {
    const error = { code: 'ERR_OPTION_INVALID', detail: { option: 'uri' } }
    await expect(kmsSigner(uri)).rejects.toMatchObject(error)
    await expect(kmsKeys(uri)).rejects.toMatchObject(error)
  })

  test('is not shown in errors beyond its scheme, as somebody may paste a secret', async () => {
    const secret = String((await generateJwk('ES256')).privateJwk['d'])
    const error: unknown = await kmsSigner(`kms:${secret}`).catch((thrown: unknown) => thrown)
    expect(inspect(error, { depth: 9 }).replaceAll(/at .*/g, '')).not.toContain(secret)
  })
})

test.each([null, 3, 'RS256'])('options that are %j are refused by name', async (options) => {
  const error = { code: 'ERR_OPTION_INVALID', message: 'options must be an object' }
  // @ts-expect-error plain JavaScript
  await expect(kmsSigner('env:KEY', options)).rejects.toMatchObject(error)
  // @ts-expect-error plain JavaScript
  await expect(kmsKeys('env:KEY', options)).rejects.toMatchObject(error)
})

test.each([
  [{ clock: 3 }, 'clock'],
  [{ clock: null }, 'clock'],
  [{ signal: 3 }, 'signal'],
])('the option %j is refused by name', async (options, option) => {
  const uri = variable(JSON.stringify((await generateJwk('ES256')).privateJwk))
  // @ts-expect-error plain JavaScript
  await expect(kmsSigner(uri, options)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option } })
})

test('an SDK that is not installed is named, with what to do', async () => {
  await expect(kmsSigner('awskms:///alias/tokens')).rejects.toMatchObject({
    code: 'ERR_PEER_MISSING',
    detail: { package: '@aws-sdk/client-kms' },
    hint: 'npm install @aws-sdk/client-kms',
  })
})

test('an SDK that is not installed is named so by Node itself, without the test runner between', () => {
  const door = new URL('../../src/index.ts', import.meta.url).href
  const script = `import { kmsSigner } from '${door}'
    await kmsSigner('awskms:///alias/tokens').catch((error) => console.log(error.code))`
  const { stdout } = spawnSync('node', ['--conditions=@keywell/source', '--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  expect(stdout.trim()).toBe('ERR_PEER_MISSING')
})
