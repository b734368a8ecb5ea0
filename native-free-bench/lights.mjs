// Lights against the margin check of the same book, by turns: one side of a market, one position, all sides. Once at
// the prices that everybody has paid, where all scores are zero and only size and id tell positions apart, once after
// all marks have moved.

import { alternate } from './measure.mjs'

const MARKET = 0
const ALL_EVERY = 5
const MOST_PER_MILLE = 10

/** The book as it was made, and with moved marks; they are put back. */
export function measureLights(dist, engine, rounds) {
  const { marketMark } = engine.book.columns
  const before = marketMark.slice(0, engine.book.marketCount)
  const markets = Uint16Array.from(before, (_, market) => market)
  const mark = (priceTicks) => engine.applyMarks({ timeMs: engine.lastTimeMs, markets, priceTicks })
  const equal = compareLights(dist, engine, rounds)
  mark(before.map(movedMark))
  const different = compareLights(dist, engine, rounds)
  mark(before)
  return { different, equal: { ...equal, inOrder: isByLotsAndId(dist, engine) } }
}

/** Up or down by 1 to 10 per mille, by a tick at least: nobody has a score of zero any more. */
function movedMark(ticks, market) {
  const step = (market * 37) % (2 * MOST_PER_MILLE)
  const isDown = step < MOST_PER_MILLE
  const perMille = BigInt(isDown ? MOST_PER_MILLE - step : step - MOST_PER_MILLE + 1)
  const by = (ticks * perMille) / 1000n || 1n
  return isDown ? ticks - by : ticks + by
}

/** A market whose shorts are a 512th of the book, and the whole of it. */
export function compareLights({ LightsResult }, engine, rounds) {
  const side = new LightsResult()
  const all = new LightsResult()
  engine.lights(MARKET, 'short', side)
  const account = side.accounts[side.count >> 1]
  const times = alternate(
    [
      { name: 'check', run: () => engine.checkSync() },
      { name: 'side', run: () => engine.lights(MARKET, 'short', side) },
      { name: 'rankOf', run: () => engine.rankOf(account, MARKET) },
    ],
    rounds,
  )
  const whole = alternate([{ name: 'all', run: () => engine.allLights(all) }], Math.ceil(rounds / ALL_EVERY), 1)
  const ratio = times.side.median / times.check.median
  return { ...times, ...whole, sidePositions: side.count, allPositions: all.count, ratio, agrees: agree(side, all) }
}

/** Whether the lights of a side alone are those that stand among all. */
function agree(side, all) {
  const first = all.candidates.subarray(0, 2 * MARKET + 1).reduce((sum, count) => sum + count, 0)
  const same = (one, other) => one.subarray(0, side.count).every((value, rank) => value === other[first + rank])
  return same(side.accounts, all.accounts) && same(side.byContracts, all.byContracts) && same(side.ranks, all.ranks)
}

/** Whether positions that are told apart by nothing else stand by size, then by id. */
function isByLotsAndId({ LightsResult }, engine) {
  const { accounts, count } = engine.lights(MARKET, 'short', new LightsResult())
  const lots = sizesOf(engine.book)
  return accounts.subarray(0, count).every((account, rank) => {
    if (rank === 0) return true
    const [size, before] = [lots.get(account), lots.get(accounts[rank - 1])]
    return size < before || (size === before && account > accounts[rank - 1])
  })
}

/** |lots| of the shorts by account. */
function sizesOf({ columns: { posMarket, posSize, rowId, runCount, runStart } }) {
  const lots = new Map()
  for (let row = 0; row < rowId.length; row += 1) {
    const end = runStart[row] + runCount[row]
    const slot = posMarket.subarray(0, end).indexOf(MARKET, runStart[row])
    if (slot >= 0 && posSize[slot] < 0n) lots.set(rowId[row], -posSize[slot])
  }
  return lots
}
