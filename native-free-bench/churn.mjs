// Random opens and closes at a steady fill, then the same content in a used book against a fresh one, by turns.
//
// Every change is a trade of one trader with its market's external account, so a trade opens or closes exactly one
// position. A trader is touched at most once a batch: a batch is made from the columns before any of it is applied.

import { FIRST_TRADER, MARKETS, randomLots } from './book.mjs'
import { freshCopy, fromEngine } from './forms.mjs'
import { alternate, generator, settle } from './measure.mjs'

const BATCH = 4096
const MOST_POSITIONS = 16
const TRADE_CAPACITY_TRIES = 1 << 24

/** Makes batches of random opens and closes and applies them; counts what happened and the time of `applyTrades`. */
export class Churn {
  #engine
  #book
  #random
  #batch
  #rows = []
  #touched
  #serial = 0
  applied = 0
  refused = 0
  milliseconds = 0

  constructor({ TradeBatch }, engine, book, seed) {
    this.#engine = engine
    this.#book = book
    this.#random = generator(seed)
    this.#batch = new TradeBatch(BATCH)
    const { rowId } = engine.book.columns
    for (let row = 0; row < rowId.length; row += 1) if (rowId[row] >= FIRST_TRADER) this.#rows.push(row)
    this.#touched = new Uint32Array(rowId.length)
  }

  /** @param share of opens among the changes: 0.5 keeps the fill, 1 only opens, 0 only closes */
  step(share, count = BATCH) {
    const batch = this.#batch
    batch.count = count
    this.#serial += 1
    for (let index = 0; index < count; index += 1) {
      if (this.#random.share() < share) this.#open(index)
      else this.#close(index)
    }
    const start = performance.now()
    const applied = this.#engine.applyTrades(batch)
    this.milliseconds += performance.now() - start
    this.applied += applied
    this.refused += count - applied
    return applied
  }

  get outcomes() {
    return this.#batch.outcomes
  }

  #freshRow() {
    for (;;) {
      const row = this.#rows[this.#random.below(this.#rows.length)]
      if (this.#touched[row] !== this.#serial) return row
    }
  }

  #open(index) {
    const { runStart, runCount, posMarket } = this.#engine.book.columns
    for (;;) {
      const row = this.#freshRow()
      const count = runCount[row]
      const market = this.#random.below(MARKETS)
      if (count >= MOST_POSITIONS || holds(posMarket, runStart[row], count, market)) continue
      this.#trade(index, row, market, randomLots(this.#random, this.#book.markets[market]))
      return
    }
  }

  // A position at random: a place among the most that a row may hold, drawn again when the row holds fewer.
  #close(index) {
    const { runStart, runCount, posMarket, posSize } = this.#engine.book.columns
    for (;;) {
      const row = this.#freshRow()
      const place = this.#random.below(MOST_POSITIONS)
      if (place >= runCount[row]) continue
      const slot = runStart[row] + place
      this.#trade(index, row, posMarket[slot], -Number(posSize[slot]))
      return
    }
  }

  #trade(index, row, market, lots) {
    const batch = this.#batch
    const id = this.#engine.book.columns.rowId[row]
    const external = market + 1
    this.#touched[row] = this.#serial
    batch.buyers[index] = lots > 0 ? id : external
    batch.sellers[index] = lots > 0 ? external : id
    batch.markets[index] = market
    batch.lots[index] = BigInt(Math.abs(lots))
    batch.priceTicks[index] = BigInt(this.#book.markets[market].ticks)
  }
}

function holds(posMarket, start, count, market) {
  for (let slot = start; slot < start + count; slot += 1) if (posMarket[slot] === market) return true
  return false
}

/** Churns the engine in place. Accounts that it put under water get a deposit, save one in a thousand. */
export function churnBook(dist, engine, book, changes) {
  const churn = new Churn(dist, engine, book, 7)
  const capacity = engine.book.columns.word(dist.WORD_CAP_POSITIONS)
  for (let done = 0; done < changes; done += BATCH) churn.step(0.5, Math.min(BATCH, changes - done))
  const { ids, count } = engine.checkSync()
  const flagged = ids.slice(0, count)
  for (const id of flagged) if (id % 300 !== 0) engine.deposit(id, 10_000_000_000_000n)
  return {
    changes: churn.applied,
    refused: churn.refused,
    fill: engine.book.positionCount / capacity,
    nsPerChange: (churn.milliseconds * 1e6) / (churn.applied + churn.refused),
  }
}

/** Used book against fresh book of the same content (equal state hashes say so). */
export function compareChurned(dist, engine, book, rounds) {
  const capacity = engine.book.columns.word(dist.WORD_CAP_POSITIONS)
  const copy = freshCopy(dist, engine, book, capacity)
  const sameContent = copy.stateHash() === engine.stateHash()
  settle()
  const times = alternate(
    [
      { name: 'churned', run: () => engine.checkSync() },
      { name: 'fresh', run: () => copy.checkSync() },
    ],
    rounds,
  )
  const one = engine.checkSync()
  const other = copy.checkSync()
  const sameAnswer = one.count === other.count && one.ids.every((id, at) => at >= one.count || id === other.ids[at])
  copy.close()
  return { times, ratio: times.churned.median / times.fresh.median, sameContent, sameAnswer }
}

/** Closes, then opens until the book refuses one for capacity. Destroys the fill, so it comes last. */
export function fillUp(dist, engine, book, batches) {
  const capacity = engine.book.columns.word(dist.WORD_CAP_POSITIONS)
  const nsOf = (churn) => (churn.milliseconds * 1e6) / (churn.applied + churn.refused)
  const closing = new Churn(dist, engine, book, 11)
  for (let batch = 0; batch < batches; batch += 1) closing.step(0)
  const opening = new Churn(dist, engine, book, 13)
  for (let tries = 0; tries < TRADE_CAPACITY_TRIES && opening.refused === 0; tries += BATCH) {
    opening.step(1)
  }
  const refusal = opening.outcomes.find((outcome) => outcome !== dist.TRADE_APPLIED)
  const atCapacity = refusal === dist.TRADE_CAPACITY
  return {
    fillMost: engine.book.positionCount / capacity,
    atCapacity,
    nsPerOpen: nsOf(opening),
    nsPerClose: nsOf(closing),
  }
}

/** The churned content, for the contenders that are not engines. */
export function churnedBook(engine, book) {
  return fromEngine(engine, book.markets, book.cash.length)
}
