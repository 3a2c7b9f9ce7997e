/** What a provider's tokens look like, good and wrong ones, and how it serves its keys: one file for each provider. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyTrust, ErrorCode, RemoteOptions } from '../../../src/index.ts'
import type { Jwk } from '../../../src/jwk.ts'

/** A key as a provider can publish it. */
export interface PublishedKey {
  readonly kid: string
  readonly jwk: Jwk
  /** SPKI. */
  readonly pem: string
}

/** What makes a token differ from the good one; `undefined` takes a member out. */
export interface Change {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
}

export interface Specimen {
  /** As in the table of providers. */
  readonly provider: string
  /** Such as `access token`; for providers whose tokens come in kinds. */
  readonly kind?: string
  readonly trust: (source: RemoteOptions) => AnyTrust
  readonly alg: 'RS256' | 'ES256' | 'ES384' | 'EdDSA'
  /** The kid of the n-th key, in the provider's own style. */
  readonly kid: (n: number) => string
  /** Where the keys are: every URL with what it answers. Metadata goes with them. */
  readonly serve: (keys: readonly PublishedKey[]) => Readonly<Record<string, unknown>>
  /** Of a good token, beside `alg` and `kid`. */
  readonly header?: Readonly<Record<string, unknown>>
  /** Of a good token, beside `iat` and `exp`. */
  readonly claims: Readonly<Record<string, unknown>>
  /** Segments padded, in the standard alphabet. */
  readonly isBase64?: boolean
  readonly wrongAudience: Change
  readonly wrongIssuer: Change
  /** Absent where a provider has one kind of token only. */
  readonly wrongKind?: Change
  /** Where a case ends otherwise than with most providers. */
  readonly expected?: Readonly<Partial<Record<CaseName, ErrorCode | 'accepted'>>>
}

/** The nine cases of the table, with what most providers' tokens come to. */
export const CASES = {
  good: 'accepted',
  'wrong audience': 'ERR_AUDIENCE_MISMATCH',
  'wrong issuer': 'ERR_ISSUER_UNTRUSTED',
  'wrong kind': 'ERR_TYPE_MISMATCH',
  "other tenant's key": 'ERR_SIGNATURE_INVALID',
  expired: 'ERR_TOKEN_EXPIRED',
  'unknown kid': 'ERR_KEY_NOT_FOUND',
  'rotated key': 'accepted',
  'endpoint down': 'ERR_KEYS_UNAVAILABLE',
} as const satisfies Record<string, ErrorCode | 'accepted'>

export type CaseName = keyof typeof CASES

export const CASE_NAMES: readonly CaseName[] = Object.keys(CASES).filter((name): name is CaseName => name in CASES)

const folder = join(import.meta.dirname, '../specimens')

/** All of them, by file name. */
export async function loadSpecimens(): Promise<readonly Specimen[]> {
  const files = readdirSync(folder).toSorted()
  const modules = await Promise.all(
    files.map(
      async (file): Promise<{ readonly specimens: readonly Specimen[] }> =>
        await import(/* @vite-ignore */ join(folder, file)),
    ),
  )
  return modules.flatMap(({ specimens }) => specimens)
}

/** The specimen of a file with one only, or that of a kind. */
export function specimenOf(specimens: readonly Specimen[], kind?: string): Specimen {
  const found = specimens.find((specimen) => specimen.kind === kind)
  if (found === undefined) throw new Error(`no specimen of the kind ${kind}`)
  return found
}
