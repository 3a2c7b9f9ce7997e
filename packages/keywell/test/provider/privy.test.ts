/** What Privy's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { privy } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const appId = 'clpispdty00ycl80fpueukbhl'

test.each(['', 'a/b', 'https://auth.privy.io', '..', undefined])('the app id %s is refused by name', (id) => {
  expect(refusedOption(() => Reflect.apply(privy, undefined, [{ appId: id }]))).toBe('appId')
})

test('a kind of token that there is not is refused by name', () => {
  expect(refusedOption(() => Reflect.apply(privy, undefined, [{ appId, token: 'refresh' }]))).toBe('token')
})

test('the name says the kind', () => {
  const access = privy({ appId })
  expect([access.name, privy({ appId, token: 'identity', keys: access.keys }).name]).toEqual([
    'privy-access',
    'privy-identity',
  ])
  access.keys.close()
})

test('an identity token with a session in it is no access token', async () => {
  const error = await refusedBy(
    privy({ appId, source: offline }),
    unsigned({ iss: 'privy.io', aud: appId, sid: 's', linked_accounts: '[]' }, { alg: 'ES256' }),
  )
  expect(error).toMatchObject({ code: 'ERR_TYPE_MISMATCH', hint: expect.stringContaining("token: 'identity'") })
})
