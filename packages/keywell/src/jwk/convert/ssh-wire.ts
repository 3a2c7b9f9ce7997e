/** The data types of the SSH protocol (RFC 4251 §5): what OpenSSH keys are made of. Strict, and bounded by the input. */
import { bytes } from '#bytes'
import { DerProblem } from '../der.ts'
import { concat } from './der-write.ts'

/** Reads one value after the other. Every method throws DerProblem at what is no such value. */
export interface SshReader {
  uint32(): number
  octets(): Uint8Array
  text(): string
  /** An mpint that is positive, as its magnitude. */
  number(): Uint8Array
  /** What is left. */
  rest(): Uint8Array
}

export function sshReader(input: Uint8Array): SshReader {
  let at = 0
  const take = (length: number): Uint8Array => {
    if (at + length > input.length) throw new DerProblem('it ends early')
    at += length
    return input.subarray(at - length, at)
  }
  const uint32 = (): number => take(4).reduce((sum, octet) => sum * 256 + octet, 0)
  const octets = (): Uint8Array => take(uint32())
  return {
    uint32,
    octets,
    text: () => bytes.decodeUtf8(octets()) ?? '',
    number: () => magnitude(octets()),
    rest: () => take(input.length - at),
  }
}

/** RFC 4251 §5: no needless zero octets, and the topmost bit is the sign. */
function magnitude(content: Uint8Array): Uint8Array {
  const [first, second] = content
  if (first === undefined || first >= 0x80) throw new DerProblem('a number that is not positive')
  if (first !== 0) return content
  if (second === undefined || second < 0x80) throw new DerProblem('a number with needless zeros')
  return content.subarray(1)
}

export const sshUint32 = (value: number): Uint8Array =>
  Uint8Array.of((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)

export const sshOctets = (content: Uint8Array): Uint8Array => concat(sshUint32(content.length), content)

export const sshText = (text: string): Uint8Array => sshOctets(bytes.encodeUtf8(text))

/** A positive mpint from its magnitude. */
export function sshNumber(value: Uint8Array): Uint8Array {
  const first = value.findIndex((octet) => octet !== 0)
  const trimmed = first === -1 ? value.subarray(value.length) : value.subarray(first)
  return sshOctets((trimmed[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), trimmed) : trimmed)
}
