/** Brings an answer to the client as its delivery says, or leaves it half said. Decides nothing about its content. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Delivery, Point } from './answer.ts'
import type { Head } from './head.ts'
import type { Entry } from './record.ts'

export interface Parcel {
  readonly head: Head
  readonly body: Buffer
  readonly delivery: Delivery
}

/** The way to the client. */
export interface Channel {
  readonly response: ServerResponse
  readonly entry: Entry
  /** Aborts when the connection is gone, whoever ended it. */
  readonly signal: AbortSignal
  /** With a FIN, after what was written. */
  hangUp(): void
  /** With an RST. */
  reset(): void
}

/** @returns how it ended, if the script had its way; rejects when the connection went before */
export async function deliver({ head, body, delivery }: Parcel, channel: Channel): Promise<'sent' | 'cut'> {
  const whole = head.hasBody ? body : Buffer.alloc(0)
  switch (delivery.how) {
    case 'whole':
      begin(head, channel)
      await write(channel, whole)
      return await end(channel)
    case 'slow':
      begin(head, channel)
      await trickle(channel, whole, delivery)
      return await end(channel)
    case 'endless':
      begin(head, channel)
      await write(channel, whole)
      for (;;) await write(channel, SPACES)
    case 'stall':
      await upTo(delivery.after, { head, body: whole }, channel)
      return await whenAborted(channel.signal)
    case 'reset':
      await upTo(delivery.after, { head, body: whole }, channel)
      channel.reset()
      return 'cut'
    case 'cut':
      await upTo(delivery.after, { head, body: whole }, channel)
      channel.hangUp()
      return 'cut'
  }
}

/** As much as a socket takes at a time; JSON allows any of them. */
const SPACES = Buffer.alloc(65_536, ' ')

function begin({ status, headers, hasDate }: Head, { response, entry }: Channel): void {
  entry.status = status
  response.sendDate = hasDate
  response.writeHead(status, Object.fromEntries(headers))
  response.flushHeaders()
}

/** Ends when the connection has taken the bytes. */
async function write({ response, entry, signal }: Channel, bytes: Buffer): Promise<void> {
  signal.throwIfAborted()
  if (bytes.length === 0) return
  entry.bodyBytes += bytes.length
  if (!response.write(bytes)) await once(response, 'drain', { signal })
  else await passed(signal)
}

/** A turn of the event loop, so that what never waits still lets others run. */
async function passed(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => void setImmediate(resolve))
  signal.throwIfAborted()
}

async function end({ response, signal }: Channel): Promise<'sent'> {
  const finished = once(response, 'finish', { signal })
  response.end()
  await finished
  return 'sent'
}

async function trickle(
  channel: Channel,
  body: Buffer,
  { bytes, everyMs }: Extract<Delivery, { how: 'slow' }>,
): Promise<void> {
  for (let at = 0; at < body.length; at += bytes) {
    if (at > 0) await wait(everyMs, undefined, { signal: channel.signal })
    await write(channel, body.subarray(at, at + bytes))
  }
}

async function upTo(point: Point, { head, body }: Pick<Parcel, 'head' | 'body'>, channel: Channel): Promise<void> {
  if (point === 'request') return
  begin(head, channel)
  await write(channel, body.subarray(0, point === 'headers' ? 0 : point))
  await passed(channel.signal)
}

/** Never ends otherwise. */
export const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const onAbort = (): void => reject(new Error('the connection is gone'))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
