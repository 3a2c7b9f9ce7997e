import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { derFromBer } from '../../src/certificate/encrypted/ber.ts'
import { certificateKeys, jwkFromEncryptedPkcs8, jwkFromPkcs12 } from '../../src/certificates.ts'
import { isKeywellError } from '../../src/index.ts'
import { DerProblem } from '../../src/jwk/der.ts'
import { CA, family, LEAF, openssl } from './openssl.ts'

/** Each a minute at a million: KEYWELL_FUZZ_RUNS=1000000. */
const RUNS = Number(process.env['KEYWELL_FUZZ_RUNS'] ?? 3000)
const SEED = Number(process.env['KEYWELL_FUZZ_SEED'] ?? 20_261_127)

const names = 'DNS:a.example,IP:10.0.0.1,email:a@example.com,URI:https://a.example/,dirName:dir'
const dir = ['[dir]', 'CN=x']
const own = family({
  root: { extensions: [...CA, 'nameConstraints=critical,permitted;DNS:example,excluded;IP:11.0.0.0/255.0.0.0'] },
  leaf: { extensions: [...LEAF, 'extendedKeyUsage=serverAuth', `subjectAltName=${names}`, ...dir] },
})
const raw = (pem: string): Uint8Array => new X509Certificate(pem).raw
const plainFile = ['-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac', '-passout', 'pass:']
const pkcs12 = openssl(['pkcs12', '-export', '-inkey', own.leaf.keyFile, '-in', own.leaf.certFile, ...plainFile])
const pkcs8 = openssl([
  'pkcs8',
  '-topk8',
  '-in',
  own.leaf.keyFile,
  '-iter',
  '1',
  '-passout',
  'pass:x',
  '-outform',
  'DER',
])

/** mulberry32 */
function chance(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const EDGES = [0, 1, 2, 3, 4, 6, 0x24, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x84, 0xa0, 0xa3, 0xff]

function mutated(input: Uint8Array, below: (limit: number) => number): Uint8Array {
  const octets = [...input]
  for (let left = 1 + below(3); left > 0; left--) {
    const at = below(octets.length)
    const kind = below(4)
    if (kind === 0) octets[at] = below(256)
    if (kind === 1) octets[at] = EDGES[below(EDGES.length)] ?? 0
    if (kind === 2) octets.splice(at, 1 + below(4))
    if (kind === 3) octets.splice(at, 0, ...Array.from({ length: 1 + below(4) }, () => below(256)))
  }
  return Uint8Array.from(octets)
}

const at = Date.UTC(2026, 0, 1) / 1000
const READERS: Readonly<Record<string, readonly [Uint8Array, (input: Uint8Array) => unknown]>> = {
  'a leaf': [raw(own.leaf.pem), (leaf) => certificateKeys([leaf, raw(own.ca.pem)], { anchors: own.root.pem, at })],
  'a CA': [raw(own.ca.pem), (ca) => certificateKeys([raw(own.leaf.pem), ca], { anchors: own.root.pem, at })],
  'an anchor': [raw(own.root.pem), (root) => certificateKeys(own.leaf.pem + own.ca.pem, { anchors: root, at })],
  'a PKCS #12': [pkcs12, (file) => jwkFromPkcs12(file, { password: '' })],
  // What follows the salt is the cost, which a mutation may raise within what is allowed: seconds each.
  'an encrypted PKCS #8': [
    pkcs8,
    (file) => (isCheap(file) ? jwkFromEncryptedPkcs8(file, { password: 'x' }) : undefined),
  ],
}

const ONE_ITERATION = '02010130'
const isCheap = (file: Uint8Array): boolean => Buffer.from(file).toString('hex').includes(ONE_ITERATION)

test.each(Object.entries(READERS))(
  '%s with changed octets gives an answer or a KeywellError',
  async (_name, [input, read]) => {
    const below = chance(SEED)
    const began = performance.now()
    for (let run = 0; run < RUNS; run++) {
      const octets = mutated(input, below)
      try {
        await read(octets)
      } catch (error) {
        if (!isKeywellError(error)) throw new Error(Buffer.from(octets).toString('hex'), { cause: error })
      }
    }
    expect((performance.now() - began) / RUNS).toBeLessThan(50)
  },
  3_600_000,
)

test('a changed certificate in the path is never trusted', async () => {
  const below = chance(SEED)
  const leaf = raw(own.leaf.pem)
  for (let run = 0; run < 500; run++) {
    const copy = new Uint8Array(leaf)
    const place = below(copy.length)
    copy[place] = (copy[place] ?? 0) ^ (1 << below(8))
    await expect(certificateKeys([copy, raw(own.ca.pem)], { anchors: own.root.pem, at })).rejects.toSatisfy(
      isKeywellError,
    )
  }
})

test('nesting without end is refused at once', () => {
  const deep = new Uint8Array(100_000).map((_, place) => (place % 2 === 0 ? 0x30 : 0x80))
  expect(() => derFromBer(deep)).toThrow(DerProblem)
})
