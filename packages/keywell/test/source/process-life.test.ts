import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** Runs a script in a process of its own, on the sources, and says how it ended. */
function run(script: string): { readonly code: number | null; readonly out: string } {
  const flags = ['--conditions=@keywell/source', '--no-warnings', '--input-type=module', '--eval', script]
  const { status, stdout } = spawnSync(process.execPath, flags, { encoding: 'utf8', timeout: 20_000 })
  return { code: status, out: stdout.trim() }
}

const FAILING = "{ fetch: async () => { throw new TypeError('down') } }"

test('a process does not end before a caller has its answer, though all that is left is a wait between two tries', () => {
  const { code, out } = run(`
    import { remoteJwks } from 'keywell'
    await remoteJwks('https://issuer.example/jwks', ${FAILING}).refresh('cold').catch((error) => console.log(error.code))
  `)
  expect({ code, out }).toEqual({ code: 0, out: 'ERR_KEYS_UNAVAILABLE' })
})

test('a source with a refresh ahead of it keeps no process alive', () => {
  const { code, out } = run(`
    import { remoteJwks } from 'keywell'
    import { testIssuer } from 'keywell/testing'
    const { fetch } = await testIssuer()
    const keys = remoteJwks('https://issuer.test/jwks.json', { fetch })
    await keys.refresh('prefetch')
    console.log(keys.status().nextAttemptMs > 0)
  `)
  expect({ code, out }).toEqual({ code: 0, out: 'true' })
})
