/** A backend that takes the session tokens of a Clerk instance, and tokens of machines beside them. */
import { createVerifier } from 'keywell'
import { clerk } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const publishableKey = setting('CLERK_PUBLISHABLE_KEY')
const session = clerk({ publishableKey, authorizedParties: [setting('CLERK_AUTHORIZED_PARTY')] })
const machine = clerk({ publishableKey, kind: 'm2m', audience: setting('CLERK_MACHINE_ID'), keys: session.keys })

await judge(createVerifier([session, machine]))
