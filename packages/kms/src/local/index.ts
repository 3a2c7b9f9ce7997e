/** `file:` and `env:`: a private key in a file or an environment variable, in any form that `readKey` knows, behind the same door as a KMS. */
import { readFile } from 'node:fs/promises'
import type { Algorithm } from 'keywell'
import { type Jwk, parseJwk, publicJwk, readKey, thumbprint } from 'keywell/jwk'
import { localSigner, type Signer } from 'keywell/sign'
import { type KeyUri, onlyParameters, parseKeyUri, uriInvalid } from '../core/key-uri.ts'
import type { KeyService, ServiceKey, SignRequest } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'

/** Neither a JWK nor PEM: errors show the URI, so that a key in the place of its name would be shown, too. */
const PLACES = {
  file: /^(?!-----)[^\p{Cc}{}]+$/u,
  env: /^\w{1,128}$/,
} as const

/**
 * A private key at hand. It is read when its public key is asked for; a signer keeps the one that it was made with.
 * @param uri - `file:/etc/tokens/key.json` or `env:SIGNING_KEY`
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function localService(uri: string): KeyService {
  const parsed = parseKeyUri(uri)
  onlyParameters(parsed, [])
  const { scheme, path } = parsed
  if (scheme !== 'file' && scheme !== 'env') throw uriInvalid('file:… or env:…', scheme)
  if (path !== '' && !PLACES[scheme].test(path))
    throw uriInvalid(
      `${scheme}: and the place of the key`,
      scheme,
      'the key itself has no place in a URI, which is shown in errors',
    )
  if (path === '') throw uriInvalid(scheme === 'file' ? 'file: and a path' : 'env: and the name of a variable', scheme)
  const signers = new Map<string, (alg: Algorithm) => Signer>()
  return Object.freeze({
    name: `${scheme}:${path}`,
    publicKeys: async () => {
      const { key, signer } = await described(await readContent(parsed))
      signers.set(key.version, signer)
      return [key]
    },
    sign: async ({ version, alg, data }: SignRequest) => {
      const signer = signers.get(version)
      if (signer === undefined) throw new ServiceFailure('refused', 'this version of the key was never read')
      return { octets: await signer(alg).sign(data), form: 'raw', version } as const
    },
    close: () => signers.clear(),
  })
}

async function readContent({ scheme, path }: KeyUri): Promise<string | Uint8Array> {
  if (scheme === 'file') return readFile(path).catch(fileFailure)
  const text = process.env[path]
  if (text !== undefined && text !== '') return text
  throw new ServiceFailure('refused', 'the environment variable is not set')
}

function fileFailure(cause: unknown): never {
  throw new ServiceFailure('refused', 'the key file cannot be read', { cause })
}

interface Described {
  readonly key: ServiceKey
  readonly signer: (alg: Algorithm) => Signer
}

async function described(content: string | Uint8Array): Promise<Described> {
  const { jwk, isPrivate } = await readKey(content)
  if (!isPrivate || jwk.kty === 'oct') throw new ServiceFailure('refused', 'the content is no private key')
  const { kid, alg, use: _use, key_ops: _operations, ...members } = publicJwk(jwk)
  const bare: Jwk = { ...members, kty: jwk.kty }
  const version = await thumbprint(bare)
  const own = parseJwk(typeof alg === 'string' ? { ...bare, alg } : bare).algorithms.map(({ name }) => name)
  const key = { version, jwk: bare, algorithms: own, ...(typeof kid === 'string' ? { kid } : {}) }
  return { key, signer: (name) => localSigner({ ...jwk, alg: name }) }
}
