/** Answers of Key Vault that are no success (learn.microsoft.com/azure/key-vault/general/rest-error-codes) as failures. */
import { httpFailure, kindOfStatus, secondsOf } from '../core/http-failure.ts'
import { isObject, type JsonAnswer } from '../core/json-exchange.ts'
import { ServiceFailure } from '../core/service-failure.ts'

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'the request was refused by Key Vault'],
  [401, 'the token is not valid for this vault'],
  [403, 'access denied by Key Vault: no permission, a firewall, or a key that is disabled or out of its dates'],
  [404, 'there is no such key or version'],
  [409, 'the state of the key does not allow this'],
  [429, 'throttled by Key Vault: too many calls in ten seconds'],
  [500, 'an internal error of Key Vault'],
  [503, 'the vault is not available'],
])

const reasonOf = (status: number): string => REASONS.get(status) ?? `the vault answered ${status}`

export function answerFailure({ status, retryAfter, json }: JsonAnswer): ServiceFailure {
  const error = isObject(json) && isObject(json['error']) ? json['error'] : undefined
  const said = ['code', 'message'].map((name) => error?.[name]).filter((text) => typeof text === 'string')
  const cause = new Error(`HTTP status ${status}: ${said.join(': ').slice(0, 200)}`)
  return httpFailure(status, reasonOf(status), { retryAfter, cause })
}

/** What the SDK threw. @throws ServiceFailure always */
export function clientFailure(cause: unknown): never {
  const status = inside(cause, 'statusCode')
  if (typeof status !== 'number') throw new ServiceFailure('unavailable', 'no connection to Key Vault', { cause })
  const header = retryAfterOf(inside(inside(cause, 'response'), 'headers'))
  const retryAfterSeconds = secondsOf(header)
  throw new ServiceFailure(kindOfStatus(status), reasonOf(status), { cause, retryAfterSeconds })
}

function retryAfterOf(headers: unknown): string | undefined {
  const get = inside(headers, 'get')
  const value: unknown = typeof get === 'function' ? Reflect.apply(get, headers, ['retry-after']) : undefined
  return typeof value === 'string' ? value : undefined
}

const inside = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
