// What a replay came to: sums over its events and rounds.

import { absoluteUnit } from '../book/markets.ts'
import type { Engine } from '../engine/engine.ts'
import type { PoolBalance, RoundEvent } from '../engine/round-events.ts'
import { abs } from '../fixed/rounding.ts'
import type { ReplayTick } from '../scenario/replay.ts'

interface Count {
  count: number
  notionalAtoms: bigint
}

/** Positions of flagged accounts that were closed, by who took them. */
export type Taker = 'book' | 'pools' | 'own' | 'crossed' | 'adl' | 'atMark'

const TAKERS: Readonly<Record<string, Taker>> = {
  liquidation: 'book',
  takeover: 'pools',
  'own-first': 'own',
  cross: 'crossed',
  'adl-fill': 'adl',
  'close-at-mark': 'atMark',
}

export interface MarketTally {
  liquidatedAtoms: bigint
  adlAtoms: bigint
  adlFills: number
}

export class ReplayTally {
  readonly takers: Record<Taker, Count> = {
    book: { count: 0, notionalAtoms: 0n },
    pools: { count: 0, notionalAtoms: 0n },
    own: { count: 0, notionalAtoms: 0n },
    crossed: { count: 0, notionalAtoms: 0n },
    adl: { count: 0, notionalAtoms: 0n },
    atMark: { count: 0, notionalAtoms: 0n },
  }
  /** Legs of hedged accounts that were closed with a deleveraged one: these were under no margin. */
  readonly together: Count = { count: 0, notionalAtoms: 0n }
  /** By market, in the engine's numbering. */
  readonly markets = new Map<number, MarketTally>()
  /** Deleveraged notional by account. */
  readonly deleveraged = new Map<number, bigint>()
  /** Fills of one round, market and counterparty counted as one; true where the last left nothing of its position. */
  readonly fills = { count: 0, whole: 0 }
  mergedLiquidations = 0
  readonly checkMs: number[] = []
  readonly roundMs: number[] = []
  ticks = 0
  adlRounds = 0
  drawnAtoms = 0n
  socialisedAtoms = 0n
  deficitAtoms = 0n
  /** Rounds that were ended by `maxPasses`. */
  unrest = 0
  mostPasses = 0
  pools: readonly PoolBalance[] = []
  #engine: Engine | null = null
  #roundFills = new Map<number, boolean>()
  #roundSales = new Set<number>()

  begin(engine: Engine): void {
    this.#engine = engine
  }

  event(event: RoundEvent): void {
    if (event.type === 'round-closed') this.#closeRound()
    if (event.type === 'hedge-close') {
      this.together.count += 1
      this.together.notionalAtoms += abs(event.lots) * absoluteUnit(this.#engine!.book, event.market)
      return
    }
    const taker = TAKERS[event.type]
    if (taker === undefined || !('lots' in event) || !('to' in event)) return
    const notional = abs(event.lots) * absoluteUnit(this.#engine!.book, event.market)
    const market = this.#market(event.market)
    this.takers[taker].count += 1
    this.takers[taker].notionalAtoms += notional
    market.liquidatedAtoms += notional
    // Account ids have 32 bits, markets 16.
    this.#roundSales.add(event.from * 65_536 + event.market)
    if (event.type !== 'adl-fill') return
    market.adlAtoms += notional
    market.adlFills += 1
    this.deleveraged.set(event.to, (this.deleveraged.get(event.to) ?? 0n) + notional)
    this.#roundFills.set(event.to * 65_536 + event.market, event.whole)
  }

  tick({ report, checkMs, roundMs }: ReplayTick): void {
    this.ticks += 1
    this.checkMs.push(checkMs)
    this.roundMs.push(roundMs)
    if (report.adl.fills > 0) this.adlRounds += 1
    this.drawnAtoms += report.insurance.drawnAtoms
    this.socialisedAtoms += report.socialisedAtoms
    this.deficitAtoms += report.deficitAtoms
    this.mostPasses = Math.max(this.mostPasses, report.passes)
    if (!report.quiet) this.unrest += 1
  }

  /** Everything that flagged accounts were made to close. */
  get liquidations(): Count {
    const all = { count: 0, notionalAtoms: 0n }
    for (const { count, notionalAtoms } of Object.values(this.takers)) {
      all.count += count
      all.notionalAtoms += notionalAtoms
    }
    return all
  }

  /** Share of the deleveraged notional that the accounts with most of it have, in ppm. */
  topSharePpm(accounts: number): number {
    const amounts = [...this.deleveraged.values()].sort((a, b) => Number(b - a))
    const all = amounts.reduce((sum, amount) => sum + amount, 0n)
    const top = amounts.slice(0, accounts).reduce((sum, amount) => sum + amount, 0n)
    return all === 0n ? 0 : Number((top * 1_000_000n) / all)
  }

  #market(market: number): MarketTally {
    let tally = this.markets.get(market)
    if (tally === undefined) {
      tally = { liquidatedAtoms: 0n, adlAtoms: 0n, adlFills: 0 }
      this.markets.set(market, tally)
    }
    return tally
  }

  #closeRound(): void {
    this.fills.count += this.#roundFills.size
    for (const whole of this.#roundFills.values()) if (whole) this.fills.whole += 1
    this.#roundFills.clear()
    this.mergedLiquidations += this.#roundSales.size
    this.#roundSales.clear()
  }
}

/** The value that a share of the samples does not exceed; 0 without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
