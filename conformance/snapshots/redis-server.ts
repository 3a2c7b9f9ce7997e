/** A Redis server on a free loopback port, with its data in a folder of its own. Leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RedisServer {
  readonly url: string
  /** Kills it as a crash would. What it has acknowledged is on disk. */
  kill(): Promise<void>
  /** Starts it again on the same port, with the same data. */
  start(): Promise<void>
  end(): Promise<void>
}

export async function redisServer(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'keywell-redis-'))
  const port = await freePort()
  let child = await launch(port, folder)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start: async () => {
      child = await launch(port, folder)
    },
    end: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Every write is on disk before it is answered, so that a kill loses nothing. */
const DURABLE = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const child = spawn('redis-server', [...place, ...DURABLE], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout) {
    printed += String(text)
    if (printed.includes('Ready to accept connections')) break
  }
  if (!printed.includes('Ready to accept connections')) throw new Error(`redis-server did not start: ${printed}`)
  return child
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
