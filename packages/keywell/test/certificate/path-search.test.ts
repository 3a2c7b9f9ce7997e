import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificateKeys } from '../../src/certificates.ts'
import { failure } from '../support/failures.ts'
import { CA, family, make } from './openssl.ts'

const usual = family()
const at = Date.UTC(2026, 0, 1) / 1000

test('a cross-signed CA leads to whichever root is trusted', async () => {
  const next = make({ name: 'Next Root', extensions: CA })
  const crossed = make({ name: 'Issuing CA', issuer: next, sameKeyAs: usual.ca, extensions: CA })
  const chain = usual.leaf.pem + usual.ca.pem + crossed.pem
  for (const root of [usual.root, next]) {
    const { path } = await certificateKeys(chain, { anchors: root.pem, at })
    expect(path.at(-1)?.subject).toBe(`CN=${root.name}`)
  }
})

test('an expired cross-certificate does not stand in the way of the other path', async () => {
  const old = make({
    name: 'Issuing CA',
    issuer: usual.root,
    sameKeyAs: usual.ca,
    extensions: CA,
    until: '20210101000000Z',
  })
  const { path } = await certificateKeys(usual.leaf.pem + old.pem + usual.ca.pem, { anchors: usual.root.pem, at })
  expect(path.length).toBe(3)
})

test('CAs that certify each other end the search, not the process', async () => {
  const one = make({ name: 'One', extensions: CA })
  const two = make({ name: 'Two', issuer: one, extensions: CA })
  const back = make({ name: 'One', issuer: two, sameKeyAs: one, extensions: CA })
  const leaf = make({ name: 'leaf.example', issuer: two })
  const chain = leaf.pem + two.pem + back.pem
  const error = await failure('ERR_CERTIFICATE_UNTRUSTED', () =>
    certificateKeys(chain, { anchors: usual.root.pem, at }),
  )
  expect(error.message).toMatch(/^certificate 3 of 3 "One" was issued by "Two"/)
})

test('a bundle with countless paths ends after 40 signatures', async () => {
  const ca = make({ name: 'Loop', extensions: CA })
  const same = Array.from({ length: 12 }, () => make({ name: 'Loop', issuer: ca, sameKeyAs: ca, extensions: CA }))
  const chain = [make({ name: 'leaf.example', issuer: ca }), ...same].map(({ pem }) => pem)
  const error = await failure('ERR_CERTIFICATE_UNTRUSTED', () =>
    certificateKeys(chain, { anchors: usual.root.pem, at }),
  )
  expect(error.detail.reason).toBe('has too many possible issuers')
})

test('a path has at most ten certificates', async () => {
  const root = make({ name: 'CA 0', extensions: CA })
  const cas = [root]
  for (let depth = 1; depth < 11; depth++)
    cas.push(make({ name: `CA ${depth}`, issuer: cas.at(-1) ?? root, extensions: CA }))
  const pems = cas.slice(1).map(({ pem }) => pem)
  const long = make({ name: 'leaf.example', issuer: cas.at(-1) ?? root })
  const error = await failure('ERR_CERTIFICATE_UNTRUSTED', () =>
    certificateKeys([long.pem, ...pems], { anchors: root.pem, at }),
  )
  expect(error.detail.reason).toBe('is the 10th of its path and still no anchor')
  const fits = make({ name: 'leaf.example', issuer: cas[8] ?? root })
  const { path } = await certificateKeys([fits.pem, ...pems.slice(0, 8)], { anchors: root.pem, at })
  expect(path.length).toBe(10)
})

/** The certificate with one run of octets, the first or the last, replaced. */
function altered(from: string, to: string, which: 'first' | 'last'): Uint8Array {
  const hex = new X509Certificate(usual.leaf.pem).raw.toString('hex')
  const place = which === 'first' ? hex.indexOf(from) : hex.lastIndexOf(from)
  return Buffer.from(hex.slice(0, place) + to + hex.slice(place + from.length), 'hex')
}

test.each([
  ['two signature algorithms', '2a8648ce3d040302', '2a8648ce3d040303', 'last'],
  ['extensions, but not version 3', 'a003020102', 'a003020101', 'first'],
  ['an extension appears twice', '0603551d0f', '0603551d0e', 'first'],
] as const)('a certificate with %s is refused', async (reason, from, to, which) => {
  const error = await failure('ERR_CERTIFICATE_INVALID', () =>
    certificateKeys(altered(from, to, which), { anchors: usual.root.pem, at }),
  )
  expect(error.detail.reason).toBe(`is no X.509 certificate in DER: ${reason}`)
})

test('a CA that certified its own next key counts once in the path', async () => {
  const limit = ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=keyCertSign']
  const root = make({ name: 'Root', extensions: CA })
  const old = make({ name: 'Issuing CA', issuer: root, extensions: limit })
  const next = make({ name: 'Issuing CA', issuer: old, extensions: limit })
  const leaf = make({ name: 'leaf.example', issuer: next })
  const { path } = await certificateKeys(leaf.pem + next.pem + old.pem, { anchors: root.pem, at })
  expect(path.length).toBe(4)
})
