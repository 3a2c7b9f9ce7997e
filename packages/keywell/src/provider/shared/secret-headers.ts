/** Headers that a preset sends itself, beside the caller's own. Never sent to another origin than the one they are for. */
import { optionInvalid } from '../../errors/index.ts'
import { isJsonObject } from '../../jose/json.ts'
import type { HeaderContext, HeaderMap, RemoteOptions } from '../../source/remote/http-options.ts'

export interface SecretHeader {
  /** Lower-case. */
  readonly name: string
  readonly value: string
  /** Where it may be sent. */
  readonly url: string
  /** The option that the secret came from. */
  readonly option: string
}

/** The source's options with one header more. @throws KeywellError ERR_OPTION_INVALID when the caller sends it too */
export function withSecretHeader(source: RemoteOptions, secret: SecretHeader): RemoteOptions {
  const { headers } = source
  const { name, value } = secret
  if (headers === undefined) return { ...source, headers: { [name]: value } }
  if (typeof headers === 'function') return { ...source, headers: besideFunction(headers, secret) }
  // What is no plain object is left to the source, which refuses it.
  if (!isJsonObject(headers) || typeof headers['entries'] === 'function') return source
  refuseHeader(source, name, secret.option)
  return { ...source, headers: { ...headers, [name]: value } }
}

/** A header of the caller's that `option` is already sent in; what a function gives is not known yet. */
export function refuseHeader({ headers }: RemoteOptions, name: string, option: string): void {
  if (!isJsonObject(headers)) return
  if (Object.keys(headers).some((other) => other.toLowerCase() === name))
    throw optionInvalid(`source.headers.${name}`, `absent beside ${option}, which is sent there`, 'a header')
}

type HeadersFunction = (context: HeaderContext) => HeaderMap | Promise<HeaderMap>

function besideFunction(theirs: HeadersFunction, { name, value, url }: SecretHeader): HeadersFunction {
  const home = new URL(url).origin
  return async (context) => {
    const headers = await theirs(context)
    if (!isJsonObject(headers) || context.url.origin !== home) return headers
    const others = Object.entries(headers).filter(([other]) => other.toLowerCase() !== name)
    return { ...Object.fromEntries(others), [name]: value }
  }
}
