/** What the presets of Microsoft share: claims, and tokens for Microsoft's own APIs, which nobody else can verify. */
import { optionInvalid } from '../../errors/index.ts'
import type { JwtPayload, TrustRule } from '../../verify/trust.ts'
import type { Unchecked } from '../../verify/unchecked.ts'
import { headerRule } from './rules.ts'

/** In tokens of every kind of tenant. */
export interface MicrosoftClaims extends JwtPayload {
  /** The user or service principal, the same for all applications of a tenant. */
  readonly oid?: string
  /** Space-separated; in tokens that act for a user. */
  readonly scp?: string
  /** The client. */
  readonly azp?: string
  readonly nonce?: string
}

export const GRAPH_HINT = 'only Microsoft Graph can verify its tokens: ask for a token with a scope of this API'

/** learn.microsoft.com, troubleshoot signature validation errors. */
const GRAPH_NAMES: readonly unknown[] = [
  ...['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us'].flatMap((host) => [
    `https://${host}`,
    `https://${host}/`,
  ]),
  '00000003-0000-0000-c000-000000000000',
]

type Audience = string | readonly string[] | Unchecked

/** @throws KeywellError ERR_OPTION_INVALID where the audience is Microsoft Graph */
export function notGraph(audience: Audience): Audience {
  const graph = [audience].flat().find((name) => GRAPH_NAMES.includes(name))
  if (graph === undefined) return audience
  throw optionInvalid('audience', 'this API or client, not Microsoft Graph', graph, { hint: GRAPH_HINT })
}

/** Their signature is over another header than the one that is sent, which shows by a nonce. */
export const NOT_FOR_MICROSOFT: TrustRule = headerRule('nonce', {
  meaning: 'kind',
  expected: 'absent',
  accepts: (seen) => seen === undefined,
  hint: `this token is for Microsoft Graph or another API of Microsoft; ${GRAPH_HINT}`,
  source: 'MicrosoftDocs/entra-docs, access-tokens.md',
})
