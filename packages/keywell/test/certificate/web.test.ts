import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { family, file, openssl } from './openssl.ts'

const own = family()
const HOOK = import.meta.resolve('../../../../runtimes/web-conditions.mjs')
const DOOR = import.meta.resolve('../../src/certificates.ts')

/** Runs a program as a browser or worker would have the library: without the condition `node`. */
function onWebCrypto(program: string): readonly string[] {
  const text = `
    import { readFileSync } from 'node:fs'
    import { register } from 'node:module'
    register(${JSON.stringify(HOOK)})
    const door = await import(${JSON.stringify(DOOR)})
    const reason = (error) => error.code + ': ' + error.message
    ${program}`
  const args = ['--no-warnings', '--conditions=@keywell/source', '--input-type=module', '--eval', text]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}

const chain = file('web-chain.pem', own.leaf.pem + own.ca.pem)
const sealed = (...way: readonly string[]): string =>
  file(
    `web-${way.join('')}.pem`,
    openssl(['pkcs8', '-topk8', '-in', own.leaf.keyFile, '-passout', 'pass:x', ...way]).toString(),
  )

test('paths are validated where there is WebCrypto only, and the system store is refused by name', () => {
  const lines = onWebCrypto(`
    const [chain, root] = ${JSON.stringify([chain, own.root.certFile])}.map((path) => readFileSync(path, 'utf8'))
    const { jwk, path } = await door.certificateKeys(chain, { anchors: root })
    console.log(jwk.kty, path.length)
    console.log(await door.certificateKeys(chain, { anchors: 'system' }).catch(reason))`)
  expect(lines).toEqual([
    'EC 3',
    'ERR_OPTION_INVALID: anchors must be certificates: this runtime gives no system store',
  ])
})

test('keys under a password are read by WebCrypto; what it lacks is named', () => {
  const files = [sealed('-v2', 'aes-256-cbc'), sealed('-scrypt'), sealed('-v2', 'des3')]
  const lines = onWebCrypto(`
    for (const path of ${JSON.stringify(files)})
      console.log(await door.jwkFromEncryptedPkcs8(readFileSync(path), { password: 'x' }).then((jwk) => jwk.kty, reason))`)
  expect(lines).toEqual([
    'EC',
    'ERR_KEY_UNSUPPORTED: this runtime has no scrypt',
    'ERR_KEY_UNSUPPORTED: this runtime has no Triple DES',
  ])
})

test('PKCS #12 is read by WebCrypto', () => {
  const inputs = ['-inkey', own.leaf.keyFile, '-in', own.leaf.certFile]
  const path = file('web.p12', openssl(['pkcs12', '-export', ...inputs, '-passout', 'pass:x']))
  const lines = onWebCrypto(`
    const jwk = await door.jwkFromPkcs12(readFileSync(${JSON.stringify(path)}), { password: 'x' })
    console.log(jwk.kty, jwk.x5c.length)`)
  expect(lines).toEqual(['EC 1'])
})
