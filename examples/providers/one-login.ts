/** An API of a OneLogin account whose keys come from the list for administration, where each says active or draining. */
import { createVerifier } from 'keywell'
import { oneLogin, oneLoginSigningKeys } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const subdomain = setting('ONELOGIN_SUBDOMAIN')
const keys = oneLoginSigningKeys({
  subdomain,
  clientId: setting('ONELOGIN_CLIENT_ID'),
  clientSecret: setting('ONELOGIN_CLIENT_SECRET'),
})

await judge(createVerifier(oneLogin({ subdomain, audience: setting('ONELOGIN_AUDIENCE'), keys })))

// What was passed in as keys is the caller's to close.
keys.close()
