import { expect, test } from 'vitest'
import { addressPolicyOption } from '../../src/io/address-policy.ts'
import { globalFetch, httpBackend } from '../../src/io/http-backend.web.ts'
import { failure } from '../support/failures.ts'

const addresses = addressPolicyOption('addressPolicy', 'public')

test('the web backend uses the global fetch and says that nobody guards', () => {
  expect(httpBackend.createClient({ addresses, client: undefined })).toEqual({ fetch: globalFetch, guard: 'none' })
  expect(httpBackend).toMatchObject({ name: 'web', hasTimers: false })
})

test.each([{}, { proxy: false as const }, { ca: 'x' }, null])(
  'the web backend has no use for http: %j',
  async (client) => {
    const error = await failure('ERR_OPTION_INVALID', () =>
      httpBackend.createClient({ addresses, client: client as object }),
    )
    expect(error.detail.option).toBe('http')
  },
)
