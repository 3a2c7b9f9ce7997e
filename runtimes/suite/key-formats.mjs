/** Keys out into every format that holds them and back, and through CryptoKey. */
import { cryptoKeyFromJwk, generateJwk, jwkFromCryptoKey, KEY_FORMATS, readKey, writeKey } from 'keywell/jwk'
import { codeOf, equal } from './harness.mjs'

/** One algorithm for each key type. */
const ALGORITHMS = ['RS256', 'ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448', 'ML-DSA-44', 'HS256']

/** Formats that may not hold a key, besides those that are never written. */
const WRITABLE = KEY_FORMATS.filter((format) => !format.startsWith('certificate'))

/** @returns how many formats hold the key */
async function throughFormats(privateJwk) {
  let held = 0
  for (const format of WRITABLE) {
    if ((await codeOf(() => writeKey(privateJwk, { format }))) === 'ERR_KEY_UNSUPPORTED') continue
    const read = await readKey(writeKey(privateJwk, { format }), { format })
    const secret = ['d', 'priv', 'k'].find((name) => name in privateJwk)
    equal(read.jwk[secret], read.isPrivate ? privateJwk[secret] : undefined, `the private number from ${format}`)
    for (const name of ['n', 'e', 'crv', 'x', 'y', 'pub'])
      equal(read.jwk[name], privateJwk[name], `${name} from ${format}`)
    held++
  }
  return held
}

async function derives({ kty, crv, alg, d, priv, x, pub }) {
  const { jwk } = await readKey(JSON.stringify({ kty, crv, alg, d, priv }))
  equal([jwk.x, jwk.pub], [x, pub], 'the public part')
}

export async function checkKeyFormats(check, { unsupported }) {
  for (const alg of ALGORITHMS.filter((name) => !unsupported.includes(name))) {
    const { privateJwk } = await generateJwk(alg)
    await check(`${alg}: a key goes into every format that holds it, and back`, async () =>
      equal((await throughFormats(privateJwk)) >= 4, true, 'formats'),
    )
    if (['RS256', 'HS256'].includes(alg)) continue
    await check(`${alg}: a missing public part is derived`, () => derives(privateJwk))
  }
  await check('a CryptoKey is made from a JWK and gives it back', async () => {
    const { privateJwk } = await generateJwk('ES256')
    const back = await jwkFromCryptoKey(await cryptoKeyFromJwk(privateJwk, { extractable: true }))
    equal([back.x, back.d], [privateJwk.x, privateJwk.d], 'the key')
  })
}
