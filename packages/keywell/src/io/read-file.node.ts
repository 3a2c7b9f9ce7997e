/** Reads a small file, bounded. Never waits for a pipe, never reads a device, never repairs text. */
import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { KeywellError, quote } from '../errors/index.ts'
import { fileFailed, fileUnfit, READ_HINT } from './file-error.node.ts'

/**
 * The file's text.
 * @throws KeywellError ERR_FETCH_FAILED, ERR_FETCH_TOO_LARGE
 */
export async function readTextFile(path: string, maxBytes: number): Promise<string> {
  try {
    // Without O_NONBLOCK, opening a pipe waits for somebody to write.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return await textOf(file, path, maxBytes)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw fileFailed(path, error, READ_HINT)
  }
}

async function textOf(file: FileHandle, path: string, maxBytes: number): Promise<string> {
  const stat = await file.stat()
  if (stat.isDirectory()) throw fileUnfit(path, 'this is a folder, not a file', READ_HINT)
  if (!stat.isFile()) throw fileUnfit(path, 'this is no regular file', READ_HINT)
  const octets = await readBounded(file, stat.size, maxBytes)
  if (octets.length > maxBytes) throw tooLarge(path, maxBytes)
  if (!isUtf8(octets)) throw fileUnfit(path, 'the file is no valid UTF-8', READ_HINT)
  return octets.toString('utf8')
}

/** One byte more than expected shows that there is more: what `stat` tells may have changed, and is 0 in /proc. */
async function readBounded(file: FileHandle, size: number, maxBytes: number): Promise<Buffer> {
  let memory: Buffer = Buffer.alloc(Math.min(size, maxBytes) + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await file.read(memory, length, memory.length - length, length)
    length += bytesRead
    if (bytesRead === 0 || length > maxBytes) return memory.subarray(0, length)
    if (length === memory.length) memory = grown(memory, maxBytes)
  }
}

const ROOM = 4096

const grown = (memory: Buffer, maxBytes: number): Buffer =>
  Buffer.concat([memory], Math.min(memory.length * 2 + ROOM, maxBytes + 1))

function tooLarge(path: string, maxBytes: number): KeywellError {
  const hint = 'check that this is the right file, or raise the bounds'
  const message = `${quote(path)} is larger than ${maxBytes} bytes`
  return new KeywellError('ERR_FETCH_TOO_LARGE', message, { url: path, maxBytes }, { hint })
}
