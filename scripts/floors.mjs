/** The dependency rules of the house as data, each with its reason. Checked by check-floors.mjs. */

/**
 * Floors of the library, lowest first: the folders of packages/keywell/src. A module may import from its own folder and
 * from every floor listed before it, save those that `never` names. Entry files beside the folders may import anything.
 */
export const FLOORS = [
  { name: 'errors', never: [], because: 'everything throws these errors, so they can need nothing' },
  { name: 'bytes', never: [], because: 'text and octets come before every format made of them' },
  { name: 'io', never: [], because: 'time and network know nothing of tokens and keys' },
  { name: 'jose', never: ['io'], because: 'pure: judges text without time, network or crypto' },
  { name: 'crypto', never: ['io'], because: 'gives primitives by the algorithm table, and nothing about tokens' },
  { name: 'jwk', never: ['io'], because: 'pure: one key, without a thought of sets or of where it came from' },
  { name: 'jwks', never: ['io'], because: 'pure: a set and the choice from it, wherever the set came from' },
  {
    name: 'certificate',
    never: [],
    because: 'keys out of certificates and encrypted files; whoever wants them asks through the door of their own',
  },
  {
    name: 'sign',
    never: ['certificate'],
    because: 'makes tokens without knowing how others obtain keys or judge tokens',
  },
  { name: 'source', never: ['sign', 'certificate'], because: 'obtains keys and holds no verdict on a token' },
  { name: 'verify', never: ['sign', 'certificate'], because: 'gives the verdict and must not hold the means to sign' },
  {
    name: 'provider',
    never: ['sign', 'certificate'],
    because: 'the data and quirks of one identity provider, ending in a Trust',
  },
  {
    name: 'adapter',
    never: ['sign', 'certificate'],
    because: 'a framework stands on top of verification, never below it',
  },
  { name: 'telemetry', never: ['sign', 'certificate'], because: 'reads what verifiers and sources say of themselves' },
  {
    name: 'testing',
    never: ['adapter', 'telemetry', 'certificate'],
    because: 'for the tests of users: may use much, and nothing may use it',
  },
]

/** Optional peers of the library, by the one floor that may import each. */
export const PEERS = { '@opentelemetry/api': 'telemetry', pkijs: 'certificate' }

/** Names that import conditions resolve, and the floor each belongs to. */
export const CONDITIONAL = { '#bytes': 'bytes', '#certificates': 'certificate', '#crypto': 'crypto', '#http': 'io' }

/** The packages, lowest first, by folder: which others of this repository each may use, and whether npm's as well. */
export const PACKAGES = {
  keywell: { uses: [], npm: false, because: 'it has no runtime dependencies, and node: only in *.node.ts' },
  doctor: { uses: ['keywell'], npm: true, because: 'it judges what the library has read' },
  kms: { uses: ['keywell'], npm: true, because: 'it gives the library Signers and knows nothing of servers' },
  server: { uses: ['keywell', '@keywell/doctor', '@keywell/kms'], npm: true, because: 'it serves what is below it' },
  inspector: { uses: ['keywell', '@keywell/doctor'], npm: true, because: 'a page has no server inside' },
  cli: {
    uses: ['keywell', '@keywell/doctor', '@keywell/kms', '@keywell/server', '@keywell/inspector'],
    npm: true,
    because: 'the command is the top, which nothing imports',
  },
}
