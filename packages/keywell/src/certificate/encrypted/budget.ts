/** What opening one file may cost in all: each of its keys may ask for seconds, and a file has room for thousands. */
import { schemeUnsupported } from './problems.ts'

/** Iterations of PBKDF2 that are left, some 5 s for ten million; other derivations are counted in these. */
export interface Budget {
  left: number
}

export const freshBudget = (): Budget => ({ left: 20_000_000 })

/** @throws KeywellError ERR_KEY_UNSUPPORTED when there is no room for it */
export function charge(budget: Budget, iterations: number): void {
  budget.left -= iterations
  if (budget.left < 0) throw schemeUnsupported('its keys and certificates together ask for too many iterations')
}
