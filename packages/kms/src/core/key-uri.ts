/** Key URIs: which service, which key, which version. Never holds a password, a token or a PIN. */
import { KeywellError } from 'keywell'

export interface KeyUri {
  readonly scheme: string
  /** All between the scheme and `?`, without the `//` of an empty authority. */
  readonly path: string
  readonly parameters: ReadonlyMap<string, string>
}

/** As RFC 3986 §3.1 has it. */
const URI = /^([a-z][a-z\d+.-]*):([^?#]*)(?:\?([^#]*))?$/

/** Longer than any resource name. */
const MAX_LENGTH = 2048

/** @throws KeywellError ERR_OPTION_INVALID */
export function parseKeyUri(uri: unknown): KeyUri {
  if (typeof uri !== 'string' || uri.length > MAX_LENGTH)
    throw uriInvalid('a key URI, such as "awskms:///alias/tokens"', '')
  const [, scheme, path = '', query = ''] = URI.exec(uri) ?? []
  if (scheme === undefined) throw uriInvalid('a key URI, such as "awskms:///alias/tokens"', '')
  const given = new URLSearchParams(query)
  const parameters = new Map(given)
  // Whoever checks the first and whoever uses the last would disagree.
  if (parameters.size !== given.size) throw uriInvalid('without a parameter given twice', scheme)
  return Object.freeze({ scheme, path: path.replace(/^\/\//, ''), parameters })
}

/** What came is named by its scheme alone: a path can hold a secret that somebody pasted. */
export function uriInvalid(expected: string, scheme: string, hint?: string): KeywellError {
  const detail = { option: 'uri', expected, received: scheme === '' ? 'something else' : `${scheme}:…` }
  return new KeywellError('ERR_OPTION_INVALID', `uri must be ${expected}`, detail, { hint })
}

/** So that a misspelt parameter cannot pass unseen. @throws KeywellError ERR_OPTION_INVALID */
export function onlyParameters({ scheme, parameters }: KeyUri, names: readonly string[]): void {
  const stray = [...parameters.keys()].find((name) => !names.includes(name))
  if (stray === undefined) return
  const known = names.length === 0 ? 'none' : names.join(', ')
  throw uriInvalid(`without the parameter "${stray.slice(0, 32)}"`, scheme, `known for ${scheme}: ${known}`)
}
