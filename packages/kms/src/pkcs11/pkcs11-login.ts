/** Logging in, without ever offering a token a PIN twice that it has refused: most lock after a few. */
import { ServiceFailure } from '../core/service-failure.ts'
import { CKR, CKU_USER } from './pkcs11-constants.ts'
import { returnValue } from './pkcs11-failure.ts'
import type { Pkcs11Client, Pkcs11Handle } from './pkcs11-options.ts'
import type { ReadPin } from './pkcs11-pin.ts'

/** Returns whether somebody is logged in now. All sessions of a process share that state. */
export type LoginAttempt = (client: Pkcs11Client, session: Pkcs11Handle) => boolean

export interface Login {
  /** Reads the PIN, so that the attempt itself waits for nothing. */
  prepare(): Promise<LoginAttempt>
}

export function createLogin(readPin: ReadPin): Login {
  let refused: string | undefined
  return {
    prepare: async () => {
      const pin = await readPin()
      return (client, session) => {
        if (pin === undefined) return false
        if (pin === refused) throw new ServiceFailure('refused', REFUSED)
        try {
          client.C_Login(session, CKU_USER, pin)
        } catch (error) {
          const value = returnValue(error)
          if (value === CKR.USER_ALREADY_LOGGED_IN) return true
          if (value !== undefined && PIN_VALUES.has(value)) refused = pin
          throw error
        }
        return true
      }
    },
  }
}

const REFUSED = 'the token refused the PIN; it is not tried again, as tokens lock'

const PIN_VALUES: ReadonlySet<number> = new Set([
  CKR.PIN_INCORRECT,
  CKR.PIN_INVALID,
  CKR.PIN_LEN_RANGE,
  CKR.PIN_EXPIRED,
  CKR.PIN_LOCKED,
])
