// Who carries out what goes over the whole book: this thread alone, or several (`shards/`). Both leave the same behind.
//
// Reads: the whole book. Writes: the column `flagged`, the columns of the ranking. Bound: one pass over the book.
// Allocation: none. Deterministic: a shard's candidates are those of its blocks, and the order of all is total.

import type { Book } from '../book/book.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'
import type { RankColumns } from '../memory/rank-heap.ts'

/** Rows that are not healthy, ascending: the first `count` entries, as in the column `flagged`. */
export interface FlaggedRows {
  readonly entries: Uint32Array
  readonly count: number
}

/** Where the candidates of a ranking stand, valid until the next one. */
export interface SelectedShards {
  readonly columns: RankColumns
  readonly shards: number
  /** So many of the best stand behind the others on every side of every shard, the first one last; 0: none do. */
  readonly page: number
}

export interface Executor {
  /** Judges every trader. What is returned is valid until the next scan. */
  scan(): FlaggedRows

  /**
   * Selects the candidates of the sides that `marketNeed` wants.
   *
   * @param keyKind KEY_…
   * @param page so many of the best of every side are wanted first; 0 when the keys are not those to rank by
   */
  select(keyKind: number, onlyProfitable: boolean, page: number): SelectedShards
}

export class InlineExecutor implements Executor {
  readonly #book: Book
  readonly #kernel: Kernel
  readonly #flagged: { readonly entries: Uint32Array; count: number }
  readonly #selected: SelectedShards

  constructor(book: Book, kernel: Kernel) {
    this.#book = book
    this.#kernel = kernel
    this.#flagged = { entries: book.columns.flagged, count: 0 }
    this.#selected = { columns: book.columns, shards: 1, page: 0 }
  }

  scan(): FlaggedRows {
    this.#flagged.count = this.#kernel.scan(0, this.#book.columns.word(at.WORD_BLOCKS), 0)
    return this.#flagged
  }

  /** The best are looked for when a side is looked at. */
  select(keyKind: number, onlyProfitable: boolean): SelectedShards {
    this.#kernel.selectShard(0, this.#book.columns.word(at.WORD_BLOCKS), 0, 0, keyKind, onlyProfitable)
    return this.#selected
  }
}
