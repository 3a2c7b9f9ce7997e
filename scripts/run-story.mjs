/**
 * `make run`: a token of a real issuer, its key and why, the verified claims, and two tokens that are refused. Runs the
 * `keywell` command itself, as it stands on the screen. Leaves nothing behind: no file is made, and the issuer ends with
 * this process.
 */
import { readFileSync } from 'node:fs'
import { startIssuer } from '../conformance/issuer/start-issuer.mjs'
import { createScreen } from './story/screen.mjs'
import { createShell } from './story/shell.mjs'
import { forged, tampered } from './story/tokens.mjs'

const { version } = JSON.parse(readFileSync('conformance/issuer/package-lock.json', 'utf8')).packages[
  'node_modules/oidc-provider'
]
const ended = new AbortController()
const screen = createScreen(process.stdout)

let signalled = 0
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => {
    signalled = code
    ended.abort()
  })
}

try {
  const failures = await tell()
  for (const failure of failures) console.error(`error: ${failure}`)
  screen.say(failures.length === 0 ? 'Everything came out as it should.' : 'Not everything came out as it should.')
  process.exitCode = failures.length === 0 ? 0 : 1
} catch (error) {
  if (signalled === 0) console.error(`error: ${error.message}`)
  process.exitCode = signalled === 0 ? 1 : signalled
}

async function tell() {
  screen.heading('An OpenID Connect issuer')
  await using issuer = await startIssuer({ signal: ended.signal })
  const shell = createShell({ screen, signal: ended.signal })
  screen.say(`oidc-provider ${version} listens on ${issuer.issuer}. These are the keys it publishes:`)
  await shell.keywell(['issuer', 'keys', issuer.issuer, '--allow-http-loopback'], { exit: 0, says: 'ec-1' })

  screen.heading('A token from it')
  const token = await issuer.token()
  screen.say('By client credentials, for one API (RFC 9068). Anybody can read it:')
  shell.set('TOKEN', token)
  await shell.keywell(['token', 'decode', '$TOKEN'], { exit: 0, says: 'NOT VERIFIED' })

  const trust = ['--issuer', issuer.issuer, '--audience', issuer.audience, '--allow-http-loopback']
  screen.heading('Which key signed it, and why that one')
  await shell.keywell(['token', 'explain', '$TOKEN', ...trust], { exit: 0, says: 'ACCEPTED' })

  screen.heading('Is it good?')
  await shell.keywell(['token', 'verify', '$TOKEN', ...trust], { exit: 0, says: 'verified' })

  screen.heading('Somebody changes it')
  screen.say('The scope becomes "read write"; the signature stays as it was.')
  shell.set('TAMPERED', tampered(token, { scope: 'read write' }))
  await shell.keywell(['token', 'verify', '$TAMPERED', ...trust], { exit: 1, says: 'ERR_SIGNATURE_INVALID' })

  screen.heading('Somebody signs the same claims with another key')
  screen.say('A good signature, but the issuer has never published its key.')
  shell.set('FORGED', await forged(token))
  await shell.keywell(['token', 'verify', '$FORGED', ...trust], { exit: 5, says: 'ERR_KEY_NOT_FOUND' })
  screen.gap()
  return shell.failures()
}
