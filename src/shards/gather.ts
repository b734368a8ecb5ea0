// What the lanes have found, put together; and what is done where no late thread writes.

import type { Book } from '../book/book.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { selectRows } from '../kernel/reference-select.ts'
import type { Doorbell } from '../memory/doorbell.ts'
import * as at from '../memory/fields.ts'
import type { SelectedShards } from '../stages/executor.ts'

/** A list of flagged rows in a part of the column `flagged`. */
export interface RowList {
  readonly entries: Uint32Array
  count: number
}

/**
 * The rows of all chunks, moved down to the beginning. Every chunk has written from its own first row on, so what is
 * moved never passes what is still to be moved.
 */
export function gatherRows(bell: Doorbell, flagged: RowList): RowList {
  let count = 0
  for (let chunk = 0; chunk < bell.chunks; chunk += 1) {
    const first = bell.fromBlock(chunk) << at.BLOCK_SHIFT
    const found = bell.result(chunk)
    if (first !== count) flagged.entries.copyWithin(count, first, first + found)
    count += found
  }
  flagged.count = count
  return flagged
}

/**
 * The rows of all chunks, put together in the second half of the column: a late thread still writes to the first. What
 * is not done is done here.
 */
export function gatherApart(bell: Doorbell, kernel: Kernel, flagged: RowList, spare: RowList): RowList {
  const rows = flagged.entries.length
  let count = 0
  for (let chunk = 0; chunk < bell.chunks; chunk += 1) {
    if (bell.isChunkDone(chunk)) {
      const first = bell.fromBlock(chunk) << at.BLOCK_SHIFT
      const found = bell.result(chunk)
      spare.entries.set(flagged.entries.subarray(first, first + found), count)
      count += found
    } else {
      count += kernel.scan(bell.fromBlock(chunk), bell.toBlock(chunk), rows + count)
    }
  }
  spare.count = count
  return spare
}

/**
 * A selection in memory of its own, by the readable kernel: a thread that is late with one may write to the columns of
 * the ranking until it is gone. Slow, and the only place that allocates.
 */
export function selectApart(book: Book, keyKind: number, onlyProfitable: boolean): SelectedShards {
  const { rankStart, rankCount, rankKey, rankEntry } = book.columns
  const columns = {
    rankStart: new Uint32Array(rankStart.length),
    rankCount: new Uint32Array(rankCount.length),
    rankKey: new Float64Array(rankKey.length),
    rankEntry: new Uint32Array(rankEntry.length),
  }
  const toBlock = book.columns.word(at.WORD_BLOCKS)
  selectRows(book, columns, { fromBlock: 0, toBlock, shard: 0, first: 0, keyKind, onlyProfitable })
  return { columns, shards: 1, page: 0 }
}
