/** `#crypto` on node:crypto. */
import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { backend } from '../../src/crypto/backend.node.ts'
import { ALGORITHMS } from '../../src/jose/algorithms.ts'
import { backendContract, casesOf, DATA, keyFor, signatureOf, verifyKeyOf } from './backend-contract.ts'

describe('the node backend', () => {
  backendContract(backend)
})

test('Node has every algorithm that needs no newer OpenSSL', () => {
  const supported = new Set(casesOf(backend).map(({ algorithm }) => algorithm.name))
  const missing = ALGORITHMS.filter(({ name }) => !supported.has(name)).map(({ family }) => family)
  expect(missing.filter((family) => family !== 'ml-dsa')).toEqual([])
})

/** The threads of libuv's pool, unless UV_THREADPOOL_SIZE says otherwise; and more than the pool takes at once. */
const THREADS = 4
const MORE_THAN_THE_POOL_TAKES = 80

test.each(casesOf(backend).filter(({ algorithm }) => algorithm.family !== 'hmac'))(
  '$title has read what it verifies while no thread could have started, and keeps what waits for the pool',
  async (one) => {
    const members = await keyFor(backend, one)
    const key = await verifyKeyOf(backend, one, members)
    const signature = await signatureOf(backend, one, members)
    const blocked = Array.from({ length: THREADS }, () => promisify(pbkdf2)('password', 'salt', 50_000, 32, 'sha512'))
    const [data, copy] = [new Uint8Array(DATA), new Uint8Array(signature)]
    const answers = Array.from({ length: MORE_THAN_THE_POOL_TAKES }, () => {
      data.set(DATA)
      copy.set(signature)
      return key.verify(data, copy)
    })
    data.fill(0)
    copy.fill(0)
    expect(await Promise.all(answers)).toEqual(answers.map(() => true))
    await Promise.all(blocked)
  },
)
