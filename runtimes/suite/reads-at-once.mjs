/** Node only: `crypto.verify` has read its input when it returns, although its thread pool works on it later. */
import { generateKeyPairSync, pbkdf2, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { equal } from './harness.mjs'

const KEYS = [
  ['sha256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  [null, generateKeyPairSync('ed25519')],
]

/** libuv's default, and work for a tenth of a second or more. */
const THREADS = 4
const ITERATIONS = 200_000

/** The library gives the pool memory that the next token is written into: without this, one token could pass as another. */
export const checkReadsAtOnce = (check) =>
  check('crypto.verify reads its input before it returns', async () => {
    let busy = THREADS
    const blocked = Array.from({ length: THREADS }, async () => {
      await promisify(pbkdf2)('password', 'salt', ITERATIONS, 32, 'sha512')
      busy--
    })
    const answers = KEYS.map(([hash, keys]) => verifyAndErase(hash, keys))
    equal(busy, THREADS, 'threads that are busy while the memory is erased')
    equal(await Promise.all(answers), [true, true, true], 'answers')
    await Promise.all(blocked)
  })

function verifyAndErase(hash, { privateKey, publicKey }) {
  const data = new TextEncoder().encode('header.payload')
  const signature = sign(hash, data, privateKey)
  const answer = promisify(verify)(hash, data, publicKey, signature)
  data.fill(0)
  signature.fill(0)
  return answer
}
