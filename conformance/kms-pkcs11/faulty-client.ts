/** `pkcs11js` over a real token, whose calls can be counted and made to fail with the token's own return values. */
import type { Pkcs11Package } from '@keywell/kms/pkcs11'
import type { Fault } from '../../packages/kms/test/contract/rig.ts'
import { pkcs11js } from './softhsm.ts'

export interface FaultyPkcs11 {
  readonly package: Pkcs11Package
  fault(fault: Fault | undefined, times?: number): void
  signCalls(): number
  logins(): number
}

/** What tokens say: no sessions left, device error, device removed, key function not permitted. */
const VALUES: Readonly<Partial<Record<Fault['kind'], readonly [string, number]>>> = {
  throttle: ['CKR_SESSION_COUNT', 0xb1],
  outage: ['CKR_DEVICE_ERROR', 0x30],
  reset: ['CKR_DEVICE_REMOVED', 0x32],
  refuse: ['CKR_KEY_FUNCTION_NOT_PERMITTED', 0x68],
}

interface State {
  fault: Fault | undefined
  left: number
  signs: number
  logins: number
}

export function faultyPkcs11(): FaultyPkcs11 {
  const state: State = { fault: undefined, left: 0, signs: 0, logins: 0 }
  const strike = (): Fault | undefined => (state.left-- > 0 ? state.fault : undefined)
  const watched = watchedPkcs11({
    C_Login: (login) => {
      state.logins++
      login()
    },
    C_SignAsync: (sign, data) => {
      state.signs++
      return struck(strike(), sign, data)
    },
  })
  return {
    package: watched,
    fault: (fault, times = Number.POSITIVE_INFINITY) => {
      state.fault = fault
      state.left = times
    },
    signCalls: () => state.signs,
    logins: () => state.logins,
  }
}

type Sign = (data: Buffer) => Promise<Buffer>

export interface Watch {
  readonly C_Login?: (login: () => void) => void
  readonly C_SignAsync?: (sign: Sign, data: Buffer, session: Buffer) => Promise<Buffer>
  readonly C_SignInit?: (session: Buffer) => void
}

/** The package with calls replaced on each client: its methods are the client's own, so that a subclass cannot. */
export function watchedPkcs11({ C_Login, C_SignAsync, C_SignInit }: Watch): Pkcs11Package {
  const client = (): InstanceType<typeof pkcs11js.PKCS11> => {
    const real = new pkcs11js.PKCS11()
    const login = real.C_Login.bind(real)
    const sign = real.C_SignAsync.bind(real)
    const signInit = real.C_SignInit.bind(real)
    return Object.assign(real, {
      C_Login: (...values: Parameters<typeof login>) =>
        C_Login === undefined ? login(...values) : C_Login(() => login(...values)),
      C_SignAsync: (session: Buffer, data: Buffer, room: Buffer) =>
        C_SignAsync === undefined
          ? sign(session, data, room)
          : C_SignAsync((input) => sign(session, input, room), data, session),
      C_SignInit: (...values: Parameters<typeof signInit>) => {
        C_SignInit?.(values[0])
        signInit(...values)
      },
    })
  }
  return { PKCS11: new Proxy(pkcs11js.PKCS11, { construct: client }) }
}

async function struck(fault: Fault | undefined, sign: Sign, data: Buffer): Promise<Buffer> {
  const [name, value] = VALUES[fault?.kind ?? 'empty'] ?? []
  if (name !== undefined) throw new pkcs11js.Pkcs11Error(name, value, 'C_SignAsync')
  switch (fault?.kind) {
    case 'hang':
      return new Promise(() => undefined)
    case 'garbage':
      return Buffer.from(await sign(data)).fill(7, 8)
    case 'truncated':
      return (await sign(data)).subarray(0, -3)
    case 'other-data':
      return sign(Buffer.from(data).fill(1))
    case 'empty':
      return Buffer.alloc(0)
    default:
      return sign(data)
  }
}
