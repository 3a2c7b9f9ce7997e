/** What plain JavaScript passes in the place of a key: a typed error, never a TypeError. */
import { expect, test } from 'vitest'
import { jwkFromCertificate, jwkFromCryptoKey, jwkToPem } from '../../../src/jwk.ts'
import { jwkFromKeyObject } from '../../../src/node.node.ts'

const DOORS = {
  jwkToPem: async (value: never) => jwkToPem(value),
  jwkFromCertificate: async (value: never) => jwkFromCertificate(value),
  jwkFromCryptoKey: async (value: never) => jwkFromCryptoKey(value),
  jwkFromKeyObject: async (value: never) => jwkFromKeyObject(value),
}

test.each(Object.entries(DOORS))('%s refuses what is no key', async (_name, door) => {
  for (const value of [undefined, null, 3, {}, []]) {
    // @ts-expect-error plain JavaScript
    await expect(door(value)).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' })
  }
})
