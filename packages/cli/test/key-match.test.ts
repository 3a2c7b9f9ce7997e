/** `keywell key match`: do these belong together? */

import { generateJwk, readKey } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'
import { afterAll, describe, expect, test } from 'vitest'
import { runInside, type RanInside } from './support/inside.ts'
import { keyFolder, PASSWORD, secretsOf } from './support/key-files.ts'
import { transcript } from './support/keywell.ts'

const folder = keyFolder()
afterAll(() => folder.remove())

const { jwk } = await readKey(folder.read('ec.pem'))
const secret = (await generateJwk('HS256', { kid: 's' })).privateJwk
const token = await signJwt({ sub: 'alice', exp: 4e9 }, { signer: localSigner({ ...jwk, alg: 'ES256', kid: 'a' }) })
folder.write('token.jwt', `Bearer ${token}\n`)
folder.write(
  'set.json',
  JSON.stringify({ keys: [{ kty: 'unheard of' }, (await generateJwk('ES256')).publicJwk, publicOf(jwk)] }),
)
folder.write('secret.json', JSON.stringify(secret))
folder.write('hmac.jwt', await signJwt({ exp: 4e9 }, { signer: localSigner(secret) }))

function publicOf({ kty, ...rest }: typeof jwk): Record<string, unknown> {
  return { kty, crv: rest['crv'], x: rest['x'], y: rest['y'] }
}

const match = (...names: readonly string[]): Promise<RanInside> =>
  runInside(['key', 'match', ...names, '--password-env', 'PASSWORD'], {
    files: Object.fromEntries(names.map((name) => [name, folder.read(name)])),
    env: { PASSWORD },
  })

test('what belongs together is a table with exit code 0', async () => {
  const line = 'key match ec.pem ec.crt token.jwt set.json'
  expect(await transcript(line, {}, { cwd: folder.path })).toMatchInlineSnapshot(`
    "$ keywell key match ec.pem ec.crt token.jwt set.json
         file       what           thumbprint (SHA-256)                         because
      ✓  ec.pem     private key    THUMBPRINT.................................  has the key
      ✓  ec.crt     certificate    THUMBPRINT.................................  has the key
      ✓  token.jwt  token          THUMBPRINT.................................  is signed by the key
      ✓  set.json   set of 3 keys  THUMBPRINT.................................  has the key

    MATCH they belong together
    [exit 0]"
  `)
})

test('what does not is shown with exit code 1', async () => {
  expect(await transcript('key match ec.pem rsa.crt token.jwt', {}, { cwd: folder.path })).toMatchInlineSnapshot(`
    "$ keywell key match ec.pem rsa.crt token.jwt
         file       what         thumbprint (SHA-256)                         because
      ✓  ec.pem     private key  THUMBPRINT.................................  has the key
      ✗  rsa.crt    certificate  THUMBPRINT.................................  is another key
      ✓  token.jwt  token        THUMBPRINT.................................  is signed by the key

    NO MATCH see ✗
    [exit 1]"
  `)
})

describe('exit code', () => {
  test.each([
    [['ec.pem', 'ec.enc.pem', 'ec.crt'], 0],
    [['rsa.pem', 'rsa.p12', 'rsa.crt'], 0],
    [['token.jwt', 'ec.enc.pem'], 0],
    [['secret.json', 'hmac.jwt'], 0],
    [['ec.pem', 'rsa.pem'], 1],
    [['ec.pem', 'hmac.jwt'], 1],
    [['secret.json', 'token.jwt'], 1],
    [['rsa.pem', 'set.json'], 1],
    [['token.jwt', 'hmac.jwt'], 2],
    [['ec.pem'], 2],
  ] as const)('%s: %i', async (names, exit) => {
    const { code, stdout, said } = await match(...names)
    for (const number of [...secretsOf(folder.read('ec.pem')), String(secret['k'])])
      expect(stdout + said).not.toContain(number)
    expect(code).toBe(exit)
  })
})

test('a token that was changed was not signed by the key', async () => {
  folder.write('changed.jwt', token.replace(/\.[^.]*\./, '.eyJzdWIiOiJldmUifQ.'))
  expect(await match('ec.pem', 'changed.jwt')).toMatchObject({ code: 1 })
})

test('a use that does not fit makes no difference to what belongs together', async () => {
  folder.write('enc.json', JSON.stringify({ ...publicOf(jwk), use: 'enc' }))
  expect(await match('enc.json', 'token.jwt')).toMatchObject({ code: 0 })
})

test('the document names the key and each file', async () => {
  const { stdout } = await runInside(['key', 'match', 'a', 'b', '--json'], {
    files: { a: folder.read('ec.pem'), b: folder.read('rsa.crt') },
  })
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'keywell/key.match@1',
    ok: false,
    matches: [
      { place: 'a', what: 'private key', belongs: true },
      { place: 'b', what: 'certificate', belongs: false, because: 'is another key' },
    ],
  })
})

test('a file that is no key is named by its error', async () => {
  expect(
    await runInside(['key', 'match', 'a', 'b'], { files: { a: folder.read('ec.pem'), b: '<html>' } }),
  ).toMatchObject({
    code: 3,
    stdout: '',
  })
})
