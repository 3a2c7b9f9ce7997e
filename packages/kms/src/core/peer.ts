/** Optional peers, imported when the first key needs one: nobody loads an SDK he does not use. */
import { KeywellError } from 'keywell'

/**
 * The module `name`, unknown as it is: the caller looks at what it needs of it.
 * @throws KeywellError ERR_PEER_MISSING when it is not installed
 */
export async function importPeer(name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const peer: unknown = await import(name)
    return isModule(peer) ? peer : {}
  } catch (cause) {
    // Another module that the peer lacks is a broken installation, and its own error says more.
    if (!isMissing(cause, name)) throw cause
    const message = `the optional package "${name}" is not installed`
    throw new KeywellError('ERR_PEER_MISSING', message, { package: name }, { cause, hint: `npm install ${name}` })
  }
}

const isModule = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Node's code, Bun's, and the words of bundlers that put something else in the place of what is not installed. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !/['"]([^'"]+)['"]/.exec(error.message)?.includes(name)) return false
  const code = 'code' in error ? String(error.code) : ''
  return code.endsWith('MODULE_NOT_FOUND') || /cannot find|could not resolve/i.test(error.message)
}
