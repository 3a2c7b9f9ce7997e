/** `#crypto` on node:crypto. */
import { describe, expect, test } from 'vitest'
import { backend } from '../../src/crypto/backend.node.ts'
import { ALGORITHMS } from '../../src/jose/algorithms.ts'
import { backendContract, casesOf } from './backend-contract.ts'

describe('the node backend', () => {
  backendContract(backend)
})

test('Node has every algorithm that needs no newer OpenSSL', () => {
  const supported = new Set(casesOf(backend).map(({ algorithm }) => algorithm.name))
  const missing = ALGORITHMS.filter(({ name }) => !supported.has(name)).map(({ family }) => family)
  expect(missing.filter((family) => family !== 'ml-dsa')).toEqual([])
})
