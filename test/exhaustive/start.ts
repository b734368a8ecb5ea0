// Where a sequence of commands begins: a whole book as plain rows, opened in an engine and in the naive one.

import { createEngine, type Engine, type KernelName, type MarketConfig } from '../../src/index.ts'
import type { NaiveListing } from '../oracles/naive-markets.ts'
import type { NaiveCapacity } from '../oracles/naive-state.ts'
import { roundOptions, WORLD_ATOM } from '../oracles/round/open-world.ts'
import type { RuleName } from '../oracles/round/rules.ts'
import type { Options, RowClass } from '../oracles/round/world.ts'
import { SmallVenue } from './small-venue.ts'

export interface StartRow {
  readonly id: number
  readonly owner: number
  readonly class: RowClass
  readonly exempt: boolean
  readonly protected: boolean
  /** Of a pool what it keeps. */
  readonly reserved: bigint
  readonly cash: bigint
  readonly positions: readonly (readonly [market: number, lots: bigint, entry: bigint])[]
}

/** Plain, so that it can be printed and kept. */
export interface Start {
  readonly markets: readonly MarketConfig[]
  /** By id. */
  readonly rows: readonly StartRow[]
  readonly policy: RuleName
  readonly options: Options
  /** Positions that the book holds. */
  readonly capacity: number
}

const engines = new Map<string, Engine>()

const capacityOf = (positions: number): NaiveCapacity & { batch: number } => {
  return { accounts: 8, positions, markets: 2, tiersPerMarket: 3, batch: 4 }
}

/** The engine of that kernel and size with this book in it; the same one every time. */
export function engineAt(kernel: KernelName, start: Start): Engine {
  const key = `${kernel} ${start.capacity}`
  let engine = engines.get(key)
  try {
    if (engine?.wanted !== null) engine = undefined
    engine?.advanceTime(engine.lastTimeMs)
  } catch {
    // An invariant broke: it takes no command any more.
    engine = undefined
  }
  engine ??= createEngine({ capacity: capacityOf(start.capacity), atom: WORLD_ATOM, kernel })
  engines.set(key, engine)
  engine.book.clear()
  const importer = engine.beginImport()
  for (const { cash, reserved, ...row } of start.rows) {
    importer.account({ ...row, cashAtoms: cash, reservedAtoms: reserved })
  }
  for (const market of start.markets) importer.market(market)
  for (const { id, positions } of start.rows) {
    for (const [market, lots, entry] of positions) {
      importer.position({ account: id, market, lots, entryValueAtoms: entry })
    }
  }
  importer.finish()
  engine.configureRound({ ...roundOptions(start.options), policy: start.policy })
  return engine
}

export function naiveAt(start: Start): SmallVenue {
  const naive = new SmallVenue(capacityOf(start.capacity), WORLD_ATOM)
  for (const { id, owner, class: kind, exempt, protected: isProtected, reserved } of start.rows) {
    naive.openAccount({ id, owner, class: kind, exempt, protected: isProtected, reservedAtoms: reserved })
  }
  for (const market of start.markets) naive.listMarket(market as NaiveListing)
  for (const { id, cash, positions } of start.rows) {
    const account = naive.accounts.get(id)!
    account.cash = cash
    for (const [market, lots, entry] of positions) account.positions.set(market, { size: lots, entry })
  }
  naive.configureRound({ ...start.options, policy: start.policy, maxSlippagePpm: Number(start.options.maxSlippagePpm) })
  // An import is one command.
  naive.sequence = 2
  return naive
}
