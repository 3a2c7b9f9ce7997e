/** Who is asked about tokens of Clerk, for each kind and each way to the keys: the preset, and the SDK with the same means. */
import { type RemoteOptions, unchecked } from 'keywell'
import { clerk } from 'keywell/providers'
import type { ClerkCounterpart } from '../counterparts/clerk.ts'
import { machineTokenOpinion, userTokenOpinion } from './clerk-sdk.ts'
import { keywellOpinion, type Opinions } from './opinion.ts'

export interface Means {
  readonly counterpart: ClerkCounterpart
  readonly source: RemoteOptions
}

const backendOf = ({ secretKey, backendOrigin: apiUrl }: ClerkCounterpart) => ({ secretKey, apiUrl })

const partiesOf = ({ authorizedParty }: ClerkCounterpart): { readonly authorizedParties: string[] } => ({
  authorizedParties: [authorizedParty],
})

/** With the public key in hand, and no request at all. */
export function sessionsByKey({ counterpart }: Means): Opinions {
  const { publishableKey } = counterpart
  const given = { jwtKey: counterpart.jwtKey(), ...partiesOf(counterpart) }
  return { keywell: keywellOpinion(clerk({ publishableKey, ...given })), vendor: userTokenOpinion(given) }
}

/** Both from the Backend API. */
export function sessionsByBackend({ counterpart, source }: Means): Opinions {
  const { publishableKey, secretKey } = counterpart
  const parties = partiesOf(counterpart)
  return {
    keywell: keywellOpinion(clerk({ publishableKey, secretKey, ...parties, source })),
    vendor: userTokenOpinion({ ...backendOf(counterpart), ...parties }),
  }
}

/** Here from the Frontend API, which the SDK never asks. */
export function templates({ counterpart, source }: Means): Opinions {
  const { frontendApi } = counterpart
  const parties = partiesOf(counterpart)
  return {
    keywell: keywellOpinion(clerk({ frontendApi, kind: 'template', ...parties, source })),
    vendor: userTokenOpinion({ ...backendOf(counterpart), ...parties }),
  }
}

export function machineTokens({ counterpart, source }: Means): Opinions {
  const { publishableKey, receiver: audience } = counterpart
  return {
    keywell: keywellOpinion(clerk({ publishableKey, kind: 'm2m', audience, source })),
    vendor: machineTokenOpinion({ ...backendOf(counterpart), audience }),
  }
}

const NO_AUDIENCE = unchecked('OAuth tokens of Clerk have no audience unless a resource was asked for')

export function oauthTokens({ counterpart, source }: Means): Opinions {
  const { publishableKey } = counterpart
  return {
    keywell: keywellOpinion(clerk({ publishableKey, kind: 'oauth', audience: NO_AUDIENCE, source })),
    vendor: machineTokenOpinion(backendOf(counterpart)),
  }
}
