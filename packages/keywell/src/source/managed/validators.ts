/** What a server gave for asking again only whether something changed, and which of it may be sent. */
import type { Validators } from './loader.ts'

/** Only what can go into a header; servers have been seen to send anything, and a snapshot may have been written by anybody. */
const SENDABLE = /^[\u0020-\u007e]{1,512}$/

const sendable = (value: unknown): string | undefined =>
  typeof value === 'string' && SENDABLE.test(value) ? value : undefined

/** `undefined` where nothing is left to send: without validators, "not modified" is no answer. */
export function validatorsFor(url: string, etag: unknown, lastModified: unknown): Validators | undefined {
  const found = { url, etag: sendable(etag), lastModified: sendable(lastModified) }
  return found.etag === undefined && found.lastModified === undefined ? undefined : found
}
