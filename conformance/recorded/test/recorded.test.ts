/** What becomes of every untidy key of our own sets: exactly which are used with which note, and which not for which reason. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { OWN_SETS } from '../own-sets.ts'
import { type JudgedKey, readRecorded } from '../read-recorded.ts'
import { readingLine } from '../report.ts'

const SETS = join(import.meta.dirname, '../sets')
const committed = (file: string): string => readFileSync(join(SETS, file), 'utf8')

const BASE64 = '"n" is base64 with padding, another alphabet or loose bits'
const ZEROS = '"n" has leading zero octets'

interface Expected {
  /** Kid and its notes. */
  readonly used?: readonly string[]
  /** Kid and its reason. */
  readonly quarantined?: readonly string[]
  readonly notes?: readonly string[]
  /** Whose source reads it too. */
  readonly provider?: string
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'auth0-leading-zero-and-padding.json': {
    used: [`zero: ${ZEROS}`, `zero-and-padding: ${BASE64}, ${ZEROS}`],
    provider: 'auth0',
  },
  'auth0-metadata.json': {},
  'certificates.json': {
    used: ['expired: ', 'unreadable: "x5c" does not hold a certificate that can be read'],
    quarantined: [
      'of-another-key: the certificate in "x5c" holds another public key',
      'numbers-in-certificate-only: "n" must be a non-empty string',
    ],
  },
  'clerk-key-without-armour.txt': { used: ['undefined: '], provider: 'clerk' },
  'elided-by-documentation.json': { used: ['whole: '], quarantined: ['d-230...802340: "n" is no base64url'] },
  'encryption-beside-signing.json': {
    used: ['sig: '],
    quarantined: [
      'enc: not for verifying: its use is "enc", not "sig"',
      'xml: not for verifying: its alg "http://www.w3.org/2001/04/xmlenc#rsa-oaep" is no signature algorithm',
    ],
  },
  'firebase-certificates.json': { used: ['one: ', 'two: '], provider: 'firebase' },
  'key-agreement.json': { used: ['ed25519: '], quarantined: ['x25519: no signature algorithm uses this OKP curve'] },
  'key-type-as-alg.json': { quarantined: ['ec: not for verifying: its alg "EC" is no signature algorithm'] },
  'kid-alone-missing.json': { used: ['undefined: '] },
  'microsoft-issuer-of-each-key.json': { used: ['all: ', 'one: '], provider: 'entra-id' },
  'microsoft-metadata-of-all.json': {
    notes: ['not checked: the issuer is a template, https://login.microsoftonline.com/{tenantid}/v2.0'],
  },
  'numbers-alone.json': { used: ['undefined: ', 'undefined: '] },
  // Of two that are the same in every member one is enough; the others are told apart by the signature.
  'okta-duplicate-kids.json': { used: ['same: ', 'same: ', 'same: '], provider: 'okta' },
  'onelogin-list.json': {
    used: ['active: its status is active', 'draining: its status is draining'],
    provider: 'one-login',
  },
  'onelogin-rotated.json': { used: ['new: its status is active'] },
  'small-rsa.json': { used: ['2048: '], quarantined: ['1024: the RSA modulus has 1024 bits, fewer than 2048'] },
  'spiffe-bundle.json': {
    quarantined: [
      'undefined: not for verifying: its use is "x509-svid", not "sig"',
      'svid: not for verifying: its use is "jwt-svid", not "sig"',
    ],
  },
  'standard-base64.json': { used: [`standard: ${BASE64}`] },
}

const told = (keys: readonly JudgedKey[]): readonly string[] =>
  keys.map(({ kid, remarks }) => `${kid}: ${remarks.join(', ')}`)

async function reading(file: string, text: string) {
  const { used, quarantined, notes, provider, problem } = await readRecorded(file, text)
  return { used: told(used), quarantined: told(quarantined), notes, provider, problem }
}

describe('our own sets', () => {
  test('are all expected, made and committed', () => {
    expect(readdirSync(SETS).toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
    expect([...OWN_SETS.keys()].toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  const cases = Object.entries(EXPECTED).flatMap(([file, expected]) => [
    [file, 'as committed', committed(file), expected] as const,
    [file, 'made anew', OWN_SETS.get(file) ?? '', expected] as const,
  ])

  test.for(cases)('%s, %s: each key is used or set aside for its reason', async ([file, , text, expected]) => {
    const nothing = { used: [], quarantined: [], notes: [], provider: undefined, problem: undefined }
    expect(await reading(file, text)).toEqual({ ...nothing, ...expected })
  })
})

describe('a file that does not load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywell-recorded-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const WRONG = {
    'empty.json': '',
    'html.json': '<!doctype html><title>Sign in</title>',
    'twice.json': '{"keys":[],"keys":[]}',
    'other.json': '{"hello":"world"}',
    'metadata.json': '{"issuer":"https://issuer.example","jwks_uri":"ftp://issuer.example/keys"}',
    'text.txt': '42',
  }

  test.for(Object.entries(WRONG))('is one line with the reason: %s', async ([file, text]) => {
    const answer = await readRecorded(file, text)
    expect(answer.problem).toMatch(/\w/)
    expect(readingLine(answer)).toBe(`✗ ${file}  does not load: ${answer.problem}`)
  })

  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['--conditions=@keywell/source', join(SETS, '../main.ts'), ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    })

  test('is no matter where it is a folder, and a folder that is not there is one line', () => {
    expect(run(join(folder, 'missing'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error: .*ENOENT.*\nusage: npm run recorded -- FOLDER\n$/),
    })
    mkdirSync(join(folder, 'inner/folder.json'), { recursive: true })
    writeFileSync(join(folder, 'inner/good.json'), committed('small-rsa.json'))
    expect(run(join(folder, 'inner')).status).toBe(0)
  })

  test('makes the exit code 1, and costs the others nothing', () => {
    writeFileSync(join(folder, 'a-wrong.json'), WRONG['html.json'])
    writeFileSync(join(folder, 'b-good.json'), committed('small-rsa.json'))
    writeFileSync(join(folder, 'README.md'), 'not read')
    const { status, stdout } = run(folder)
    expect(stdout).toContain('✗ a-wrong.json  does not load: ')
    expect(stdout).toContain('  b-good.json   jwks, 1 used, 1 quarantined; quarantined 1024: ')
    expect(stdout).toContain('2 files, 1 of which does not load; 1 key used')
    expect(status).toBe(1)
  })

  test('is not among our own, which are read where no folder is named', () => {
    const { status, stdout } = run()
    expect(stdout).toContain(`${OWN_SETS.size} files, 0 of which do not load; `)
    expect(status).toBe(0)
  })
})
