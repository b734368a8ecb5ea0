// The run of a grid that a page shows step by step: the one that leaves others the largest loss.

import type { Engine } from '../engine/engine.ts'
import type { RoundReport } from '../engine/round-report.ts'
import type { GridRun, RunOutcome } from './grid-types.ts'
import type { LoopResult } from './loop-types.ts'
import { plainJson } from './stress-file-line.ts'

/** Sees a run while it is played. */
export interface RunWatch {
  /** Before the first mark. */
  begin(engine: Engine): void
  /** After every round; its events are still there. */
  round(engine: Engine, report: RoundReport): void
  /** When it has ended; not where marks that have happened are played. */
  end?(engine: Engine, result: LoopResult): void
}

/** A run, played once more. */
export interface Rerun {
  readonly run: GridRun
  /** Whether it came to the same again, to the atom and the state hash. */
  readonly isSame: boolean
}

/** By what the fund left to others, then what it paid, then what was liquidated; of equals the first of the grid. */
export function worstRun(runs: readonly GridRun[]): GridRun | null {
  return runs.reduce<GridRun | null>((worst, run) => {
    return worst === null || isWorse(run.outcome, worst.outcome) ? run : worst
  }, null)
}

function isWorse(a: RunOutcome, b: RunOutcome): boolean {
  if (a.beyondFundAtoms !== b.beyondFundAtoms) return a.beyondFundAtoms > b.beyondFundAtoms
  if (a.fundDrawnAtoms !== b.fundDrawnAtoms) return a.fundDrawnAtoms > b.fundDrawnAtoms
  return a.liquidatedAtoms > b.liquidatedAtoms
}

export function isSameOutcome(a: RunOutcome, b: RunOutcome): boolean {
  return plainJson(a) === plainJson(b)
}
