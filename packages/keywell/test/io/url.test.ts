import { expect, test } from 'vitest'
import { displayUrl, judgeUrl } from '../../src/io/url.ts'

const STRICT = { allowHttpLoopback: false }
const LOOPBACK = { allowHttpLoopback: true }

test.each(['https://issuer.example', 'https://issuer.example:8443/a/b?c=d', 'HTTPS://issuer.example/'])(
  'an absolute https URL is good: %s',
  (text) => expect(judgeUrl(text, STRICT).url?.href).toBe(new URL(text).href),
)

test.each([
  undefined,
  null,
  7,
  {},
  '',
  'keys.json',
  '/keys.json',
  '//issuer.example/keys',
  'https:issuer.example',
  'https:\\\\issuer.example',
  ' https://issuer.example',
  'https://issuer.example ',
  'https://',
  'https://[::1',
  'file:///etc/passwd',
  'ftp://issuer.example/',
  'data:application/json,{}',
  'blob:https://issuer.example/1',
  'https://user:secret@issuer.example/',
  'http://issuer.example/',
  'http://169.254.169.254/latest',
])('anything else is refused, with or without leave for loopback: %s', (text) => {
  expect(judgeUrl(text, STRICT).problem).toBeTypeOf('string')
  expect(judgeUrl(text, LOOPBACK).problem).toBeTypeOf('string')
})

test.each(['http://localhost:3000/', 'http://127.0.0.1/', 'http://127.8.9.1/', 'http://[::1]:80/', 'http://0x7f.1/'])(
  'http to this machine is good only where that is allowed: %s',
  (text) => {
    expect(judgeUrl(text, LOOPBACK).url).toBeInstanceOf(URL)
    expect(judgeUrl(text, STRICT).problem).toContain('allowHttpLoopback')
  },
)

test.each([
  'http://localhost.evil.example/',
  'http://127.0.0.1.evil.example/',
  'http://0.0.0.0/',
  'http://[::ffff:7f00:1]/',
])('a host that only looks like this machine is not: %s', (text) =>
  expect(judgeUrl(text, LOOPBACK).problem).toBeTypeOf('string'),
)

test('a URL is shown without query, fragment, user name and password', () => {
  expect(displayUrl('https://user:secret@issuer.example/keys?token=1#x')).toBe('https://issuer.example/keys')
  expect(displayUrl('/keys?token=1')).toBe('/keys')
  expect(displayUrl('user:secret@host')).not.toContain('secret')
  expect(displayUrl('https://user:se/cret@host')).toBe('…')
  expect(displayUrl('data:text/plain,secret')).toBe('data:…')
})
