/** Certificates made by OpenSSL, an independent producer: one CA after the other, as a test describes them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export interface Made {
  readonly name: string
  /** Paths and texts of PEM files. */
  readonly keyFile: string
  readonly certFile: string
  readonly pem: string
  readonly key: string
}

export interface Wanted {
  readonly name: string
  /** Itself unless given. */
  readonly issuer?: Made
  /** The key and name of another, for cross-signing. */
  readonly sameKeyAs?: Made
  /** Options of `openssl genpkey`, P-256 unless given. */
  readonly key?: readonly string[]
  /** Lines of an extension section. */
  readonly extensions?: readonly string[]
  /** `YYYYMMDDHHMMSSZ` */
  readonly from?: string
  readonly until?: string
  /** Options of the signing command, such as `-sha1`. */
  readonly sign?: readonly string[]
  /** Replaces `/CN=name`. */
  readonly subject?: string
}

export const CA: readonly string[] = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign']
export const LEAF: readonly string[] = ['basicConstraints=CA:FALSE', 'keyUsage=critical,digitalSignature']
const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']

const folder = mkdtempSync(join(tmpdir(), 'keywell-x509-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

export const file = (name: string, content: string | Uint8Array = ''): string => {
  const path = join(folder, name)
  if (content.length > 0) writeFileSync(path, content)
  return path
}

export function openssl(args: readonly string[], input?: Uint8Array): Buffer {
  return execFileSync('openssl', args, { input, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] })
}

let count = 0

export function make(wanted: Wanted): Made {
  const { name, issuer, sameKeyAs, key = P256, extensions = LEAF, sign = [] } = wanted
  const stem = `${name.replaceAll(/\W/g, '-')}-${++count}`
  const keyFile = sameKeyAs?.keyFile ?? file(`${stem}.key`)
  if (sameKeyAs === undefined) openssl(['genpkey', ...key, '-out', keyFile])
  const request = file(`${stem}.csr`)
  const certFile = file(`${stem}.pem`)
  const subject = wanted.subject ?? `/CN=${name}`
  openssl(['req', '-new', '-utf8', '-key', keyFile, '-subj', subject, '-out', request])
  writeFileSync(file(`${stem}.index`), '')
  const config = file(`${stem}.cnf`, configuration(stem, extensions))
  const signer = issuer === undefined ? ['-selfsign'] : ['-cert', issuer.certFile]
  const files = ['-config', config, '-in', request, '-out', certFile, '-keyfile', issuer?.keyFile ?? keyFile]
  const { from = '20200101000000Z', until = '20450101000000Z' } = wanted
  const dates = ['-startdate', from, '-enddate', until]
  openssl(['ca', '-batch', '-notext', '-extensions', 'ext', '-preserveDN', ...files, ...signer, ...dates, ...sign])
  return { name, keyFile, certFile, pem: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}

const configuration = (stem: string, extensions: readonly string[]): string =>
  [
    '[ca]',
    'default_ca=own',
    '[own]',
    `database=${stem}.index`,
    `new_certs_dir=${folder}`,
    'default_md=sha256',
    'rand_serial=yes',
    'policy=any',
    'unique_subject=no',
    'email_in_dn=yes',
    '[any]',
    'commonName=optional',
    'organizationName=optional',
    'countryName=optional',
    'emailAddress=optional',
    '[ext]',
    'subjectKeyIdentifier=hash',
    ...extensions,
    '',
  ].join('\n')

/** Root, issuing CA and leaf, each with what differs. */
export interface Family {
  readonly root: Made
  readonly ca: Made
  readonly leaf: Made
}

type Change = Partial<Wanted>

export function family(changes: { readonly root?: Change; readonly ca?: Change; readonly leaf?: Change } = {}): Family {
  const root = make({ name: 'Root', extensions: CA, ...changes.root })
  const ca = make({ name: 'Issuing CA', issuer: root, extensions: CA, ...changes.ca })
  return { root, ca, leaf: make({ name: 'signer.example', issuer: ca, ...changes.leaf }) }
}
