/** One recorded file, read as the library reads it: which keys are used, which are set aside, and why. */
import { isKeywellError } from 'keywell'
import { type KeySet, parseJwks } from 'keywell/jwk'
import { providerOf, throughProvider } from './provider-feed.ts'
import { readDiscovery } from './read-discovery.ts'
import { type Recorded, recordedForm, type RecordedForm } from './recorded-form.ts'

export interface JudgedKey {
  readonly kid: string | undefined
  /** Notes on a key that is used, or the one reason why it is not. */
  readonly remarks: readonly string[]
}

export interface Reading {
  readonly file: string
  readonly form: RecordedForm | undefined
  readonly used: readonly JudgedKey[]
  readonly quarantined: readonly JudgedKey[]
  /** About the file as a whole. */
  readonly notes: readonly string[]
  /** The provider whose source took the file. */
  readonly provider: string | undefined
  /** Why it does not load. */
  readonly problem: string | undefined
}

export async function readRecorded(file: string, text: string): Promise<Reading> {
  const nothing = { file, form: undefined, used: [], quarantined: [], notes: [], provider: undefined }
  try {
    const recorded = recordedForm(text)
    if (recorded.form !== 'discovery') return await readSet(file, recorded)
    return { ...nothing, form: recorded.form, ...(await readDiscovery(recorded, providerOf(file))), problem: undefined }
  } catch (error) {
    return { ...nothing, problem: reasonOf(error) }
  }
}

async function readSet(file: string, recorded: Recorded): Promise<Reading> {
  const set = parsed(recorded)
  const used = set.keys.map(({ kid, notes }) => ({ kid, remarks: notes }))
  const quarantined = set.quarantined.map(({ kid, reason }) => ({ kid, remarks: [reason] }))
  const reading = { file, form: recorded.form, used, quarantined, notes: [], provider: undefined, problem: undefined }
  // A source refuses a set without a usable key, and rightly so: with none there is nothing to compare.
  const provider = used.length === 0 ? undefined : providerOf(file)
  const taken = provider === undefined ? undefined : await throughProvider(provider, recorded)
  if (provider === undefined || taken === undefined) return reading
  return { ...reading, provider: provider.name, problem: difference(set, taken) }
}

function parsed({ form, text }: Recorded): KeySet {
  if (form === 'discovery') throw new Error('metadata has no keys')
  if (form !== 'spki') return parseJwks(text, { format: form })
  return parseJwks(`-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`, { format: 'pem' })
}

/** The provider's source must use the very same keys; it may name and narrow them. */
function difference(set: KeySet, taken: KeySet): string | undefined {
  if (taken.keys.length === set.keys.length) return undefined
  return `the provider's source uses ${taken.keys.length} keys of ${set.keys.length}`
}

/** The innermost cause says what is wrong with the file. */
function reasonOf(error: unknown): string {
  if (isKeywellError(error) && isKeywellError(error.cause)) return reasonOf(error.cause)
  return error instanceof Error ? error.message : String(error)
}
