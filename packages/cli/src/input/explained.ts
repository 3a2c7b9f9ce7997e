/** Everything there is to say about a token and a trust, gathered for rendering. */
import { createVerifier, decodeJwt, type Explanation, type KeywellError, type Verifier } from 'keywell'
import { type Key, type KeySet, type KeyTrace, selectKey } from 'keywell/jwk'
import { type KeyRow, keyRows } from '../output/key-table.ts'
import type { Exchange, Recorder } from './recorder.ts'
import { findSigner } from './signer-search.ts'
import type { Gap, TrustChoice } from './trust.ts'

/** The keys that the choice was made from, each with the reason. */
export interface Selection {
  readonly place: string
  readonly rows: readonly KeyRow[]
  readonly trace: readonly KeyTrace[]
}

export interface Findings {
  readonly explanation: Explanation
  readonly selection: Selection | undefined
  /** The key that made the signature although the token does not name it. */
  readonly otherSigner: Key | undefined
  /** Why the verdict is that the keys cannot be had. */
  readonly failure: KeywellError | undefined
  readonly gaps: readonly Gap[]
  readonly requests: readonly Exchange[]
  readonly nowMs: number
}

export async function findingsOf(choice: TrustChoice, token: string, recorder: Recorder): Promise<Findings> {
  const { trust, gaps, clock } = choice
  const verifier = createVerifier(trust, { clock })
  await loadKeys(verifier)
  const loading = recorder.exchanges()
  const explanation = withoutGaps(await verifier.explain(token), choice)
  const { keys: set } = trust.keys.status()
  // Nothing was chosen unless the library itself came as far as choosing.
  const isChosen = explanation.children?.some(({ id, children }) => id === 'key' && children !== undefined) === true
  const shown = isChosen ? set : undefined
  return {
    explanation,
    selection: shown === undefined ? undefined : await selectionOf(token, shown, choice),
    otherSigner: shown === undefined || isSignatureGood(explanation) ? undefined : await findSigner(token, shown),
    failure: explanation.code === 'ERR_KEYS_UNAVAILABLE' ? choice.failure() : undefined,
    gaps,
    // A bad signature makes the source look again, behind the back of whoever waits for the verdict.
    requests: explanation.code === 'ERR_SIGNATURE_INVALID' ? loading : recorder.exchanges(),
    nowMs: clock.now(),
  }
}

/** What nobody gave has not failed; it was not checked. */
function withoutGaps(explanation: Explanation, { gaps, trust }: TrustChoice): Explanation {
  if (!gaps.includes('keys') || explanation.children === undefined) return explanation
  const open = trust.algorithms === undefined ? ['key', 'algorithm'] : ['key']
  const children = explanation.children.map((node): Explanation => {
    if (!open.includes(node.id) || node.children !== undefined) return node
    const { id, seen } = node
    const because = 'not checked: no --issuer, --jwks or --key was given'
    return { id, verdict: 'skipped', seen, expected: undefined, because }
  })
  return { ...explanation, children }
}

/** A token that is refused before its key is looked for, such as an expired one, still gets its keys shown. */
async function loadKeys(verifier: Verifier): Promise<void> {
  try {
    await verifier.prefetch()
  } catch {
    // The explanation says what became of the keys.
  }
}

const isSignatureGood = ({ children = [] }: Explanation): boolean =>
  children.some(({ id, verdict }) => id === 'signature' && verdict === 'pass')

async function selectionOf(token: string, set: KeySet, { place, kidless }: TrustChoice): Promise<Selection> {
  const { header } = decodeJwt(token)
  const { alg, kid, ...rest } = header
  const query = typeof kid === 'string' ? { ...rest, alg, kid } : { ...rest, alg }
  return { place, rows: await keyRows(set), trace: selectKey(set, query, { kidless }).trace }
}
