/** What the server says to one request, as plain data that fits into a JSON file. Never acts: delivery.ts carries it out. */
import type { SeenRequest } from './record.ts'

export interface Answer {
  /** 200 unless given. */
  readonly status?: number
  /** Added to those that the server sets itself, or in their place; `null` leaves one out. Names in lower case. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** The body, as text, as a value to write in JSON, or as bytes. Without one of the three: the document of the path. */
  readonly text?: string
  readonly json?: unknown
  readonly bytes?: Uint8Array
  /** Leaves only the beginning of the body, as if it were all of it. */
  readonly cutToBytes?: number
  /** Spaces after the body up to this size: still the same JSON, so only a bound can refuse it. */
  readonly padToBytes?: number
  /** `content-encoding`, applied last: with `padToBytes` a bomb. */
  readonly encoding?: Encoding
  /**
   * With status 200, `etag` and `last-modified` that follow the body, and 304 to a request whose validators match.
   * `both` unless given.
   */
  readonly validators?: Validators
  /** How the end of the body is marked: by its `length`, as by default, or `chunked`. */
  readonly framing?: Framing
  /** Before anything is sent. */
  readonly delayMs?: number
  /** At once and whole, unless given. */
  readonly delivery?: Delivery
}

export const ENCODINGS = ['gzip', 'br', 'deflate'] as const
export type Encoding = (typeof ENCODINGS)[number]

export const VALIDATORS = ['both', 'etag', 'last-modified', 'none'] as const
export type Validators = (typeof VALIDATORS)[number]

export const FRAMINGS = ['length', 'chunked'] as const
export type Framing = (typeof FRAMINGS)[number]

/** How an answer reaches the client, or does not. */
export type Delivery =
  | { readonly how: 'whole' }
  /** So many bytes of the body each so many milliseconds. */
  | { readonly how: 'slow'; readonly bytes: number; readonly everyMs: number }
  /** Says nothing more, with the connection open until the client has enough. */
  | { readonly how: 'stall'; readonly after: Point }
  /** Ends the connection with an RST. */
  | { readonly how: 'reset'; readonly after: Point }
  /** Ends the connection in good order (FIN), with less than was promised. */
  | { readonly how: 'cut'; readonly after: Point }
  /** After the body, spaces for ever; chunked, whatever `framing` says. */
  | { readonly how: 'endless' }

/** How far an answer comes: nothing of it, its headers, or so many bytes of its body. */
export type Point = 'request' | 'headers' | number

/** An answer, or what makes one for the request at hand; a promise holds the request back until it settles. */
export type Step = Answer | ((request: SeenRequest) => Answer | Promise<Answer>)
