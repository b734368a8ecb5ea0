// Hedges that deleveraging has broken: who loses a leg holds the other one open, and sells a part of it at once.
//
//   hedge      min(longs, shorts) of an account in one underlying, in notional at the marks of the step
//   broken     what the hedge has become smaller by in a round, by what ADL took of it
//   laid open  the smaller of that and |longs − shorts|; of this, `unwindPpm` is sold on the order book without a limit
//
// The legs of the larger side are sold by market. Who is not healthy after the round may not trade.

import { absoluteUnit } from '../book/markets.ts'
import { BallastError } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { RoundEvent } from '../engine/round-events.ts'
import type { AccountView } from '../engine/views.ts'
import { abs, max, min } from '../fixed/rounding.ts'
import { type GivenLots, noteGiven } from '../scenario/given-lots.ts'
import type { MarketBook } from '../sim/market-book.ts'
import { addDelta, type Deltas } from '../stages/hedge-ratio.ts'
import { underlyingsOf } from '../stages/hedge-tiers.ts'

export interface Unwound {
  readonly brokenAtoms: bigint
  readonly fills: number
  /** By market. */
  readonly soldAtoms: readonly bigint[]
}

export class BrokenHedges {
  readonly #engine: Engine
  readonly #unwindPpm: bigint
  readonly #underlyings: Int32Array
  /** Lots that an account has given in this round, by market, signed as it held them. */
  readonly #given: GivenLots = new Map()

  constructor(engine: Engine, unwindPpm: number) {
    this.#engine = engine
    this.#unwindPpm = BigInt(unwindPpm)
    this.#underlyings = underlyingsOf(engine.book)
  }

  note(event: RoundEvent): void {
    noteGiven(this.#given, event)
  }

  /** After the round: finds what is broken and sells. */
  unwind(books: readonly MarketBook[]): Unwound {
    const soldAtoms = new Array<bigint>(books.length).fill(0n)
    let [brokenAtoms, fills] = [0n, 0]
    for (const id of [...this.#given.keys()].sort((a, b) => a - b)) {
      const account = this.#engine.account(id)
      if (account.class !== 'trader') continue
      const given = this.#given.get(id)!
      for (const underlying of new Set(Array.from(given.keys(), (market) => this.#underlyings[market]!))) {
        const { broken, open } = this.#judge(account, given, underlying)
        brokenAtoms += broken
        if (account.state !== 'healthy') continue
        fills += this.#sell(account, underlying, open, books, soldAtoms)
      }
    }
    this.#given.clear()
    return { brokenAtoms, fills, soldAtoms }
  }

  /** @returns `open`: what is laid open, above 0 of longs, below 0 of shorts */
  #judge({ positions }: AccountView, given: ReadonlyMap<number, bigint>, underlying: number) {
    const now = new Map(positions.map(({ market, sizeLots }) => [market, sizeLots]))
    const before: Deltas = { longAtoms: 0n, shortAtoms: 0n }
    const after: Deltas = { longAtoms: 0n, shortAtoms: 0n }
    for (const market of new Set([...now.keys(), ...given.keys()])) {
      if (this.#underlyings[market] !== underlying) continue
      const lots = now.get(market) ?? 0n
      this.#add(after, market, lots)
      this.#add(before, market, lots + (given.get(market) ?? 0n))
    }
    const hedge = ({ longAtoms, shortAtoms }: Deltas) => min(longAtoms, shortAtoms)
    const broken = max(0n, hedge(before) - hedge(after))
    const over = after.longAtoms - after.shortAtoms
    return { broken, open: over > 0n ? min(broken, over) : -min(broken, -over) }
  }

  #add(deltas: Deltas, market: number, lots: bigint): void {
    if (lots !== 0n) addDelta(deltas, lots, abs(lots) * absoluteUnit(this.#engine.book, market))
  }

  #sell(account: AccountView, underlying: number, open: bigint, books: readonly MarketBook[], sold: bigint[]): number {
    let left = (abs(open) * this.#unwindPpm) / 1_000_000n
    let fills = 0
    const legs = account.positions.filter(({ market, sizeLots }) => {
      return this.#underlyings[market] === underlying && sizeLots > 0n === open > 0n
    })
    legs.sort((a, b) => a.market - b.market)
    for (const { market, sizeLots } of legs) {
      const unit = absoluteUnit(this.#engine.book, market)
      const lots = min(abs(sizeLots), left / unit)
      const { halted, externalAccount } = this.#engine.market(market)
      if (lots === 0n || halted) continue
      left -= lots * unit
      for (const fill of books[market]!.take({ lots: open > 0n ? lots : -lots, limitTicks: null })) {
        const [buyer, seller] = open > 0n ? [externalAccount, account.id] : [account.id, externalAccount]
        if (!this.#trade({ buyer, seller, market, ...fill })) continue
        sold[market]! += fill.lots * unit
        fills += 1
      }
    }
    return fills
  }

  // What the book refuses, for want of room, the owner keeps.
  #trade(trade: Parameters<Engine['trade']>[0]): boolean {
    try {
      this.#engine.trade(trade)
      return true
    } catch (error) {
      if (error instanceof BallastError) return false
      throw error
    }
  }
}
