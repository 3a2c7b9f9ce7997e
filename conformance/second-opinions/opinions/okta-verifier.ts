/** The verdicts of `@okta/jwt-verifier`. */
import OktaJwtVerifier from '@okta/jwt-verifier'
import type { Gateway } from '../gateway/gateway.ts'
import { agentOf } from '../gateway/agent.ts'
import { accepted, type Opinions, refused } from './opinion.ts'

export interface OktaServer {
  readonly issuer: string
  readonly jwksUri?: string
  /** Claims that have to be equal to these. */
  readonly assertClaims?: Readonly<Record<string, string>>
}

type Verify = (verifier: OktaJwtVerifier, token: string) => Promise<unknown>

/** More requests than its ten a minute: each test that asks for a key of no name is one. */
const REQUESTS = 1000

export function verifierOpinion(gateway: Gateway, server: OktaServer, verify: Verify): Opinions['vendor'] {
  const verifier = new OktaJwtVerifier({
    ...server,
    requestAgent: agentOf(gateway),
    jwksRequestsPerMinute: REQUESTS,
  })
  return async (token) => {
    try {
      await verify(verifier, token)
      return accepted
    } catch (error) {
      // What its parts throw is of no class of its own; a key resolver's refusal is a text.
      return refused(String(error))
    }
  }
}
