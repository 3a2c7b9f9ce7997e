/** What the tokens of Kubernetes service accounts have in common, whoever runs the cluster: claims, options, rules, hints. */
import type { JwtPayload, TrustHints, TrustRule } from '../../verify/trust.ts'
import type { Unchecked } from '../../verify/unchecked.ts'
import { oneOrMore, shapedOption } from './options.ts'
import { claimIsOneOf, ofPayload } from './rules.ts'

export interface ServiceAccountOptions {
  /** As the pod's projected volume or the token request says. */
  readonly audience: string | readonly string[] | Unchecked
  /** Namespace and name, such as `shop:checkout`; all of the cluster unless given. */
  readonly serviceAccount?: string | readonly string[]
  /** The namespaces whose service accounts are accepted; all of the cluster unless given. */
  readonly namespace?: string | readonly string[]
}

interface Reference {
  readonly name?: string
  readonly uid?: string
}

export interface KubernetesClaims extends JwtPayload {
  readonly 'kubernetes.io'?: {
    readonly namespace?: string
    readonly serviceaccount?: Reference
    /** Where the token is bound to a pod. */
    readonly pod?: Reference
    readonly node?: Reference
    /** NumericDate: from when on the cluster warns of a token that serves longer than was asked for. */
    readonly warnafter?: number
  }
}

/** Namespaces are labels of RFC 1123; names of accounts are several with dots between, of which only the whole is bounded. */
const LABEL = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'
const PART = '[a-z\\d](?:[a-z\\d-]{0,251}[a-z\\d])?'
const NAMESPACE = new RegExp(`^${LABEL}$`)
const ACCOUNT = new RegExp(`^${LABEL}:(?=.{1,253}$)${PART}(?:\\.${PART})*$`)
const PREFIX = 'system:serviceaccount:'

export const KEP = 'Kubernetes KEP-1205, Bound Service Account Tokens'

const isServiceAccount: TrustRule = {
  subject: 'sub',
  meaning: 'kind',
  expected: `${PREFIX}{namespace}:{name}`,
  seen: ofPayload('sub'),
  accepts: (seen) => typeof seen === 'string' && seen.startsWith(PREFIX) && ACCOUNT.test(seen.slice(PREFIX.length)),
  source: KEP,
}

const isInNamespace = (namespaces: readonly string[]): TrustRule => ({
  subject: 'sub',
  meaning: 'claim',
  expected: namespaces.map((namespace) => `${PREFIX}${namespace}:{name}`),
  seen: ofPayload('sub'),
  accepts: (seen) =>
    typeof seen === 'string' && namespaces.some((namespace) => seen.startsWith(`${PREFIX}${namespace}:`)),
  hint: 'whose tokens are accepted here is said by namespace',
  source: KEP,
})

/** @throws KeywellError ERR_OPTION_INVALID */
export function serviceAccountRules({ serviceAccount, namespace }: ServiceAccountOptions): readonly TrustRule[] {
  const accounts = shaped('serviceAccount', serviceAccount, ACCOUNT, 'namespace and name such as "shop:checkout"')
  const namespaces = shaped('namespace', namespace, NAMESPACE, 'the name of a namespace such as "shop"')
  const isAccount = accounts?.map((account) => `${PREFIX}${account}`)
  return [
    isServiceAccount,
    ...(namespaces === undefined ? [] : [isInNamespace(namespaces)]),
    ...(isAccount === undefined ? [] : [claimIsOneOf('sub', isAccount, ACCOUNT_FACTS)]),
  ]
}

const ACCOUNT_FACTS = {
  meaning: 'claim',
  hint: 'whose tokens are accepted here is said by serviceAccount',
  source: KEP,
} as const

function shaped(
  option: string,
  value: string | readonly string[] | undefined,
  shape: RegExp,
  what: string,
): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return [shapedOption(option, value, shape, what)]
  return oneOrMore(option, value).map((each, place) => shapedOption(`${option}[${place}]`, each, shape, what))
}

export const SERVICE_ACCOUNT_HINTS: TrustHints = {
  ERR_ISSUER_UNTRUSTED:
    'the token is of another cluster; or of a secret (iss "kubernetes/serviceaccount"), which has no audience: project one',
  ERR_AUDIENCE_MISMATCH: 'the pod must ask for this audience: serviceAccountToken.audience of a projected volume',
}

export const SERVICE_ACCOUNT_CHECKS: readonly string[] = [
  '`iss` is the cluster',
  '`aud` has the audience',
  '`sub` is a service account: of `namespace`, and one of `serviceAccount`, where those are given',
]

export const SERVICE_ACCOUNT_MISTAKES: readonly string[] = [
  'Any pod can ask for a token with your audience: the audience says where a token may be sent, not who sends it.',
  'A token whose audience is the cluster or the cloud is not for you: a receiver of it could use it there.',
  'Tokens of secrets have neither audience nor expiry, and another issuer: they are refused.',
  'A signature does not say that pod or account are still there: that takes a TokenReview.',
]
