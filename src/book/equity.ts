// What an account is worth and must keep, in plain BigInt: for one account at a time, for readers and for judgements.
// The kernels compute the same for all accounts.

import { CLASS_TRADER, STATE_AT_RISK, STATE_BANKRUPT, STATE_HEALTHY } from '../core/codes.ts'
import { PPM } from '../core/limits.ts'
import { abs, max } from '../fixed/rounding.ts'
import type { Book } from './book.ts'
import { marketMaintenanceAtomPpm, unitAtMark } from './markets.ts'

/** One open position, valued at the mark. */
export interface PositionValue {
  readonly market: number
  readonly sizeLots: bigint
  readonly entryValueAtoms: bigint
  /** |size · u|. */
  readonly notionalAtoms: bigint
  /** size · u − entryValue, funding left aside. */
  readonly unrealisedPnlAtoms: bigint
  /** In atom · ppm: exact where atoms would need rounding. */
  readonly maintenanceAtomPpm: bigint
}

/** What a check compares, and what withdrawals and orders are judged by. */
export interface AccountValue {
  readonly cashAtoms: bigint
  readonly reservedAtoms: bigint
  /** cash + Σ size · (u − F). */
  readonly equityAtoms: bigint
  readonly maintenanceAtomPpm: bigint
  readonly initialAtomPpm: bigint
  readonly notionalAtoms: bigint
  /** Σ max(0, uPnL): profit that cannot be withdrawn. */
  readonly unrealisedProfitAtoms: bigint
  readonly state: number
  readonly positions: readonly PositionValue[]
}

/** Values a row at the marks of now. */
export function valueRow(book: Book, row: number): AccountValue {
  const { rowCash, rowReserved, rowClass, runStart, runCount, posMarket, posSize, posEntry } = book.columns
  const positions: PositionValue[] = []
  let equity = rowCash[row]!
  let maintenance = 0n
  let initial = 0n
  let notional = 0n
  let profit = 0n
  const first = runStart[row]!
  for (let slot = first; slot < first + runCount[row]!; slot += 1) {
    const market = posMarket[slot]!
    const position = valuePosition(book, market, posSize[slot]!, posEntry[slot]!)
    positions.push(position)
    equity += position.sizeLots * (unitAtMark(book, market) - book.columns.marketFunding[market]!)
    maintenance += position.maintenanceAtomPpm
    initial += initialAtomPpm(book, position)
    notional += position.notionalAtoms
    profit += max(0n, position.unrealisedPnlAtoms)
  }
  const checked = rowClass[row] === CLASS_TRADER
  return {
    cashAtoms: rowCash[row]!,
    reservedAtoms: rowReserved[row]!,
    equityAtoms: equity,
    maintenanceAtomPpm: maintenance,
    initialAtomPpm: initial,
    notionalAtoms: notional,
    unrealisedProfitAtoms: profit,
    state: checked ? stateOf(equity, maintenance) : STATE_HEALTHY,
    positions,
  }
}

export function valuePosition(book: Book, market: number, sizeLots: bigint, entryValueAtoms: bigint): PositionValue {
  const value = sizeLots * unitAtMark(book, market)
  const notionalAtoms = abs(value)
  return {
    market,
    sizeLots,
    entryValueAtoms,
    notionalAtoms,
    unrealisedPnlAtoms: value - entryValueAtoms,
    maintenanceAtomPpm: marketMaintenanceAtomPpm(book, market, notionalAtoms),
  }
}

/** IM(n) = max(n · initialRate, MM(n)). */
export function initialAtomPpm(book: Book, position: PositionValue): bigint {
  const rate = BigInt(book.columns.marketInitialPpm[position.market]!)
  return max(position.notionalAtoms * rate, position.maintenanceAtomPpm)
}

/** Exact: both sides in atom · ppm. */
export function stateOf(equityAtoms: bigint, maintenanceAtomPpm: bigint): number {
  if (equityAtoms < 0n) return STATE_BANKRUPT
  return equityAtoms * PPM < maintenanceAtomPpm ? STATE_AT_RISK : STATE_HEALTHY
}
