/** The flaws, one change each. */
import { ALGORITHMS, AUDIENCE, type Change, type Draft, ISSUER, type Members, NOW, pairOf } from './cases.ts'

const change = (name: string, apply: (draft: Draft) => Partial<Draft>): Change => ({
  name,
  apply: (draft) => ({ ...draft, ...apply(draft) }),
})

const show = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 60))

const inHeader = (member: string, values: readonly unknown[]): readonly Change[] =>
  values.map((value) =>
    change(`header ${member}: ${show(value)}`, ({ header }) => ({ header: { ...header, [member]: value } })),
  )

const inPayload = (claim: string, values: readonly unknown[]): readonly Change[] =>
  values.map((value) =>
    change(`claim ${claim}: ${show(value)}`, ({ payload }) => ({ payload: { ...payload, [claim]: value } })),
  )

const inKey = (member: string, values: readonly unknown[]): readonly Change[] =>
  values.map((value) => change(`key ${member}: ${show(value)}`, ({ key }) => ({ key: { ...key, [member]: value } })))

/** A claim as JSON spells it and JavaScript cannot. */
const written = (claim: string, texts: readonly string[]): readonly Change[] =>
  texts.map((text) =>
    change(`claim ${claim} written ${text}`, ({ payload }) => ({
      payloadText: JSON.stringify({ ...payload, [claim]: '@@' }).replace('"@@"', () => text),
    })),
  )

const ODD: readonly unknown[] = [null, true, 0, '', [], {}, [[]]]

const HEADER: readonly Change[] = [
  ...inHeader('alg', [
    undefined,
    ...ODD,
    'none',
    'NONE',
    'rs256',
    'RS257',
    'RSA-OAEP',
    'HS256',
    '__proto__',
    'constructor',
    ...ALGORITHMS,
  ]),
  ...inHeader('kid', [undefined, ...ODD, 'K', 'k ', 'other', '__proto__', '../k', ['k'], 'x'.repeat(2000)]),
  ...inHeader('typ', [
    undefined,
    ...ODD,
    'jwt',
    'at+jwt',
    'application/at+jwt',
    'logout+jwt',
    'application/dpop+jwt',
    'x',
  ]),
  ...inHeader('crit', [
    undefined,
    ...ODD,
    ['exp'],
    ['b64'],
    ['b64', 'b64'],
    ['x'],
    [''],
    [1],
    ['__proto__'],
    ['alg'],
    'b64',
  ]),
  ...inHeader('b64', [...ODD, false, 'false', 1]),
  ...inHeader('jwk', [pairOf('ES256', 'stranger').bare, null, 'x', {}]),
  ...inHeader('jku', ['https://attacker.example', 5, null]),
  ...inHeader('x5u', ['https://attacker.example', 5]),
  ...inHeader('x5c', [[], ['AA'], 'AA', null]),
  ...inHeader('x5t#S256', ['x', 5]),
  ...inHeader('cty', ['JWT', 5, null]),
  ...inHeader('zip', ['DEF', 5]),
  ...inHeader('enc', ['A256GCM']),
  change('critical b64: true', ({ header }) => ({ header: { ...header, b64: true, crit: ['b64'] } })),
  change('critical b64: false', ({ header }) => ({ header: { ...header, b64: false, crit: ['b64'] } })),
  change('critical exp that is there', ({ header }) => ({ header: { ...header, exp: 1, crit: ['exp'] } })),
]

/** The same object, with something done to its text. */
const retexted = (name: string, edit: (text: string) => string | Uint8Array): readonly Change[] => [
  change(`header ${name}`, ({ header }) => ({ headerText: edit(JSON.stringify(header)) })),
  change(`payload ${name}`, ({ payload }) => ({ payloadText: edit(JSON.stringify(payload)) })),
]

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
const more = (members: string) => (text: string) => `${text.slice(0, -1)},${members}}`
const withBytes =
  (...bytes: readonly number[]) =>
  (text: string): Uint8Array =>
    Buffer.concat([Buffer.from(`${text.slice(0, -1)},"x":"`), Buffer.from(bytes), Buffer.from('"}')])

const TEXT: readonly Change[] = [
  ...retexted('with a BOM', (text) => `\uFEFF${text}`),
  ...retexted('with spaces around', (text) => ` \n${text}\t `),
  ...retexted('with something after it', (text) => `${text}x`),
  ...retexted('with NUL after it', (text) => `${text}\u0000`),
  ...retexted('cut off', (text) => text.slice(0, -1)),
  ...retexted('with a trailing comma', (text) => `${text.slice(0, -1)},}`),
  ...retexted('in an array', (text) => `[${text}]`),
  ...retexted('as text', (text) => JSON.stringify(text)),
  ...retexted('null', () => 'null'),
  ...retexted('empty', () => ''),
  ...retexted('with a member twice', more('"x":1,"x":2')),
  ...retexted('with an equal member twice inside', more('"x":{"y":1,"y":1}')),
  ...retexted('with __proto__', more('"__proto__":{"alg":"none","sub":"admin"}')),
  ...retexted('with constructor', more('"constructor":{"prototype":{"x":1}}')),
  ...retexted('with toString', more('"toString":1')),
  ...retexted('10 levels deep', more(`"x":${nested(10)}`)),
  ...retexted('100 levels deep', more(`"x":${nested(100)}`)),
  ...retexted('with 1e400', more('"x":1e400')),
  ...retexted('with NaN', more('"x":NaN')),
  ...retexted('with half a surrogate pair escaped', more('"x":"\\ud800"')),
  ...retexted('with a byte FF', withBytes(0xff)),
  ...retexted('with an overlong slash', withBytes(0xc0, 0xaf)),
  ...retexted('with a surrogate in UTF-8', withBytes(0xed, 0xa0, 0x80)),
  ...retexted('with U+FFFD', withBytes(0xef, 0xbf, 0xbd)),
  ...retexted('in UTF-16', (text) => Buffer.from(text, 'utf16le')),
  ...retexted('with 10 kB more', more(`"x":"${'x'.repeat(10_000)}"`)),
  ...retexted('with 100 kB more', more(`"x":"${'x'.repeat(100_000)}"`)),
]

const CLAIMS: readonly Change[] = [
  ...inPayload('iss', [undefined, ...ODD, `${ISSUER}/`, ISSUER.toUpperCase(), [ISSUER], `${ISSUER} `]),
  ...inPayload('aud', [
    undefined,
    ...ODD,
    [AUDIENCE],
    ['x', AUDIENCE],
    ['x'],
    [AUDIENCE, 1],
    [[AUDIENCE]],
    `${AUDIENCE} x`,
    { 0: AUDIENCE },
  ]),
  ...inPayload('exp', [
    undefined,
    ...ODD,
    NOW,
    NOW - 59,
    NOW - 60,
    NOW - 61,
    NOW - 59.5,
    NOW - 60.5,
    String(NOW + 60),
    -1,
    1e308,
    -1e308,
    NOW * 1000,
  ]),
  ...inPayload('nbf', [...ODD, NOW, NOW + 60, NOW + 60.5, NOW + 61, String(NOW), -1, 1e308, NOW * 1000]),
  ...inPayload('iat', [undefined, ...ODD, NOW + 10_000, -1, String(NOW)]),
  ...inPayload('sub', [undefined, ...ODD]),
  ...inPayload('jti', ODD),
  ...['exp', 'nbf', 'iat'].flatMap((claim) => written(claim, ['1e400', '-1e400', '1E9', '01', '-0', '"x"'])),
]

const pad = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=')
const loose = (text: string): string => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1)

const SPELLINGS: readonly (readonly [string, (text: string) => string])[] = [
  ['padded', pad],
  ['with "="', (text) => `${text}=`],
  ['with a space', (text) => `${text} `],
  ['with a space inside', (text) => `${text.slice(0, 4)} ${text.slice(4)}`],
  ['with a line break', (text) => `${text}\n`],
  ['in the standard alphabet', (text) => text.replaceAll('-', '+').replaceAll('_', '/')],
  ['with "!"', (text) => `${text}!`],
  ['with "é"', (text) => `${text}é`],
  ['with loose bits', loose],
  ['with a character more', (text) => `${text}A`],
  ['empty', () => ''],
]

const TOKEN: readonly Change[] = [
  ...(['header', 'payload', 'signature'] as const).flatMap((place) =>
    SPELLINGS.map(([name, spell]) =>
      change(`${place} ${name}`, () => ({ spell: (segment, where) => (where === place ? spell(segment) : segment) })),
    ),
  ),
  ...(
    [
      ['in two parts', (token) => token.split('.').slice(0, 2).join('.')],
      ['in four parts', (token) => `${token}.x`],
      ['in five parts', (token) => `${token}.x.x`],
      ['after "Bearer "', (token) => `Bearer ${token}`],
      ['after a space', (token) => ` ${token}`],
      ['before a line break', (token) => `${token}\n`],
      ['in quotes', (token) => `"${token}"`],
      ['twice', (token) => `${token}.${token}`],
    ] satisfies readonly (readonly [string, (token: string) => string])[]
  ).map(([name, token]) => change(`token ${name}`, () => ({ token }))),
]

const SIGNATURE: readonly Change[] = [
  ...(
    [
      ['of zeros', (good) => Buffer.alloc(good.length)],
      ['cut by an octet', (good) => good.subarray(0, -1)],
      ['with an octet more', (good) => Buffer.concat([good, Buffer.alloc(1)])],
      ['with an octet in front', (good) => Buffer.concat([Buffer.alloc(1), good])],
      ['doubled', (good) => Buffer.concat([good, good])],
      ['of other bytes', (good) => Buffer.from(good.toReversed())],
    ] satisfies readonly (readonly [string, (good: Buffer) => Uint8Array])[]
  ).map(([name, signature]) => change(`signature ${name}`, () => ({ signature }))),
  ...ALGORITHMS.map((alg) => change(`signed as ${alg}`, () => ({ signAs: alg }))),
]

const respelled = (name: string, edit: (bytes: Buffer) => string): readonly Change[] =>
  ['n', 'e', 'x', 'y'].map((member) =>
    change(`key ${member} ${name}`, ({ key }) =>
      typeof key[member] === 'string' ? { key: { ...key, [member]: edit(Buffer.from(key[member], 'base64url')) } } : {},
    ),
  )

const PRIVATE_MEMBERS = (alg: string): Members => ({ ...pairOf(alg).privateKey.export({ format: 'jwk' }) })

const KEY: readonly Change[] = [
  ...inKey('kty', [undefined, ...ODD, 'rsa', 'oct', '__proto__']),
  ...inKey('alg', [undefined, ...ODD, 'none', 'RSA-OAEP', 'rs256', 'HS256', ...ALGORITHMS]),
  ...inKey('use', [undefined, ...ODD, 'enc', 'SIG', 'jwt-svid']),
  ...inKey('key_ops', [
    ...ODD,
    ['verify'],
    ['sign', 'verify'],
    ['sign'],
    ['encrypt'],
    ['verify', 'verify'],
    ['verify', 1],
    'verify',
  ]),
  ...inKey('kid', [undefined, ...ODD, 'K', 'other']),
  ...inKey('ext', [true, false, 'x', null]),
  ...inKey('crv', [undefined, null, 'P-256', 'P-384', 'Ed25519', 'X25519', '__proto__']),
  ...inKey('e', [undefined, null, '', 'AQ', 'Aw', 'AA', 'AAEAAQ', 'AQAC', 'AQAAAAE', 5]),
  ...inKey('n', [undefined, null, '', 'AQAB', 5]),
  ...inKey('x', [undefined, null, '', 'AA', 5]),
  ...inKey('y', [undefined, null, '', 'AA', 5]),
  ...inKey('d', ['AAAA', null]),
  ...inKey('k', ['AAAA']),
  ...inKey('oth', [[]]),
  ...inKey('x5c', [[], ['AA'], 'AA', null]),
  ...inKey('x5u', ['https://attacker.example', 5]),
  ...inKey('extra', [{ deep: [1] }]),
  ...respelled('in padded standard base64', (bytes) => bytes.toString('base64')),
  ...respelled('with a zero octet in front', (bytes) => Buffer.concat([Buffer.alloc(1), bytes]).toString('base64url')),
  ...respelled('with an octet changed', (bytes) =>
    Buffer.from(bytes.map((octet, place) => (place === 5 ? octet ^ 1 : octet))).toString('base64url'),
  ),
  ...respelled('with a line break', (bytes) => `${bytes.toString('base64url')}\n`),
  change('key private', ({ alg, key }) => ({ key: { ...key, ...PRIVATE_MEMBERS(alg) } })),
  change('key of somebody else', ({ alg, key }) => ({ key: { ...key, ...pairOf(alg, 'stranger').bare } })),
]

const beside = (name: string, keys: (draft: Draft) => readonly unknown[]): Change =>
  change(`neighbour ${name}`, (draft) => ({ neighbours: keys(draft) }))

const stranger = ({ alg }: Draft): Members => pairOf(alg, 'stranger').bare

const SET: readonly Change[] = [
  beside('null', () => [null]),
  beside('text', () => ['key']),
  beside('empty', () => [{}]),
  beside('of unknown type', () => [{ kty: 'NEW', kid: 'new' }]),
  beside('secret', () => [{ kty: 'oct', k: 'AAAA', kid: 'secret' }]),
  beside('broken, other kid', () => [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'broken' }]),
  beside('good, other kid', (draft) => [{ ...stranger(draft), kid: 'other', alg: draft.alg }]),
  beside('good, without kid', (draft) => [stranger(draft)]),
  beside('good, same kid', (draft) => [{ ...stranger(draft), kid: 'k', alg: draft.alg }]),
  beside('good, same kid, for encryption', (draft) => [{ ...stranger(draft), kid: 'k', use: 'enc' }]),
  beside('the same key again', ({ key }) => [key]),
  beside('the same key under another kid', ({ key }) => [{ ...key, kid: 'other' }]),
]

export const CHANGES: readonly Change[] = [...HEADER, ...TEXT, ...CLAIMS, ...TOKEN, ...SIGNATURE, ...KEY, ...SET]
