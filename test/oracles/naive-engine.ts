// The naive book with rounds: a whole engine without columns, heap or WebAssembly. The round itself is played by the
// oracle in round/; here its world is made of the book, and what it leaves is written back.

import { ErrorCode as is } from '../../src/core/errors.ts'
import { withoutRepeats } from '../engine/golden-play.ts'
import { NaiveBook } from './naive-book.ts'
import { isStaleAt } from './naive-cash.ts'
import { need } from './naive-numbers.ts'
import type { NaiveAccount, NaiveMarket } from './naive-state.ts'
import { type GoldenResult, resultAsText } from './round/golden.ts'
import { brokenInvariants } from './round/invariants.ts'
import { type RoundResult, runRound } from './round/round.ts'
import type { Level, Market, Options, Row, World } from './round/world.ts'

/** The order book of one market, best levels first. */
export interface NaiveDepth {
  readonly id: number
  readonly bids: [ticks: bigint, lots: bigint][]
  readonly asks: [ticks: bigint, lots: bigint][]
}

export type NaiveRoundOptions = Partial<Omit<Options, 'maxSlippagePpm'>> & {
  readonly policy?: World['policy']
  readonly maxSlippagePpm?: number
}

/** What a round came to: the golden file's words without the rows, which the state hash compares. */
export type NaiveRound = Omit<GoldenResult, 'rows'> & { readonly quiet: boolean; readonly halted: number[] }

const HOUSE_FACTOR = 64n

export class NaiveEngine extends NaiveBook {
  #options: Options = {
    ...{ eligible: 'all', adlPrice: 'bankruptcy', socialise: 'per-open-interest', takeover: 'whole', adl: 'auto' },
    ...{ maxSlippagePpm: 5_000n, bufferAtoms: 0n, liquidationBudgetAtoms: null, roundBudgetAtoms: null },
    ...{ maxPasses: 64, haltOnDeficit: false },
  }
  #policy: World['policy'] = 'bitmex'
  /** Whether the last round had no room for a fill or a takeover. */
  lackedRoom = false
  /** Of the command that left a proposal. */
  #proposedBy = -1

  get adlPrice(): Options['adlPrice'] {
    return this.#options.adlPrice
  }

  configureRound({ policy = this.#policy, maxSlippagePpm, ...change }: NaiveRoundOptions): void {
    const slippage = maxSlippagePpm === undefined ? this.#options.maxSlippagePpm : BigInt(maxSlippagePpm)
    this.#options = { ...this.#options, ...change, maxSlippagePpm: slippage }
    this.#policy = policy
    this.sequence += 1
  }

  /** The answers of the order book were commands of their own, up to this sequence number. */
  countedUpTo(sequence: number): void {
    if (this.#proposedBy === this.sequence) this.#proposedBy = sequence
    this.sequence = sequence
  }

  holdPool(id: number, held: boolean): void {
    const account = this.accounts.get(id)
    need(account !== undefined, is.UNKNOWN_ACCOUNT)
    need(account.class === 'pool', is.ACCOUNT_CLASS)
    account.held = held
    this.sequence += 1
  }

  runRound(depths: readonly NaiveDepth[]): NaiveRound {
    return this.#play(depths, false)
  }

  acceptProposal(depths: readonly NaiveDepth[]): NaiveRound {
    need(this.#proposedBy === this.sequence, is.STATE)
    return this.#play(depths, true)
  }

  #play(depths: readonly NaiveDepth[], accepted: boolean): NaiveRound {
    need(
      [...this.accounts.values()].some((account) => account.class === 'deficit'),
      is.STATE,
    )
    const world = this.world(depths)
    const result = runRound(world, accepted)
    this.lackedRoom = runRound({ ...world, limits: undefined }, accepted).events.length !== result.events.length
    const { adl, maxPasses } = this.#options
    // Outside of 'auto' and within few passes, debts may be left.
    const broken = brokenInvariants(world, result).filter((what) => !what.startsWith('I3') || adl === 'auto')
    if (broken.length > 0 && (result.isQuiet || maxPasses > 2)) throw new Error(broken.join('\n'))
    this.#takeBack(result)
    this.sequence += 1
    const { rows: _, ...text } = resultAsText(result)
    const waits = result.stuck.some(({ state, reason }) => state === 'bankrupt' && reason === 'unfilled')
    this.#proposedBy = adl === 'propose' && waits ? this.sequence : -1
    return { ...text, events: withoutRepeats(text.events), quiet: result.isQuiet, halted: result.halted }
  }

  /** The book as the oracle of the round sees it. */
  world(depths: readonly NaiveDepth[]): World {
    const accounts = [...this.accounts.values()].sort((a, b) => a.id - b.id)
    const pools = accounts.filter((account) => account.class === 'pool')
    return {
      markets: this.markets.map((market) => this.#market(market, depths)),
      rows: accounts.map(rowFrom),
      pools: pools.map(({ id, reserved, held }) => ({ row: id, floorAtoms: reserved, triggerActive: held })),
      policy: this.#policy,
      options: this.#options,
      limits: {
        positions: this.capacity.positions,
        houseLots: new Map(this.markets.map(({ id, terms }) => [id, HOUSE_FACTOR * terms.maxPositionLots])),
      },
    }
  }

  #market(market: NaiveMarket, depths: readonly NaiveDepth[]): Market {
    const { id, kind, unitParam, terms } = market
    const depth = depths.find((each) => each.id === id)
    const levels = (side: NaiveDepth['bids'] = []): Level[] => side.map(([ticks, lots]) => ({ ticks, lots }))
    const most = HOUSE_FACTOR * terms.maxPositionLots
    const limit = terms.takeoverLimitLots
    return {
      id,
      contract:
        kind === 'inverse' ? { kind, valueAtOneTickAtoms: unitParam } : { kind: 'linear', atomsPerTick: unitParam },
      markTicks: market.mark,
      fresh: !isStaleAt(market, this.timeMs),
      fundingIndexAtoms: market.funding,
      tiers: terms.tiers.map(({ floorAtoms, ratePpm }) => ({ floorAtoms, ratePpm: BigInt(ratePpm) })),
      pool: terms.poolAccount,
      externalRow: market.external,
      takeoverLimitLots: limit === null || limit > most ? most : limit,
      depth: { bids: levels(depth?.bids), asks: levels(depth?.asks) },
    }
  }

  #takeBack({ world, halted }: RoundResult): void {
    for (const row of world.rows) {
      const account = this.accounts.get(row.id)!
      account.cash = row.cash
      account.positions.clear()
      for (const [market, { lots, entryValue }] of row.positions) {
        account.positions.set(market, { size: lots, entry: entryValue })
      }
    }
    for (const market of halted) this.markets[market]!.halted = true
  }
}

function rowFrom(account: NaiveAccount): Row {
  const { id, owner, class: kind, exempt, protected: isProtected, cash, positions } = account
  const held = [...positions].map(([market, open]) => [market, { lots: open.size, entryValue: open.entry }] as const)
  return { id, owner, class: kind, exempt, protected: isProtected, cash, positions: new Map(held) }
}
