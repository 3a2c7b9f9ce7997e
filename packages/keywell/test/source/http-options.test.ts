import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type RemoteOptions, remoteSettings } from '../../src/source/remote/http-options.ts'
import { createAuthority } from '../support/certificates.ts'
import { failure } from '../support/failures.ts'

afterEach(() => vi.unstubAllEnvs())

const noFetch = (): Promise<Response> => Promise.reject(new Error('never called'))

describe('an option of the exchange is refused by name', () => {
  test.each<[string, unknown]>([
    ['redirects', { redirects: 4 }],
    ['redirects', { redirects: -1 }],
    ['redirects', { redirects: 1.5 }],
    ['redirects', { redirects: '1' }],
    ['redirects', { redirects: true }],
    ['redirects', { redirects: Number.NaN }],
    ['redirects', { redirects: null }],
    ['addressPolicy', { addressPolicy: 'any' }],
    ['addressPolicy', { addressPolicy: null }],
    ['addressPolicy.allow', { addressPolicy: { scope: 'public', allow: [] } }],
    ['http', { http: null }],
    ['http', { http: 'proxy' }],
    ['http.timeout', { http: { timeout: 1 } }],
    ['http', { http: {}, fetch: noFetch }],
    ['fetch', { fetch: null }],
  ])('%s, given %j', async (option, options) => {
    const error = await failure('ERR_OPTION_INVALID', () => remoteSettings(options as RemoteOptions))
    expect(error.detail.option).toBe(option)
  })
})

describe('who guards', () => {
  test('is keywell at connect time, unless something else makes the connections', () => {
    vi.stubEnv('HTTPS_PROXY', '')
    expect(remoteSettings({}).guard).toBe('connect')
    expect(remoteSettings({ addressPolicy: 'public' }).guard).toBe('connect')
    expect(remoteSettings({ fetch: noFetch }).guard).toBe('none')
    expect(remoteSettings({ http: { proxy: 'http://proxy.example' } }).guard).toBe('proxy')
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example')
    expect(remoteSettings({}).guard).toBe('proxy')
    expect(remoteSettings({ http: { proxy: false } }).guard).toBe('connect')
  })

  test.each<[string, RemoteOptions]>([
    ['a fetch of its own', { fetch: noFetch }],
    ['a proxy', { http: { proxy: 'http://proxy.example' } }],
  ])('must be somebody for issuers from input: %s is refused unless it is spelled', async (_, options) => {
    for (const addressPolicy of ['public', { scope: 'public' }, { scope: 'public', allow: ['10.0.0.0/8'] }] as const) {
      const error = await failure('ERR_OPTION_INVALID', () => remoteSettings({ ...options, addressPolicy }))
      expect(error.detail.option).toBe('addressPolicy')
    }
    const spelled = { scope: 'public', unguarded: 'the egress gateway filters private addresses' } as const
    expect(remoteSettings({ ...options, addressPolicy: spelled }).guard).not.toBe('connect')
    expect(remoteSettings({ ...options, addressPolicy: 'configured' }).guard).not.toBe('connect')
  })

  test('must be somebody behind a proxy of the environment too', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example')
    await failure('ERR_OPTION_INVALID', () => remoteSettings({ addressPolicy: 'public' }))
  })
})

describe('settings', () => {
  test('show no key, certificate or password', () => {
    const { cert, key } = createAuthority().issue(['client'])
    const settings = remoteSettings({ http: { cert, key, proxy: 'http://user:hunter2@proxy.example' } })
    const secret = key.split('\n')[1] ?? 'nothing'
    expect(inspect(settings, { depth: 12, showHidden: true })).not.toContain('hunter2')
    expect(inspect(settings, { depth: 12, showHidden: true })).not.toContain(secret)
    expect(JSON.stringify(settings)).not.toContain('hunter2')
  })

  test('follow no redirect unless asked to', () => {
    expect(remoteSettings({}).transport.redirects).toBeUndefined()
    expect(remoteSettings({ redirects: 3 }).transport.redirects?.max).toBe(3)
  })
})
