/**
 * The verdicts of `supertokens-node`, the real SDK, without a core of theirs: to verify a token it asks the core for nothing
 * but its keys, and those the counterpart publishes. It is one for a whole process, by its own making.
 */
import { init } from 'supertokens-node'
import { CollectingResponse, middleware, PreParsedRequest } from 'supertokens-node/framework/custom/index.js'
import OAuth2Provider from 'supertokens-node/recipe/oauth2provider/index.js'
import Session from 'supertokens-node/recipe/session/index.js'
import type { SuperTokensCounterpart } from '../counterparts/super-tokens.ts'
import { accepted, type Opinions, refused } from './opinion.ts'

type Counterpart = Pick<SuperTokensCounterpart, 'apiDomain' | 'apiBasePath' | 'coreOrigin'>

export function startSdk({ apiDomain, apiBasePath, coreOrigin }: Counterpart): void {
  init({
    framework: 'custom',
    supertokens: { connectionURI: coreOrigin },
    appInfo: { appName: 'app', apiDomain, apiBasePath, websiteDomain: apiDomain },
    recipeList: [Session.init(), OAuth2Provider.init()],
    telemetry: false,
  })
}

/** As an API does it: by the keys alone, no look into the database, no check against CSRF as there is no cookie. */
export const sessionOpinion: Opinions['vendor'] = (token) =>
  opinionOf(() => Session.getSessionWithoutRequestResponse(token, undefined, { antiCsrfCheck: false }))

export const oauthOpinion =
  (clientId: string): Opinions['vendor'] =>
  (token) =>
    opinionOf(() => OAuth2Provider.validateOAuth2AccessToken(token, { clientId }, false))

async function opinionOf(verify: () => Promise<unknown>): ReturnType<Opinions['vendor']> {
  try {
    await verify()
    return accepted
  } catch (error) {
    if (error instanceof Error) return refused(error.message)
    throw error
  }
}

const nothing = async (): Promise<object> => ({})

/** What an app built on the SDK answers to a GET: what the counterpart's app was written after. */
export async function sdkDocument(url: URL): Promise<unknown> {
  const request = new PreParsedRequest({
    url: url.href,
    method: 'get',
    headers: new Headers(),
    cookies: {},
    query: {},
    getJSONBody: nothing,
    getFormBody: nothing,
  })
  const response = new CollectingResponse()
  await middleware()(request, response)
  return JSON.parse(response.body ?? 'null')
}
