/** A KeyService in memory that misbehaves on demand: the core's own tests, and a pattern for adapters' doubles. */
import type { Algorithm } from 'keywell'
import { generateJwk, type Jwk, publicJwk } from 'keywell/jwk'
import { localSigner } from 'keywell/sign'
import type { CallContext, KeyService, ServiceKey, ServiceSignature, SignRequest } from '../../src/core/service.ts'

/** Answers one `sign` call in place of the service. */
export type Misbehaviour = (request: SignRequest, context: CallContext) => Promise<ServiceSignature>

export interface MemoryService extends KeyService {
  /** A new version, which signs from now on; those before stay. */
  rotate(): Promise<void>
  /** Another key under the same version. */
  replace(): Promise<void>
  /** What the next `sign` calls do, one each; `forever` goes on. `undefined` is the right answer. */
  next(...misbehaviours: readonly (Misbehaviour | undefined)[]): void
  forever(misbehaviour: Misbehaviour | undefined): void
  readonly signCalls: number
  readonly isClosed: boolean
}

interface Version {
  readonly version: string
  readonly privateJwk: Jwk
}

const bare = ({ kid: _kid, alg: _alg, use: _use, ...members }: Jwk): Jwk => ({
  ...members,
  kty: members['kty'],
})

export async function memoryService(alg: Algorithm = 'ES256'): Promise<MemoryService> {
  const make = async (version: number): Promise<Version> => ({
    version: String(version),
    privateJwk: (await generateJwk(alg)).privateJwk,
  })
  let versions: readonly Version[] = [await make(1)]
  let queue: readonly (Misbehaviour | undefined)[] = []
  let always: Misbehaviour | undefined
  let signCalls = 0
  let isClosed = false
  return {
    name: 'memory:tokens',
    publicKeys: async () =>
      versions.map(({ version, privateJwk }): ServiceKey => ({ version, jwk: bare(publicJwk(privateJwk)) })),
    sign: async (request, context) => {
      signCalls++
      const [first = always, ...rest] = queue
      queue = rest
      if (first !== undefined) return first(request, context)
      const found = versions.find(({ version }) => version === request.version)
      if (found === undefined) throw new Error('no such version')
      const octets = await localSigner({ ...found.privateJwk, alg: request.alg }).sign(request.data)
      return { octets, form: 'raw', version: found.version }
    },
    close: () => {
      isClosed = true
    },
    rotate: async () => {
      versions = [await make(versions.length + 1), ...versions]
    },
    replace: async () => {
      versions = [await make(Number(versions[0]?.version)), ...versions.slice(1)]
    },
    next: (...misbehaviours) => {
      queue = misbehaviours
    },
    forever: (misbehaviour) => {
      always = misbehaviour
    },
    get signCalls() {
      return signCalls
    },
    get isClosed() {
      return isClosed
    },
  }
}
