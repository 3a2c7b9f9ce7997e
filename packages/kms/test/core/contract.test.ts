/** The contract on the two implementations that need no server: localSigner, and the core over a service in memory. */
import { generateJwk } from 'keywell/jwk'
import { localSigner } from 'keywell/sign'
import { serviceKeys } from '../../src/core/service-keys.ts'
import { ServiceFailure } from '../../src/core/service-failure.ts'
import { serviceSigner } from '../../src/core/service-signer.ts'
import type { Fault, ServiceRig, SignerRig } from '../contract/rig.ts'
import { serviceContract } from '../contract/service-contract.ts'
import { signerContract } from '../contract/signer-contract.ts'
import { memoryService, type Misbehaviour } from '../support/memory-service.ts'

const localRig = async (): Promise<SignerRig> => {
  const { privateJwk } = await generateJwk('ES256')
  return {
    signer: async () => localSigner(privateJwk),
    secrets: [String(privateJwk['d'])],
    close: async () => undefined,
  }
}

/** Answers that need no service behind them. */
const MISBEHAVIOURS: Readonly<Record<Fault['kind'], (fault: Fault) => Misbehaviour>> = {
  throttle: (fault) => async () => {
    const retryAfterSeconds = fault.kind === 'throttle' ? fault.retryAfterSeconds : undefined
    throw new ServiceFailure('throttled', 'too many requests', { retryAfterSeconds })
  },
  outage: () => async () => {
    throw new ServiceFailure('unavailable', 'the service is down')
  },
  reset: () => async () => {
    throw new TypeError('fetch failed')
  },
  hang: () => () => new Promise(() => undefined),
  refuse: () => async () => {
    throw new ServiceFailure('refused', 'there is no such key')
  },
  garbage: () => async () => ({ octets: new Uint8Array(64).fill(7), form: 'raw' }),
  truncated: () => async () => ({ octets: new Uint8Array(63).fill(7), form: 'raw' }),
  'other-data': () => async () => ({ octets: new Uint8Array(64).fill(1), form: 'raw' }),
  empty: () => async () => ({ octets: new Uint8Array(0), form: 'raw' }),
}

const memoryRig = async (): Promise<ServiceRig> => {
  const service = await memoryService()
  return {
    signer: (options) => serviceSigner(service, options),
    keys: (options) => serviceKeys(service, options),
    fault: (fault, times) => {
      const misbehave = fault === undefined ? undefined : MISBEHAVIOURS[fault.kind](fault)
      service.forever(times === undefined ? misbehave : undefined)
      service.next(...(times === undefined ? [] : Array.from({ length: times }, () => misbehave)))
    },
    signCalls: () => service.signCalls,
    hasRetryAfter: true,
    rotate: service.rotate,
    replace: service.replace,
    secrets: [],
    close: async () => undefined,
  }
}

signerContract('localSigner', localRig)
serviceContract('a service in memory', memoryRig)
