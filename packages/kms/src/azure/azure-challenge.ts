/**
 * How a vault says where its tokens come from (learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses):
 * 401 with `Bearer authorization="https://login…/TENANT", resource="https://vault.azure.net"`.
 */
import { ServiceFailure } from '../core/service-failure.ts'

export interface Challenge {
  readonly scope: string
  readonly tenantId: string | undefined
}

/**
 * @param vault - the origin that sent it; a token for anybody else's resource is not asked for, as the vault would get it
 * @throws ServiceFailure
 */
export function readChallenge(header: string | null, vault: string): Challenge {
  const parameters = new Map(
    [...(header ?? '').matchAll(/(\w+)\s*=\s*"([^"]{0,500})"/g)].map(([, name = '', value = '']) => [name, value]),
  )
  const resource = (parameters.get('resource') ?? parameters.get('scope') ?? '').replace(/\/\.default$/, '')
  if (!/^Bearer /i.test(header ?? '') || !URL.canParse(resource))
    throw new ServiceFailure('refused', 'the answer 401 has no challenge that could be met')
  const { hostname } = new URL(vault)
  const owner = new URL(resource).hostname
  if (hostname !== owner && !hostname.endsWith(`.${owner}`))
    throw new ServiceFailure('refused', 'the challenge asks for a token of another resource than the vault')
  return { scope: `${resource.replace(/\/$/, '')}/.default`, tenantId: tenantOf(parameters.get('authorization')) }
}

function tenantOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !URL.canParse(authorization)) return undefined
  const [, tenant = ''] = new URL(authorization).pathname.split('/')
  return /^[\w.-]+$/.test(tenant) ? tenant : undefined
}
