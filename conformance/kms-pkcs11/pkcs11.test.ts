/** `@keywell/kms/pkcs11` on SoftHSM2: the contract, and every algorithm signed in the token and verified outside of it. */
import { type KeyObject, createPublicKey, verify, constants } from 'node:crypto'
import { kmsKeys } from '@keywell/kms'
import { pkcs11Keys, pkcs11Signer, type Pkcs11Options } from '@keywell/kms/pkcs11'
import { type KeySource, staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ServiceRig } from '../../packages/kms/test/contract/rig.ts'
import { serviceContract } from '../../packages/kms/test/contract/service-contract.ts'
import { faultyPkcs11, watchedPkcs11 } from './faulty-client.ts'
import { LIBRARY, PIN, pkcs11js, type SoftHsm, startSoftHsm, type Token, type TokenKeyKind } from './softhsm.ts'

let hsm: SoftHsm
let token: Token
beforeAll(() => {
  hsm = startSoftHsm()
  hsm.init('first')
  token = hsm.token('first')
})
afterAll(() => {
  token.leave()
  hsm.close()
})

let labels = 0

/** A key of its own, so that tests do not see each other. */
function newKey(kind: TokenKeyKind): { readonly label: string; readonly uri: string } {
  const label = `key-${++labels}`
  token.generate({ label, id: 1, kind })
  return { label, uri: `pkcs11:token=first;object=${label}` }
}

const own: Pkcs11Options = { library: LIBRARY, pin: PIN, pkcs11js }

const rig = (kind: TokenKeyKind, alg?: 'PS256') => async (): Promise<ServiceRig> => {
  const { label, uri } = newKey(kind)
  const faulty = faultyPkcs11()
  const options = { ...own, pkcs11js: faulty.package, ...(alg === undefined ? {} : { alg }) }
  const open: { close(): unknown }[] = []
  const opened = <T extends { close(): unknown }>(one: T): T => {
    open.push(one)
    return one
  }
  let versions = 1
  return {
    signer: async (more) => opened(await pkcs11Signer(uri, { ...options, ...more })),
    keys: async (more) => opened(await pkcs11Keys(uri, { ...options, ...more })),
    fault: faulty.fault,
    signCalls: faulty.signCalls,
    hasRetryAfter: false,
    rotate: async () => token.generate({ label, id: ++versions, kind }),
    replace: async () => {
      token.destroy(label)
      token.generate({ label, id: 1, kind })
    },
    secrets: [PIN],
    close: async () => {
      await Promise.all(open.map((one) => one.close()))
      token.destroy(label)
    },
  }
}

serviceContract('SoftHSM with a P-256 key', rig('P-256'))
serviceContract('SoftHSM with an Ed25519 key', rig('ed25519'))
serviceContract('SoftHSM with an RSA key', rig('rsa', 'PS256'))

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }

describe('a signer with a key in a token', () => {
  test.each([
    ['rsa', 'RS256', 'sha256', {}],
    ['rsa', 'RS384', 'sha384', {}],
    ['rsa', 'RS512', 'sha512', {}],
    ['rsa', 'PS256', 'sha256', pss],
    ['rsa', 'PS384', 'sha384', pss],
    ['rsa', 'PS512', 'sha512', pss],
    ['P-256', 'ES256', 'sha256', {}],
    ['P-384', 'ES384', 'sha384', {}],
    ['P-521', 'ES512', 'sha512', {}],
    ['ed25519', 'EdDSA', undefined, {}],
    ['ed25519', 'Ed25519', undefined, {}],
  ] as const)('of kind %s signs %s, as keywell and node:crypto find', async (kind, alg, hash, padding) => {
    const signer = await pkcs11Signer(newKey(kind).uri, { ...own, alg })
    onTestFinished(() => signer.close())
    const jwk = await signer.publicJwk()
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    await expect(verifyJws(jwt, { keys: staticJwks({ keys: [jwk] }) })).resolves.toMatchObject({ key: { alg } })
    const key: KeyObject = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    const data = Buffer.from('signed in the token')
    const signature = await signer.sign(data)
    expect(verify(hash, data, { key, dsaEncoding: 'ieee-p1363', ...padding }, signature)).toBe(true)
  })

  test('is pinned to the id of the key, in hex', async () => {
    const { label } = newKey('P-256')
    token.generate({ label, id: 0x2f, kind: 'P-256' })
    const newest = await pkcs11Signer(`pkcs11:token=first;object=${label}`, own)
    const named = await pkcs11Signer(`pkcs11:token=first;object=${label};id=%01`, own)
    onTestFinished(async () => void (await Promise.all([newest.close(), named.close()])))
    expect([newest.version, named.version]).toEqual(['2f', '01'])
  })

  test('uses a session for each signature under way', async () => {
    const under = new Set<string>()
    let most = 0
    const watched = watchedPkcs11({
      C_SignInit: (session) => {
        if (under.has(session.toString('hex'))) throw new Error('this session signs already')
        most = Math.max(most, under.add(session.toString('hex')).size)
      },
      C_SignAsync: async (sign, data, session) => {
        const signature = await sign(data)
        under.delete(session.toString('hex'))
        return signature
      },
    })
    const signer = await pkcs11Signer(newKey('rsa').uri, { ...own, alg: 'RS256', pkcs11js: watched, retries: 0 })
    onTestFinished(() => signer.close())
    await Promise.all(Array.from({ length: 40 }, (_, at) => signer.sign(Buffer.from([at]))))
    expect(most).toBe(16)
  })
})

describe('the keys of a token', () => {
  test('need no PIN', async () => {
    const { uri } = newKey('P-256')
    const keys: KeySource = await kmsKeys(uri, { pkcs11: { library: LIBRARY, pkcs11js } })
    onTestFinished(() => keys.close())
    await keys.refresh('prefetch')
    expect(keys.status().keys?.keys).toHaveLength(1)
  })
})
