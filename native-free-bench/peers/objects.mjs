// What a venue's first version does: plain objects with floats, a loop, and `Array.sort`.

import { makeBook } from '../book.mjs'
import { checkObjects } from '../contenders.mjs'
import { toObjects } from '../forms.mjs'
import { FIRST_CANDIDATE, MARK_TICKS, makeQueue } from './queue.mjs'

const ATOMS_PER_DOLLAR = 1_000_000
const LOT_SIZE = 0.001

export function prepare(question, parameters) {
  return question === 'check' ? checking(parameters) : ranking(parameters)
}

function checking(parameters) {
  const book = toObjects(makeBook(parameters))
  const answer = (flagged) => ({ ids: flagged.map(({ id }) => id), states: flagged.map(({ state }) => state) })
  return { about: 'objects with floats, one thread', run: () => checkObjects(book), answer }
}

function ranking({ top, ...parameters }) {
  const { lots, entryTicks, equity } = makeQueue(parameters)
  const mark = MARK_TICKS / 100
  const positions = Array.from(lots, (size, index) => {
    const entryPrice = entryTicks[index] / 100
    const profit = size * LOT_SIZE * (mark - entryPrice)
    return {
      account: FIRST_CANDIDATE + index,
      size: size * LOT_SIZE,
      entryPrice,
      margin: equity[index] / ATOMS_PER_DOLLAR - profit,
    }
  })
  const answer = (ranked) => ({ accounts: ranked.map(({ account }) => account) })
  return { about: 'Array.sort, one thread', run: () => rankObjects(positions, mark, top), answer }
}

/** The head of the queue of the longs. */
function rankObjects(positions, mark, top) {
  const ranked = []
  for (const { account, size, entryPrice, margin } of positions) {
    if (size <= 0) continue
    const notional = size * mark
    const profit = size * (mark - entryPrice)
    const equity = margin + profit
    if (equity < 0) continue
    const percent = profit / (size * entryPrice)
    const leverage = notional / equity
    ranked.push({ account, notional, score: profit > 0 ? percent * leverage : percent / leverage })
  }
  ranked.sort((a, b) => b.score - a.score || b.notional - a.notional || a.account - b.account)
  return ranked.slice(0, top)
}
