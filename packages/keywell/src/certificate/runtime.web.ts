/** `#certificates` where there is WebCrypto only. */
import type { CertificateRuntime, OldHash } from './runtime.ts'

async function hashRepeatedly(hash: OldHash, data: Uint8Array, times: number): Promise<Uint8Array> {
  let block = new Uint8Array(data)
  for (let round = 0; round < times; round++) block = new Uint8Array(await crypto.subtle.digest(hash, block))
  return block
}

export const runtime: CertificateRuntime = Object.freeze({
  systemAnchors: () => undefined,
  scrypt: undefined,
  openTripleDes: undefined,
  hashRepeatedly,
})
