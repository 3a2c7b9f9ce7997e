/** The verdicts of `@clerk/backend`: on tokens of users by `verifyToken`, on those of machines by what the SDK itself asks. */
import { verifyToken } from '@clerk/backend'
import { verifyMachineAuthToken } from '@clerk/backend/internal'
import { accepted, type Opinions, refused, type Theirs } from './opinion.ts'

export interface SdkOptions {
  readonly jwtKey?: string
  readonly secretKey?: string
  readonly apiUrl?: string
  readonly authorizedParties?: string[]
  readonly audience?: string
}

export const userTokenOpinion =
  (options: SdkOptions): Opinions['vendor'] =>
  (token) =>
    opinionOf(async () => {
      await verifyToken(token, options)
      return accepted
    })

export const machineTokenOpinion =
  (options: SdkOptions): Opinions['vendor'] =>
  (token) =>
    opinionOf(async () => {
      const { errors } = await verifyMachineAuthToken(token, options)
      return errors === undefined ? accepted : refused(errors.map(({ message }) => message).join(', '))
    })

/** Whatever it throws is a refusal: an opaque or misshapen token is an error of no class of its own. */
async function opinionOf(verify: () => Promise<Theirs>): Promise<Theirs> {
  try {
    return await verify()
  } catch (error) {
    return refused(String(error))
  }
}
