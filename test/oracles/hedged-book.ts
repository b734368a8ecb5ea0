// Random books of hedged accounts: five markets of one underlying, one of them inverse and one that may be stale, lots
// of several sizes, one market of another underlying; some accounts are bankrupt, most others hedge nearly or exactly.

import { setCash, setPosition, setRowFields } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import { ROW_PROTECTED } from '../../src/core/codes.ts'
import type { Engine } from '../../src/engine/engine.ts'
import * as venue from '../engine/small-venue.ts'
import type { Chance } from './chance.ts'
import { size } from './hedge-model.ts'

export const LOSERS = [1, 2, 3]
export const OTHERS = Array.from({ length: 11 }, (_, index) => 10 + index)
export const TRADERS = [...LOSERS, ...OTHERS]
export const BTC = [0, 1, 2, 3, 4]
export const STALE = 3

export function openMarkets(engine: Engine): void {
  engine.book.clear()
  for (const id of TRADERS) engine.openAccount({ id })
  for (const id of venue.EXTERNALS) engine.openAccount({ id, class: 'external' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  const { linearConfig, inverseConfig } = venue
  for (const [symbol, lotSize] of Object.entries({
    'BTC-PERP': '1',
    'BTC-USDC': '1',
    'BTC-MAR': '3',
    'BTC-JUN': '7',
  })) {
    engine.listMarket({ ...linearConfig, symbol, lotSize, ...(symbol === 'BTC-JUN' ? { maxMarkAgeMs: 1_000 } : {}) })
  }
  engine.listMarket({ ...inverseConfig, symbol: 'BTC-COIN' })
  engine.listMarket({ ...linearConfig, symbol: 'ETH-PERP' })
}

/** @param ample everybody but the losers can bear whatever comes */
export function fillBook(engine: Engine, chance: Chance, ample: boolean, isStale: boolean): void {
  const level = chance.between(40n, 95n)
  const marks = BTC.map((market) => [market, chance.once(2) ? level : level + chance.between(-4n, 4n)] as const)
  venue.mark(engine, 1, ...marks, [5, 70n])
  if (isStale) venue.mark(engine, 2_000, ...marks.filter(([market]) => market !== STALE), [5, 70n])
  const sums = new Map<number, bigint>()
  let cash = 0n
  // What it is worth; what it has won moves ranks only.
  const put = (id: number, market: number, lots: bigint, wonAtoms: bigint) => {
    const atoms = lots * engine.market(market).unitAtoms
    setPosition(engine.book, rowOf(engine.book, id), market, lots, atoms - wonAtoms)
    sums.set(market, (sums.get(market) ?? 0n) + lots)
    return atoms
  }
  const unit = (market: number) => size(engine.market(market).unitAtoms)
  for (const id of TRADERS) {
    const legs = new Map<number, bigint>()
    const isLoser = LOSERS.includes(id)
    const sign = chance.pick([1n, -1n])
    const hedges = !isLoser && chance.below(3) > 0
    const first = chance.pick(BTC)
    legs.set(first, sign * chance.between(1n, 40n))
    if (hedges) {
      let left = (unit(first) * size(legs.get(first)!) * chance.between(94n, 106n)) / 100n
      if (chance.once(3)) left = unit(first) * size(legs.get(first)!)
      for (const market of BTC) {
        const lots = chance.once(2) ? left / unit(market) : left / (2n * unit(market))
        if (market === first || lots === 0n || lots > 900n) continue
        legs.set(market, -sign * lots)
        left -= lots * unit(market)
      }
    } else
      for (const market of [...BTC, 5])
        if (chance.once(3)) legs.set(market, chance.pick([1n, -1n]) * chance.between(1n, 20n))
    let held = 0n
    for (const [market, lots] of legs) held += put(id, market, lots, chance.between(-2_000n, 2_000n))
    const worth = isLoser ? -chance.between(1n, 20_000n) : ample ? 1_000_000_000n : chance.between(0n, 90_000n)
    setCash(engine.book, rowOf(engine.book, id), worth - held)
    setRowFields(engine.book, rowOf(engine.book, id), { flags: chance.once(4) ? 0 : ROW_PROTECTED })
    cash += worth - held
  }
  for (const [market, lots] of sums) {
    setPosition(engine.book, rowOf(engine.book, engine.market(market).externalAccount), market, -lots, 0n)
  }
  setCash(engine.book, rowOf(engine.book, venue.EXTERNALS[0]), -cash)
}
