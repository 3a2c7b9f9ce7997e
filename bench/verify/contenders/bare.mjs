/** The baseline: `crypto.verify` with an imported key, and the bytes ready. It reads no token and checks no claim. */
import { verify } from 'node:crypto'
import { promisify } from 'node:util'
import { ALGORITHMS } from '../material.mjs'

const verifyOnPool = promisify(verify)

function keyInput({ alg, publicKey }) {
  const { options } = ALGORITHMS[alg]
  return Object.keys(options).length === 0 ? publicKey : { key: publicKey, ...options }
}

export function bareSync(material) {
  const { hash } = ALGORITHMS[material.alg]
  const input = keyInput(material)
  return {
    name: 'bare',
    inputs: material.bytes,
    call: ({ data, signature }) => verify(hash, data, input, signature),
  }
}

/** The callback form, which works on libuv's thread pool. */
export function bareAsync(material) {
  const { hash } = ALGORITHMS[material.alg]
  const input = keyInput(material)
  return {
    name: 'bare, callback form',
    inputs: material.bytes,
    call: ({ data, signature }) => verifyOnPool(hash, data, input, signature),
  }
}
