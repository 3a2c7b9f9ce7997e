/** Reads a small file, bounded. Never waits for a pipe, never reads a device, never repairs text. */
import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { clip, KeywellError } from '../errors/index.ts'

/** What the system says, as people say it (errno(3)). */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EACCES', 'the file may not be read by this user'],
  ['EPERM', 'the file may not be read by this user'],
  ['EISDIR', 'this is a folder, not a file'],
  ['ELOOP', 'the symbolic links go round in a circle'],
  ['EMFILE', 'too many files are open'],
])

/**
 * The file's text.
 * @throws KeywellError ERR_FETCH_FAILED, ERR_FETCH_TOO_LARGE
 */
export async function readTextFile(path: string, maxBytes: number): Promise<string> {
  const file = await opened(path)
  try {
    const stat = await file.stat()
    if (stat.isDirectory()) throw unreadable(path, 'this is a folder, not a file')
    if (!stat.isFile()) throw unreadable(path, 'this is no regular file')
    const octets = await readBounded(file, maxBytes)
    if (octets.length > maxBytes) throw tooLarge(path, maxBytes)
    if (!isUtf8(octets)) throw unreadable(path, 'the file is no valid UTF-8')
    return octets.toString('utf8')
  } finally {
    await file.close()
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK, opening a pipe waits for somebody to write.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    throw unreadable(path, REASONS.get(code) ?? 'the file cannot be opened', cause)
  }
}

/** One byte more than allowed shows that there is more; the size that stat tells may have changed meanwhile. */
async function readBounded(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const memory = Buffer.alloc(maxBytes + 1)
  let length = 0
  while (length < memory.length) {
    const { bytesRead } = await file.read(memory, length, memory.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return memory.subarray(0, length)
}

function unreadable(path: string, reason: string, cause?: unknown): KeywellError {
  const detail = { url: path, reason }
  const hint = 'check the path, its permissions, and that whoever writes it has done so'
  return new KeywellError('ERR_FETCH_FAILED', `${reason}: ${clip(path)}`, detail, { cause, hint })
}

const tooLarge = (path: string, maxBytes: number): KeywellError =>
  new KeywellError('ERR_FETCH_TOO_LARGE', `${clip(path)} is larger than ${maxBytes} bytes`, { url: path, maxBytes })
