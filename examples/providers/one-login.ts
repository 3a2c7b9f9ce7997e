/** An API of a OneLogin account, with its public keys, or with the list for administration where credentials are set. */
import { createVerifier } from 'keywell'
import { oneLogin, oneLoginSigningKeys } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const subdomain = setting('ONELOGIN_SUBDOMAIN')
const audience = setting('ONELOGIN_AUDIENCE')

if ((process.env['ONELOGIN_CLIENT_ID'] ?? '') === '') {
  await judge(createVerifier(oneLogin({ subdomain, audience })))
} else {
  // Says of each key whether it is active or draining. For administration: an API that verifies tokens does without.
  const keys = oneLoginSigningKeys({
    subdomain,
    clientId: setting('ONELOGIN_CLIENT_ID'),
    clientSecret: setting('ONELOGIN_CLIENT_SECRET'),
  })
  await judge(createVerifier(oneLogin({ subdomain, audience, keys })))
  // What was passed in as keys is the caller's to close.
  keys.close()
}
