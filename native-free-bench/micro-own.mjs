// Our ranking heap as a contender, in the columns of a book: in JavaScript, and compiled where the kernel has it. What
// this file calls is inside of the engine; when it changes, only this file does.

/**
 * @param engine whose columns hold the candidates; its book is asked only where keys are a near-tie
 * @returns runs that copy the candidates into the columns, make a heap and take the best `top` out, as entries
 */
export function ownHeaps({ RankHeap, FastKernel, KEY_NOTIONAL, KEY_BITMEX }, engine, { keys, entries, top }) {
  const { columns } = engine.book
  const { rankKey, rankEntry } = columns
  const count = keys.length
  const fill = () => {
    rankKey.set(keys)
    rankEntry.set(entries)
  }
  const kernel = new FastKernel(engine.book)
  const market = 0
  return {
    /** @param tellApart whether the first of two entries goes before the second when their keys do not say */
    javaScript(tellApart) {
      fill()
      const heap = new RankHeap(columns, 0, count, tellApart)
      return Uint32Array.from({ length: top }, (_, place) => heap.at(place))
    },
    /** @param byScore near-ties by the exact scores of the book's accounts first, else by notional and id alone */
    kernel(byScore) {
      fill()
      const keyKind = byScore ? KEY_BITMEX : KEY_NOTIONAL
      kernel.heapify(0, count, market, keyKind)
      const waiting = kernel.popTop(0, count, top, market, keyKind)
      // Who leaves the heap stands behind it, the first one last.
      return rankEntry.slice(waiting, count).reverse()
    },
    /** The head alone, as a queue is looked at: one pass, and who stands behind is left in no order. */
    kernelTop(byScore) {
      fill()
      const rest = kernel.takeTop(0, count, top, market, byScore ? KEY_BITMEX : KEY_NOTIONAL)
      return rankEntry.slice(rest, count).reverse()
    },
  }
}
