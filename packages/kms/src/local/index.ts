/** `file:` and `env:`: a private key in a file or an environment variable, in any form that `readKey` knows, behind the same door as a KMS. */
import type { Algorithm } from 'keywell'
import { type Jwk, parseJwk, publicJwk, readKeys, thumbprint } from 'keywell/jwk'
import { localSigner, type Signer } from 'keywell/sign'
import { type KeyUri, onlyParameters, parseKeyUri, uriInvalid } from '../core/key-uri.ts'
import { readSmallFile } from '../core/small-file.ts'
import type { KeyService, ServiceKey, SignRequest } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'

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
  const expected = scheme === 'file' ? 'file: and a path' : 'env: and the name of a variable'
  if (path === '') throw uriInvalid(expected, scheme)
  if (PASTED[scheme].test(path)) throw uriInvalid(expected, scheme, 'give the place of the key, not the key itself')
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

/** As much as `readKeys` takes. */
const MAX_KEY_FILE_BYTES = 1024 * 1024

/**
 * What is no name of a variable or a file, and looks like the key in its place: errors and events show names, and would
 * show the key. JSON, PEM, and long base64 that begins as DER, PEM or JSON do.
 */
const PASTED = {
  env: /[^\w.()-]|.{129}/,
  file: /^\s*[{[]|\p{Cc}|-----BEGIN|(?:^|\/)(?:M[A-I]|LS0t|ey)[\w+/=-]{80}/u,
} as const

async function readContent({ scheme, path }: KeyUri): Promise<string | Uint8Array> {
  if (scheme === 'file') return readSmallFile(path, MAX_KEY_FILE_BYTES).catch(fileFailure)
  const text = process.env[path]
  if (text !== undefined && text !== '') return text
  throw new ServiceFailure('refused', 'the environment variable is not set')
}

function fileFailure(cause: Error): never {
  throw new ServiceFailure('refused', `the key file cannot be read: ${cause.message}`, { cause })
}

interface Described {
  readonly key: ServiceKey
  readonly signer: (alg: Algorithm) => Signer
}

async function described(content: string | Uint8Array): Promise<Described> {
  // Certificates often stand before their key, as `openssl pkcs12 -nodes` writes them.
  const jwk = (await readKeys(content)).find(({ isPrivate }) => isPrivate)?.jwk
  if (jwk === undefined || jwk.kty === 'oct') throw new ServiceFailure('refused', 'the content is no private key')
  const { kid, alg, use: _use, key_ops: _operations, ...members } = publicJwk(jwk)
  const bare: Jwk = { ...members, kty: jwk.kty }
  const version = await thumbprint(bare)
  const own = parseJwk(typeof alg === 'string' ? { ...bare, alg } : bare).algorithms.map(({ name }) => name)
  // A key that is for something else, by its use or key_ops, is refused now and not at each signature.
  if (own[0] !== undefined) localSigner({ ...jwk, alg: own[0] })
  const key = { version, jwk: bare, algorithms: own, ...(typeof kid === 'string' ? { kid } : {}) }
  return { key, signer: (name) => localSigner({ ...jwk, alg: name }) }
}
