// Opens and closes positions in pairs, at one price, in batches: a position is one lot of one market, its other side
// stands in another account. Keeps count of what is open, so that every outcome can be told beforehand.

import * as assert from 'uvu/assert'
import { TRADE_APPLIED, TRADE_CAPACITY } from '../../src/core/codes.ts'
import { MAX_TRADER_POSITIONS } from '../../src/core/limits.ts'
import { type Engine, TradeBatch } from '../../src/index.ts'
import type { Chance } from './chance.ts'

const BATCH = 4096

interface Pair {
  readonly buyer: number
  readonly seller: number
  readonly market: number
}

export class Churner {
  /** Trades so far; each opens or closes two positions. */
  trades = 0
  positions = 0
  /** Positions that were open when a trade was refused for want of room; the fewest. */
  refusedAt = Number.POSITIVE_INFINITY
  readonly ids: number[]
  readonly #engine: Engine
  readonly #markets: number
  readonly #batch = new TradeBatch(BATCH)
  readonly #pairs: Pair[] = []
  readonly #waiting: { pair: Pair; opens: boolean }[] = []
  readonly #held = new Map<number, Set<number>>()

  constructor(engine: Engine, ids: readonly number[], markets: number) {
    this.#engine = engine
    this.#markets = markets
    this.ids = [...ids]
  }

  get pairs(): number {
    return this.#pairs.length
  }

  countOf(id: number): number {
    return this.#held.get(id)?.size ?? 0
  }

  /** Opens a pair of positions somewhere; takes a few looks for accounts that may. */
  openAnywhere(chance: Chance): void {
    for (let tries = 0; tries < 20; tries += 1) {
      const [buyer, seller] = [chance.pick(this.ids), chance.pick(this.ids)]
      if (buyer !== seller && this.open(buyer, seller, chance.below(this.#markets))) return
    }
  }

  /** False when one of the two holds a position there, or 128 in all. */
  open(buyer: number, seller: number, market: number): boolean {
    const sides = [this.#heldBy(buyer), this.#heldBy(seller)]
    if (sides.some((held) => held.has(market) || held.size === MAX_TRADER_POSITIONS)) return false
    for (const held of sides) held.add(market)
    this.#add({ buyer, seller, market }, true)
    return true
  }

  closeAnywhere(chance: Chance): void {
    if (this.#pairs.length === 0) this.flush()
    const index = chance.below(this.#pairs.length)
    const pair = this.#pairs[index]!
    this.#pairs[index] = this.#pairs.at(-1)!
    this.#pairs.pop()
    this.#heldBy(pair.buyer).delete(pair.market)
    this.#heldBy(pair.seller).delete(pair.market)
    this.#add(pair, false)
  }

  /** Sends what waits. */
  flush(): void {
    const batch = this.#batch
    batch.count = this.#waiting.length
    this.#engine.applyTrades(batch)
    for (const [index, { pair, opens }] of this.#waiting.entries()) {
      const outcome = batch.outcomes[index]!
      if (outcome === TRADE_CAPACITY && opens) {
        this.refusedAt = Math.min(this.refusedAt, this.positions)
        this.#heldBy(pair.buyer).delete(pair.market)
        this.#heldBy(pair.seller).delete(pair.market)
        continue
      }
      assert.is(outcome, TRADE_APPLIED)
      this.positions += opens ? 2 : -2
      if (opens) this.#pairs.push(pair)
    }
    this.#waiting.length = 0
    assert.is(this.#engine.book.positionCount, this.positions)
  }

  #add(pair: Pair, opens: boolean): void {
    const batch = this.#batch
    const index = this.#waiting.length
    batch.buyers[index] = opens ? pair.buyer : pair.seller
    batch.sellers[index] = opens ? pair.seller : pair.buyer
    batch.markets[index] = pair.market
    batch.lots[index] = 1n
    batch.priceTicks[index] = 1000n
    this.#waiting.push({ pair, opens })
    this.trades += 1
    if (this.#waiting.length === BATCH) this.flush()
  }

  #heldBy(id: number): Set<number> {
    let held = this.#held.get(id)
    if (held === undefined) {
      held = new Set()
      this.#held.set(id, held)
    }
    return held
  }
}
