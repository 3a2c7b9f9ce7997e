/** Checks the option `http` on Node, Bun and Deno. Never shows certificates, keys or what OpenSSL says about them. */
import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { Agent } from 'node:http'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { knownOptions, optional, optionInvalid } from '../errors/index.ts'
import type { HttpClientOptions, Pem } from './http-backend.ts'
import { chooseProxy, type Environment, type ProxyChoice } from './proxy.node.ts'

export interface ClientSettings {
  readonly agent: Agent | undefined
  /** For servers that keys come from. */
  readonly tls: TlsMaterial
  /** For a proxy that speaks TLS itself: the same authorities, but it never sees the client certificate. */
  readonly proxyTls: TlsMaterial
  readonly proxyFor: ProxyChoice
}

/** As PEM, checked; not as a SecureContext, which Bun does not take. */
export type TlsMaterial = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

/** @throws KeywellError ERR_OPTION_INVALID */
export function clientSettings(options: HttpClientOptions, environment: Environment): ClientSettings {
  const { agent, proxy, ...pems } = knownOptions('http', options, ['agent', 'ca', 'cert', 'key', 'proxy'])
  const checked = optional(agentOption, 'http.agent', agent)
  const beside = checked === undefined ? undefined : Object.entries(options).find(isBesideAgent)
  if (beside !== undefined)
    throw optionInvalid(`http.${beside[0]}`, 'absent beside agent, which decides alone', beside[1], { secret: true })
  const tls = materialOf(pems)
  return {
    agent: checked,
    tls,
    proxyTls: tls.ca === undefined ? {} : { ca: tls.ca },
    proxyFor: checked === undefined ? chooseProxy(proxy, environment) : undefined,
  }
}

const isBesideAgent = ([name, value]: readonly [string, unknown]): boolean => name !== 'agent' && value !== undefined

function agentOption(option: string, value: unknown): Agent {
  if (value instanceof Agent) return value
  throw optionInvalid(option, 'an Agent of node:https', value)
}

function materialOf({ ca, cert, key }: Pick<HttpClientOptions, 'ca' | 'cert' | 'key'>): TlsMaterial {
  const authorities = optional(authoritiesOption, 'http.ca', ca)
  if ((cert === undefined) !== (key === undefined)) {
    const [missing, given] = cert === undefined ? ['cert', 'key'] : ['key', 'cert']
    throw optionInvalid(`http.${missing}`, `given together with ${given}`, undefined)
  }
  const trusted = authorities === undefined ? {} : { ca: authorities }
  if (cert === undefined) return trusted
  const own = { cert: certificateOption('http.cert', cert), key: pemOption('http.key', key) }
  try {
    createSecureContext(own)
    return { ...trusted, ...own }
  } catch {
    throw optionInvalid('http.key', 'a private key in PEM, not encrypted, of the certificate in cert', key, SECRET)
  }
}

const SECRET = Object.freeze({ secret: true })

function authoritiesOption(option: string, value: unknown): (string | Buffer)[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw optionInvalid(option, 'at least one certificate', value)
  return list.map((one) => certificateOption(option, one))
}

/** OpenSSL takes text without a certificate for an empty list, which would show itself only at the first request. */
function certificateOption(option: string, value: unknown): string | Buffer {
  const pem = pemOption(option, value)
  if (isCertificate(pem)) return pem
  throw optionInvalid(option, 'a certificate in PEM', value, SECRET)
}

function isCertificate(pem: string | Buffer): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

function pemOption(option: string, value: unknown): string | Buffer {
  if (typeof value === 'string' && value !== '') return value
  if (isBytes(value) && value.byteLength > 0) return Buffer.from(value)
  throw optionInvalid(option, 'PEM as text or bytes', value, SECRET)
}

const isBytes = (value: unknown): value is Exclude<Pem, string> => value instanceof Uint8Array
