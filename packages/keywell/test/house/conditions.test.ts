import { expect, test } from 'vitest'
import { generateJwk } from '../../src/jwk/generate.ts'
import { backend } from '#crypto'

test('tests run on the sources with the node backend', async () => {
  expect(backend.name).toBe('node')
  const { publicJwk } = await generateJwk('ES256')
  expect(publicJwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' })
})
