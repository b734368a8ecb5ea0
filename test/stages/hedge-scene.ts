// Hedged accounts beside a bankrupt one, to be closed together; numbers small enough to reckon by hand.

import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import type { RoundReport } from '../../src/engine/round-report.ts'
import { findRow } from '../../src/memory/id-table.ts'
import * as venue from '../engine/small-venue.ts'
import { tell } from './small-round.ts'

/** A lot of DEC is seven of the others. */
export const [PERP, QUARTER, DEC, ETH] = [0, 1, 2, 3]
export const [HEDGED, NAKED, FIRST, SECOND, OTHER] = [101, 102, 201, 202, 203]
const EXTERNAL = 900
export const LOSER = 50

/** Symbol, lot size, and how old a mark may be. */
const MARKETS = [
  ['BTC-PERP', '1', 60_000],
  ['BTC-QUARTER', '1', 1_000],
  ['BTC-DEC', '7', 60_000],
  ['ETH-PERP', '1', 60_000],
] as const

export type Leg = readonly [market: number, lots: bigint]
export type Account = readonly [id: number, atoms: bigint, ...legs: readonly Leg[]]

/**
 * Everything is bought and sold at 100 and marked at 90, where a lot is worth 9,000. LOSER has bought lots of PERP ten
 * ticks above the mark with 750 atoms a lot: it is worth −250 for each. So are others in QUARTER.
 */
export function scene(
  kernel: (typeof venue.KERNELS)[number],
  lots: bigint,
  accounts: readonly Account[],
  others: readonly (readonly [id: number, lots: bigint])[] = [],
  marks: Readonly<Record<number, bigint>> = { [PERP]: 90n, [QUARTER]: 90n, [DEC]: 90n, [ETH]: 90n },
): Engine {
  const engine = venue.newEngine(kernel)
  const all: Account[] = [[LOSER, 0n, [PERP, lots]], ...accounts.toSorted(([a], [b]) => a - b)]
  for (const [id, size] of others) all.push([id, 0n, [QUARTER, size]])
  all.sort(([a], [b]) => a - b)
  for (const [id] of all) engine.openAccount({ id })
  engine.openAccount({ id: EXTERNAL, class: 'external' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  for (const [symbol, lotSize, maxMarkAgeMs] of MARKETS) {
    engine.listMarket({ ...venue.linearConfig, symbol, lotSize, maxMarkAgeMs, externalAccount: EXTERNAL })
  }
  for (const [id, atoms, ...legs] of all) {
    if (atoms > 0n) engine.deposit(id, atoms)
    for (const [market, size] of legs) {
      const [buyer, seller] = size > 0n ? [id, EXTERNAL] : [EXTERNAL, id]
      // Who is bankrupt has paid too much.
      const priceTicks = atoms > 0n ? 100n : size > 0n ? marks[market]! + 10n : marks[market]! - 10n
      engine.trade({ buyer, seller, market, lots: size > 0n ? size : -size, priceTicks })
    }
    if (atoms === 0n) engine.deposit(id, 750n * (legs[0]![1] > 0n ? legs[0]![1] : -legs[0]![1]))
  }
  const known = Object.entries(marks).map(([market, ticks]) => [Number(market), ticks] as const)
  venue.mark(engine, 1, ...known)
  return engine
}

export const TOGETHER: RoundOptions = { maxSlippagePpm: 0, socialise: 'none', hedge: { who: 'all', mode: 'together' } }

/** What has been closed; nobody but LOSER and those who have paid for it is worth anything else than before. */
export function played(engine: Engine, options: RoundOptions = {}): { told: string[]; report: RoundReport } {
  engine.configureRound({ ...TOGETHER, ...options })
  const ids = [HEDGED, NAKED, FIRST, SECOND, OTHER].filter((id) => findRow(engine.book.columns, id) >= 0)
  const worth = () => ids.map((id) => engine.account(id).equityAtoms)
  const before = worth()
  const report = engine.runRound()
  const events = [...engine.roundEvents()]
  const paidBy = (id: number) => {
    const losses = events.map((event) => (event.type === 'adl-fill' && event.to === id ? event.lossAtoms : 0n))
    return losses.reduce((sum, atoms) => sum + atoms, 0n)
  }
  assert.equal(
    worth(),
    before.map((atoms, index) => atoms - paidBy(ids[index]!)),
  )
  venue.sound(engine)
  const moves = events.filter(({ type }) => ['adl-fill', 'hedge-close', 'close-at-mark'].includes(type))
  return { told: moves.flatMap(tell), report }
}

export const left = (engine: Engine, id: number) =>
  engine.account(id).positions.map(({ market, sizeLots }) => [market, sizeLots])
