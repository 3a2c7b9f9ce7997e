/** The provider that a file is of, by the beginning of its name, and that provider's own key source, fed with the file. */
import { isKeywellError, type KeySource } from 'keywell'
import type { KeySet } from 'keywell/jwk'
import { type Provider, PROVIDERS } from 'keywell/providers'
import { type Canned, cannedFetch, isMetadataUrl } from './canned-fetch.ts'
import type { Recorded } from './recorded-form.ts'

/** Where recordings go by another name than the preset. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['microsoft', 'entra-id'],
  ['azure-b2c', 'azure-ad-b2c'],
])

/** Bare arrays are lists for administration: a source of its own in the row, which wants these besides. */
const CREDENTIALS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['one-login', { clientId: 'recorded', clientSecret: 'recorded' }],
])

const plain = (name: string): string => name.replaceAll('-', '')

/** `ping-federate` for `pingfederate-2.json`. */
export function providerOf(file: string): Provider | undefined {
  const words = file.replace(/\..*$/, '').split('-')
  const prefixes = words.map((_, place) => words.slice(0, words.length - place).join('-'))
  const names = prefixes.map((prefix) => plain(OTHER_NAMES.get(prefix) ?? prefix))
  const found = names.map((name) => PROVIDERS.find((row) => plain(row.name) === name))
  return found.find((row) => row !== undefined)
}

/** The set as the provider's source takes it; `undefined` where the source has nothing to do with this form. */
export async function throughProvider(provider: Provider, recorded: Recorded): Promise<KeySet | undefined> {
  if (recorded.form === 'spki') return await fromOption(provider, recorded.text)
  const credentials = CREDENTIALS.get(provider.name)
  const isTaken = recorded.form === 'array' ? credentials !== undefined : ['jwks', 'pem-map'].includes(recorded.form)
  if (!isTaken) return undefined
  const options = { ...neededOptions(provider), ...(recorded.form === 'array' ? credentials : {}) }
  const source = provider.keys(options, { fetch: cannedFetch(keysFor(recorded.text)) })
  return source.status().kind === 'key-by-kid' ? undefined : await loaded(source)
}

/** An option that holds a key is one that no flag may carry: tried one by one, as only one is of this form. */
async function fromOption({ keyOptions, keys }: Provider, text: string): Promise<KeySet | undefined> {
  for (const { name } of keyOptions.filter(({ variable }) => variable !== undefined)) {
    try {
      return await loaded(keys({ [name]: text }, {}))
    } catch (error) {
      if (!isKeywellError(error, 'ERR_OPTION_INVALID')) throw error
    }
  }
  return undefined
}

/** The examples of what it cannot do without; where any of several will do, of the first. */
function neededOptions({ keyOptions, keys }: Provider): Readonly<Record<string, string>> {
  const needed = keyOptions.filter(({ isRequired }) => isRequired === true)
  const options = Object.fromEntries(needed.map(({ name, example }) => [name, example]))
  const [first] = keyOptions
  try {
    keys(options, {}).close()
    return options
  } catch (error) {
    if (first === undefined || !isKeywellError(error, 'ERR_OPTION_INVALID')) throw error
    return { ...options, [first.name]: first.example }
  }
}

/** To whoever asks for a token before it asks for keys (RFC 6749 §5.1). */
const GRANT = JSON.stringify({ access_token: 'recorded', token_type: 'bearer', expires_in: 3600 })

/** Metadata first, where a source asks for that: of whichever issuer it was asked for. */
const keysFor =
  (text: string): Canned =>
  (url, method) => {
    if (method === 'POST') return GRANT
    if (!isMetadataUrl(url)) return text
    const issuer = url.replace(/\/\.well-known\/.*$/, '')
    return JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` })
  }

async function loaded(source: KeySource): Promise<KeySet | undefined> {
  try {
    await source.refresh('prefetch')
    return source.status().keys
  } finally {
    source.close()
  }
}
