/** SoftHSM2 with tokens of its own in a folder of its own, and keys that are generated inside and never leave. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Pkcs11js from 'pkcs11js'

/** CommonJS with a native part. */
export const pkcs11js: typeof Pkcs11js = createRequire(import.meta.url)('pkcs11js')

/** Where Debian's softhsm2 puts it; elsewhere, say it. */
export const LIBRARY = process.env['SOFTHSM2_LIBRARY'] ?? '/usr/lib/softhsm/libsofthsm2.so'

export const PIN = '730194'

export type TokenKeyKind = 'rsa' | 'P-256' | 'P-384' | 'P-521' | 'ed25519'

export interface NewKey {
  readonly label: string
  /** CKA_ID. */
  readonly id: number
  readonly kind: TokenKeyKind
  /** Puts a key that the token lets out beside the ones it keeps; only to show that the test could see one. */
  readonly isSensitive?: boolean
}

export interface Token {
  generate(key: NewKey): void
  destroy(label: string): void
  /** Logs out and forgets the sessions of this helper. */
  leave(): void
  /** Lets go of the library too; nobody may have a session. */
  finish(): void
}

export interface SoftHsm {
  readonly folder: string
  /** A new token of this label. */
  init(label: string): void
  /** Sessions in this process, to make keys. */
  token(label: string): Token
  /** Takes all tokens away, as if they were pulled out, and puts them back. */
  pullOut(): void
  putBack(): void
  close(): void
}

export function startSoftHsm(): SoftHsm {
  if (!existsSync(LIBRARY)) throw new Error('there is no SoftHSM2: install softhsm2, or name it by SOFTHSM2_LIBRARY')
  const folder = mkdtempSync(join(tmpdir(), 'keywell-softhsm-'))
  const tokens = join(folder, 'tokens')
  mkdirSync(tokens)
  const configuration = join(folder, 'softhsm2.conf')
  writeFileSync(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  process.env['SOFTHSM2_CONF'] = configuration
  return {
    folder,
    init: (label) => {
      const names = ['--init-token', '--free', '--label', label, '--so-pin', '12345678', '--pin', PIN]
      execFileSync('softhsm2-util', names, { stdio: 'pipe' })
    },
    token: openToken,
    pullOut: () => renameEach(tokens, join(folder, 'drawer')),
    putBack: () => renameEach(join(folder, 'drawer'), tokens),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function renameEach(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) renameSync(join(from, name), join(to, name))
}

const FLAGS = pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION

function openToken(label: string): Token {
  const client = new pkcs11js.PKCS11()
  client.load(LIBRARY)
  try {
    client.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK })
  } catch {
    // Another part of this process has done so.
  }
  const slot = client.C_GetSlotList(true).find((handle) => client.C_GetTokenInfo(handle).label.trim() === label)
  if (slot === undefined) throw new Error(`there is no token ${label}`)
  const session = client.C_OpenSession(slot, FLAGS)
  try {
    client.C_Login(session, pkcs11js.CKU_USER, PIN)
  } catch {
    // All sessions of a process share the login.
  }
  return {
    generate: (key) => generate(client, session, key),
    destroy: (name) => destroy(client, session, name),
    leave: () => client.C_CloseSession(session),
    finish: () => client.C_Finalize(),
  }
}

type Client = InstanceType<typeof pkcs11js.PKCS11>

/** CKM_EC_EDWARDS_KEY_PAIR_GEN. */
const EDWARDS = 0x1055

/** CKA_EC_PARAMS in hex: an OBJECT IDENTIFIER, or the PrintableString "edwards25519". */
const CURVES: Readonly<Record<Exclude<TokenKeyKind, 'rsa'>, string>> = {
  'P-256': '06082a8648ce3d030107',
  'P-384': '06052b81040022',
  'P-521': '06052b81040023',
  ed25519: '130c656477617264733235353139',
}

function generate(client: Client, session: Buffer, { label, id, kind, isSensitive = true }: NewKey): void {
  const { CKA_LABEL, CKA_ID, CKA_TOKEN, CKA_SIGN, CKA_VERIFY, CKA_PRIVATE, CKA_SENSITIVE, CKA_EXTRACTABLE } = pkcs11js
  const common = [
    { type: CKA_LABEL, value: label },
    { type: CKA_ID, value: Buffer.from([id]) },
    { type: CKA_TOKEN, value: true },
  ]
  const secret = [
    { type: CKA_SIGN, value: true },
    { type: CKA_PRIVATE, value: true },
    { type: CKA_SENSITIVE, value: isSensitive },
    { type: CKA_EXTRACTABLE, value: !isSensitive },
  ]
  const open = [
    { type: CKA_VERIFY, value: true },
    { type: CKA_PRIVATE, value: false },
  ]
  const [mechanism, parameters] = generation(kind)
  client.C_GenerateKeyPair(session, { mechanism }, [...common, ...open, ...parameters], [...common, ...secret])
}

function generation(kind: TokenKeyKind): readonly [number, { type: number; value: number | Buffer }[]] {
  if (kind === 'rsa') {
    const parameters = [
      { type: pkcs11js.CKA_MODULUS_BITS, value: 2048 },
      { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
    ]
    return [pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN, parameters]
  }
  const mechanism = kind === 'ed25519' ? EDWARDS : pkcs11js.CKM_EC_KEY_PAIR_GEN
  return [mechanism, [{ type: pkcs11js.CKA_EC_PARAMS, value: Buffer.from(CURVES[kind], 'hex') }]]
}

function destroy(client: Client, session: Buffer, label: string): void {
  client.C_FindObjectsInit(session, [{ type: pkcs11js.CKA_LABEL, value: label }])
  const objects = client.C_FindObjects(session, 100)
  client.C_FindObjectsFinal(session)
  for (const object of objects) client.C_DestroyObject(session, object)
}
