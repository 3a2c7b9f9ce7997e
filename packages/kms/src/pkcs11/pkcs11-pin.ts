/** Where the PIN comes from. It is read when a session logs in, kept nowhere else, and shown in no error. */
import { Buffer } from 'node:buffer'
import { uriInvalid } from '../core/key-uri.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { optionInvalid } from '../core/settings.ts'
import { readSmallFile } from '../core/small-file.ts'
import type { Pkcs11Options } from './pkcs11-options.ts'

/** Resolves to `undefined` where there is none. */
export type ReadPin = () => Promise<string | undefined>

/** @throws KeywellError ERR_OPTION_INVALID */
export function pinReader(pin: Pkcs11Options['pin'], source: string | undefined): ReadPin {
  if (typeof pin === 'function') return () => given(pin)
  if (typeof pin === 'string' && pin !== '') return async () => pin
  if (pin !== undefined) throw optionInvalid('pkcs11.pin', 'a PIN or a function that gives it', pin)
  if (source === undefined) return async () => process.env['PKCS11_PIN']
  return sourceReader(source)
}

/** RFC 7512 §2.4 leaves the meaning open, save that a URI or a path names what holds the PIN. No program is ever run. */
function sourceReader(source: string): ReadPin {
  const [, kind, rest = ''] = /^(file|env):(.+)$/s.exec(source) ?? []
  if (kind === 'env') return async () => process.env[rest]
  const path = kind === 'file' ? rest.replace(/^\/\/(?=\/)/, '') : source
  if (!path.startsWith('/')) throw uriInvalid('with pin-source=file:/PATH or pin-source=env:NAME', 'pkcs11')
  return () => fromFile(path)
}

async function given(pin: () => string | Promise<string>): Promise<string> {
  const value: unknown = await Promise.resolve()
    .then(pin)
    .catch((cause: unknown) => {
      throw new ServiceFailure('unavailable', 'the PIN could not be obtained', { cause })
    })
  if (typeof value === 'string' && value !== '') return value
  throw new ServiceFailure('refused', 'the function gave no PIN')
}

/** Tokens take a few dozen characters. */
const MAX_PIN_FILE_BYTES = 4096

async function fromFile(path: string): Promise<string> {
  const octets = await readSmallFile(path, MAX_PIN_FILE_BYTES).catch((cause: unknown) => {
    throw new ServiceFailure('refused', 'the file with the PIN cannot be read', { cause })
  })
  return Buffer.from(octets)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}
