// Cash from outside, to outside, and between two rows.
//
// Reads: the rows named, their markets. Writes: their cash, deposits less withdrawals. Bound: the positions of one row.
// Allocation: BigInt, not a hot path. Deterministic.

import type { Book } from '../book/book.ts'
import { setCash } from '../book/cells.ts'
import { valueRow } from '../book/equity.ts'
import { isStale, symbolOf } from '../book/markets.ts'
import { rowOf } from '../book/rows.ts'
import { CLASS_DEFICIT, CLASS_TRADER, STATE_HEALTHY } from '../core/codes.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { checkBigint, MAX_CASH_ATOMS, PPM } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { abs, divCeil, max, min } from '../fixed/rounding.ts'
import { addWide } from '../fixed/wide.ts'
import * as at from '../memory/fields.ts'
import { ownCopy } from './own-copy.ts'

export function deposit(book: Book, row: number, atoms: bigint): void {
  checkAmount(atoms, 'deposit')
  checkCash(book, row, atoms)
  setCash(book, row, book.columns.rowCash[row]! + atoms)
  addWide(book.columns.wides, at.WIDE_NET_DEPOSITS >> 3, atoms)
}

/** Deposits of several accounts, credited together. */
export interface DepositBatch {
  readonly accounts: Uint32Array
  readonly atoms: BigInt64Array
}

/** A copy of a caller's batch, of the form that is expected. @throws BallastError ERR_RANGE */
export function ownDeposits(batch: DepositBatch): DepositBatch {
  demandObject(batch, 'a batch of deposits', ErrorCode.RANGE)
  const accounts = ownCopy(batch.accounts, Uint32Array, 'accounts')
  const atoms = ownCopy(batch.atoms, BigInt64Array, 'atoms')
  demand(accounts.length === atoms.length, ErrorCode.RANGE, () => {
    return `a batch of ${accounts.length} accounts with ${atoms.length} amounts`
  })
  return { accounts, atoms }
}

/** Credits every deposit of a batch that nobody else changes, or, throwing a BallastError, none. */
export function depositBatch(book: Book, { accounts, atoms }: DepositBatch): void {
  // An account may stand more than once: what counts is what it gets in all.
  const credits = new Map<number, bigint>()
  for (const [index, id] of accounts.entries()) {
    checkAmount(atoms[index]!, `deposit (entry ${index} of the batch)`)
    const row = rowOf(book, id)
    const credit = (credits.get(row) ?? 0n) + atoms[index]!
    checkCash(book, row, credit)
    credits.set(row, credit)
  }
  for (const [index, id] of accounts.entries()) deposit(book, rowOf(book, id), atoms[index]!)
}

export function withdraw(book: Book, row: number, atoms: bigint): void {
  checkAmount(atoms, 'withdrawal')
  checkLeaving(book, row, atoms, 'withdrawal')
  checkCash(book, row, -atoms)
  setCash(book, row, book.columns.rowCash[row]! - atoms)
  addWide(book.columns.wides, at.WIDE_NET_DEPOSITS >> 3, -atoms)
}

/** Moves cash between two rows; what leaves is judged like a withdrawal. */
export function transfer(book: Book, from: number, to: number, atoms: bigint): void {
  checkAmount(atoms, 'transfer')
  demand(from !== to, ErrorCode.DUPLICATE, () => `a transfer from account ${book.columns.rowId[from]} to itself`)
  checkLeaving(book, from, atoms, 'transfer')
  checkCash(book, from, -atoms)
  checkCash(book, to, atoms)
  setCash(book, from, book.columns.rowCash[from]! - atoms)
  setCash(book, to, book.columns.rowCash[to]! + atoms)
}

/**
 * The most that may leave a row now, in atoms; 0 for a flagged account or one with a position in a stale market.
 *
 * min(E − IM − reserved, E − Σ max(0, uPnL)): neither margin nor unrealised profit leaves. Pools and external rows have
 * no margin, a pool keeps its floor; the deficit row pays nothing out.
 */
export function withdrawableAtoms(book: Book, row: number): bigint {
  const value = valueRow(book, row)
  const rowClass = book.columns.rowClass[row]!
  if (rowClass === CLASS_DEFICIT || value.state !== STATE_HEALTHY || staleMarket(book, row) >= 0) return 0n
  const margin = rowClass === CLASS_TRADER ? divCeil(value.initialAtomPpm, PPM) : 0n
  const beyondMargin = value.equityAtoms - margin - value.reservedAtoms
  return max(0n, min(beyondMargin, value.equityAtoms - value.unrealisedProfitAtoms))
}

function staleMarket(book: Book, row: number): number {
  const { runStart, runCount, posMarket } = book.columns
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) {
    if (isStale(book, posMarket[slot]!, book.lastTimeMs)) return posMarket[slot]!
  }
  return -1
}

function checkLeaving(book: Book, row: number, atoms: bigint, what: string): void {
  const stale = staleMarket(book, row)
  demand(stale < 0, ErrorCode.WITHDRAWAL, () => {
    return `account ${book.columns.rowId[row]} has a position in ${symbolOf(book, stale)}, whose mark is stale`
  })
  const most = withdrawableAtoms(book, row)
  demand(atoms <= most, ErrorCode.WITHDRAWAL, () => {
    return `a ${what} of ${atoms} atoms from account ${book.columns.rowId[row]}, ${most} may leave it`
  })
}

export function checkAmount(atoms: bigint, what: string): void {
  checkBigint(atoms, `the amount of a ${what}`)
  demand(atoms > 0n && atoms <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
    return `a ${what} of ${shown(atoms)} atoms, expected 1 to ${MAX_CASH_ATOMS}`
  })
}

function checkCash(book: Book, row: number, change: bigint): void {
  const after = book.columns.rowCash[row]! + change
  demand(abs(after) <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
    return `account ${book.columns.rowId[row]} would hold ${after} atoms, the limit is 2^61`
  })
}
