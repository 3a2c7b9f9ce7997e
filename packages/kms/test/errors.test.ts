/** docs/errors.md shows errors of this package as they really are. */
import { readFileSync } from 'node:fs'
import { isKeywellError } from 'keywell'
import { expect, onTestFinished, test } from 'vitest'
import { kmsSigner } from '../src/index.ts'
import { vaultSigner } from '../src/vault/index.ts'
import { vaultDouble } from './doubles/vault.ts'
import type { Fault } from './contract/rig.ts'

const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')

const example = (code: string): unknown =>
  JSON.parse(new RegExp(`### ${code}\\n[^]*?\`\`\`json\\n([^]*?)\`\`\``).exec(text)?.[1] ?? 'null')

async function failure(fault: Fault): Promise<unknown> {
  const double = await vaultDouble()
  onTestFinished(() => double.close())
  const timeouts = { attemptMs: 100, totalMs: 200 }
  const signer = await vaultSigner('hashivault://tokens', {
    address: double.url,
    token: double.token,
    timeouts,
    retries: 0,
  })
  double.fault(fault)
  return signer.sign(new Uint8Array(8))
}

test.each<readonly [string, () => Promise<unknown>]>([
  ['ERR_SIGNER_UNAVAILABLE', () => failure({ kind: 'hang' })],
  ['ERR_SIGNER_THROTTLED', () => failure({ kind: 'throttle' })],
  ['ERR_SIGNATURE_REJECTED', () => failure({ kind: 'other-data' })],
  ['ERR_PEER_MISSING', () => kmsSigner('awskms:///alias/tokens')],
])('%s', async (code, provoke) => {
  const error: unknown = await provoke().catch((thrown: unknown) => thrown)
  if (!isKeywellError(error)) throw error
  expect(error.code).toBe(code)
  expect({ message: error.message, detail: error.detail }).toEqual(example(code))
})
