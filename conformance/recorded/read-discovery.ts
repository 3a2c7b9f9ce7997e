/** Recorded metadata through the library's own discovery, which checks the issuer and says where the keys are. */
import { discoverJwks, type KeySource } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import type { Provider } from 'keywell/providers'
import { cannedFetch, isMetadataUrl } from './canned-fetch.ts'
import { isObject, type Recorded } from './recorded-form.ts'

const { publicJwk } = await generateJwk('ES256', { kid: 'any' })
/** Recorded metadata comes without its keys, and discovery ends with some. */
const ANY_KEYS = JSON.stringify({ keys: [publicJwk] })

export interface DiscoveryReading {
  readonly notes: readonly string[]
  /** The provider whose source asks for the keys where the metadata says that they are. */
  readonly provider: string | undefined
}

/** @throws KeywellError where the library refuses the metadata */
export async function readDiscovery(
  { text, document }: Recorded,
  provider: Provider | undefined,
): Promise<DiscoveryReading> {
  const { issuer, jwks_uri: location } = isObject(document) ? document : {}
  if (typeof issuer !== 'string') throw new Error('there is no issuer')
  // Of several tenants at once, or of a page of documentation: no token has such an issuer.
  if (issuer.includes('{')) return { notes: [`not checked: the issuer is a template, ${issuer}`], provider: undefined }
  const asked: string[] = []
  const fetch = cannedFetch((url) => {
    asked.push(url)
    return url === location ? ANY_KEYS : isMetadataUrl(url) ? text : undefined
  })
  await load(discoverJwks(issuer, { fetch }))
  // With options, a source is one of a tenant, and the metadata of another one's.
  if (provider === undefined || provider.keyOptions.length > 0) return { notes: [], provider: undefined }
  return await load(provider.keys({}, { fetch })).then(
    () => ({ notes: [], provider: provider.name }),
    () => ({ notes: [`the source of ${provider.name} asks ${asked.at(-1)}`], provider: undefined }),
  )
}

async function load(source: KeySource): Promise<void> {
  try {
    await source.refresh('prefetch')
  } finally {
    source.close()
  }
}
