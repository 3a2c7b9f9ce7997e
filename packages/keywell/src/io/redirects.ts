/** Where a redirect may lead. Never to plain http from https, never round in a circle, never further than asked for. */
import { fetchRedirect, type RedirectProblem } from './fetch-failure.ts'
import { judgeUrl, type UrlPolicy } from './url.ts'

/** More would not be a document that moved but a maze. */
export const MAX_REDIRECTS = 3

export interface RedirectRules {
  readonly max: number
  readonly urls: UrlPolicy
}

const TOO_OFTEN: RedirectProblem = { how: 'too often', hint: 'configure the final URL, or raise redirects' }
const IN_CIRCLE: RedirectProblem = { how: 'in a circle', hint: 'open the URL and look at where it leads' }
const NOWHERE: RedirectProblem = { how: 'to no place', hint: 'the answer lacks a readable location header' }
const DOWNGRADE: RedirectProblem = { how: 'from https to http', hint: 'configure the final URL with https' }

/**
 * The URL to ask next.
 * @param hops - every URL asked so far, the one that redirects last
 * @throws KeywellError ERR_FETCH_REDIRECT
 */
export function nextHop(location: string | null, hops: readonly [URL, ...URL[]], rules?: RedirectRules): URL {
  const from = hops.at(-1) ?? hops[0]
  if (rules === undefined || rules.max === 0) throw fetchRedirect(from, location)
  if (location === null || !URL.canParse(location, from)) throw fetchRedirect(from, location, NOWHERE)
  const target = new URL(location, from)
  // A fragment is the reader's, not the server's, and would make one place look like two.
  target.hash = ''
  if (from.protocol === 'https:' && target.protocol === 'http:') throw fetchRedirect(from, location, DOWNGRADE)
  const verdict = judgeUrl(target.href, rules.urls)
  if (verdict.url === undefined) throw fetchRedirect(from, location, misplaced(verdict.problem))
  if (hops.some(({ href }) => href === verdict.url.href)) throw fetchRedirect(from, location, IN_CIRCLE)
  if (hops.length > rules.max) throw fetchRedirect(from, location, TOO_OFTEN)
  return verdict.url
}

const misplaced = (problem: string): RedirectProblem => ({
  how: 'out of bounds',
  hint: `its target must be ${problem}`,
})
