/** Keys and certificates that OpenSSL made, once per run, and secrets of theirs to look for. */
import { spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface KeyFolder {
  readonly path: string
  /** The content of a file. */
  read(name: string): Buffer
  openssl(...args: readonly string[]): void
  write(name: string, content: string | Uint8Array): void
  remove(): void
}

export const PASSWORD = 'correct horse battery staple'

/** `rsa.pem` and `ec.pem` with `rsa.crt` and `ec.crt`, `rsa.p12`, `ec.enc.pem`, and `password.txt`. */
export function keyFolder(): KeyFolder {
  const path = mkdtempSync(join(tmpdir(), 'keywell-keys-'))
  const openssl = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: path, encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
  }
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(path, name), content)
  openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'rsa.pem')
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-out', 'ec.pem')
  for (const name of ['rsa', 'ec'])
    openssl('req', '-x509', '-key', `${name}.pem`, '-subj', `/CN=${name} key`, '-days', '90', '-out', `${name}.crt`)
  openssl('pkcs12', '-export', '-inkey', 'rsa.pem', '-in', 'rsa.crt', '-out', 'rsa.p12', '-passout', `pass:${PASSWORD}`)
  openssl('pkcs8', '-topk8', '-in', 'ec.pem', '-out', 'ec.enc.pem', '-passout', `pass:${PASSWORD}`)
  write('password.txt', `${PASSWORD}\n`)
  return {
    path,
    read: (name) => readFileSync(join(path, name)),
    openssl,
    write,
    remove: () => rmSync(path, { recursive: true }),
  }
}

/** The private numbers of a key, each in the spellings in which it could leak: base64url, hexadecimal, inside of PEM. */
export function secretsOf(pem: string | Buffer): readonly string[] {
  const { d, p, q, dp, dq, qi } = createPrivateKey(pem).export({ format: 'jwk' })
  const numbers = [d, p, q, dp, dq, qi].filter((value) => typeof value === 'string')
  return numbers.flatMap((text) => [text, ...spellings(Buffer.from(text, 'base64url'))])
}

/** Where a number begins within three octets decides how base64 spells it; the first and last characters are shared. */
const spellings = (octets: Buffer): readonly string[] => [
  octets.toString('hex'),
  ...[0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), octets])
      .toString('base64')
      .slice(4, 32),
  ),
]
