// A property of random worlds: a failure names the world, to be kept in fixtures/seeds/rounds.

import fc from 'fast-check'
import { reportPlainly } from '../seeds.ts'
import { shownWorld } from './play-world.ts'
import type { World } from './world.ts'

interface Terms {
  readonly seed: number
  readonly runs: number
  /** Around the property, `shrinkBriefly` for one; nothing when left out. */
  readonly around?: (property: (world: World) => void) => (world: World) => void
}

export function forAllWorlds(
  arbitrary: fc.Arbitrary<World>,
  property: (world: World) => void,
  { seed, runs, around = (judged) => judged }: Terms,
): void {
  const judged = (world: World) => {
    try {
      property(world)
    } catch (error) {
      if (error instanceof Error) error.message += `\nfor fixtures/seeds/rounds: ${shownWorld(world)}`
      throw error
    }
  }
  const reporter = ({ errorInstance }: { errorInstance: unknown }) =>
    reportPlainly({ errorInstance, counterexample: 0 })
  fc.assert(fc.property(arbitrary, around(judged)), { seed, numRuns: runs, reporter })
}
