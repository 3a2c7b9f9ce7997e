/** The verdicts of `jose`, for providers that have no verifier of their own: told all that a careful caller would tell it. */
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyOptions } from 'jose'
import { askThrough } from '../gateway/agent.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { accepted, type Opinions, refused } from './opinion.ts'

export function joseOpinion(gateway: Gateway, jwksUri: string, options: JWTVerifyOptions): Opinions['vendor'] {
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    async [customFetch](url) {
      const { status = 500, body } = await askThrough(gateway, url)
      return Response.json(body, { status })
    },
  })
  return async (token) => {
    try {
      await jwtVerify(token, keys, options)
      return accepted
    } catch (error) {
      if (error instanceof errors.JOSEError) return refused(error.message)
      throw error
    }
  }
}
