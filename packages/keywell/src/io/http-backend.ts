/** What `#http` gives: how each runtime makes a request. Never judges an answer: that is `http.ts`. */
import type { AddressPolicy } from './address-policy.ts'
import type { Fetch } from './http.ts'

/** PEM text, or the bytes of one. */
export type Pem = string | Uint8Array

/** How connections are made; for Node, Bun and Deno. A browser's or a worker's fetch takes none of it. */
export interface HttpClientOptions {
  /** An `Agent` of `node:https`, which then decides about connections alone; so no other option may stand beside it. */
  readonly agent?: object
  /** Authorities to trust instead of the runtime's. */
  readonly ca?: Pem | readonly Pem[]
  /** The client's own certificate chain, for servers that ask for one; with `key`. */
  readonly cert?: Pem
  /** The private key of `cert`, not encrypted. */
  readonly key?: Pem
  /**
   * A proxy (`http:` or `https:`, user name and password inside if it wants them) for all requests, or `false` for none.
   * Default: HTTPS_PROXY or else HTTP_PROXY of the environment, except for what NO_PROXY names and for this machine.
   * Bun cannot tunnel through one: there the request fails rather than go past it.
   */
  readonly proxy?: string | URL | false
}

/**
 * Who looks at the address that is connected to.
 * - `connect`: keywell, for every connection
 * - `proxy`: the proxy, since it makes the connection
 * - `none`: nobody here
 */
export type Guard = 'connect' | 'proxy' | 'none'

export interface HttpSettings {
  readonly addresses: AddressPolicy
  /** As the user gave it under `http`; not checked yet. */
  readonly client: HttpClientOptions | undefined
}

export interface HttpClient {
  readonly fetch: Fetch
  readonly guard: Guard
}

export interface HttpBackend {
  readonly name: 'node' | 'web'
  /** Whether timers run between requests. On workers they may not. */
  readonly hasTimers: boolean
  /** @throws KeywellError ERR_OPTION_INVALID naming what in `http` cannot be used */
  createClient(settings: HttpSettings): HttpClient
}

/** The runtime's implementation; the import condition picks the file. */
export declare const httpBackend: HttpBackend
