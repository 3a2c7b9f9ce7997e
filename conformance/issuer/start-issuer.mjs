/** Starts the issuer as a child process and stops it. Never leaves it running: it ends with its standard input. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Long enough for a busy machine to make an RSA key. */
const START_MS = 20_000

/**
 * @param signal - ends the issuer, and whatever waits for it
 * @returns its identifier, the audience of its tokens, a function that gets a fresh one, and its end (`await using`)
 */
export async function startIssuer({ signal = new AbortController().signal } = {}) {
  if (!existsSync(join(import.meta.dirname, 'node_modules/oidc-provider'))) {
    throw new Error('the issuer is not installed; run: npm ci --prefix conformance/issuer')
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.mjs')], { stdio: 'pipe' })
  const exited = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await exited
  }
  signal.addEventListener('abort', () => void child.kill('SIGKILL'), { once: true })
  const notices = []
  child.stderr.setEncoding('utf8').on('data', (text) => notices.push(text))
  try {
    const started = JSON.parse(await firstLine(child.stdout))
    const { issuer, audience } = started
    return { issuer, audience, token: () => requestToken(started, signal), [Symbol.asyncDispose]: stop }
  } catch (cause) {
    await stop()
    throw new Error(`the issuer did not start: ${notices.join('')}`, { cause })
  }
}

/** Also ends when the child does, which closes the stream. */
async function firstLine(input) {
  for await (const line of createInterface({ input, signal: AbortSignal.timeout(START_MS) })) return line
  throw new Error('it said nothing')
}

/** RFC 6749 §4.4 with a resource indicator (RFC 8707), which gives an RFC 9068 access token. */
async function requestToken({ issuer, audience, clientId, clientSecret }, signal) {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource: audience }),
    signal,
  })
  if (!response.ok) throw new Error(`the token endpoint answered ${response.status}: ${await response.text()}`)
  const { access_token: token } = await response.json()
  return token
}
