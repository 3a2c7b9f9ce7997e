/** Holds this folder against the list of attacks that it must cover, so that a dropped row goes red. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Attacks on parsing, selecting, retrieving and verifying, by section. C6 is a matter of advice about keys; G8 and G11 to
 * G13 are about sockets, and E to H rows about frameworks, pages and servers: all of these are tested where those live.
 */
const REQUIRED: Readonly<Record<string, string>> = {
  A1: 'alg none in any spelling',
  A2: 'stripped signatures',
  A3: 'public keys as HMAC keys',
  A4: 'HMAC keys of no length',
  A5: 'secrets in a published set',
  A6: 'keys made for another algorithm',
  A7: 'signatures by the key’s other algorithm',
  A8: 'other curves',
  A9: 'default digests',
  A10: 'alg that is no text, or names a prototype',
  A11: 'empty lists of algorithms',
  A12: 'JSON serializations',
  B1: 'embedded keys',
  B2: 'key URLs in a token',
  B3: 'certificates in a token',
  B4: 'issuers as URLs',
  B5: 'kids as paths, queries and prototypes',
  B6: 'kids that are no text',
  B7: 'fallback to other keys',
  B8: 'URLs in a set',
  C1: 'small RSA keys',
  C2: 'RSA exponents',
  C3: 'huge RSA keys',
  C4: 'points off the curve',
  C5: 'points of small order',
  C7: 'keys for other uses',
  C8: 'published private keys',
  C9: 'certificates of another key',
  C10: 'uses of other protocols',
  D1: 'signatures of zero',
  D2: 'signatures of another form or width',
  D3: 'PKCS#1 forgeries',
  D4: 'RSA signatures past the modulus',
  D5: 'PSS parameters',
  D6: 'EdDSA scalars past the order',
  D7: 'twins of a signature',
  D8: 'spellings of base64url',
  D9: 'shapes of a token',
  D10: 'unencoded payloads',
  D11: 'signatures of another token',
  E1: 'critical extensions',
  E2: 'duplicate members',
  E3: 'prototype names',
  E4: 'text that is no UTF-8',
  E5: 'JSON that is none',
  E6: 'depth',
  E7: 'tokens in tokens',
  E8: 'work that a header asks for',
  E9: 'types',
  F1: 'times that are no numbers',
  F2: 'the very second of expiry',
  F3: 'absent claims',
  F4: 'issuers that look right',
  F5: 'audiences that look right',
  F6: 'options that switch a check off',
  F7: 'patterns as options',
  F8: 'tokens for another client',
  F9: 'tenants',
  F10: 'tokens for another purpose',
  F11: 'the memory of verdicts',
  F12: 'keys by callback or text',
  G1: 'floods of unknown kids',
  G2: 'known kids in a flood',
  G3: 'memory for missing kids',
  G4: 'refreshes that fail',
  G5: 'removed keys',
  G6: 'answers out of order',
  G7: 'bodies without bound',
  G9: 'redirects',
  G10: 'schemes of URLs',
  G14: 'metadata of another',
  G15: 'keys by kid or host alone',
  G16: 'one broken key',
  G17: 'huge sets',
  G18: 'bodies of other answers',
  G19: 'tokens that make a request',
  H1: 'size',
  H2: 'time',
  H3: 'HMAC comparison',
  H4: 'secrets in errors',
  H5: 'control characters in errors',
  H10: 'weak keys of one’s own',
}

function covered(): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, readonly string[]>()
  for (const file of readdirSync(import.meta.dirname).filter((name) => /^[a-h]-.*\.test\.ts$/.test(name))) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    for (const [, row = ''] of text.matchAll(/['"`]([A-H]\d+): /g)) rows.set(row, [...(rows.get(row) ?? []), file])
  }
  return rows
}

test.each(Object.entries(REQUIRED))('%s, %s, is tested in the file of its section', (row) => {
  const files = covered().get(row) ?? []
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) expect(file.startsWith(`${row.charAt(0).toLowerCase()}-`)).toBe(true)
})

test('no title names a row that is not listed', () => {
  expect([...covered().keys()].filter((row) => !Object.hasOwn(REQUIRED, row))).toEqual([])
})
