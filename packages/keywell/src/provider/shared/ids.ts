/** Ids by their shape: which text a provider can have given for one. Never repairs; a hint says what was meant. */
import { optionInvalid } from '../../errors/index.ts'
import { displayUrl } from '../../io/url.ts'

/** Nothing that could be a secret: of a URL its query and its user, and keys that were put into the wrong option. */
export const shown = (value: unknown): unknown =>
  typeof value === 'string' && /:\/\/|@|^sk_/.test(value) ? (value.startsWith('sk_') ? '…' : displayUrl(value)) : value

/** Text of a known shape; `what` completes "must be". */
export function shapedOption(option: string, value: unknown, shape: RegExp, what: string): string {
  if (typeof value === 'string' && shape.test(value)) return value
  throw optionInvalid(option, what, shown(value))
}

/** A label of RFC 1123, within another shape. */
export const LABEL = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'

/** A name as it stands in a path, such as `acme-inc`: lower case, dashes inside alone. */
export const SLUG: RegExp = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/

/** An id such as `2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60`, lower case, as tokens carry it; within another shape. */
export const UUID_SHAPE = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
export const UUID: RegExp = new RegExp(`^${UUID_SHAPE}$`)

/** With the domain in front that some old Workspace projects have. */
const GOOGLE_PROJECT = /^(?:[a-z\d.-]+:)?[a-z][a-z\d-]{2,61}[a-z\d]$/

/** The id of a Google Cloud or Firebase project; neither its number nor its display name. */
export const googleProjectOption = (option: string, value: unknown): string =>
  shapedOption(option, value, GOOGLE_PROJECT, 'a project id such as "my-project", not its number')

/** Within another shape. */
export const AWS_REGION_SHAPE = '[a-z]{2}(?:-gov)?-[a-z]+-\\d'
const AWS_REGION = new RegExp(`^${AWS_REGION_SHAPE}$`)

/** Such as `eu-west-1`. */
export const awsRegionOption = (option: string, value: unknown): string =>
  shapedOption(option, value, AWS_REGION, 'an AWS region such as "eu-west-1"')

/** Whether it is a GUID as tokens write it: lower case. */
export const isGuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** The id of a directory or an application; names and nicknames such as `common` are none. */
export function guidOption(option: string, value: unknown): string {
  if (isGuid(value)) return value
  const lower = typeof value === 'string' ? value.toLowerCase() : undefined
  const hint = isGuid(lower) ? `lower case, as tokens have it: "${lower}"` : 'the id, not the name; the portal shows it'
  throw optionInvalid(option, 'a GUID such as "72f988bf-86f1-41af-91ab-2d7cd011db47"', shown(value), { hint })
}
