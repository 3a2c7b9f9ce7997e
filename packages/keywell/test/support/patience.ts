/** Moves a fake clock for work that waits in between, as retries do. */
import type { FakeClock } from '../../src/testing.ts'

/** What `work` comes to, with the clock moved on for as long as it takes, a minute at most, and not before it must. */
export async function patiently<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const progress = { isOver: false }
  const end = (): void => {
    progress.isOver = true
  }
  work.then(end, end)
  for (let turns = 0; !progress.isOver && turns < 8; turns++) await clock.advance(0)
  for (let steps = 0; !progress.isOver && steps < 600; steps++) await clock.advance(100)
  return await work
}
