/** Tokens on their way to verifiers, and what became of those that had to be accepted. */
import { untilNext } from './random.mjs'

/** Calls `arrive` at random times, so often on average. @param arrive - answers whether it left work behind */
export function arrivals(timeline, { random, perSecond, from, to }, arrive) {
  const next = (time) => {
    if (time > to) return
    timeline.at(time, () => {
      next(timeline.now() + untilNext(random, perSecond))
      return arrive()
    })
  }
  next(from + untilNext(random, perSecond))
}

/** Has a process judge a token. @returns whether its verdict takes time */
export const offer = (process, kid, record) => told(process.judge(kid), record)

/** The same through the whole verifier, whatever the sample. */
export const offerReally = (process, kid, record) => told(process.judge(kid, true), record)

function told(verdict, record) {
  if (typeof verdict === 'string') {
    record(verdict)
    return false
  }
  void verdict.then(record)
  return true
}

/** A flood is judged and forgotten: nothing in it is valid. */
export const ignore = () => undefined

/** Tokens that nobody issued: every kid is new. */
export function flood(timeline, { random, ...rate }, process) {
  let count = 0
  const word = Math.floor(random() * 2 ** 32).toString(36)
  arrivals(timeline, { random, ...rate }, () => offer(process, `stray-${word}-${count++}`, ignore))
}

/** Follows tokens that have to be accepted: how many were not, and when the last of those was over. */
export function createWatch(timeline) {
  const since = timeline.now()
  const turnedAway = { refused: 0, undecided: 0 }
  let lastBadAt = since
  let isHealed = false
  return {
    record(verdict) {
      isHealed = verdict === 'accepted'
      if (isHealed) return
      lastBadAt = timeline.now()
      turnedAway[verdict]++
    },
    refused: () => turnedAway.refused,
    undecided: () => turnedAway.undecided,
    /** From the beginning of the watch to the last token that was turned away; 0 when none was, infinite without an end. */
    healMs: () => (isHealed ? lastBadAt - since : Number.POSITIVE_INFINITY),
  }
}

/** What several watches saw together. */
export const turnedAwayIn = (watches) => ({
  refused: watches.reduce((total, watch) => total + watch.refused(), 0),
  undecided: watches.reduce((total, watch) => total + watch.undecided(), 0),
})
