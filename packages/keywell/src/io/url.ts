/** Which URLs may be fetched, and how a URL is shown. Never lets a query or a password into a message. */

export interface UrlPolicy {
  /** Plain http to this machine, for development; to anywhere else it stays refused. */
  readonly allowHttpLoopback: boolean
}

/** `problem` completes "must be …". */
export type UrlVerdict =
  | { readonly url: URL; readonly problem?: never }
  | { readonly url?: never; readonly problem: string }

const no = (problem: string): UrlVerdict => ({ problem })

/** Judges text from an option or a document; the address behind the name is not looked at here. */
export function judgeUrl(text: unknown, { allowHttpLoopback }: UrlPolicy): UrlVerdict {
  // The URL parser also takes "https:host", backslashes and spaces around; two spellings of one URL help no one.
  if (typeof text !== 'string' || !/^[a-z]+:\/\/[^\s\\]+$/i.test(text)) return no('an absolute https URL')
  const url = parse(text)
  if (url === undefined) return no('an absolute https URL')
  if (url.username !== '' || url.password !== '') return no('a URL without user name and password')
  if (url.protocol === 'https:') return { url }
  if (url.protocol !== 'http:') return no('an https URL')
  if (!isLoopback(url.hostname)) return no('an https URL, not http')
  return allowHttpLoopback ? { url } : no('an https URL; allowHttpLoopback admits http to this machine')
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** The parser has already spelled every IPv4 form (octal, decimal, short) as four decimal numbers. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** A URL as people may see it: scheme, host and path. */
export function displayUrl(location: string | URL): string {
  const url = typeof location === 'string' ? parse(location) : location
  if (url === undefined) return displayText(String(location))
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return isWeb ? `${url.origin}${url.pathname}` : `${url.protocol}…`
}

const displayText = (text: string): string => (text.includes('@') ? '…' : text.replace(/[?#].*$/s, ''))
