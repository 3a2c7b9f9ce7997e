import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificateKeys } from '../../src/certificates.ts'
import { bitString, element, sequence } from '../../src/jwk/convert/der-write.ts'
import { bitStringOctets, type DerElement, readElements, readSingle } from '../../src/jwk/der.ts'
import { failure } from '../support/failures.ts'
import { family, make } from './openssl.ts'

const own = family()
const at = Date.UTC(2026, 0, 1) / 1000

/** A certificate one of whose numbers in the signature needs no zero octet before it, and gets one. */
function padded(): Uint8Array {
  for (let tries = 0; tries < 20; tries++) {
    const leaf = new Uint8Array(new X509Certificate(make({ name: 'leaf', issuer: own.ca }).pem).raw)
    const [tbs, algorithm, signature] = readElements(readSingle(leaf, 0x30).content)
    const numbers = readElements(readSingle(bitStringOctets(signature), 0x30).content)
    const isPlain = ({ content }: DerElement): boolean => content.length === 32
    if (!numbers.some(isPlain)) continue
    const changed = numbers.map((one) => (isPlain(one) ? element(0x02, Uint8Array.of(0), one.content) : one.whole))
    return sequence(tbs?.whole ?? leaf, algorithm?.whole ?? leaf, bitString(sequence(...changed)))
  }
  throw new Error('no certificate with such a signature was made')
}

test('a signature that is spelled in another way than DER has it is none', async () => {
  await expect(certificateKeys(own.leaf.pem + own.ca.pem, { anchors: own.root.pem, at })).resolves.toBeDefined()
  const chain = [padded(), own.ca.pem]
  await failure('ERR_CERTIFICATE_INVALID', () => certificateKeys(chain, { anchors: own.root.pem, at }))
})
