// Where attacks are played: a small venue with a pool for every market, and a ledger of who put in what. An account has
// earned what it is worth now and took out, less what it put in; everybody's earnings add up to nothing, always.

import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from '../../src/engine/liquidity.ts'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import { DEFAULT_ROUND, type RoundOptions } from '../../src/engine/round-options.ts'
import type { RoundReport } from '../../src/engine/round-report.ts'
import type { MarketConfig } from '../../src/index.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import * as venue from '../engine/small-venue.ts'

export const DEFICIT = 1

/** The pool of a market. */
export const fundOf = (market: number): number => 11 + 2 * market

/** The order book of a market: whoever trades with liquidations there. */
export const bookOf = (market: number): number => 10 + 2 * market

export interface Setting {
  /**
   * What differs in each market from the usual one, which is linear, 100 atoms a lot and tick, listed at 100 ticks: so
   * a lot is worth 10,000 atoms. Maintenance 1 %, initial margin 10 %.
   */
  readonly markets?: readonly Partial<MarketConfig>[]
  readonly round?: RoundOptions
  /** What the pools start with; 1,000,000 each when left out. */
  readonly fundAtoms?: bigint
  readonly engine?: Engine
}

export class Stage {
  readonly engine: Engine
  readonly #owners = new Map<number, number>()
  readonly #putIn = new Map<number, bigint>()
  #now = 0

  constructor(kernel: KernelName, setting: Setting = {}) {
    const { markets = [{}], round = {}, fundAtoms = 1_000_000n } = setting
    this.engine = setting.engine ?? venue.emptyEngine(kernel)
    this.engine.configureRound({ ...DEFAULT_ROUND, ...round })
    this.engine.openAccount({ id: DEFICIT, class: 'deficit' })
    for (const [market, terms] of markets.entries()) {
      const [externalAccount, poolAccount] = [bookOf(market), fundOf(market)]
      this.engine.openAccount({ id: externalAccount, class: 'external' })
      this.engine.openAccount({ id: poolAccount, class: 'pool' })
      if (fundAtoms > 0n) this.deposit(poolAccount, fundAtoms)
      const symbol = `MARKET-${market}`
      this.engine.listMarket({ ...venue.linearConfig, symbol, externalAccount, poolAccount, ...terms })
    }
  }

  /** Opens an account with a first deposit. Ids ascend, and those of traders start at 1,001. */
  open(id: number, owner: number, atoms: bigint): void {
    this.engine.openAccount({ id, owner })
    this.#owners.set(id, owner)
    if (atoms > 0n) this.deposit(id, atoms)
  }

  deposit(id: number, atoms: bigint): void {
    this.engine.deposit(id, atoms)
    this.#putIn.set(id, (this.#putIn.get(id) ?? 0n) + atoms)
  }

  withdraw(id: number, atoms: bigint): void {
    this.engine.withdraw(id, atoms)
    this.#putIn.set(id, (this.#putIn.get(id) ?? 0n) - atoms)
  }

  /** Takes out all that may leave; returns how much that was. */
  withdrawAll(id: number): bigint {
    const most = this.engine.withdrawable(id)
    if (most > 0n) this.withdraw(id, most)
    return most
  }

  trade(buyer: number, seller: number, lots: bigint, ticks: bigint, market = 0): void {
    venue.trade(this.engine, buyer, seller, lots, ticks, market)
  }

  mark(...marks: readonly (readonly [market: number, ticks: bigint])[]): void {
    this.#now += 1
    venue.mark(this.engine, this.#now, ...marks)
  }

  /** Plays a round that has to come to rest. */
  round(liquidity: Liquidity | null = null): RoundReport {
    const report = this.engine.runRound({ liquidity })
    assert.ok(report.quiet, `the round was cut short after ${report.passes} passes`)
    return report
  }

  events<Type extends RoundEvent['type']>(type: Type): Extract<RoundEvent, { type: Type }>[] {
    return [...this.engine.roundEvents()].filter((event) => event.type === type) as Extract<
      RoundEvent,
      { type: Type }
    >[]
  }

  equity(id: number): bigint {
    return this.engine.account(id).equityAtoms
  }

  /** Signed lots of an account in a market. */
  lots(id: number, market = 0): bigint {
    return this.engine.account(id).positions.find((open) => open.market === market)?.sizeLots ?? 0n
  }

  /** What accounts have earned together since they were opened, in atoms. */
  earned(...ids: number[]): bigint {
    return ids.reduce((sum, id) => sum + this.equity(id) - (this.#putIn.get(id) ?? 0n), 0n)
  }

  /** What all accounts of an owner have earned together. */
  earnedBy(owner: number): bigint {
    return this.earned(...[...this.#owners.keys()].filter((id) => this.#owners.get(id) === owner))
  }

  /** I1, I2 and everything else that an audit counts; and nobody has earned what nobody has lost. */
  settle(): void {
    assert.equal(this.engine.audit().findings, [])
    assert.is(this.earned(...this.engine.accountIds()), 0n, 'earnings of all rows together')
  }
}

/** Plays an attack on both kernels, which must end in the same state. */
export function play(setting: Setting, attack: (stage: Stage) => void): void {
  const hashes = venue.KERNELS.map((kernel) => {
    const stage = new Stage(kernel, setting)
    attack(stage)
    stage.settle()
    return stage.engine.stateHash()
  })
  assert.is(hashes[0], hashes[1])
}

/** A thin book: all that is asked is filled at the worst price that the round puts up with, so many lots at a time. */
export class Bid implements Liquidity {
  readonly asks: LiquidationAsk[] = []
  readonly mostLots: bigint

  constructor(mostLots = 1_000_000n) {
    this.mostLots = mostLots
  }

  answer(ask: LiquidationAsk): LiquidationFill[] {
    this.asks.push({ ...ask })
    const wanted = ask.lots > 0n ? ask.lots : -ask.lots
    const lots = wanted < this.mostLots ? wanted : this.mostLots
    return ask.limitTicks === null ? [] : [{ priceTicks: ask.limitTicks, lots }]
  }
}
