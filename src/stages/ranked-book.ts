// What is ranked: a book, by whom it is gone over, and the terms of the queue.

import * as at from '../memory/fields.ts'
import type { CandidateFacts } from './candidate-facts.ts'
import type { Round } from './round-state.ts'
import type { Draw } from './rule-terms.ts'

/** What the rankings of a round need of it: `ballast rank` has a book and no round. */
export type RankedBook = Pick<Round, 'book' | 'kernel' | 'executor'> & {
  /** Rows that are no candidates, whatever they hold. */
  readonly newcomers?: ReadonlySet<number>
  /** What a round draws by; without one, the commands before now. */
  readonly draw?: Draw
  /** Where candidates are kept that a round closes against. */
  readonly log?: { readonly facts: CandidateFacts }
  /** Without `hedge`: null. */
  readonly settings: Pick<Round['settings'], 'policy' | 'eligible'> & Partial<Pick<Round['settings'], 'hedge'>>
}

/** Index of a side of a market in a shard's part of the columns of the ranking. */
export function placeOf(market: number, short: boolean): number {
  return 2 * market + (short ? at.SIDE_SHORT : at.SIDE_LONG)
}
