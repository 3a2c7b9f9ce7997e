/** What the stories of all scenarios have in common: their runs, their beginning and their sum. */
import { bySecond, most } from '../engine/requests.mjs'
import { requestFigures, rowOf } from '../engine/row.mjs'
import { turnedAwayIn } from '../engine/traffic.mjs'
import { createWorld } from '../engine/world.mjs'

/** A row for each story that has runs at this scale. @param judge - adds the targets */
export const rowsOf = (scenario, stories, effort, oneRun, judge) =>
  withoutStacks(() => tellAll(scenario, stories, effort, oneRun, judge))

/** An outage under a flood makes errors by the million, and nobody looks at their stacks. */
async function withoutStacks(work) {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return await work()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

async function tellAll(scenario, stories, effort, oneRun, judge) {
  const rows = []
  for (const story of stories) {
    const runs = []
    for (let run = 0; run < story.runs[effort.scale]; run++) runs.push(await oneRun(effort, story, run))
    if (runs.length > 0) rows.push(judge(rowOf(scenario, story.story, runs), story, runs))
  }
  return rows
}

/** A world with its processes, none of which has asked for keys yet. */
export function start({ material, seed, sampleEvery }, scenario, story, run) {
  const name = `${scenario}/${story.story}`
  const world = createWorld({ material, seed, name, run, sampleEvery, ...story.issuer })
  for (let index = 0; index < story.processes; index++) world.start(story.options)
  return world
}

/** Ends a world, and says what a run came to. Requests count from `from`, so that a start in good health does not. */
export function summary({ issuer, processes, counts, end }, { watches, heals, from, to }) {
  end()
  return {
    processes: processes.length,
    ...counts,
    ...turnedAwayIn(watches),
    heals,
    requests: processes.map(({ requests }) => requestFigures(requests, from, to)),
    peakSecond: most(bySecond(issuer.requests, from, to)),
  }
}
