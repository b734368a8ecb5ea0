// What a seed decides before anything happens: the venue, how it is kept, and what every life of it has to stand.

import type { Durability } from '../../src/journal/writer-options.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import type { OperationKind } from '../journal/simulated-disk.ts'
import { Chance } from '../oracles/chance.ts'

export type Ending = 'power' | 'kill' | 'close'

export interface Terms {
  readonly seed: number
  readonly capacity: {
    readonly accounts: number
    readonly positions: number
    readonly markets: number
    readonly tiersPerMarket: number
    readonly batch: number
  }
  readonly traders: number
  readonly haltOutside: boolean
  readonly intervalMs: number
  readonly segmentBytes: number
  readonly snapshotEvery: number
  readonly keepSnapshots: number
  readonly checkpointEvery: number
  /** Turns of the event loop that a write takes, at most. */
  readonly mostTurns: number
  /** The plain engine is left behind after a while, and commands come that it does not know. */
  readonly isWild: boolean
  readonly threads: number
}

/** A call to the disk that fails once. */
export interface DiskFailure {
  /** So many operations of any kind after the life has begun. */
  readonly after: number
  readonly kind: OperationKind
  readonly code: 'EIO' | 'ENOSPC'
}

export interface LifePlan {
  readonly kernel: KernelName
  readonly twin: KernelName
  readonly durability: Durability
  /** What the venue is begun with comes in one go, beside the steps. */
  readonly isBegunAtOnce: boolean
  readonly steps: number
  readonly ending: Ending
  /** Operations of the disk from the opening to the death; null: when the steps are done. */
  readonly dieAfter: number | null
  readonly failure: DiskFailure | null
  /** A sync that fails loses what it was to bring to the disk; a write that fails has done half of it. */
  readonly losesUnsynced: boolean
  readonly failsHalfWay: boolean
  /** Room for so many bytes more, from one step to another; from -1 on: when it is opened. */
  readonly full: { readonly from: number; readonly to: number; readonly bytes: number } | null
  /** Bits to flip, one at a time, in what the life has left. */
  readonly flips: number
  readonly verifies: boolean
}

export interface Plan {
  readonly terms: Terms
  readonly lives: readonly LifePlan[]
}

const KERNELS: readonly KernelName[] = ['fast', 'reference']
const FAILING: readonly OperationKind[] = [
  ...(['datasync', 'datasync', 'datasync', 'write', 'write', 'rename', 'create', 'truncate'] as const),
  ...(['syncFolder', 'unlink'] as const),
]

/** @param mostLives whatever the seed says */
export function planOf(seed: number, mostLives = Number.POSITIVE_INFINITY): Plan {
  const chance = new Chance(seed)
  const terms = termsOf(seed, chance)
  const count = Math.min(mostLives, 2 + chance.below(5))
  return { terms, lives: Array.from({ length: count }, () => lifeOf(chance)) }
}

function termsOf(seed: number, chance: Chance): Terms {
  const traders = 8 + chance.below(18)
  return {
    seed,
    // Room for everybody in every market: what a full book does is a matter of test/property.
    capacity: { accounts: traders + 15, positions: 5 * (traders + 15), markets: 5, tiersPerMarket: 3, batch: 4 },
    traders,
    haltOutside: chance.once(3),
    intervalMs: chance.pick([1, 20, 100]),
    segmentBytes: chance.pick([4_096, 4_096, 6_000, 16_384]),
    snapshotEvery: chance.pick([0, 7, 15, 40, 200]),
    keepSnapshots: 1 + chance.below(3),
    checkpointEvery: chance.pick([1, 5, 20, 1_000]),
    mostTurns: chance.pick([1, 1, 2, 4]),
    isWild: chance.once(3),
    threads: chance.once(150) ? 1 : 0,
  }
}

function lifeOf(chance: Chance): LifePlan {
  const steps = chance.pick([4, 15, 30, 60, 120]) + chance.below(15)
  const ending = chance.pick<Ending>(['power', 'power', 'power', 'kill', 'kill', 'close'])
  // Now and then in the very opening: a crash of the recovery.
  const most = chance.pick([12, 40, 120, 400])
  const from = chance.once(5) ? -1 : chance.below(steps)
  return {
    kernel: chance.pick(KERNELS),
    twin: chance.pick(KERNELS),
    durability: chance.pick(['sync', 'sync', 'sync', 'interval', 'none'] as const),
    isBegunAtOnce: !chance.once(5),
    steps,
    ending,
    dieAfter: ending === 'close' || chance.once(4) ? null : 1 + chance.below(most),
    failure: chance.once(4)
      ? { after: chance.below(150), kind: chance.pick(FAILING), code: chance.pick(['EIO', 'EIO', 'ENOSPC']) }
      : null,
    // A process that goes on afterwards reads what never came to the disk, as if it had.
    losesUnsynced: chance.once(2),
    failsHalfWay: chance.once(2),
    full: chance.once(4)
      ? { from, to: from + 1 + chance.below(chance.pick([12, 200])), bytes: chance.below(9_000) }
      : null,
    flips: chance.once(3) ? 1 + chance.below(3) : 0,
    verifies: chance.once(4),
  }
}
