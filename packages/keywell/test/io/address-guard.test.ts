import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressClass, literalAddress } from '../../src/io/address-guard.ts'
import { parseIp, parseRange } from '../../src/io/ip-address.ts'

describe('the class of an address', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['1.1.1.1', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['9.255.255.255', 'public'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.0', 'shared'],
    ['100.100.100.200', 'metadata'],
    ['100.128.0.0', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['169.254.0.1', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.1', 'reserved'],
    ['192.0.0.192', 'metadata'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', 'unspecified'],
    ['::127.0.0.1', 'loopback'],
    ['::8.8.8.8', 'reserved'],
    ['::ffff:8.8.8.8', 'public'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:0:10.0.0.1', 'private'],
    ['::ffff:0:8.8.8.8', 'reserved'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b:1::1', 'private'],
    ['100::1', 'reserved'],
    ['100:0:0:1::1', 'reserved'],
    ['2001:4860:4860::8888', 'public'],
    ['2001::1', 'reserved'],
    // Teredo hides the client's address by inverting it.
    ['2001:0:4136:e378:8000:63bf:5601:5601', 'metadata'],
    ['2001:2::1', 'reserved'],
    ['2001:10::1', 'reserved'],
    ['2001:20::1', 'reserved'],
    ['2001:200::1', 'public'],
    ['2001:db8::1', 'documentation'],
    ['2002:808:808::1', 'reserved'],
    ['2002:7f00:1::', 'loopback'],
    ['2002:a9fe:a9fe::', 'metadata'],
    ['3fff::1', 'documentation'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'metadata'],
    ['fd00:ec2::253', 'private'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fe80::a9fe:a9fe', 'metadata'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
    ['FE80::1', 'link-local'],
  ])('%s is %s', (address, expected) => {
    expect(addressClass(address)).toBe(expected)
  })

  test.each([
    '',
    'localhost',
    '127.1',
    '0177.0.0.1',
    '127.0.0.01',
    '2130706433',
    '0x7f.0.0.1',
    '1.2.3.4.5',
    '256.1.1.1',
  ])('is not guessed for "%s"', (text) => {
    expect(addressClass(text)).toBeUndefined()
  })

  test.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://[0:0:0:0:0:0:0:1]/', '::1'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://issuer.example/', undefined],
  ])('of the host of %s is that of %s', (url, address) => {
    expect(literalAddress(new URL(url).hostname)).toBe(address)
  })
})

/** The IANA registries once more, by another hand and for another reader. */
function blockList(rules: string): BlockList {
  const list = new BlockList()
  for (const rule of rules.trim().split(/\s+/)) {
    const [start = '', prefix] = rule.split('/')
    list.addSubnet(start, Number(prefix), start.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

const NOT_PUBLIC_4 = blockList(`
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
  192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32`)

/** All of IPv6 but 2000::/3, and the special blocks inside that. */
const NOT_PUBLIC_6 = blockList('::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20')

const octet = fc.integer({ min: 0, max: 255 })
/** Near the edges of ranges, where slips are. */
const edge = fc.constantFrom(
  0,
  1,
  9,
  10,
  15,
  16,
  31,
  32,
  51,
  63,
  64,
  88,
  99,
  100,
  113,
  127,
  128,
  168,
  169,
  172,
  191,
  192,
)
const late = fc.constantFrom(193, 197, 198, 199, 203, 204, 223, 224, 239, 240, 254, 255, 2, 18, 19, 20)
const ipv4 = fc.tuple(...Array.from({ length: 4 }, () => fc.oneof(octet, edge, late))).map((parts) => parts.join('.'))

const group = fc.oneof(
  fc.constantFrom(0, 1, 0x64, 0x100, 0x200, 0x1ff, 0x2001, 0x2002, 0x3fff, 0x4000, 0x1fff, 0x0db8, 0xff9b, 0xffff),
  fc.constantFrom(0xfc00, 0xfdff, 0xfe80, 0xfebf, 0xfec0, 0xff02, 0x5f00, 0xfff, 0x1000),
  fc.integer({ min: 0, max: 0xffff }),
)
const groups = fc.array(group, { minLength: 8, maxLength: 8 })
const long = (parts: readonly number[]): string => parts.map((part) => part.toString(16)).join(':')

describe('agrees with independent readings', () => {
  test('on which IPv4 addresses are public', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(addressClass(address) !== 'public').toBe(NOT_PUBLIC_4.check(address, 'ipv4'))
      }),
      { numRuns: 5000 },
    )
  })

  test('on which IPv6 addresses are public, those that carry an IPv4 address apart', () => {
    fc.assert(
      fc.property(groups, (parts) => {
        const isMapped = parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff
        const isNat64 = parts[0] === 0x64 && parts[1] === 0xff9b && parts.slice(2, 6).every((part) => part === 0)
        fc.pre(!isMapped && !isNat64)
        const address = long(parts)
        expect(addressClass(address) !== 'public').toBe(NOT_PUBLIC_6.check(address, 'ipv6'))
      }),
      { numRuns: 5000 },
    )
  })

  test.each(['::ffff:', '64:ff9b::'])('on what %s carries', (prefix) => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(addressClass(`${prefix}${address}`)).toBe(addressClass(address))
      }),
    )
  })

  test('on every spelling that URLs and sockets have for an IPv6 address', () => {
    fc.assert(
      fc.property(groups, (parts) => {
        const spelled = long(parts)
        const short = new URL(`http://[${spelled}]/`).hostname.slice(1, -1)
        const tail = parts.slice(6).flatMap((part) => [part >> 8, part & 0xff])
        const mixed = `${long(parts.slice(0, 6))}:${tail.join('.')}`
        const octets = parseIp(spelled)
        expect(octets).toHaveLength(16)
        expect(parseIp(short)).toEqual(octets)
        expect(parseIp(mixed)).toEqual(octets)
        expect(parseIp(spelled.toUpperCase())).toEqual(octets)
      }),
    )
  })

  test('on what is an address at all', () => {
    const piece = fc.constantFrom(
      '::',
      ':',
      '.',
      '0',
      '1',
      '255',
      '256',
      '01',
      'ffff',
      '10000',
      'g',
      '%a',
      '',
      '1.2.3.4',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 17 }), (pieces) => {
        const text = pieces.join('')
        const expected = isIP(text) !== 0
        // Node's own reading of a zone without a name differs between versions.
        fc.pre(!text.includes('%'))
        expect(parseIp(text) !== undefined).toBe(expected)
        if (expected) expect(parseIp(text)).toHaveLength(isIPv4(text) ? 4 : isIPv6(text) ? 16 : 0)
      }),
      { numRuns: 20_000 },
    )
  })
})

test.each([
  '1:2:3:4::5:6:7:8',
  '::1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:8::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  ':::',
  '1:2:3:4:5:6:7:1.2.3.4',
  '1.2.3.4::',
  '::1.2.3',
  '::ffff:1.2.3.04',
  '[::1]',
  '::g',
  '::00001',
])('%s is no address, as node:net says too', (text) => {
  expect([parseIp(text), isIP(text)]).toEqual([undefined, 0])
})

test.each(['1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1:2:3::5:6:7:8', '::1.2.3.4', '1::'])('%s is one', (text) => {
  expect([parseIp(text)?.length, isIP(text)]).toEqual([16, 6])
})

describe('a range', () => {
  test.each(['10.0.0.0/8', '10.1.2.3', '10.1.2.3/32', '0.0.0.0/0', 'fc00::/7', '::1/128', '2001:db8::/33'])(
    'is read: %s',
    (text) => {
      expect(parseRange(text)).toBeDefined()
    },
  )

  test.each([
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/08',
    'fc00::1/7',
    'fe80::%a/64',
    'x/8',
  ])('is refused: %s', (text) => {
    expect(parseRange(text)).toBeUndefined()
  })
})
