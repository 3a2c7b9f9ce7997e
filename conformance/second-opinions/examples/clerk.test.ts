/** `examples/providers/clerk.ts`, run as it is on tokens of an instance. */
import { test } from 'vitest'
import { startClerk } from '../counterparts/clerk.ts'
import { exampleOf, expectAccepted, expectRefused } from './example-tests.ts'

const { world, run } = exampleOf('clerk', startClerk, (clerk) => ({
  CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
  CLERK_AUTHORIZED_PARTY: clerk.authorizedParty,
  CLERK_MACHINE_ID: clerk.receiver,
}))

test.each(['session', 'm2m'] as const)('takes a token of the kind %s, and says that it is one', async (kind) => {
  expectAccepted(await run(world.counterpart.token(kind)), { trust: `clerk-${kind}`, issuer: world.counterpart.issuer })
})

test.each([
  ['of a template', () => world.counterpart.token('template'), 'ERR_TYPE_MISMATCH'],
  [
    'of another origin',
    () => world.counterpart.token('session', { azp: 'https://evil.example' }),
    'ERR_AUDIENCE_MISMATCH',
  ],
  ['of another instance', () => world.counterpart.other.token('session'), 'ERR_ISSUER_UNTRUSTED'],
])('refuses a token %s, with its code and what to do', async (_, make, code) => {
  expectRefused(await run(make()), code)
})
