/** What happens with real tokens: wrong PINs, a token pulled out, a key that stays inside, and an event loop that goes on. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { inspect } from 'node:util'
import { kmsSigner } from '@keywell/kms'
import { pkcs11Signer, type Pkcs11Options } from '@keywell/kms/pkcs11'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { faultyPkcs11, watchedPkcs11 } from './faulty-client.ts'
import { LIBRARY, PIN, pkcs11js, type SoftHsm, startSoftHsm } from './softhsm.ts'

let hsm: SoftHsm
beforeAll(() => {
  hsm = startSoftHsm()
  hsm.init('first')
  const token = hsm.token('first')
  token.generate({ label: 'tokens', id: 1, kind: 'P-256' })
  token.generate({ label: 'large', id: 2, kind: 'rsa' })
  // The login of a process ends with its last session; the PIN matters in these tests.
  token.leave()
  token.finish()
})
afterAll(() => hsm.close())

const URI = 'pkcs11:token=first;object=tokens'
const data = Buffer.from('header.payload')
const own: Pkcs11Options = { library: LIBRARY, pin: PIN, pkcs11js }

const failed = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('this was not to succeed')
    },
    (error: unknown) => error,
  )

describe('a PIN', () => {
  /** Where the PIN is, and what it takes to put it there. */
  const places: readonly (readonly [string, (pin: string) => string])[] = [
    [
      'a file',
      (pin) => {
        const file = join(hsm.folder, 'pin')
        writeFileSync(file, `${pin}\n`, { mode: 0o600 })
        return `&pin-source=file:${file}`
      },
    ],
    [
      'a variable that the URI names',
      (pin) => {
        vi.stubEnv('TOKEN_PIN', pin)
        return '&pin-source=env:TOKEN_PIN'
      },
    ],
    [
      'the variable for it',
      (pin) => {
        vi.stubEnv('PKCS11_PIN', pin)
        return ''
      },
    ],
  ]

  test.each(places)('comes from %s, and nobody else needs to be told anything but the URI', async (_, put) => {
    onTestFinished(() => void vi.unstubAllEnvs())
    const uri = `${URI}?module-path=${LIBRARY}${put(PIN)}`
    const signer = await kmsSigner(uri, { pkcs11: { pkcs11js } })
    await expect(signer.sign(data)).resolves.toHaveLength(64)
    await signer.close()
    put('000000')
    const refused = { code: 'ERR_SIGNER_REFUSED', detail: { reason: 'the token refused the PIN' } }
    expect(await failed(kmsSigner(uri, { pkcs11: { pkcs11js } }))).toMatchObject(refused)
  })
})

describe('a wrong PIN', () => {
  test('is said, and offered only once, as tokens lock', async () => {
    const { package: watched, logins } = faultyPkcs11()
    const refused = { code: 'ERR_SIGNER_REFUSED', detail: { reason: 'the token refused the PIN' } }
    const options = { ...own, pin: '000000', pkcs11js: watched }
    expect(await failed(pkcs11Signer(URI, options))).toMatchObject(refused)
    expect(logins()).toBe(1)
  })

  test('that comes later ends signing, and the right one lets it go on', async () => {
    const { package: watched, logins, fault } = faultyPkcs11()
    let pin = PIN
    const signer = await pkcs11Signer(URI, { ...own, pin: () => pin, pkcs11js: watched })
    onTestFinished(() => signer.close())
    pin = '999999'
    // An outage takes the sessions with it, so that the next one logs in.
    fault({ kind: 'reset' }, 1)
    expect(await failed(signer.sign(data))).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(await failed(signer.sign(data))).toMatchObject({ detail: { reason: expect.stringContaining('not tried') } })
    expect(logins()).toBe(2)
    pin = PIN
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })

  test('is in no error, and the right one in no signer', async () => {
    const error = await failed(pkcs11Signer(URI, { ...own, pin: '31415926' }))
    const signer = await pkcs11Signer(URI, own)
    onTestFinished(() => signer.close())
    const shown = [error, signer].map((value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value))
    expect(shown.join()).not.toMatch(new RegExp(`31415926|${PIN}`))
  })

  test('is missing: keys can be read, and nothing signed', async () => {
    const { pin: _pin, ...none } = own
    const signer = await pkcs11Signer(URI, none)
    onTestFinished(() => signer.close())
    expect(await failed(signer.sign(data))).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })
})

describe('a token that is pulled out', () => {
  test('is an outage, and signs again once it is back, with the same signer', async () => {
    const signer = await pkcs11Signer(URI, { ...own, retries: 0 })
    onTestFinished(() => signer.close())
    await signer.sign(data)
    hsm.pullOut()
    const error = await failed(signer.sign(data)).finally(() => hsm.putBack())
    expect(error).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })
})

test('a token that is not there is named by nothing but what the URI says', async () => {
  const error = await failed(pkcs11Signer('pkcs11:token=other;object=tokens', own))
  expect(error).toMatchObject({
    code: 'ERR_SIGNER_UNAVAILABLE',
    detail: { signer: 'pkcs11:token=other;object=tokens' },
  })
})

test('a library that is not there is a refusal', async () => {
  const error = await failed(pkcs11Signer(URI, { ...own, library: '/nowhere/lib.so' }))
  expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
})

test('the private key stays in the token, as OpenSC sees it too', () => {
  const names = ['--module', LIBRARY, '--token-label', 'first', '--login', '--pin', 'env:TOKEN_PIN', '--list-objects']
  const listed = execFileSync('pkcs11-tool', [...names, '--type', 'privkey'], {
    env: { ...process.env, TOKEN_PIN: PIN },
  })
  expect(listed.toString()).toMatch(/sensitive.*never extractable/)
})

describe('signing', () => {
  /** How long the event loop stood still at most while 200 signatures were made, and how long all of them took. */
  async function standstill(
    sign: () => Promise<unknown>,
  ): Promise<{ readonly longestMs: number; readonly allMs: number }> {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const start = performance.now()
    delay.enable()
    await Promise.all(Array.from({ length: 200 }, sign))
    delay.disable()
    return { longestMs: delay.max / 1e6, allMs: performance.now() - start }
  }

  test('leaves the event loop to others, where signing in line would hold it to the end', async () => {
    const signer = await pkcs11Signer('pkcs11:token=first;object=large', { ...own, alg: 'RS256' })
    onTestFinished(() => signer.close())
    await signer.sign(data)
    const { longestMs, allMs } = await standstill(() => signer.sign(data))
    expect(longestMs).toBeLessThan(allMs / 2)
  })

  test('goes on after a refusal, in another session than the one that was left in the middle', async () => {
    const { package: watched, fault } = faultyPkcs11()
    const signer = await pkcs11Signer(URI, { ...own, pkcs11js: watched, retries: 0 })
    onTestFinished(() => signer.close())
    fault({ kind: 'refuse' }, 1)
    expect(await failed(signer.sign(data))).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })

  test('is never asked of a session whose call has not come back', async () => {
    const hanging: Buffer[] = []
    let isStuck = true
    const watched = watchedPkcs11({
      C_SignAsync: (sign, input, session) => {
        if (!isStuck) return sign(input)
        hanging.push(session)
        return new Promise(() => undefined)
      },
      C_SignInit: (session) => {
        if (hanging.some((other) => other.equals(session))) throw new Error('this session signs already')
      },
    })
    const options = { ...own, pkcs11js: watched, timeouts: { attemptMs: 30, totalMs: 2000 }, retries: 1 }
    const signer = await pkcs11Signer(URI, options)
    onTestFinished(() => signer.close())
    expect(await failed(signer.sign(data))).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
    expect(hanging).toHaveLength(2)
    isStuck = false
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })
})
