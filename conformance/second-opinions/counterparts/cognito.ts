/**
 * Amazon Cognito, played by the npm package `cognito-local`: a user pool with a real shape of id, an app client, a user who
 * signed up, was confirmed and signs in with USER_PASSWORD_AUTH over the HTTP API.
 *
 * What it does otherwise than Cognito:
 * - `CreateUserPool` makes ids of the region `local`, so the pool is laid into its data folder before it starts;
 * - the issuer is what its configuration says, so it is told the real one;
 * - one signing key for every pool and every installation, with the kid `CognitoLocal`, its private half in the package;
 *   Cognito has two keys for each pool, with kids in standard base64;
 * - no `origin_jti`, `at_hash` or `version` claim; `email_verified` only from the attribute; headers have `typ`, which
 *   Cognito's have not;
 * - keys and tokens have the same host as the API; its discovery document names localhost and is of no use here.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hosts } from '../gateway/gateway.ts'
import { textAt } from './read.ts'

export interface CognitoTokens {
  readonly id: string
  readonly access: string
}

export interface CognitoCounterpart extends AsyncDisposable {
  /** For `startGateway`: the host of the issuer, and the host of its newer form. */
  readonly hosts: Hosts
  /** `http://127.0.0.1:port`: API and keys. */
  readonly origin: string
  readonly userPoolId: string
  readonly clientId: string
  readonly issuer: string
  /** Another pool and app client of the same account; the same key signs there. */
  readonly other: { readonly userPoolId: string; readonly clientId: string }
  /** What signs, for tokens that Cognito would never make. */
  readonly signingKey: KeyObject
  /** Signs in, to this pool or to the other one. */
  signIn(pool?: 'own' | 'other'): Promise<CognitoTokens>
  close(): Promise<void>
}

const REGION = 'eu-west-1'
const POOL = `${REGION}_KeywellA1`
const OTHER_POOL = `${REGION}_KeywellB2`
const ISSUER_HOST = `cognito-idp.${REGION}.amazonaws.com`
/** `IssuerConfiguration.Type` UPDATED (Amazon Cognito API reference, IssuerConfigurationType). */
const UPDATED_ISSUER_HOST = `issuer-cognito-idp.${REGION}.amazonaws.com`

const USERNAME = 'alice@example.com'
const PASSWORD = 'Correct-horse-9'

const { resolve } = createRequire(import.meta.url)

export async function startCognito(): Promise<CognitoCounterpart> {
  const folder = await mkdtemp(join(tmpdir(), 'keywell-cognito-'))
  await layOut(folder)
  const server = spawn(process.execPath, [resolve('cognito-local/lib/bin/start.js')], {
    cwd: folder,
    env: { HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const close = async (): Promise<void> => {
    await stop(server)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const origin = await originOf(server)
    const own = await createClient(origin, POOL)
    const other = await createClient(origin, OTHER_POOL)
    return {
      hosts: { [ISSUER_HOST]: origin, [UPDATED_ISSUER_HOST]: origin },
      origin,
      userPoolId: POOL,
      clientId: own,
      issuer: `https://${ISSUER_HOST}/${POOL}`,
      other: { userPoolId: OTHER_POOL, clientId: other },
      signingKey: await signingKey(),
      signIn: (pool = 'own') => signIn(origin, pool === 'own' ? own : other),
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Its configuration, and its pools: one file each, named by the id. */
async function layOut(folder: string): Promise<void> {
  const pools = join(folder, '.cognito', 'db')
  await mkdir(pools, { recursive: true })
  const config = { TokenConfig: { IssuerDomain: `https://${ISSUER_HOST}` } }
  await writeFile(join(folder, '.cognito', 'config.json'), JSON.stringify(config))
  for (const id of [POOL, OTHER_POOL]) {
    const contents = { Users: {}, Options: { Id: id, UsernameAttributes: ['email'] } }
    await writeFile(join(pools, `${id}.json`), JSON.stringify(contents))
  }
}

const START_MS = 20_000

/** It says where it listens, on the standard output. */
async function originOf({ stdout, stderr }: ChildProcess): Promise<string> {
  let said = ''
  return await new Promise((found, reject) => {
    const late = setTimeout(() => reject(new Error(`cognito-local does not start: ${said}`)), START_MS)
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      const origin = /running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1]
      if (origin === undefined) return
      clearTimeout(late)
      found(origin)
    }
    stdout?.on('data', listen)
    stderr?.on('data', listen)
  })
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise((done) => server.once('exit', done))
  server.kill()
  await gone
}

/** An app client with one user who may sign in. */
async function createClient(origin: string, pool: string): Promise<string> {
  const flows = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }
  const created = await call(origin, 'CreateUserPoolClient', { UserPoolId: pool, ClientName: 'app', ...flows })
  const client = textAt(created, 'UserPoolClient', 'ClientId')
  const UserAttributes = [{ Name: 'email', Value: USERNAME }]
  await call(origin, 'SignUp', { ClientId: client, Username: USERNAME, Password: PASSWORD, UserAttributes })
  await call(origin, 'AdminConfirmSignUp', { UserPoolId: pool, Username: USERNAME })
  return client
}

async function signIn(origin: string, client: string): Promise<CognitoTokens> {
  const AuthParameters = { USERNAME, PASSWORD }
  const answer = await call(origin, 'InitiateAuth', {
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters,
  })
  return {
    id: textAt(answer, 'AuthenticationResult', 'IdToken'),
    access: textAt(answer, 'AuthenticationResult', 'AccessToken'),
  }
}

/** The Amazon Cognito user pools API: JSON 1.1, the action in a header. */
async function call(origin: string, action: string, input: object): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
  }
  const response = await fetch(origin, { method: 'POST', headers, body: JSON.stringify(input) })
  if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`)
  return await response.json()
}

async function signingKey(): Promise<KeyObject> {
  const file = resolve('cognito-local/lib/keys/cognitoLocal.private.json')
  return createPrivateKey(textAt(JSON.parse(await readFile(file, 'utf8')), 'pem'))
}
