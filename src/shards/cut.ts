// Cuts the book into ranges of blocks with about as much work each. A range begins with a block, 64 rows, so what two
// threads write for neighbouring ranges never shares a cache line.

import type { Book } from '../book/book.ts'
import { BLOCK_TRADERS } from '../core/codes.ts'
import * as at from '../memory/fields.ts'

/** What a block costs beyond its positions, in positions. */
const BLOCK_COST = 16

/** Work of a pass over the book, in positions. */
export function workOf(book: Book): number {
  return book.positionCount + BLOCK_COST * book.columns.word(at.WORD_BLOCKS)
}

/**
 * @param take is told each range, and how many positions of traders stand before it
 * @returns how many ranges there are: at most `most`, fewer when there are fewer blocks
 */
export function cutBook(
  book: Book,
  most: number,
  take: (index: number, fromBlock: number, toBlock: number, positionsBefore: number) => void,
): number {
  const { blockUsed, blockKind } = book.columns
  const blocks = book.columns.word(at.WORD_BLOCKS)
  const share = Math.max(1, Math.ceil(workOf(book) / most))
  let index = 0
  let from = 0
  let before = 0
  let positions = 0
  let work = 0
  for (let block = 0; block < blocks; block += 1) {
    const used = blockKind[block] === BLOCK_TRADERS ? blockUsed[block]! : 0
    work += used + BLOCK_COST
    positions += used
    if (work < share || index === most - 1) continue
    take(index, from, block + 1, before)
    index += 1
    from = block + 1
    before = positions
    work = 0
  }
  if (from < blocks) {
    take(index, from, blocks, before)
    index += 1
  }
  return index
}
