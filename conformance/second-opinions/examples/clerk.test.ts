/** `examples/providers/clerk.ts`, run as it is on tokens of an instance. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClerkCounterpart, startClerk } from '../counterparts/clerk.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ExampleResult, runExample } from './run-example.ts'

let counterpart: ClerkCounterpart
let gateway: Gateway

beforeAll(async () => {
  counterpart = await startClerk()
  gateway = await startGateway(counterpart.hosts)
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const run = (token: string): Promise<ExampleResult> => {
  const settings = {
    CLERK_PUBLISHABLE_KEY: counterpart.publishableKey,
    CLERK_AUTHORIZED_PARTY: counterpart.authorizedParty,
    CLERK_MACHINE_ID: counterpart.receiver,
  }
  return runExample({ name: 'clerk', settings, token }, gateway)
}

test.each(['session', 'm2m'] as const)('takes a token of the kind %s, and says that it is one', async (kind) => {
  const { exitCode, output, errors } = await run(counterpart.token(kind))
  expect(errors).toBe('')
  expect(JSON.parse(output)).toMatchObject({ trust: `clerk-${kind}`, issuer: counterpart.issuer })
  expect(exitCode).toBe(0)
})

test.each([
  ['of a template', () => counterpart.token('template'), 'ERR_TYPE_MISMATCH'],
  ['of another origin', () => counterpart.token('session', { azp: 'https://evil.example' }), 'ERR_AUDIENCE_MISMATCH'],
  ['of another instance', () => counterpart.other.token('session'), 'ERR_ISSUER_UNTRUSTED'],
])('refuses a token %s, with its code and what to do', async (_, make, code) => {
  const { exitCode, output, errors } = await run(make())
  expect(errors).toMatch(new RegExp(`^error: ${code}: .+\nhint: .+`))
  expect([exitCode, output]).toEqual([1, ''])
})
