/** Reads a small secret file: a key, a PIN. Never waits for a pipe, never reads a device, never more than it may have. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * The octets of a regular file; a link to one, as orchestrators mount secrets, will do.
 * @throws Error with a sentence that is fit to be shown; what the system says is the cause
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<Uint8Array> {
  // Without O_NONBLOCK, opening a pipe waits for somebody to write.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(unreadable)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error('this is no regular file')
    const octets = Buffer.alloc(maxBytes + 1)
    const length = await fill(octets, (place) =>
      file.read(octets, place, octets.length - place, place).catch(unreadable),
    )
    if (length > maxBytes) throw new Error(`the file has more than ${maxBytes} bytes`)
    return new Uint8Array(octets.subarray(0, length))
  } finally {
    await file.close()
  }
}

function unreadable(cause: unknown): never {
  throw new Error('the system refuses', { cause })
}

type Read = (place: number) => Promise<{ readonly bytesRead: number }>

async function fill(octets: Uint8Array, read: Read): Promise<number> {
  let length = 0
  while (length < octets.length) {
    const { bytesRead } = await read(length)
    if (bytesRead === 0) return length
    length += bytesRead
  }
  return length
}
