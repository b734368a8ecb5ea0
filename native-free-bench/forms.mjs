// The seeded book in the form that each contender likes: an engine, plain objects, Float64 columns.

import { FIRST_TRADER, MARKETS, toConfig } from './book.mjs'

function engineFor({ createEngine }, { accounts, positions }) {
  return createEngine({ capacity: { accounts: accounts + MARKETS, positions, markets: MARKETS } })
}

/** Options of an engine that the book fits into. */
export function capacityFor({ cash }, positions) {
  return { capacity: { accounts: cash.length + MARKETS, positions, markets: MARKETS } }
}

/** An engine that holds the book; each market's external account takes the other side of what is left over. */
export function toEngine(dist, book, capacityPositions) {
  const engine = engineFor(dist, { accounts: book.cash.length, positions: capacityPositions })
  fillEngine(engine, book)
  return engine
}

/** The same with an engine that has just been opened. */
export function fillEngine(engine, book) {
  const { markets, offsets, market, lots, cash } = book
  const importer = engine.beginImport()
  for (let id = 1; id <= MARKETS; id += 1) importer.account({ id, class: 'external', cashAtoms: 0n })
  for (const [id, line] of markets.entries()) importer.market(toConfig(line, id))
  const sums = new Float64Array(MARKETS)
  const place = (account, id, size) => {
    const lots = BigInt(size)
    importer.position({ account, market: id, lots, entryValueAtoms: lots * BigInt(markets[id].unit) })
  }
  for (let account = 0; account < cash.length; account += 1) {
    importer.account({ id: FIRST_TRADER + account, cashAtoms: BigInt(cash[account]) })
    for (let slot = offsets[account]; slot < offsets[account + 1]; slot += 1) {
      place(FIRST_TRADER + account, market[slot], lots[slot])
      sums[market[slot]] += lots[slot]
    }
  }
  for (const [id, sum] of sums.entries()) if (sum !== 0) place(id + 1, id, -sum)
  importer.finish()
}

/** A fresh engine with the same content as a used one, imported row by row. */
export function freshCopy(dist, engine, book, capacityPositions) {
  const { rowId, rowCash, runStart, runCount, posMarket, posSize, posEntry } = engine.book.columns
  const copy = engineFor(dist, { accounts: book.cash.length, positions: capacityPositions })
  const importer = copy.beginImport()
  const rows = []
  for (let row = 0; row < rowId.length; row += 1) if (rowId[row] !== 0) rows.push(row)
  for (const row of rows) {
    const id = rowId[row]
    importer.account({ id, class: id <= MARKETS ? 'external' : 'trader', cashAtoms: rowCash[row] })
  }
  for (const [id, line] of book.markets.entries()) importer.market(toConfig(line, id))
  for (const row of rows) {
    for (let slot = runStart[row]; slot < runStart[row] + runCount[row]; slot += 1) {
      importer.position({
        account: rowId[row],
        market: posMarket[slot],
        lots: posSize[slot],
        entryValueAtoms: posEntry[slot],
      })
    }
  }
  importer.finish()
  const listed = Uint16Array.from({ length: MARKETS }, (_, market) => market)
  const marks = engine.book.columns.marketMark.slice(0, MARKETS)
  const timeMs = engine.lastTimeMs
  copy.applyMarks({ timeMs, markets: listed, priceTicks: marks })
  return copy
}

/** The content of an engine in the form of `makeBook`, traders only. */
export function fromEngine(engine, markets, accounts) {
  const { rowId, rowCash, runStart, runCount, posMarket, posSize } = engine.book.columns
  const book = {
    markets,
    offsets: new Uint32Array(accounts + 1),
    market: new Uint16Array(engine.book.positionCount),
    lots: new Int32Array(engine.book.positionCount),
    cash: new Float64Array(accounts),
  }
  let next = 0
  let account = 0
  for (let row = 0; row < rowId.length; row += 1) {
    if (rowId[row] < FIRST_TRADER) continue
    if (rowId[row] !== FIRST_TRADER + account) throw new Error(`row ${row} is out of order`)
    for (let slot = runStart[row]; slot < runStart[row] + runCount[row]; slot += 1) {
      book.market[next] = posMarket[slot]
      book.lots[next] = Number(posSize[slot])
      next += 1
    }
    book.cash[account] = Number(rowCash[row])
    account += 1
    book.offsets[account] = next
  }
  return book
}

function floatTiers(tiers) {
  let deduction = 0
  let before = 0
  return tiers.map(({ floorUsd, ratePpm }) => {
    const rate = ratePpm / 1_000_000
    deduction += floorUsd * (rate - before)
    before = rate
    return { floor: floorUsd, rate, deduction }
  })
}

/** What a venue's first version holds: an object an account, an object a position, dollars and coins as floats. */
export function toObjects({ markets, offsets, market, lots, cash }) {
  const accounts = []
  for (let account = 0; account < cash.length; account += 1) {
    const positions = []
    for (let slot = offsets[account]; slot < offsets[account + 1]; slot += 1) {
      const id = market[slot]
      positions.push({ market: id, size: lots[slot] * markets[id].lotSize })
    }
    accounts.push({ id: FIRST_TRADER + account, cash: cash[account] / 1_000_000, positions })
  }
  return {
    accounts,
    markets: markets.map(({ ticks, tiers }) => ({ mark: ticks / 100, tiers: floatTiers(tiers) })),
  }
}

/** What its second version holds: a column a field, all tiers in one row of columns. */
export function toColumns({ markets, offsets, market, lots, cash }) {
  const tiers = markets.map((line) => floatTiers(line.tiers))
  const starts = new Uint32Array(MARKETS + 1)
  for (const [id, list] of tiers.entries()) starts[id + 1] = starts[id] + list.length
  return {
    offsets: offsets.slice(),
    market: market.slice(),
    size: Float64Array.from(lots, (size, slot) => size * markets[market[slot]].lotSize),
    cash: cash.map((atoms) => atoms / 1_000_000),
    mark: Float64Array.from(markets, ({ ticks }) => ticks / 100),
    tierStart: starts,
    tierFloor: Float64Array.from(tiers.flat(), ({ floor }) => floor),
    tierRate: Float64Array.from(tiers.flat(), ({ rate }) => rate),
    tierDeduction: Float64Array.from(tiers.flat(), ({ deduction }) => deduction),
    flaggedIds: new Uint32Array(cash.length),
    flaggedStates: new Uint8Array(cash.length),
  }
}
