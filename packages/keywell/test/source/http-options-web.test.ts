import { expect, test, vi } from 'vitest'
import { remoteSettings } from '../../src/source/remote/http-options.ts'
import { failure } from '../support/failures.ts'

vi.mock('#http', () => import('../../src/io/http-backend.web.ts'))

test('on browsers and workers the policy for input needs no guard, and the status says that there is none', () => {
  expect(remoteSettings({ addressPolicy: 'public' }).guard).toBe('none')
  expect(remoteSettings({ addressPolicy: 'public', fetch: async () => new Response() }).guard).toBe('none')
})

test('on browsers and workers the option http is refused by name', async () => {
  expect((await failure('ERR_OPTION_INVALID', () => remoteSettings({ http: {} }))).detail.option).toBe('http')
})
