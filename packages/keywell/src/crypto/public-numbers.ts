/** The public members of a JWK that a runtime exported, whatever else it put there. */
import type { KeyMembers } from './backend.ts'

const PUBLIC: readonly string[] = ['crv', 'x', 'y', 'pub']

export const publicNumbers = (exported: Readonly<Record<string, unknown>>): KeyMembers => ({
  ...Object.fromEntries(Object.entries(exported).filter(([name]) => PUBLIC.includes(name))),
  kty: String(exported['kty']),
})
