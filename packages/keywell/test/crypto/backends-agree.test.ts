/** What one backend signs, the other verifies. */
import { expect, test } from 'vitest'
import type { CryptoBackend } from '../../src/crypto/backend.ts'
import { backend as node } from '../../src/crypto/backend.node.ts'
import { backend as web } from '../../src/crypto/backend.web.ts'
import { type Case, casesOf, DATA, keyFor, signatureOf, verifyKeyOf } from './backend-contract.ts'

const inBoth = casesOf(web).filter(({ algorithm, curve }) => node.supports(algorithm, curve))

async function crossVerified(signer: CryptoBackend, verifier: CryptoBackend, one: Case): Promise<boolean> {
  const members = await keyFor(signer, one)
  const key = await verifyKeyOf(verifier, one, members)
  return key.verify(DATA, await signatureOf(signer, one, members))
}

test.each(inBoth)('$title signed by node verifies on the web', async (one) => {
  expect(await crossVerified(node, web, one)).toBe(true)
})

test.each(inBoth)('$title signed on the web verifies on node', async (one) => {
  expect(await crossVerified(web, node, one)).toBe(true)
})
