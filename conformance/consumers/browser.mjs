/** Builds the page with Vite, opens it in Chromium and has it verify tokens. The page must carry the web backend alone. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateJwk } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'

const root = join(import.meta.dirname, 'page')
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

function expectEqual(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}, got ${actual}`)
}

async function mint(alg) {
  const { privateJwk, publicJwk } = await generateJwk(alg)
  const claims = { iss: 'https://issuer.example', aud: 'https://api.example', sub: `ada by ${alg}` }
  return { token: await signJwt(claims, { signer: localSigner(privateJwk), expiresInSeconds: 60 }), publicJwk }
}

async function exercise(page) {
  const tokens = await Promise.all(['RS256', 'PS256', 'ES256', 'EdDSA'].map(mint))
  const jwks = { keys: tokens.map(({ publicJwk }) => publicJwk) }
  const verify = (token) => page.evaluate(([text, keys]) => globalThis.verifyInPage(text, keys), [token, jwks])
  for (const { token, publicJwk } of tokens) expectEqual(publicJwk.alg, await verify(token), `ada by ${publicJwk.alg}`)
  const [header, , signature] = tokens[0].token.split('.')
  const forged = [header, tokens[1].token.split('.')[1], signature].join('.')
  expectEqual('a forged token', await verify(forged), 'ERR_SIGNATURE_INVALID')
}

await build({ root, logLevel: 'error', build: { outDir: 'dist', emptyOutDir: true } })
const assets = join(root, 'dist/assets')
const script = readdirSync(assets)
  .map((file) => readFileSync(join(assets, file), 'utf8'))
  .join('\n')
if (/["']node:/.test(script)) throw new Error('the page carries code for Node')

const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } })
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
try {
  const page = await browser.newPage()
  // SubtleCrypto exists in secure contexts only; loopback counts as one.
  await page.goto(server.resolvedUrls.local[0])
  await page.waitForFunction(() => typeof globalThis.verifyInPage === 'function')
  await exercise(page)
  console.log(`page: Vite, Chromium ${browser.version()}, ${Math.round(script.length / 1024)} KiB of script`)
} finally {
  await browser.close()
  await server.close()
}
