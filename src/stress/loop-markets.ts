// All markets of a loop between two rounds: shocks and impact move the mids, the marks follow, the round is answered.

import type { Engine } from '../engine/engine.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from '../engine/liquidity.ts'
import type { MarkBatch } from '../engine/take-marks.ts'
import { factorMoves } from '../sim/factor.ts'
import { MarketBook } from '../sim/market-book.ts'
import { LIQUIDATIONS, type Parts, PricePath, SHOCK, UNWINDS } from '../sim/price-path.ts'
import type { CheckedTerms } from './check-terms.ts'

export class LoopMarkets implements Liquidity {
  readonly books: readonly MarketBook[]
  readonly #terms: CheckedTerms
  readonly #factor: readonly { readonly betaPpm: number; readonly leadPpm: number }[]
  readonly #ids: Uint16Array

  constructor({ book, lastTimeMs }: Engine, terms: CheckedTerms) {
    const { marketMark, marketMin, marketMax } = book.columns
    this.#terms = terms
    this.#ids = Uint16Array.from({ length: book.marketCount }, (_, market) => market)
    this.books = Array.from(this.#ids, (market) => {
      const model = terms.models.get(market) ?? null
      const band = { minTicks: marketMin[market]!, maxTicks: marketMax[market]! }
      const weightPpm = model?.weightPpm ?? 1_000_000
      return new MarketBook(
        model,
        new PricePath({ startTicks: marketMark[market]!, ...band, weightPpm }),
        band,
        lastTimeMs,
      )
    })
    this.#factor = Array.from(this.#ids, (market) => {
      const { betaPpm = 0, leadPpm = betaPpm } = terms.models.get(market) ?? {}
      return { betaPpm, leadPpm }
    })
  }

  /** Begins a step: what decays and refills does, its part of the shock comes, the marks follow. */
  open(step: number, timeMs: number): MarkBatch {
    for (const book of this.books) book.open(timeMs)
    if (step <= this.#terms.shockSteps) this.#shock(step)
    for (const book of this.books) {
      book.pull()
      book.path.followMid()
    }
    return { timeMs, markets: this.#ids, priceTicks: BigInt64Array.from(this.books, ({ path }) => path.markTicks) }
  }

  answer({ market, lots, limitTicks }: LiquidationAsk): readonly LiquidationFill[] {
    return this.books[market]!.take({ lots, limitTicks })
  }

  settle(cause: typeof LIQUIDATIONS | typeof UNWINDS): void {
    for (const book of this.books) book.settle(cause)
  }

  /** Ends a step: what was traded moves the mids, and the factor carries it on. */
  close(): void {
    const mids = this.#mids()
    const own = this.books.map((book) => book.close())
    for (const cause of [LIQUIDATIONS, UNWINDS] as const) this.#carry(cause, mids, own, () => true)
    for (const book of this.books) book.pull()
  }

  get isRefilling(): boolean {
    return this.books.some(({ isRefilling }) => isRefilling)
  }

  /** Whether nothing but trades can move a mark any more by a tick. */
  get isAtRest(): boolean {
    return this.books.every(({ path, restTicks }) => path.markTicks === restTicks && path.midTicks === restTicks)
  }

  /** Everything that later marks follow from while nobody trades, as text. */
  get state(): string {
    return this.books.map((book) => book.state).join('\n')
  }

  // Whole steps of an even way, so that parts of a tick are not lost.
  #shock(step: number): void {
    const { shocks, shockSteps, spread } = this.#terms
    const mids = this.#mids()
    const own = this.books.map(({ path }, market): Parts => {
      const way = path.startTicks * BigInt(shocks.get(market) ?? 0)
      const upTo = (steps: number) => (way * BigInt(steps)) / BigInt(shockSteps)
      return [path.move(SHOCK, upTo(step) - upTo(step - 1)), 0n, 0n]
    })
    if (spread) this.#carry(SHOCK, mids, own, (market) => !shocks.has(market))
  }

  #mids(): bigint[] {
    return this.books.map(({ path }) => path.centreMicro)
  }

  #carry(cause: number, mids: readonly bigint[], own: readonly Parts[], follows: (market: number) => boolean): void {
    if (own.every((parts) => parts[cause] === 0n)) return
    const moves = mids.map((midMicro, market) => ({ midMicro, movedMicro: own[market]![cause]! }))
    for (const [market, byMicro] of factorMoves(this.#factor, moves).entries()) {
      if (follows(market)) this.books[market]!.path.move(cause, byMicro)
    }
  }
}
