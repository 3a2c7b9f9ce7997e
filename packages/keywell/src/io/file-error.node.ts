/** What the system says of a file, as a KeywellError. Never shows content. */
import { isKeywellError, KeywellError, quote } from '../errors/index.ts'

/** As people say it (errno(3)). */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EACCES', 'this user may not do that'],
  ['EPERM', 'this user may not do that'],
  ['EISDIR', 'this is a folder, not a file'],
  ['EEXIST', 'there is a file where a folder is needed'],
  ['ELOOP', 'the symbolic links go round in a circle'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['EMFILE', 'too many files are open'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', "the user's share of the disk is full"],
  ['EROFS', 'the file system is read-only'],
])

export const READ_HINT = 'check the path, its permissions, and that whoever writes it has done so'
export const WRITE_HINT = 'check the folder, its permissions and the space that is left'

export const errnoOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** The error as it is, if it is typed already. */
export function fileFailed(path: string, cause: unknown, hint: string): KeywellError {
  if (isKeywellError(cause)) return cause
  return fileUnfit(path, REASONS.get(errnoOf(cause)) ?? 'the system cannot do that with the file', hint, cause)
}

export const fileUnfit = (path: string, reason: string, hint: string, cause?: unknown): KeywellError =>
  new KeywellError('ERR_FETCH_FAILED', `${reason}: ${quote(path)}`, { url: path, reason }, { cause, hint })
