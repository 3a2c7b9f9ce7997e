/** All scenarios by name, in the order in which they are told. */
import { fleet } from './fleet.mjs'
import { flapping } from './flapping.mjs'
import { lostKey } from './lost-key.mjs'
import { outageDay } from './outage-day.mjs'
import { outageFlood } from './outage-flood.mjs'
import { overlap } from './overlap.mjs'
import { stray } from './stray.mjs'
import { surprise } from './surprise.mjs'

export const SCENARIOS = Object.freeze({
  overlap,
  surprise,
  stray,
  'outage-flood': outageFlood,
  'outage-day': outageDay,
  fleet,
  flapping,
  'lost-key': lostKey,
})
