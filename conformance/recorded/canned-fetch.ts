/** A `fetch` that answers from memory: nothing here reaches a network. */
import type { Fetch } from 'keywell'

/** The body for a request; `undefined` is answered with 404. */
export type Canned = (url: string, method: string) => string | undefined

export const cannedFetch =
  (answer: Canned): Fetch =>
  (url, { method }) => {
    const body = answer(url, method)
    return Promise.resolve(new Response(body ?? '', { status: body === undefined ? 404 : 200 }))
  }

const WELL_KNOWN = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)/

export const isMetadataUrl = (url: string): boolean => WELL_KNOWN.test(url)
