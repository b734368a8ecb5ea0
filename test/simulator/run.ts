// One seed: a venue, its lives and deaths, and what is there in the end.

import { SimulatedDisk } from '../journal/simulated-disk.ts'
import { Chance } from '../oracles/chance.ts'
import { Canary, type CanaryName } from './canary.ts'
import { breakLock } from './disk-faults.ts'
import { Life } from './life.ts'
import { type Ending, type LifePlan, planOf } from './plan.ts'
import { judgeRest } from './rest.ts'
import type { Tally } from './tally.ts'
import { FOLDER, Venue } from './venue.ts'

export interface RunOptions {
  readonly canary?: CanaryName | null
  readonly lives?: number
}

/** What is left is opened once more, and closed in order. */
const LAST: LifePlan = {
  ...{
    kernel: 'fast',
    twin: 'reference',
    durability: 'sync',
    isBegunAtOnce: false,
    steps: 0,
    ending: 'close',
    dieAfter: null,
  },
  ...{ failure: null, losesUnsynced: false, failsHalfWay: false, full: null, flips: 0, verifies: true },
}

/** @throws Difference when a venue is not what it has to be */
export async function playSeed(seed: number, { canary = null, lives }: RunOptions = {}): Promise<Tally> {
  const plan = planOf(seed, lives)
  const venue = new Venue(plan, canary === null ? null : new Canary(canary))
  // Threads have the time of the machine, and with it chance of their own.
  const restore = plan.terms.threads === 0 ? venue.clock.install() : () => {}
  const crashes = new Chance(seed ^ 0xdead)
  // What is thrown where nobody waits for it would end the process, and nobody would know the seed.
  let stray: unknown = null
  const keep = (error: unknown) => {
    stray ??= error
  }
  process.on('uncaughtException', keep)
  try {
    let disk = new SimulatedDisk()
    // The worst that has happened since it was open.
    let ending: Ending = 'close'
    for (const [number, each] of [...plan.lives, LAST].entries()) {
      disk.options = {}
      breakLock(disk, FOLDER, number)
      const life = new Life(venue, disk, each)
      const isOpened = await life.open(ending)
      if (isOpened) {
        await life.live()
        await life.end()
        venue.tally.count('lives')
      }
      ending = isOpened || each.ending === 'power' ? each.ending : ending
      // What was closed in order survives anything, but it has to have been open.
      const isPowerLost = each.ending === 'power' || (each.ending === 'close' && isOpened && crashes.once(2))
      disk = isPowerLost ? disk.afterPowerLoss(() => crashes.word() / 2 ** 32) : disk.afterKill()
      await judgeRest(disk, venue, each, ending)
      if (stray !== null) throw stray
    }
    venue.tally.count('runs')
    return venue.tally
  } finally {
    process.off('uncaughtException', keep)
    restore()
  }
}
