/** The npm package `oidc-provider` brings no types: the few that are used here. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  export interface Client {
    readonly clientId: string
  }

  /** What the provider is asked. */
  export interface Context {
    readonly path: string
    readonly query: Readonly<Record<string, unknown>>
    body: unknown
    readonly oidc: { readonly client: Client; readonly body: Readonly<Record<string, unknown>> }
  }

  export interface AccessToken {
    resourceServer: unknown
    readonly accountId?: string
    readonly expiration: number
    save(): Promise<string>
  }

  export interface IdToken {
    scope: string
    set(claim: string, value: unknown): void
    issue(options: { readonly use: 'idtoken' }): Promise<string>
  }

  export class Provider {
    constructor(issuer: string, configuration: object)
    readonly AccessToken: new (properties: object) => AccessToken
    readonly IdToken: new (claims: object, given: { readonly ctx: Context }) => IdToken
    readonly ResourceServer: new (identifier: string, settings: object) => unknown
    callback(): RequestListener
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void
    registerGrantType(name: string, handler: (context: Context) => Promise<void>, parameters: readonly string[]): void
  }
}
