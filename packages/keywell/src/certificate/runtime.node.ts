/** `#certificates` for Node. */
import { createDecipheriv, createHash, scrypt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import tls from 'node:tls'
import type { CertificateRuntime, OldHash, ScryptCost } from './runtime.ts'

/** `tls.getCACertificates` came with Node 22.15 and 23.10; elsewhere there is no way to ask. */
function systemAnchors(): readonly string[] | undefined {
  if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function') return undefined
  return tls.getCACertificates('system')
}

function scryptKey(password: Uint8Array, salt: Uint8Array, length: number, cost: ScryptCost): Promise<Uint8Array> {
  const { n: N, r, p } = cost
  // What OpenSSL counts: the table, the blocks, and some room (RFC 7914 §2).
  const maxmem = 128 * r * (N + p + 2) + 1024
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, { N, r, p, maxmem }, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

function openTripleDes(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('des-ede3-cbc', key, iv)
  return new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()]))
}

const NAMES: Readonly<Record<OldHash, string>> = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** Some 20 ms, then others have their turn. */
const ROUNDS_AT_A_TIME = 10_000

async function hashRepeatedly(hash: OldHash, data: Uint8Array, times: number): Promise<Uint8Array> {
  let block = data
  for (let round = 1; round <= times; round++) {
    block = createHash(NAMES[hash]).update(block).digest()
    if (round % ROUNDS_AT_A_TIME === 0) await setImmediate()
  }
  return new Uint8Array(block)
}

export const runtime: CertificateRuntime = Object.freeze({
  systemAnchors,
  scrypt: scryptKey,
  openTripleDes,
  hashRepeatedly,
})
