/** pkijs, an optional peer: loaded by the first chain, so that files under a password need no package at all. */
import type * as Pkijs from 'pkijs'
import { KeywellError } from '../errors/index.ts'

/** @throws KeywellError ERR_PEER_MISSING when it is not installed */
export async function pkijs(): Promise<Pick<typeof Pkijs, 'Certificate' | 'CertificateChainValidationEngine'>> {
  try {
    return await import('pkijs')
  } catch (cause) {
    // A module that pkijs itself lacks is a broken installation, and its own error says more.
    if (!isMissing(cause)) throw cause
    const message = 'the optional package "pkijs" is not installed'
    throw new KeywellError('ERR_PEER_MISSING', message, { package: 'pkijs' }, { cause, hint: 'npm install pkijs' })
  }
}

/** Node's code, Bun's, and the words of bundlers that put something else in the place of what is not installed. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !/['"]pkijs['"]/.test(error.message)) return false
  const code = 'code' in error ? String(error.code) : ''
  return code.endsWith('MODULE_NOT_FOUND') || /cannot find|could not resolve/i.test(error.message)
}
