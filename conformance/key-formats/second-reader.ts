/** Has an independent program read what was written, and answers with the public key in its words: SPKI in DER. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readKey, type WritableKeyFormat, writeKey } from 'keywell/jwk'
import { run, withFile } from './run-program.ts'
import type { Specimen } from './specimens.ts'

/** @throws Error when the program does not take it */
export async function secondReader(
  { isOldEnough }: Specimen,
  format: WritableKeyFormat,
  written: string | Uint8Array,
): Promise<Buffer> {
  if (format === 'openssh-private') return readBySshKeygen(written)
  if (format === 'openssh-public') return readPublicBySshKeygen(written)
  const [structure = '', encoding] = format.split('-')
  const isStructure = ['spki', 'pkcs8', 'pkcs1', 'sec1'].includes(structure)
  if (!isStructure) return bySpelling(written)
  const content = encoding === 'base64' ? Buffer.from(String(written), 'base64') : Buffer.from(written)
  const form = encoding === 'pem' ? 'PEM' : 'DER'
  if (!isOldEnough) return byNode(content, form, structure)
  const isPublic = structure === 'spki' ? ['-pubin'] : []
  return run('openssl', ['pkey', ...isPublic, '-inform', form, '-pubout', '-outform', 'DER'], content)
}

/** JSON and CBOR are nothing that OpenSSL reads: what was written is read back, and OpenSSL sees the result. */
async function bySpelling(written: string | Uint8Array): Promise<Buffer> {
  const { jwk } = await readKey(written)
  const der = Buffer.from(writeKey(jwk, { format: 'pkcs8-der' }))
  return byNode(der, 'DER', 'pkcs8')
}

function byNode(content: Buffer, form: 'PEM' | 'DER', structure: string): Buffer {
  const isPublic = structure === 'spki'
  const key =
    form === 'PEM'
      ? createPublicKey(content)
      : isPublic
        ? createPublicKey({ key: content, format: 'der', type: 'spki' })
        : createPublicKey(createPrivateKey({ key: content, format: 'der', type: 'pkcs8' }))
  return key.export({ format: 'der', type: 'spki' })
}

/** ssh-keygen derives the public line from the private file. */
const readBySshKeygen = (written: string | Uint8Array): Promise<Buffer> =>
  spkiOfLine(withFile(written, (path) => run('ssh-keygen', ['-y', '-f', path])))

/** ssh-keygen turns the line into RFC 4716 and that back into a line. */
function readPublicBySshKeygen(written: string | Uint8Array): Promise<Buffer> {
  const exchanged = withFile(written, (path) => run('ssh-keygen', ['-e', '-m', 'RFC4716', '-f', path]))
  return spkiOfLine(withFile(exchanged, (path) => run('ssh-keygen', ['-i', '-m', 'RFC4716', '-f', path])))
}

async function spkiOfLine(line: Buffer): Promise<Buffer> {
  const { jwk } = await readKey(line)
  return run('openssl', ['pkey', '-pubin', '-pubout', '-outform', 'DER'], writeKey(jwk, { format: 'spki-pem' }))
}
