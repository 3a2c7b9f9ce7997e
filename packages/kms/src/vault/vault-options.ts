/** What Vault and OpenBao need beside the key URI. Types only. */

export interface VaultOptions {
  /** `https://vault.example.com:8200`; by default the variable `VAULT_ADDR`, then `BAO_ADDR`. */
  readonly address?: string | undefined
  /** The token, or what gives it for each call, as tokens are renewed; by default the variable `VAULT_TOKEN`, then `BAO_TOKEN`. */
  readonly token?: string | (() => string | Promise<string>) | undefined
  /** Of Vault Enterprise, HCP and OpenBao; by default the variable `VAULT_NAMESPACE`, then `BAO_NAMESPACE`. */
  readonly namespace?: string | undefined
  /** Where the transit engine is mounted. Default `transit`. */
  readonly mount?: string | undefined
  /** For private CAs, proxies and tests; default the runtime's. */
  readonly fetch?: typeof globalThis.fetch | undefined
}
