/** `#crypto` on WebCrypto, as this Node has it; other runtimes run the portable suite in runtimes/. */
import { describe, expect, test } from 'vitest'
import { backend } from '../../src/crypto/backend.web.ts'
import { algorithmFacts } from '../../src/jose/algorithms.ts'
import { backendContract, casesOf } from './backend-contract.ts'

describe('the web backend', () => {
  backendContract(backend)
})

test('WebCrypto has RSA, the NIST curves, Ed25519 and HMAC everywhere', () => {
  const supported = new Set<string>(casesOf(backend).map(({ algorithm }) => algorithm.name))
  const universal = ['RS256', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'HS256', 'HS512']
  expect(universal.filter((name) => !supported.has(name))).toEqual([])
})

test('WebCrypto has no secp256k1', () => {
  const es256k = algorithmFacts('ES256K')
  expect(es256k !== undefined && backend.supports(es256k, 'secp256k1')).toBe(false)
})
