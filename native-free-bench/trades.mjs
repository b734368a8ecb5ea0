// Bulk trades in steady state: existing positions change, none opens or closes. Accounts are drawn evenly, or by Zipf's
// law (the r-th most active account trades 1/r as often as the first).

import { FIRST_TRADER, MARKETS } from './book.mjs'
import { countCollections, generator, summarise } from './measure.mjs'

export const BATCH = 4096

/** Running sums of the integer weights 2^32 / (rank + 1). */
function zipfTable(count) {
  const sums = new Float64Array(count)
  let sum = 0
  for (let rank = 0; rank < count; rank += 1) {
    sum += Math.floor(2 ** 32 / (rank + 1))
    sums[rank] = sum
  }
  return sums
}

/** A rank below `count`: the first whose sum is above an even draw. */
function drawRank(random, sums, count) {
  const wanted = random.share() * sums[count - 1]
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle] <= wanted) low = middle + 1
    else high = middle
  }
  return low
}

export function shuffledRows(engine, random) {
  const { rowId } = engine.book.columns
  const rows = []
  for (let row = 0; row < rowId.length; row += 1) if (rowId[row] >= FIRST_TRADER) rows.push(row)
  for (let last = rows.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1)
    const row = rows[last]
    rows[last] = rows[other]
    rows[other] = row
  }
  return rows
}

/** Rows that hold a position in each market, the most active first. */
function holdersOf(engine, rows) {
  const { runStart, runCount, posMarket } = engine.book.columns
  const holders = Array.from({ length: MARKETS }, () => [])
  for (const row of rows) {
    for (let slot = runStart[row]; slot < runStart[row] + runCount[row]; slot += 1) holders[posMarket[slot]].push(row)
  }
  return holders
}

/** All batches of one law, made before anything is timed: so many, that no trade of a window stands in it twice. */
export function makeBatches({ TradeBatch }, engine, book, { law, count, rows, seed }) {
  const { runStart, runCount, posMarket, posSize, rowId } = engine.book.columns
  const random = generator(seed)
  const sums = zipfTable(rows.length)
  const holders = holdersOf(engine, rows)
  const sizes = Float64Array.from(posSize, Number)
  const draw = law === 'zipf' ? (n) => drawRank(random, sums, n) : (n) => random.below(n)
  const slotOf = (row, market) => posMarket.subarray(0, runStart[row] + runCount[row]).indexOf(market, runStart[row])
  const fill = (batch, index) => {
    for (;;) {
      const buyer = rows[draw(rows.length)]
      if (runCount[buyer] === 0) continue
      const slot = runStart[buyer] + random.below(runCount[buyer])
      const market = posMarket[slot]
      const seller = holders[market][draw(holders[market].length)]
      const lots = 1 + random.below(5)
      const other = slotOf(seller, market)
      if (seller === buyer || sizes[slot] + lots === 0 || sizes[other] - lots === 0) continue
      sizes[slot] += lots
      sizes[other] -= lots
      batch.buyers[index] = rowId[buyer]
      batch.sellers[index] = rowId[seller]
      batch.markets[index] = market
      batch.lots[index] = BigInt(lots)
      batch.priceTicks[index] = BigInt(book.markets[market].ticks)
      return
    }
  }
  return Array.from({ length: count }, () => {
    const batch = new TradeBatch(BATCH)
    batch.count = BATCH
    for (let index = 0; index < BATCH; index += 1) fill(batch, index)
    return batch
  })
}

/** One law: `rounds` windows after one to warm up, with collections counted over all of them. */
export function measureTrades(dist, engine, book, { law, rounds, batchesPerRound }) {
  const rows = shuffledRows(engine, generator(3))
  const count = (rounds + 1) * batchesPerRound
  const batches = makeBatches(dist, engine, book, { law, count, rows, seed: law === 'zipf' ? 21 : 22 })
  const positions = engine.book.positionCount
  const samples = new Float64Array(rounds)
  let refused = 0
  const runRound = (round) => {
    const from = round * batchesPerRound
    const start = performance.now()
    for (let batch = from; batch < from + batchesPerRound; batch += 1) {
      refused += BATCH - engine.applyTrades(batches[batch])
    }
    return performance.now() - start
  }
  runRound(0)
  const { collections, kinds, heapBytes } = countCollections(() => {
    for (let round = 0; round < rounds; round += 1) samples[round] = runRound(round + 1)
  })
  const time = summarise(samples)
  const trades = rounds * batchesPerRound * BATCH
  return {
    law,
    trades,
    refused,
    tradesPerSecond: Math.round((batchesPerRound * BATCH * 1000) / time.median),
    nsPerTrade: (time.median * 1e6) / (batchesPerRound * BATCH),
    time,
    collections,
    kinds,
    heapBytesPerBatch: Math.round(heapBytes / (rounds * batchesPerRound)),
    positionsStayed: engine.book.positionCount === positions,
  }
}

/** Marks of all markets, then a check, again and again. */
export function measureTicks(engine, book, times) {
  const markets = Uint16Array.from({ length: MARKETS }, (_, market) => market)
  // Two sets of prices, a tenth of a percent apart, so that every batch moves every market.
  const prices = [1000n, 1001n].map((factor) =>
    BigInt64Array.from(book.markets, ({ ticks }) => (BigInt(ticks) * factor + 999n) / 1000n),
  )
  const batch = { timeMs: 0, markets, priceTicks: prices[0] }
  const samples = new Float64Array(times)
  const tick = (index) => {
    const start = performance.now()
    batch.timeMs += 1
    batch.priceTicks = prices[index & 1]
    engine.applyMarks(batch)
    engine.checkSync()
    return performance.now() - start
  }
  for (let index = 0; index < 4; index += 1) tick(index)
  const { collections, kinds, heapBytes } = countCollections(() => {
    for (let index = 0; index < times; index += 1) samples[index] = tick(index)
  })
  tick(0) // leaves the marks of the listing behind
  return { ticks: times, time: summarise(samples), collections, kinds, heapBytesPerTick: Math.round(heapBytes / times) }
}
