/**
 * The internet of a test: providers' host names, served on this machine under a certificate of a throw-away authority,
 * and a proxy that leads to them. What asks goes to the real URL of a provider; nothing leaves the machine.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority } from '../../../packages/keywell/test/support/certificates.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { forwardTo } from './forward.ts'
import { listenLocally } from './local-server.ts'
import { type Handler, serveByHost } from './serve-by-host.ts'

/** By host name: what answers, or the `http://127.0.0.1:port` that does. */
export type Hosts = Readonly<Record<string, Handler | string>>

export interface Gateway extends AsyncDisposable {
  /** PEM of the authority, for the option `http: { ca }`. */
  readonly ca: string
  readonly proxyUrl: string
  /** For a script that is run as it is: `HTTPS_PROXY` and `NODE_EXTRA_CA_CERTS`, which names a file that `close` removes. */
  readonly env: { readonly HTTPS_PROXY: string; readonly NODE_EXTRA_CA_CERTS: string }
  readonly hosts: readonly string[]
  /** `GET https://host/path`, in order. */
  readonly requests: readonly string[]
  /** `host:port` of connections that were asked for and go nowhere here. */
  readonly refused: readonly string[]
  /** Drops the host's connections, those that are open and those to come, until it is called with false. */
  setDown(host: string, isDown: boolean): void
  close(): Promise<void>
}

export async function startGateway(hosts: Hosts): Promise<Gateway> {
  const names = Object.keys(hosts)
  const authority = createAuthority()
  const requests: string[] = []
  const handlers = new Map(names.map((name) => [name, handlerOf(hosts[name])]))
  const server = createServer(authority.issue(names), serveByHost(handlers, requests))
  // A client that does not trust the authority hangs up; that is its test's finding, not ours.
  server.on('tlsClientError', () => {})
  const local = await listenLocally(server)
  const proxy = await startConnectProxy(names, local.port)
  const folder = await mkdtemp(join(tmpdir(), 'keywell-gateway-'))
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, authority.cert)
  const close = async (): Promise<void> => {
    await proxy.close()
    await local.close()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    ca: authority.cert,
    proxyUrl: proxy.url,
    env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: caFile },
    hosts: names,
    requests,
    refused: proxy.refused,
    setDown: proxy.setDown,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const handlerOf = (answers: Handler | string | undefined): Handler =>
  typeof answers === 'function' ? answers : forwardTo(answers ?? '')
