/** `keywell/certificates` where pkijs is not installed, as Node itself sees it. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { family } from './openssl.ts'

const door = new URL('../../src/certificates.ts', import.meta.url).href
const { leaf, ca, root } = family()

function withoutPkijs(script: string): string {
  const hooks = `import { registerHooks } from 'node:module'
    registerHooks({ resolve: (name, context, next) => next(name === 'pkijs' ? 'pkijs' : name, name === 'pkijs' ? { ...context, parentURL: 'file:///nowhere/at-all.js' } : context) })
    const keywell = await import('${door}')`
  const options = ['--conditions=@keywell/source', '--input-type=module', '-e', `${hooks}\n${script}`]
  const { stdout, stderr } = spawnSync('node', options, { cwd: import.meta.dirname, encoding: 'utf8' })
  return stdout.trim() || stderr
}

test('a chain is refused with the name of the package and what to do', () => {
  const chain = JSON.stringify(leaf.pem + ca.pem)
  const anchors = JSON.stringify(root.pem)
  const said = withoutPkijs(`await keywell.certificateKeys(${chain}, { anchors: ${anchors} })
    .catch(({ code, hint, detail }) => console.log(JSON.stringify({ code, hint, detail })))`)
  expect(JSON.parse(said)).toEqual({
    code: 'ERR_PEER_MISSING',
    hint: 'npm install pkijs',
    detail: { package: 'pkijs' },
  })
})

test('a file under a password needs no package', () => {
  const key = JSON.stringify(leaf.key)
  const said = withoutPkijs(`const { readKey } = await import('${new URL('../../src/jwk.ts', import.meta.url).href}')
    const { jwk } = await readKey(${key})
    const sealed = await keywell.jwkToEncryptedPkcs8(jwk, { password: 'x' })
    console.log((await keywell.jwkFromEncryptedPkcs8(sealed, { password: 'x' })).kty)`)
  expect(said).toBe('EC')
})
