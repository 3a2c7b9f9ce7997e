/** P9: one text for any bytes, one meaning for any text, on every runtime. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bytes } from '../../src/bytes/bytes.ts'
import { bytes as nodeBytes } from '../../src/bytes/bytes.node.ts'
import { bytes as webBytes } from '../../src/bytes/bytes.web.ts'
import { anyText, anyUnits, edits } from './arbitraries.ts'
import { assertHolds } from './property.ts'

const CODECS: readonly (readonly [string, Bytes])[] = [
  ['node', nodeBytes],
  ['web', webBytes],
]

const plain = (octets: Uint8Array | undefined): readonly number[] | undefined =>
  octets === undefined ? undefined : Array.from(octets)

const base64urlText = fc.oneof(
  fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'g', 'w', '-', '_', '=', '+', '/', ' ', 'é'), maxLength: 12 }),
  fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets).toString('base64url')),
  fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets).toString('base64')),
  fc
    .tuple(fc.uint8Array({ maxLength: 60 }), edits)
    .map(([octets, edit]) => edit(Buffer.from(octets).toString('base64url'))),
  anyText(20),
  anyUnits(20),
)

test.each(CODECS)('P9: bytes spelled and read on %s are the same bytes', async (_, codec) => {
  await assertHolds(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      const text = codec.encodeBase64url(octets)
      expect(text).toMatch(/^[\w-]*$/)
      expect(text).toBe(Buffer.from(octets).toString('base64url'))
      expect(plain(codec.decodeBase64url(text))).toEqual(Array.from(octets))
    }),
    300,
  )
})

test.each(CODECS)('P9: a text that is read on %s is the only one for its bytes', async (_, codec) => {
  await assertHolds(
    fc.property(base64urlText, (text) => {
      const octets = codec.decodeBase64url(text)
      if (octets !== undefined) expect(codec.encodeBase64url(octets)).toBe(text)
      else expect(Buffer.from(text, 'base64url').toString('base64url')).not.toBe(text)
    }),
    1000,
  )
})

test('P9: every text of up to two characters, and of three with one odd character, is read or refused alike', () => {
  const units = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  for (const one of units) {
    for (const two of ['', 'A', 'Q', 'g', '_', ...units]) {
      const [node, web] = CODECS.map(([, codec]) => plain(codec.decodeBase64url(one + two)))
      expect(node).toEqual(web)
      if (node !== undefined) expect(Buffer.from(node).toString('base64url')).toBe(one + two)
    }
    for (const text of [`A${one}A`, `AB${one}`, `AAA${one}`, `AA${one}A`, `AAAAA${one}`]) {
      const [node, web] = CODECS.map(([, codec]) => plain(codec.decodeBase64url(text)))
      expect(node).toEqual(web)
    }
  }
})

test.each(CODECS)(
  'P9: UTF-8 is read on %s as the standard decoder reads it, or refused as it refuses',
  async (_, codec) => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(anyText(20), fc.nat(), fc.nat(255)).map(([text, place, octet]) => {
        const encoded = Buffer.from(text)
        if (encoded.length > 0) encoded[place % encoded.length] = octet
        return new Uint8Array(encoded)
      }),
      anyText(40).map((text) => new Uint8Array(Buffer.from(text))),
    )
    const standard = (input: Uint8Array): string | undefined => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input)
      } catch {
        return undefined
      }
    }
    await assertHolds(
      fc.property(octets, (input) => {
        expect(codec.decodeUtf8(input)).toBe(standard(input))
        const text = standard(input)
        if (text !== undefined) expect(plain(codec.encodeUtf8(text))).toEqual(Array.from(input))
      }),
      500,
    )
  },
)

/** A token whose header is well spelled, as the caller makes sure, and whose other parts need not be. */
const opened = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 30 }), base64urlText, base64urlText)
  .map(([header, payload, signature]) => [
    Buffer.from(header).toString('base64url'),
    payload.replaceAll('.', ''),
    signature.replaceAll('.', ''),
  ])

test('P9: a token is opened alike by the quick way, by the long way and by the portable way', async () => {
  const padding = 'A'.repeat(12_000)
  const read = (codec: Bytes, header: string, payload: string, signature: string): unknown => {
    const token = `${header}.${payload}.${signature}`
    const parts = codec.openCompact(token, header.length, header.length + 1 + payload.length)
    if (parts === undefined) return undefined
    return {
      payload: parts.payload,
      data: Buffer.from(parts.data).toString('latin1'),
      signature: plain(parts.signature),
    }
  }
  await assertHolds(
    fc.property(opened, ([header = '', payload = '', signature = '']) => {
      const quick = read(nodeBytes, header, payload, signature)
      expect(read(nodeBytes, header, payload, signature)).toEqual(quick)
      expect(read(webBytes, header, payload, signature)).toEqual(quick)
      const long = read(nodeBytes, header + padding, payload, signature)
      expect(long).toEqual(read(webBytes, header + padding, payload, signature))
      expect(long === undefined).toBe(quick === undefined)
    }),
    1000,
  )
})

test('P9: opening a token leaves nothing of the one before', async () => {
  const token = fc.tuple(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ minLength: 1, maxLength: 300 }))
  await assertHolds(
    fc.property(fc.array(token, { minLength: 2, maxLength: 6 }), (tokens) => {
      for (const [payload, signature] of tokens) {
        const segments = ['e30', payload, signature].map((part) =>
          typeof part === 'string' ? part : Buffer.from(part).toString('base64url'),
        )
        const parts = nodeBytes.openCompact(segments.join('.'), 3, 4 + (segments[1]?.length ?? 0))
        expect(plain(parts?.signature)).toEqual(Array.from(signature))
        expect(Buffer.from(parts?.data ?? []).toString('latin1')).toBe(segments.slice(0, 2).join('.'))
        expect(parts?.payload).toBe(nodeBytes.decodeUtf8(payload))
      }
    }),
    200,
  )
})
