// The rankings of stage 6: candidates of every side that is needed, found in one pass over the book, in the order of
// their exact scores.
//
// Reads: the whole book. Writes: the columns of the ranking. Bound: one pass, then a heap. Allocation: none for a
// ranking by a known policy; two candidates whose keys are a few roundings apart are told apart in BigInt.
// Deterministic: group, score, notional, id: a total order.

import { findSlot } from '../book/runs.ts'
import { RANK_PAGE, type RankHelp } from '../memory/rank-heap.ts'
import type { Candidate } from '../policies/policy.ts'
import { CandidateFacts } from './candidate-facts.ts'
import * as edit from './edit-selection.ts'
import type { SelectedShards } from './executor.ts'
import { isKernels, keyKindOf } from './rank-keys.ts'
import type { RankedBook } from './ranked-book.ts'
import { Ranking } from './ranking.ts'
import { eligibleOf } from './rule-terms.ts'

export class Rankings {
  readonly #round: RankedBook
  readonly #selected: SelectedShards
  readonly #keyKind: number
  readonly #rankings = new Map<number, Ranking>()
  /** By place: positions that stand in both tiers. */
  readonly #splits: ReadonlyMap<number, edit.Split>
  /** First facts of the accounts that have been changed since they were ranked. */
  readonly #remembered = new Map<number, number>()
  readonly #facts: CandidateFacts
  readonly #glance = new CandidateFacts()

  /** Selects the candidates of all places at once. */
  constructor(round: RankedBook, places: Iterable<number>) {
    this.#round = round
    this.#facts = round.log?.facts ?? new CandidateFacts()
    const { book, settings } = round
    const { marketNeed } = book.columns
    marketNeed.fill(0, 0, book.marketCount)
    for (const place of places) marketNeed[place >> 1] = marketNeed[place >> 1]! | (1 << (place & 1))
    const newcomers = round.newcomers ?? NOBODY
    const eligible = eligibleOf(settings)
    this.#keyKind = keyKindOf(settings.policy)
    const hedge = settings.hedge ?? null
    const isEdited = newcomers.size > 0 || eligible === 'regardless' || hedge !== null
    const asSelected = isKernels(settings.policy) && !isEdited
    this.#selected = round.executor.select(this.#keyKind, eligible === 'profitable', asSelected ? RANK_PAGE : 0)
    if (newcomers.size > 0) edit.dropRows(book, this.#selected, newcomers)
    if (eligible === 'regardless') edit.mixProfits(book, this.#selected)
    this.#splits = hedge === null ? NONE : edit.placeInTiers(book, this.#selected, hedge)
  }

  /** The ranking of a place that was asked for. */
  of(place: number): Ranking {
    let ranking = this.#rankings.get(place)
    if (ranking === undefined) {
      ranking = new Ranking(this.#round, this.#selected, place, {
        candidateOf: (row) => this.#candidate(row, place >> 1),
        help: this.#helpFor(place),
        split: this.#splits.get(place) ?? null,
      })
      this.#rankings.set(place, ranking)
    }
    return ranking
  }

  /** Positions of a place have shrunk by something else than dealings: the next one looks again. */
  dropHands(place: number): void {
    const ranking = this.#rankings.get(place)
    if (ranking !== undefined) ranking.hands = null
  }

  /**
   * To be called before a candidate's account is changed: its rank and score stay as made.
   *
   * @returns number of its facts in a market
   */
  remember(row: number, market: number): number {
    let first = this.#remembered.get(row)
    if (first === undefined) {
      const { book, kernel } = this.#round
      kernel.valueRow(row)
      first = this.#facts.addAll(book, row)
      this.#remembered.set(row, first)
    }
    while (this.#facts.market(first) !== market) first += 1
    return first
  }

  // The kernel tells near-ties apart by the accounts as they are, so it helps until one has changed.
  #helpFor(place: number): RankHelp | null {
    const { book, kernel, settings } = this.#round
    const keyKind = this.#keyKind
    const market = place >> 1
    if (kernel.name !== 'fast' || !isKernels(settings.policy) || this.#selected.columns !== book.columns) return null
    // It only knows the columns of the book.
    if (this.#splits.has(place)) return null
    const mayHelp = () => this.#remembered.size === 0
    return {
      takeTop: (start, count, most) => (mayHelp() ? kernel.takeTop(start, count, most, market, keyKind) : count),
      heapify: (start, count) => mayHelp() && kernel.heapify(start, count, market, keyKind),
      popTop: (start, waiting, most) => (mayHelp() ? kernel.popTop(start, waiting, most, market, keyKind) : waiting),
    }
  }

  #candidate(row: number, market: number): Candidate {
    if (this.#remembered.has(row)) return this.#facts.at(this.remember(row, market))
    const { book, kernel } = this.#round
    kernel.valueRow(row)
    // Looked at and forgotten: it may still change its place in memory, but not its account.
    this.#glance.clear()
    return this.#glance.at(this.#glance.add(book, row, findSlot(book, row, market) - book.columns.runStart[row]!))
  }
}

const NOBODY: ReadonlySet<number> = new Set()
const NONE: ReadonlyMap<number, edit.Split> = new Map()
