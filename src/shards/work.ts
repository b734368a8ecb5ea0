// What a lane does with a job: claims chunks until none is open. The main thread is a lane like the others.

import type { Book } from '../book/book.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Doorbell, JOB_SCAN } from '../memory/doorbell.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'

/** @returns whether this lane did the last chunk of a job whose end is to be announced */
export function workOn(bell: Doorbell, book: Book, kernel: Kernel, lane: number, lanes: number): boolean {
  // Lanes begin far from each other, each with chunks that stand side by side.
  let next = Math.floor((lane * bell.chunks) / lanes)
  let ended = false
  for (;;) {
    const chunk = bell.claim(lane, next)
    if (chunk < 0) return ended
    // Read before the chunk is done: afterwards the bell may tell of the next job.
    const announced = bell.isAnnounced
    if (doChunk(bell, book, kernel, chunk) && announced) ended = true
    next = chunk + 1
  }
}

/** Does a chunk that has been claimed; returns whether it was the last. */
export function doChunk(bell: Doorbell, book: Book, kernel: Kernel, chunk: number): boolean {
  const from = bell.fromBlock(chunk)
  const to = bell.toBlock(chunk)
  if (bell.kind === JOB_SCAN) return bell.finish(chunk, kernel.scan(from, to, from << at.BLOCK_SHIFT))
  const { keyKind, page } = bell
  kernel.selectShard(from, to, chunk, bell.first(chunk), keyKind, bell.onlyProfitable)
  if (page > 0) takePages(book, kernel, chunk, keyKind, page)
  return bell.finish(chunk, 0)
}

function takePages(book: Book, kernel: Kernel, shard: number, keyKind: number, page: number): void {
  const { rankStart, rankCount } = book.columns
  const part = shard * rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
  for (let side = 0; side < 2 * book.marketCount; side += 1) {
    const count = rankCount[part + side]!
    if (count > 0) kernel.takeTop(rankStart[part + side]!, count, page, side >> 1, keyKind)
  }
}
