/**
 * A real OpenID Connect issuer in a process of its own: the npm package oidc-provider on a free loopback port, with one
 * RSA and one EC key published. Prints one line of JSON once it listens; ends when its standard input ends, so that it
 * never outlives whoever started it.
 */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

/** The API that the tokens are for; a name, never fetched. */
const AUDIENCE = 'https://api.example'
const CLIENT = { id: 'story', secret: 'a-secret-that-is-worth-nothing-elsewhere' }

const KEYS = [
  { kid: 'rsa-1', alg: 'RS256', pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }) },
  { kid: 'ec-1', alg: 'ES256', pair: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
]

const privateJwk = ({ kid, alg, pair }) => ({ ...pair().privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' })

const resourceServer = {
  audience: AUDIENCE,
  scope: 'read write',
  accessTokenFormat: 'jwt',
  accessTokenTTL: 300,
  jwt: { sign: { alg: 'ES256' } },
}

const configuration = {
  jwks: { keys: KEYS.map(privateJwk) },
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  scopes: ['read', 'write'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: { enabled: true, getResourceServerInfo: () => resourceServer },
  },
}

// The package's notices about production use go to stderr, away from the one line that is read.
console.info = console.error
console.warn = console.error

process.stdin.resume()
process.stdin.once('end', () => process.exit(0))

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  server.on('request', new Provider(issuer, configuration).callback())
  console.log(JSON.stringify({ issuer, audience: AUDIENCE, clientId: CLIENT.id, clientSecret: CLIENT.secret }))
})
