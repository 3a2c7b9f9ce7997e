/** Files that ssh-keygen makes. What it makes of ours is in the table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKeywellError } from 'keywell'
import { publicJwk, readKey, readKeys, writeKey } from 'keywell/jwk'
import { run, withFile } from '../run-program.ts'

interface Made {
  readonly secret: string
  readonly line: string
}

const made = (args: string, passphrase = ''): Made =>
  withFile('', (_, folder) => {
    const path = join(folder, 'made')
    run('ssh-keygen', ['-q', '-C', 'ada@example', '-N', passphrase, '-f', path, ...args.split(' ')])
    return { secret: readFileSync(path, 'utf8'), line: readFileSync(`${path}.pub`, 'utf8') }
  })

const KINDS = ['-t rsa -b 2048', '-t ecdsa -b 256', '-t ecdsa -b 384', '-t ecdsa -b 521', '-t ed25519'] as const

describe.each(KINDS)('ssh-keygen %s', (kind) => {
  const { secret, line } = made(kind)

  test('its private file is read, comment and all, and belongs to the public one', async () => {
    const key = await readKey(secret)
    expect(key).toMatchObject({ format: 'openssh-private', isPrivate: true, comment: 'ada@example' })
    const published = await readKey(line)
    expect(published).toMatchObject({ format: 'openssh-public', isPrivate: false, comment: 'ada@example' })
    expect(publicJwk(key.jwk)).toEqual(publicJwk(published.jwk))
  })

  test('its public line is written again to the octet', async () => {
    const { jwk, comment = '' } = await readKey(line)
    expect(writeKey(jwk, { format: 'openssh-public', comment })).toBe(line)
  })

  test('its private file is written again, save for the check numbers that are chance', async () => {
    const { jwk, comment = '' } = await readKey(secret)
    const written = writeKey(jwk, { format: 'openssh-private', comment })
    expect(withFile(written, (path) => run('ssh-keygen', ['-y', '-f', path]).toString())).toBe(line)
    expect(written.split('\n').map(({ length }) => length)).toEqual(secret.split('\n').map(({ length }) => length))
  })

  test('a passphrase is named, with the way out', async () => {
    const error = await readKey(made(kind, 'a good passphrase').secret).catch((caught: unknown) => caught)
    expect(isKeywellError(error, 'ERR_KEY_UNSUPPORTED')).toBe(true)
    expect(error).toMatchObject({
      message: 'this OpenSSH private key is encrypted',
      hint: expect.stringContaining('ssh-keygen -p'),
    })
  })
})

describe('authorized_keys', () => {
  const lines = ['-t ed25519', '-t ecdsa -b 256'].map((kind) => made(kind).line.trim())

  test('options, comments and empty lines are no hindrance', async () => {
    const [first = '', second = ''] = lines
    const file = `# who may come in\n\nfrom="10.0.0.0/8",command="echo \\"ssh-rsa AAAA\\"" ${first}\nno-pty ${second}\n`
    const keys = await readKeys(file)
    expect(keys.map(({ jwk }) => jwk.kty)).toEqual(['OKP', 'EC'])
    expect(keys.map(({ comment }) => comment)).toEqual(['ada@example', 'ada@example'])
  })

  test('keys in RFC 4716 are named, with the way out', async () => {
    const exported = withFile(lines[1] ?? '', (path) => run('ssh-keygen', ['-e', '-f', path]))
    const error = await readKey(exported).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_KEY_UNSUPPORTED', hint: expect.stringContaining('ssh-keygen -i') })
  })
})
