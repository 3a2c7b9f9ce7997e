import { describe, expect, test } from 'vitest'
import { addressPolicyOption } from '../../src/io/address-policy.ts'
import { failure } from '../support/failures.ts'

const refuse = (policy: unknown, address: string, host = 'issuer.example'): string | undefined =>
  addressPolicyOption('addressPolicy', policy).refuse(host, address)

describe('the policy', () => {
  test.each([
    ['169.254.169.254', 'a cloud metadata address'],
    ['169.254.1.1', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['::ffff:169.254.169.254', 'a cloud metadata address'],
    ['100.100.100.200', 'a cloud metadata address'],
  ])('configured, which is the default, refuses %s: %s', (address, reason) => {
    expect(refuse('configured', address)).toBe(reason)
    expect(refuse(undefined, address)).toBe(reason)
    expect(refuse({ scope: 'configured' }, address)).toBe(reason)
  })

  test.each(['127.0.0.1', '10.0.0.1', '::1', 'fc00::1', '8.8.8.8', '100.64.0.1'])('configured admits %s', (address) => {
    expect(refuse('configured', address)).toBeUndefined()
  })

  test.each([
    ['127.0.0.1', 'a loopback address'],
    ['10.0.0.1', 'a private address'],
    ['100.64.0.1', 'an address behind carrier-grade NAT'],
    ['0.0.0.0', 'the unspecified address'],
    ['224.0.0.1', 'a multicast address'],
    ['192.0.2.1', 'an address for documentation'],
    ['240.0.0.1', 'a reserved address'],
    ['169.254.169.254', 'a cloud metadata address'],
  ])('public refuses %s: %s', (address, reason) => {
    expect(refuse('public', address)).toBe(reason)
  })

  test('public admits public addresses, and nothing that is no address', () => {
    expect(refuse('public', '8.8.8.8')).toBeUndefined()
    expect(refuse('public', '2001:4860:4860::8888')).toBeUndefined()
    expect(refuse('public', 'localhost')).toBe('no IP address')
    expect(refuse('configured', '0177.0.0.1')).toBe('no IP address')
  })
})

describe('an exception', () => {
  const allow = (...entries: string[]): unknown => ({ scope: 'public', allow: entries })

  test('for a range admits what is inside, and nothing else', () => {
    expect(refuse(allow('10.1.0.0/16'), '10.1.2.3')).toBeUndefined()
    expect(refuse(allow('10.1.0.0/16'), '10.2.0.1')).toBe('a private address')
    expect(refuse(allow('fd00::/8'), 'fd12::1')).toBeUndefined()
  })

  test('for a host admits the addresses of exactly that host', () => {
    const policy = allow('Intranet.Example')
    expect(refuse(policy, '10.0.0.1', 'intranet.example')).toBeUndefined()
    expect(refuse(policy, '10.0.0.1', 'sub.intranet.example')).toBe('a private address')
    expect(refuse(policy, '10.0.0.1', 'issuer.example')).toBe('a private address')
  })

  test('for a host or a range never admits a metadata address, which only its own name does', () => {
    const reason = 'a cloud metadata address'
    expect(refuse(allow('intranet.example'), '169.254.169.254', 'intranet.example')).toBe(reason)
    expect(refuse(allow('169.254.0.0/16'), '169.254.169.254')).toBe(reason)
    expect(refuse(allow('0.0.0.0/0'), '169.254.169.254')).toBe(reason)
    expect(refuse(allow('169.254.0.0/16'), '169.254.7.7')).toBeUndefined()
    expect(refuse(allow('169.254.169.254'), '169.254.169.254')).toBeUndefined()
  })
})

describe('an option is refused by name', () => {
  test.each<[string, unknown]>([
    ['addressPolicy', 'private'],
    ['addressPolicy', ''],
    ['addressPolicy', null],
    ['addressPolicy', true],
    ['addressPolicy', []],
    ['addressPolicy.scope', {}],
    ['addressPolicy.scope', { allow: ['10.0.0.0/8'] }],
    ['addressPolicy.scope', { scope: 'none' }],
    ['addressPolicy.denied', { scope: 'public', denied: [] }],
    ['addressPolicy.allow', { scope: 'public', allow: [] }],
    ['addressPolicy.allow', { scope: 'public', allow: '10.0.0.0/8' }],
    ['addressPolicy.allow[0]', { scope: 'public', allow: [''] }],
    ['addressPolicy.allow[0]', { scope: 'public', allow: ['10.0.0.1/8'] }],
    ['addressPolicy.allow[1]', { scope: 'public', allow: ['a.example', '*.example'] }],
    ['addressPolicy.allow[0]', { scope: 'public', allow: ['https://a.example/'] }],
    ['addressPolicy.allow[0]', { scope: 'public', allow: ['a.example:443'] }],
    ['addressPolicy.allow[0]', { scope: 'public', allow: ['127.1'] }],
    ['addressPolicy.allow[0]', { scope: 'public', allow: ['2130706433'] }],
    ['addressPolicy.unguarded', { scope: 'public', unguarded: '' }],
    ['addressPolicy.unguarded', { scope: 'public', unguarded: '  ' }],
    ['addressPolicy.unguarded', { scope: 'public', unguarded: true }],
  ])('%s, given %j', async (option, value) => {
    const error = await failure('ERR_OPTION_INVALID', () => addressPolicyOption('addressPolicy', value))
    expect(error.detail.option).toBe(option)
  })
})
