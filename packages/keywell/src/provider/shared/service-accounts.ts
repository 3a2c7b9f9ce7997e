/** What the tokens of Kubernetes service accounts have in common, whoever runs the cluster: claims, options, rules, hints. */
import type { JwtPayload, TrustHints, TrustRule } from '../../verify/trust.ts'
import type { Unchecked } from '../../verify/unchecked.ts'
import { LABEL, shapedOption } from './ids.ts'
import type { Plan } from './preset.ts'
import { claimIsOneOf, claimRule } from './rules.ts'
import { oneOrEach } from './several.ts'

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
const PART = '[a-z\\d](?:[a-z\\d-]{0,251}[a-z\\d])?'
const NAMESPACE = new RegExp(`^${LABEL}$`)
const ACCOUNT = new RegExp(`^${LABEL}:(?=.{1,253}$)${PART}(?:\\.${PART})*$`)
const PREFIX = 'system:serviceaccount:'

export const KEP = 'Kubernetes KEP-1205, Bound Service Account Tokens'

const isServiceAccount: TrustRule = claimRule('sub', {
  meaning: 'kind',
  expected: `${PREFIX}{namespace}:{name}`,
  accepts: (seen) => typeof seen === 'string' && seen.startsWith(PREFIX) && ACCOUNT.test(seen.slice(PREFIX.length)),
  source: KEP,
})

const isInNamespace = (namespaces: readonly string[]): TrustRule =>
  claimRule('sub', {
    meaning: 'claim',
    expected: namespaces.map((namespace) => `${PREFIX}${namespace}:{name}`),
    accepts: (seen) =>
      typeof seen === 'string' && namespaces.some((namespace) => seen.startsWith(`${PREFIX}${namespace}:`)),
    hint: 'whose tokens are accepted here is said by namespace',
    source: KEP,
  })

const accountOption = (option: string, value: unknown): string =>
  shapedOption(option, value, ACCOUNT, 'namespace and name such as "shop:checkout"')

const namespaceOption = (option: string, value: unknown): string =>
  shapedOption(option, value, NAMESPACE, 'the name of a namespace such as "shop"')

function serviceAccountRules({ serviceAccount, namespace }: ServiceAccountOptions): readonly TrustRule[] {
  const accounts = serviceAccount === undefined ? undefined : oneOrEach('serviceAccount', serviceAccount, accountOption)
  const namespaces = namespace === undefined ? undefined : oneOrEach('namespace', namespace, namespaceOption)
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

const HINTS: TrustHints = {
  ERR_ISSUER_UNTRUSTED:
    'the token is of another cluster; or of a secret (iss "kubernetes/serviceaccount"), which has no audience: project one',
  ERR_AUDIENCE_MISMATCH: 'the pod must ask for this audience: serviceAccountToken.audience of a projected volume',
}

const CHECKS: readonly string[] = [
  '`iss` is the cluster',
  '`aud` has the audience',
  '`sub` is a service account: of `namespace`, and one of `serviceAccount`, where those are given',
]

const MISTAKES: readonly string[] = [
  'Any pod can ask for a token with your audience: the audience says where a token may be sent, not who sends it.',
  'A token whose audience is the cluster or the cloud is not for you: a receiver of it could use it there.',
  'Tokens of secrets have neither audience nor expiry, and another issuer: they are refused.',
  'A signature does not say that pod or account are still there: that takes a TokenReview.',
]

interface Common {
  readonly options: readonly ['audience', 'serviceAccount', 'namespace']
  readonly checks: readonly string[]
  readonly mistakes: readonly string[]
}

/** What every preset and every row of a cluster has, beside its own. */
export const SERVICE_ACCOUNTS: Common = {
  options: ['audience', 'serviceAccount', 'namespace'],
  checks: CHECKS,
  mistakes: MISTAKES,
}

/** Of the plan. @throws KeywellError ERR_OPTION_INVALID */
export const serviceAccountPlan = (options: ServiceAccountOptions): Pick<Plan, 'audience' | 'rules' | 'hints'> => ({
  audience: options.audience,
  rules: serviceAccountRules(options),
  hints: HINTS,
})
