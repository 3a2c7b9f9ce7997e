/** Keys under a password: what one runtime writes every other must read, so the file here is made elsewhere. */
import { decryptJwk, encryptJwk, generateJwk } from 'keywell/jwk'
import { codeOf, equal } from './harness.mjs'

/** Of `jose jwe enc` (José 11): PBES2-HS256+A128KW, A128CBC-HS256. */
const FILE = {
  password: 'pass word',
  jwe: 'eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJjdHkiOiJqd2sranNvbiIsImVuYyI6IkExMjhDQkMtSFMyNTYiLCJwMmMiOjMyNzY4LCJwMnMiOiJSZUpSMm5WRkhsT01YMzZ3Wk9rLW5RIn0.tKUoN_pyeHO7GOToYFFg7Xf1SK9M3QFznYjFWUh_RWBnaskXGsg-zg.H58INfv2PR287mCvHTfPzA.DMGaQSS9OZs4-Mq7EtXYwRFc0c633AM9EdF5gqUzK5cj0hB0OgBan6f6UuZtZphpQZJ7eByRWkwVE1w96o4lxZy2cI4GPcQL1f2MtTEXy-r5YO30hFt-kE-mT0XMyhF-v5_GsNZAhtCRACrp6yEc_320TkwuOkV47KkrfR5KxegCA7xsFJx2A6wg77HB8sVPn-dbSIek9JIlRjGJNScOcJxNQaKQOmbBtcJBAvyrWIrTfvs0Iw8AH9hRB43aJwGHF7xThOzWRYRIFEpfOdj6qSSLuGUKBD2BpH2BJnh3x-g.v93IfXHsj_JJ_T2g18X9Vg',
  x: 'dGam8ce43CTYthBXh18w975gImHsgRROLQJsUddIvqQ',
}

export async function checkKeyPasswords(check) {
  await check('a private key goes under a password, and back', async () => {
    const { privateJwk } = await generateJwk('ES256', { kid: 'spki-sha256' })
    const jwe = await encryptJwk(privateJwk, 'correct horse')
    equal(await decryptJwk(jwe, 'correct horse'), privateJwk, 'the key')
    equal(await codeOf(() => decryptJwk(jwe, 'wrong')), 'ERR_JWK_INVALID', 'a wrong password')
  })
  await check('a key that another tool put under a password is read', async () => {
    const { kty, x } = await decryptJwk(FILE.jwe, FILE.password)
    equal([kty, x], ['EC', FILE.x], 'the key')
  })
  await check('a count of iterations that would take hours is refused at once', async () => {
    const header = btoa('{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":"AAAAAAAAAAA","p2c":4000000000}')
    const jwe = `${header.replaceAll('=', '')}.${FILE.jwe.split('.').slice(1).join('.')}`
    equal(await codeOf(() => decryptJwk(jwe, FILE.password)), 'ERR_KEY_UNSUPPORTED', 'the refusal')
  })
}
