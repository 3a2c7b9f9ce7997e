/** The octets of a key file, bounded. Never waits for a pipe, never reads a device or a file that has no end. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ServiceFailure } from '../core/service-failure.ts'

/** As much as `readKey` takes. */
const MAX_OCTETS = 1024 * 1024

/** @throws ServiceFailure refused */
export async function readKeyFile(path: string): Promise<Uint8Array> {
  // Without O_NONBLOCK, opening a pipe waits for somebody to write.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(unreadable)
  try {
    return await octetsOf(file)
  } finally {
    await file.close()
  }
}

async function octetsOf(file: FileHandle): Promise<Uint8Array> {
  const stat = await file.stat().catch(unreadable)
  if (!stat.isFile()) throw new ServiceFailure('refused', 'the key file is no regular file')
  // One octet more shows that there is more; what `stat` tells is 0 in /proc and may have changed.
  const memory = new Uint8Array(Math.min(Math.max(stat.size, 4096), MAX_OCTETS) + 1)
  let length = 0
  while (length < memory.length) {
    const { bytesRead } = await file.read(memory, length, memory.length - length).catch(unreadable)
    if (bytesRead === 0) return memory.subarray(0, length)
    length += bytesRead
  }
  throw new ServiceFailure('refused', 'the key file is too large for a key')
}

function unreadable(cause: unknown): never {
  throw new ServiceFailure('refused', 'the key file cannot be read', { cause })
}
