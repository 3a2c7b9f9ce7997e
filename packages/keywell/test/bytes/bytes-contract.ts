/** What every implementation of `#bytes` must do. Run on each by a test file of its own. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../src/bytes/bytes.ts'

const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

/** Text made of base64url characters and of those that decoders are known to skip, stop at or translate. */
export const nearBase64url: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...ALPHABET) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('=', '+', '/', ' ', '\n', '\t', '\0', '.', '%', 'é', 'Ａ', '\u{1d400}', '\ud800'),
    },
  ),
  maxLength: 40,
})

/** RFC 4648 §5 by the letter, as slow as it likes: every character worth 6 bits, loose bits zero, no length of 4n+1. */
export function specified(text: string): number[] | undefined {
  const sextets = Array.from(text, (character) => ALPHABET.indexOf(character))
  if (sextets.includes(-1) || sextets.length % 4 === 1) return undefined
  const bits = sextets.map((sextet) => sextet.toString(2).padStart(6, '0')).join('')
  const whole = bits.length - (bits.length % 8)
  if (bits.slice(whole).includes('1')) return undefined
  return (bits.slice(0, whole).match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2))
}

/** Malformed UTF-8 of every kind (RFC 3629 §3, §4): what a strict decoder refuses. */
const INVALID_UTF8: readonly (readonly [string, readonly number[]])[] = [
  ['a lone continuation byte', [0x80]],
  ['a start byte with nothing after it', [0xc3]],
  ['a start byte before ASCII', [0xc3, 0x28]],
  ['an overlong slash in two bytes', [0xc0, 0xaf]],
  ['an overlong slash in three bytes', [0xe0, 0x80, 0xaf]],
  ['an overlong NUL', [0xc0, 0x80]],
  ['a high surrogate', [0xed, 0xa0, 0x80]],
  ['a low surrogate', [0xed, 0xbf, 0xbf]],
  ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a byte that UTF-8 never has', [0xff]],
  ['a five-byte sequence', [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ['a sequence cut off at the end', [0x61, 0xe2, 0x82]],
]

export function bytesContract(bytes: Bytes): void {
  const utf8 = new TextEncoder()

  describe('base64url', () => {
    test('decodes what the specification says, and nothing else', () => {
      fc.assert(
        fc.property(nearBase64url, (text) => {
          const decoded = bytes.decodeBase64url(text)
          expect(decoded === undefined ? undefined : [...decoded]).toEqual(specified(text))
        }),
        { numRuns: 2000 },
      )
    })

    test('gives back any bytes that it encoded', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
          const text = bytes.encodeBase64url(octets)
          expect(text).toBe(Buffer.from(octets).toString('base64url'))
          expect([...(bytes.decodeBase64url(text) ?? [])]).toEqual([...octets])
        }),
      )
    })

    test('has one spelling for each value: every other last character is refused', () => {
      for (const [stem, good] of [
        ['A', 'AQgw'],
        ['AA', 'AEIMQUYcgkosw048'],
        ['AAA', ALPHABET.join('')],
      ] as const) {
        const accepted = ALPHABET.filter((last) => bytes.decodeBase64url(stem + last) !== undefined)
        expect(accepted.join('')).toBe(ALPHABET.filter((last) => good.includes(last)).join(''))
      }
    })

    test.each(['A', 'AAAAA', 'AA==', 'AAA=', 'A+A', 'A/A', 'AA AA', 'AAAA\n', '\ufeffAAAA', 'AAAA\0', 'ＡＡＡＡ'])(
      'refuses %j',
      (text) => {
        expect(bytes.decodeBase64url(text)).toBeUndefined()
      },
    )

    test('decodes nothing to nothing', () => {
      expect(bytes.decodeBase64url('')).toHaveLength(0)
      expect(bytes.encodeBase64url(new Uint8Array(0))).toBe('')
    })

    test('encodes a view of a larger buffer and no more', () => {
      const view = new Uint8Array(Uint8Array.of(9, 1, 2, 3, 9).buffer, 1, 3)
      expect(bytes.encodeBase64url(view)).toBe('AQID')
    })
  })

  describe('UTF-8', () => {
    test('gives back any text that it encoded', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          const octets = bytes.encodeUtf8(text)
          expect([...octets]).toEqual([...utf8.encode(text)])
          expect(bytes.decodeUtf8(octets)).toBe(text)
        }),
      )
    })

    test('decodes as a strict decoder does, whatever the bytes', () => {
      const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      const byte = fc.oneof(
        fc.constantFrom(0x61, 0x80, 0xbf, 0xc2, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0xf4),
        fc.nat(255),
      )
      fc.assert(
        fc.property(fc.array(byte, { maxLength: 8 }), (octets) => {
          let expected: string | undefined
          try {
            expected = strict.decode(Uint8Array.from(octets))
          } catch {
            expected = undefined
          }
          expect(bytes.decodeUtf8(Uint8Array.from(octets))).toBe(expected)
        }),
        { numRuns: 2000 },
      )
    })

    test.each(INVALID_UTF8)('refuses %s', (_, octets) => {
      expect(bytes.decodeUtf8(Uint8Array.from(octets))).toBeUndefined()
    })

    test('keeps a byte order mark', () => {
      expect(bytes.decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa')
    })

    test('keeps a replacement character that was really there', () => {
      expect(bytes.decodeUtf8(utf8.encode('a\ufffdb'))).toBe('a\ufffdb')
    })
  })

  test('encodes ASCII one byte per character', () => {
    expect([...bytes.encodeAscii('Az09-_.~')]).toEqual([65, 122, 48, 57, 45, 95, 46, 126])
  })

  describe('compact tokens', () => {
    const open = (header: string, payload: string, signature: string): ReturnType<Bytes['openCompact']> =>
      bytes.openCompact(`${header}.${payload}.${signature}`, header.length, header.length + 1 + payload.length)

    test('open to payload, signing input and signature', () => {
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: 1, maxLength: 60 }),
          fc.string(),
          fc.uint8Array({ maxLength: 80 }),
          (head, text, sig) => {
            const [header, payload, signature] = [head, utf8.encode(text), sig].map((part) =>
              Buffer.from(part).toString('base64url'),
            )
            const opened = open(header ?? '', payload ?? '', signature ?? '')
            expect(opened?.payload).toBe(Buffer.from(text).toString())
            expect(Buffer.from(opened?.data ?? []).toString()).toBe(`${header}.${payload}`)
            expect([...(opened?.signature ?? [])]).toEqual([...sig])
          },
        ),
      )
    })

    test('do not open unless payload and signature are strict base64url', () => {
      fc.assert(
        fc.property(nearBase64url, nearBase64url, (payload, signature) => {
          const isStrict = specified(payload) !== undefined && specified(signature) !== undefined
          expect(open('eyJh', payload, signature) !== undefined).toBe(isStrict)
        }),
        { numRuns: 2000 },
      )
    })

    test('open without a payload text when the payload is no UTF-8', () => {
      for (const [, octets] of INVALID_UTF8) {
        const opened = open('eyJh', Buffer.from(octets).toString('base64url'), 'AAAA')
        expect([opened !== undefined, opened?.payload]).toEqual([true, undefined])
      }
    })

    test('open the same whether they are short or of 60,000 characters', () => {
      const text = JSON.stringify({ filler: 'é'.repeat(20_000) })
      const signature = Buffer.alloc(2000, 7).toString('base64url')
      const opened = open('eyJh', Buffer.from(text).toString('base64url'), signature)
      expect(opened?.payload).toBe(text)
      expect(opened?.signature).toHaveLength(2000)
      expect(open('eyJh', `${Buffer.from(text).toString('base64url')}=`, signature)).toBeUndefined()
      expect(open('eyJh', 'AAAA', `${'A'.repeat(59_999)}+`)).toBeUndefined()
    })

    test('open right after a token of another length, however often', () => {
      fc.assert(
        fc.property(
          fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 2, maxLength: 6 }),
          (parts) => {
            for (const octets of parts) {
              const segment = Buffer.from(octets).toString('base64url')
              const opened = open('eyJh', 'e30', segment)
              expect([...(opened?.signature ?? [])]).toEqual([...octets])
              expect(open('eyJh', 'e30', segment)?.signature).toEqual(opened?.signature)
            }
          },
        ),
      )
    })

    test('do not open by a signature of another token that looks the same so far', () => {
      expect([...(open('eyJh', 'e30', 'AAAA')?.signature ?? [])]).toEqual([0, 0, 0])
      expect([...(open('eyJh', 'e30', 'AAAB')?.signature ?? [])]).toEqual([0, 0, 1])
      expect(open('eyJh', 'e30', 'AAA')).toMatchObject({ payload: '{}' })
      expect(open('eyJh', 'e30', 'AAB')).toBeUndefined()
    })
  })
}
