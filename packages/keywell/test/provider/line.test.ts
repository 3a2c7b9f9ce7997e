/** What LINE's tokens need beside the nine cases. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createVerifier, sharedSecret } from '../../src/index.ts'
import { line } from '../../src/providers.ts'
import { craftToken } from '../../src/testing.ts'
import { refusedOption } from './support/refused-options.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const channelId = '1234567890'
const claims = { iss: 'https://access.line.me', aud: channelId, sub: 'U1' }

test.each([
  ['channelId', 1234567890],
  ['channelId', 'U123'],
  ['channelId', undefined],
  ['channelId[1]', [channelId, '']],
  ['channelId', []],
])('%s of %j is refused by name', (option, value) => {
  expect(refusedOption(() => Reflect.apply(line, undefined, [{ channelId: value }]))).toBe(option)
})

test('a token of a web login is answered with what verifies it', async () => {
  const error = await refusedBy(
    line({ channelId, source: offline }),
    unsigned(claims, { alg: 'HS256', kid: undefined }),
  )
  expect(error).toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED', hint: expect.stringContaining('sharedSecret') })
})

test('a token of a web login is accepted with the channel secret, and only then', async () => {
  const secret = Buffer.from('0123456789abcdef0123456789abcdef')
  const sign = async (data: Uint8Array): Promise<Uint8Array> => createHmac('sha256', secret).update(data).digest()
  const exp = Math.floor(Date.now() / 1000) + 600
  const token = await craftToken({
    header: { typ: 'JWT', alg: 'HS256' },
    payload: { ...claims, exp },
    signature: { sign },
  })
  const web = line({ channelId, name: 'line-web', algorithms: ['HS256'], keys: sharedSecret(secret, { alg: 'HS256' }) })
  const app = line({ channelId, source: offline })
  const verifier = createVerifier([app, web])
  expect((await verifier.verify(token)).trust).toBe('line-web')
  app.keys.close()
})
