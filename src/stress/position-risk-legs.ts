// An account along a shock: what it is worth and must keep at every size of it, exactly; and in doubles, which only
// say where to begin to look.
//
// E and MM are those of a check: E = cash + Σ q · (u − F), MM by tiers, in atom · ppm.

import { marketMaintenanceAtomPpm, tierCount, tierDeductionAtomPpm, tierRatePpm, unitAt } from '../book/markets.ts'
import { KIND_INVERSE } from '../core/codes.ts'
import { PPM } from '../core/limits.ts'
import type { Engine } from '../engine/engine.ts'
import { abs } from '../fixed/rounding.ts'
import { type Betas, type MarketPath, pathOf, ticksAt } from './grid-moves.ts'

interface Tiers {
  readonly rates: readonly number[]
  readonly deductions: readonly number[]
}

/** What is known of every market before any account is looked at. */
export class ShockedMarkets {
  readonly engine: Engine
  readonly paths: readonly MarketPath[]
  readonly #tiers: readonly Tiers[]
  /** Doubles of mark, beta, unit parameter and band, a row of five a market. */
  readonly #numbers: Float64Array
  readonly isInverse: readonly boolean[]

  constructor(engine: Engine, betas: Betas) {
    const { book } = engine
    this.engine = engine
    this.paths = betas.map((beta, market) => pathOf(engine, market, beta))
    this.isInverse = betas.map((_, market) => book.columns.marketKind[market] === KIND_INVERSE)
    this.#tiers = betas.map((_, market) => {
      const tiers = Array.from({ length: tierCount(book, market) }, (_, tier) => tier)
      return {
        rates: tiers.map((tier) => Number(tierRatePpm(book, market, tier))),
        deductions: tiers.map((tier) => Number(tierDeductionAtomPpm(book, market, tier))),
      }
    })
    this.#numbers = new Float64Array(5 * betas.length)
    for (const [market, { markTicks, beta, minTicks, maxTicks }] of this.paths.entries()) {
      const numbers = [markTicks, beta, book.columns.marketUnit[market]!, minTicks, maxTicks].map(Number)
      this.#numbers.set(numbers, 5 * market)
    }
  }

  /** Value and maintenance of so many lots at a shock, about. */
  about(market: number, lots: number, shockPpm: number): { readonly value: number; readonly maintenance: number } {
    const at = 5 * market
    const numbers = this.#numbers
    const moved = numbers[at]! * (1 + (shockPpm * numbers[at + 1]!) / 1e12)
    const ticks = Math.max(numbers[at + 3]!, Math.min(numbers[at + 4]!, moved))
    const unit = this.isInverse[market] ? -numbers[at + 2]! / ticks : numbers[at + 2]! * ticks
    const notional = Math.abs(lots * unit)
    const { rates, deductions } = this.#tiers[market]!
    let maintenance = 0
    for (let tier = 0; tier < rates.length; tier += 1) {
      maintenance = Math.max(maintenance, notional * rates[tier]! - deductions[tier]!)
    }
    return { value: lots * unit, maintenance }
  }
}

/** The positions of one account. */
export class AccountLegs {
  readonly #markets: ShockedMarkets
  readonly #legs: readonly { readonly market: number; readonly lots: bigint; readonly lotsAbout: number }[]
  /** Cash less Σ q · F: what does not move with prices. */
  readonly #fixedAtoms: bigint

  constructor(markets: ShockedMarkets, row: number) {
    const { rowCash, runStart, runCount, posMarket, posSize, marketFunding } = markets.engine.book.columns
    const legs: { market: number; lots: bigint; lotsAbout: number }[] = []
    let fixed = rowCash[row]!
    const end = runStart[row]! + runCount[row]!
    for (let slot = runStart[row]!; slot < end; slot += 1) {
      const [market, lots] = [posMarket[slot]!, posSize[slot]!]
      legs.push({ market, lots, lotsAbout: Number(lots) })
      fixed -= lots * marketFunding[market]!
    }
    this.#markets = markets
    this.#legs = legs
    this.#fixedAtoms = fixed
  }

  get count(): number {
    return this.#legs.length
  }

  /** E · 10^6 − MM: below zero, the account is under its maintenance margin. */
  excessAt(shockPpm: number): bigint {
    const { engine, paths } = this.#markets
    let [equity, maintenance] = [this.#fixedAtoms, 0n]
    for (const { market, lots } of this.#legs) {
      const value = lots * unitAt(engine.book, market, ticksAt(paths[market]!, shockPpm))
      equity += value
      maintenance += marketMaintenanceAtomPpm(engine.book, market, abs(value))
    }
    return equity * PPM - maintenance
  }

  equityAt(shockPpm: number): bigint {
    const { engine, paths } = this.#markets
    let equity = this.#fixedAtoms
    for (const { market, lots } of this.#legs) {
      equity += lots * unitAt(engine.book, market, ticksAt(paths[market]!, shockPpm))
    }
    return equity
  }

  /** The same in doubles; with `kept`, less the maintenance. */
  about(shockPpm: number, kept: boolean): number {
    let sum = Number(this.#fixedAtoms)
    for (const { market, lotsAbout } of this.#legs) {
      const { value, maintenance } = this.#markets.about(market, lotsAbout, shockPpm)
      sum += kept ? value - maintenance / 1e6 : value
    }
    return sum
  }

  /**
   * Sizes of the shock between which both functions are concave, so that each falls under zero once at most: where a
   * market of the account reaches its band. Inverse contracts bend both ways, and get `ladder` more.
   */
  bends(mostPpm: number, ladder: number): number[] {
    const { paths, isInverse } = this.#markets
    const bends = new Set([mostPpm])
    if (this.#legs.length > 1) {
      for (const { market } of this.#legs) {
        const { endPpm } = paths[market]!
        // The mark is rounded on the way: the bend lies within the step before.
        if (endPpm !== null && endPpm > 0 && endPpm < mostPpm) bends.add(endPpm)
      }
      if (this.#legs.some(({ market }) => isInverse[market])) {
        for (let step = 1; step < ladder; step += 1) bends.add(Math.floor((mostPpm * step) / ladder))
      }
    }
    return [...bends].sort((a, b) => a - b)
  }
}
