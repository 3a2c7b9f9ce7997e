/** What every Signer keeps to, wherever its key is. Run it on each implementation. */
import { inspect } from 'node:util'
import { createVerifier, staticJwks } from 'keywell'
import { thumbprint } from 'keywell/jwk'
import { signatureCheck, signJwt } from 'keywell/sign'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SignerRig } from './rig.ts'

const issuer = 'https://issuer.example'
const audience = 'https://api.example'
const data = new TextEncoder().encode('header.payload')

export function signerContract<R extends SignerRig>(name: string, makeRig: () => Promise<R>): void {
  describe(`${name} as a signer`, () => {
    let rig: R
    beforeEach(async () => {
      rig = await makeRig()
    })
    afterEach(() => rig.close())

    test('signs a token that verifies with its public key alone', async () => {
      const signer = await rig.signer()
      const token = await signJwt({ scope: 'read' }, { signer, issuer, audience, expiresInSeconds: 60 })
      const keys = staticJwks({ keys: [await signer.publicJwk()] })
      const { payload, header } = await createVerifier({ issuer, audience, keys }).verify(token)
      expect(payload).toMatchObject({ scope: 'read' })
      expect(header).toMatchObject({ alg: signer.alg, kid: signer.kid })
    })

    test('names its public key by a kid and its algorithm, and shows nothing private of it', async () => {
      const signer = await rig.signer()
      const jwk = await signer.publicJwk()
      expect(jwk).toMatchObject({ kid: signer.kid, alg: signer.alg })
      expect(Object.keys(jwk)).not.toEqual(expect.arrayContaining(['d']))
      expect(Object.keys(jwk)).not.toEqual(expect.arrayContaining(['priv']))
      await expect(thumbprint(jwk)).resolves.toHaveLength(43)
    })

    test('signs many at once, each of its own', async () => {
      const signer = await rig.signer()
      const check = await signatureCheck(await signer.publicJwk(), signer.alg)
      const inputs = Array.from({ length: 40 }, (_, at) => new TextEncoder().encode(`header.${at}`))
      const signatures = await Promise.all(inputs.map((input) => signer.sign(input)))
      const verdicts = await Promise.all(inputs.map((input, at) => check(input, signatures[at] ?? new Uint8Array())))
      expect(verdicts).toEqual(inputs.map(() => true))
    })

    test('signs what it was given, whatever becomes of the memory', async () => {
      const signer = await rig.signer()
      const check = await signatureCheck(await signer.publicJwk(), signer.alg)
      const memory = new Uint8Array(data)
      const signing = signer.sign(memory)
      memory.fill(0)
      expect(await check(data, await signing)).toBe(true)
    })

    test('signs nothing for a caller that has gone', async () => {
      const signer = await rig.signer()
      const reason = new Error('the client went away')
      await expect(signer.sign(data, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    })

    test('shows no secret, however it is printed', async () => {
      const signer = await rig.signer()
      await signer.sign(data)
      const shown = [inspect(signer, { depth: 9, showHidden: true }), JSON.stringify(signer)].join()
      for (const secret of rig.secrets) expect(shown).not.toContain(secret)
    })
  })
}
