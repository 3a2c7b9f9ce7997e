/** A `fetch` that answers from memory: nothing here reaches a network. */
import type { Fetch } from 'keywell'

/** The body for a URL; `undefined` is answered with 404. */
export type Canned = (url: string) => string | undefined

export const cannedFetch =
  (answer: Canned): Fetch =>
  (url) => {
    const body = answer(url)
    return Promise.resolve(new Response(body ?? '', { status: body === undefined ? 404 : 200 }))
  }

const WELL_KNOWN = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)/

export const isMetadataUrl = (url: string): boolean => WELL_KNOWN.test(url)
