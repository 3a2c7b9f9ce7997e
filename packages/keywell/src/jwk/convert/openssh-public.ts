/** OpenSSH public keys: lines as in `id_ed25519.pub` and authorized_keys (sshd(8)). */
import { optional, optionInvalid } from '../../errors/index.ts'
import { decodeBase64Text, encodeBase64Text } from '../base64-text.ts'
import type { Jwk } from '../jwk.ts'
import { jwkInvalid } from '../problems.ts'
import { strictly } from '../spki.ts'
import { boundedCount, type Found, type RawKey } from './raw-key.ts'
import { readSshBlob, sshType, writeSshBlob } from './ssh-key-types.ts'

/** Options with quoted values, if any; the type; the key; the comment. */
const LINE = /^(?:(?:[^\s"]|"(?:[^"\\]|\\.)*")+[ \t]+)?((?:ssh|ecdsa|sk)-[\w@.-]+)[ \t]+(AAAA[\w+/]+=*)(?:[ \t]+(.*))?$/

/** Whether a text begins like such a file, comments aside. */
export function isOpensshLine(text: string): boolean {
  const first = keyLines(text)[0] ?? ''
  return /^(?:ssh-|ecdsa-|sk-)/.test(first) || LINE.test(first)
}

/** The keys of all lines. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export const opensshLines = (text: string): readonly RawKey[] =>
  boundedCount(keyLines(text)).map((line) => ({ format: 'openssh-public', read: () => readLine(line) }))

const keyLines = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))

function readLine(line: string): Found {
  const [, type = '', key = '', comment] = LINE.exec(line) ?? []
  const blob = type === '' ? undefined : decodeBase64Text(key)
  if (blob === undefined) throw jwkInvalid(undefined, 'this is no OpenSSH public key: type, base64 and comment')
  const jwk = strictly('the OpenSSH public key is cut off or malformed', () => readSshBlob(blob))
  if (sshType(jwk) !== type) throw jwkInvalid(undefined, 'the OpenSSH line names another type than the key inside')
  return { jwk, ...(comment === undefined ? {} : { comment }) }
}

/** One line with its end. */
export function writeOpensshPublic(jwk: Jwk, comment: string | undefined): string {
  const words = [sshType(jwk), encodeBase64Text(writeSshBlob(jwk)), sshComment(jwk, comment)]
  return `${words.filter((word) => word !== '').join(' ')}\n`
}

/** A comment must not begin another line: in authorized_keys that would be another key. */
export function sshComment(jwk: Jwk, given: string | undefined): string {
  const comment = optional(oneLine, 'comment', given) ?? jwk.kid ?? ''
  return comment.replaceAll(/\p{Cc}/gu, ' ').trim()
}

function oneLine(option: string, value: unknown): string {
  if (typeof value === 'string' && !/\p{Cc}/u.test(value)) return value
  throw optionInvalid(option, 'text on one line', value)
}
