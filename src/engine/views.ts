// Accounts and markets as a caller sees them: plain objects, made on demand.

import type { Book } from '../book/book.ts'
import { type AccountValue, valueRow } from '../book/equity.ts'
import * as markets from '../book/markets.ts'
import { type AccountClass, className, rowOf } from '../book/rows.ts'
import { MARKET_HALTED, ROW_EXEMPT, ROW_PROTECTED, STATE_AT_RISK, STATE_BANKRUPT } from '../core/codes.ts'
import type { Decimal } from '../fixed/decimal.ts'
import * as at from '../memory/fields.ts'

export type AccountState = 'healthy' | 'at-risk' | 'bankrupt'

export interface AccountView extends Omit<AccountValue, 'state'> {
  readonly id: number
  readonly owner: number
  readonly class: AccountClass
  readonly exempt: boolean
  readonly protected: boolean
  /** By the marks of now. Only traders are ever at risk or bankrupt here. */
  readonly state: AccountState
}

export interface MarketView {
  readonly id: number
  readonly symbol: string
  readonly halted: boolean
  readonly markTicks: bigint
  readonly markTimeMs: number
  readonly stale: boolean
  /** F, cumulative funding per lot. */
  readonly fundingAtoms: bigint
  /** u at the mark, before funding. */
  readonly unitAtoms: bigint
  readonly lotSize: Decimal
  readonly tickSize: Decimal
  readonly externalAccount: number
  readonly poolAccount: number | null
  readonly maxPositionLots: bigint
}

export function stateName(state: number): AccountState {
  if (state === STATE_BANKRUPT) return 'bankrupt'
  return state === STATE_AT_RISK ? 'at-risk' : 'healthy'
}

export function viewAccount(book: Book, id: number): AccountView {
  const row = rowOf(book, id)
  const { rowOwner, rowClass, rowFlags } = book.columns
  const value = valueRow(book, row)
  return {
    ...value,
    id,
    owner: rowOwner[row]!,
    class: className(rowClass[row]!),
    exempt: (rowFlags[row]! & ROW_EXEMPT) !== 0,
    protected: (rowFlags[row]! & ROW_PROTECTED) !== 0,
    state: stateName(value.state),
  }
}

export function viewMarket(book: Book, market: number): MarketView {
  markets.checkMarket(book, market)
  const { columns } = book
  const poolRow = columns.marketPoolRow[market]!
  return {
    id: market,
    symbol: markets.symbolOf(book, market),
    halted: columns.marketStatus[market] === MARKET_HALTED,
    markTicks: columns.marketMark[market]!,
    markTimeMs: columns.marketMarkTime[market]!,
    stale: markets.isStale(book, market, book.lastTimeMs),
    fundingAtoms: columns.marketFunding[market]!,
    unitAtoms: markets.unitAtMark(book, market),
    lotSize: markets.lotSizeOf(book, market),
    tickSize: markets.tickSizeOf(book, market),
    externalAccount: columns.rowId[columns.marketExternalRow[market]!]!,
    poolAccount: poolRow === at.NO_ROW ? null : columns.rowId[poolRow]!,
    maxPositionLots: columns.marketMaxLots[market]!,
  }
}

/** Ids of all open accounts in ascending order; allocates. */
export function listAccounts(book: Book): Uint32Array {
  const ids = new Uint32Array(book.accountCount)
  let next = 0
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    if (book.columns.rowClass[row] === 0) continue
    ids[next] = book.columns.rowId[row]!
    next += 1
  }
  return ids.sort()
}
