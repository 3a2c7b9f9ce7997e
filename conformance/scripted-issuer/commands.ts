/** What the command understands on its standard input, one line each. Prints nothing: it gives back what to print. */
import { ODD_KEYS } from './odd-keys.ts'
import type { ScriptedIssuer } from './scripted-issuer.ts'
import { readList } from './settings.ts'

type Command = (issuer: ScriptedIssuer, word: string) => Promise<object> | object

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['token', async (issuer, kid) => ({ token: await issuer.token({}, keyNamed(issuer, kid)) })],
  ['rotate', rotate],
  ['withdraw', withdraw],
  ['odd', odd],
  ['move', move],
  ['stop', (issuer) => issuer.stop().then(() => DONE)],
  ['start', (issuer) => issuer.start().then(() => DONE)],
])

/** @returns what is to be printed in JSON; rejects with what to tell the user */
export async function obey(issuer: ScriptedIssuer, line: string): Promise<object> {
  const [name = '', word = ''] = line.trim().split(/\s+/, 2)
  const command = COMMANDS.get(name)
  if (command !== undefined) return await command(issuer, word)
  if (!/^(jwks|discovery|\/.*)$/.test(name)) throw new TypeError(`no command ${JSON.stringify(name)}; ${usage()}`)
  issuer.script(pathOf(issuer, name), ...(word === '' ? [] : readList(word)))
  return DONE
}

/** `jwks` and `discovery` name the places where those are. */
export const pathOf = ({ jwksPath, discoveryPath }: ScriptedIssuer, name: string): string =>
  ({ jwks: jwksPath, discovery: discoveryPath })[name] ?? name

const DONE = Object.freeze({ ok: true })

const usage = (): string => `one of: ${[...COMMANDS.keys()].join(', ')}, or jwks, discovery or a path and its answers`

function keyNamed({ keys }: ScriptedIssuer, kid: string): object {
  if (kid === '') return {}
  const key = keys.all.find((one) => one.kid === kid)
  if (key === undefined) throw new TypeError(`no key ${kid}; its keys: ${keys.all.map((one) => one.kid).join(', ')}`)
  return { key }
}

async function rotate(issuer: ScriptedIssuer, how: string): Promise<object> {
  const { keys } = issuer
  if (how === '') await keys.rotate()
  else if (how === 'drop') await keys.rotate({ overlap: false })
  else if (how === 'same' || how === 'none') await keys.rotate({ overlap: false, kids: how })
  else throw new TypeError('rotate alone keeps the keys from before; rotate drop, rotate same, rotate none do not')
  return { keys: keys.published }
}

function withdraw({ keys }: ScriptedIssuer, kid: string): object {
  keys.withdraw(...keys.all.filter((key) => kid === '' || key.kid === kid))
  return { keys: keys.published }
}

function odd({ keys }: ScriptedIssuer, name: string): object {
  const make = Object.entries(ODD_KEYS).find(([known]) => known === name)?.[1]
  if (make === undefined) throw new TypeError(`no odd key ${name}; one of: ${Object.keys(ODD_KEYS).join(', ')}`)
  keys.publish(make())
  return { keys: keys.published }
}

function move(issuer: ScriptedIssuer, path: string): object {
  issuer.moveJwks(path)
  return { jwksUri: issuer.jwksUri }
}
