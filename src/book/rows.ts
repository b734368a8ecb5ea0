// Accounts come and go: rows are used again, ids are not.

import {
  BLOCK_HOUSE,
  BLOCK_TRADERS,
  CLASS_DEFICIT,
  CLASS_EXTERNAL,
  CLASS_NONE,
  CLASS_POOL,
  CLASS_TRADER,
  ROW_EXEMPT,
  ROW_PROTECTED,
} from '../core/codes.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { checkBigint, MAX_CASH_ATOMS, MAX_ID } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import * as at from '../memory/fields.ts'
import { enterId, findRow, removeId } from '../memory/id-table.ts'
import type { Book } from './book.ts'
import { addElement, cashElement, removeElement, rowElementOf } from './row-hash.ts'

export const AccountClass = {
  trader: CLASS_TRADER,
  pool: CLASS_POOL,
  external: CLASS_EXTERNAL,
  deficit: CLASS_DEFICIT,
} as const

export type AccountClass = keyof typeof AccountClass

export interface NewAccount {
  /** 1 … 4,294,967,294, above every id that was ever opened. */
  readonly id: number
  /** Who stands behind it; the id itself when left out. */
  readonly owner?: number
  /** 'trader' when left out. */
  readonly class?: AccountClass
  /** Never deleveraged (market makers under an agreement). */
  readonly exempt?: boolean
  /** Deleveraged after all others (hedged accounts). */
  readonly protected?: boolean
  /** Order margin; of a pool the floor that it keeps. */
  readonly reservedAtoms?: bigint
}

export function className(code: number): AccountClass {
  for (const [name, value] of Object.entries(AccountClass)) if (value === code) return name as AccountClass
  throw new BallastError(ErrorCode.ACCOUNT_CLASS, `no class has the code ${code}`)
}

/** Row of an open account. @throws BallastError ERR_UNKNOWN_ACCOUNT */
export function rowOf(book: Book, id: number): number {
  const row = isId(id) ? findRow(book.columns, id) : -1
  demand(row >= 0, ErrorCode.UNKNOWN_ACCOUNT, () => `no account ${shown(id)} is open`)
  return row
}

/** @throws BallastError ERR_RANGE unless the order margin (of a pool: the floor) is within its limits */
export function checkReserved(id: number, reservedAtoms: bigint): void {
  checkBigint(reservedAtoms, `reservedAtoms of account ${shown(id)}`)
  demand(reservedAtoms >= 0n && reservedAtoms <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
    return `account ${shown(id)}: reserved margin of ${reservedAtoms} atoms, expected 0 to ${MAX_CASH_ATOMS}`
  })
}

/** @throws BallastError ERR_CONFIG unless the value is a boolean */
export function checkFlag(value: boolean, field: string): void {
  demand(typeof value === 'boolean', ErrorCode.CONFIG, () => `${field} is ${shown(value)}, expected true or false`)
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= MAX_ID
}

/** Refuses what `openRow` could not do. `ascending` is off during an import: then only duplicates are refused. */
export function checkNewAccount(book: Book, account: NewAccount, ascending: boolean): void {
  const { id, owner = id, reservedAtoms = 0n } = account
  const { columns } = book
  const wanted = `an integer of 1 to ${MAX_ID}`
  demand(isId(id), ErrorCode.RANGE, () => `account id is ${shown(id)}, expected ${wanted}`)
  demand(isId(owner), ErrorCode.RANGE, () => `owner of account ${id} is ${shown(owner)}, expected ${wanted}`)
  const name = account.class ?? 'trader'
  const known = typeof name === 'string' && Object.hasOwn(AccountClass, name)
  demand(known, ErrorCode.ACCOUNT_CLASS, () => {
    return `account ${id}: class ${shown(account.class)}, expected one of ${Object.keys(AccountClass).join(', ')}`
  })
  demand(findRow(columns, id) < 0, ErrorCode.DUPLICATE, () => `account ${id} is open already`)
  const lastId = columns.word(at.WORD_LAST_ID)
  demand(!ascending || id > lastId, ErrorCode.DUPLICATE, () => {
    return `account ${id}: ids are never used twice, the next one must be above ${lastId}`
  })
  checkReserved(id, reservedAtoms)
  checkFlag(account.exempt ?? false, `exempt of account ${id}`)
  checkFlag(account.protected ?? false, `protected of account ${id}`)
  const capacity = columns.word(at.WORD_CAP_ACCOUNTS)
  demand(
    columns.word(at.WORD_ACCOUNTS) < capacity,
    ErrorCode.CAPACITY,
    () => `the book is full at ${capacity} accounts`,
  )
  const house = columns.word(at.WORD_ACCOUNTS) - columns.word(at.WORD_TRADERS)
  const most = columns.word(at.WORD_CAP_HOUSE)
  const trader = (account.class ?? 'trader') === 'trader'
  demand(trader || house < most, ErrorCode.CAPACITY, () => {
    return `the book is full at ${most} pools, external rows and deficit row (four a market and 256)`
  })
  demand(account.class !== 'deficit' || columns.word(at.WORD_DEFICIT_ROW) === at.NO_ROW, ErrorCode.DUPLICATE, () => {
    return `account ${id}: there is a deficit row already`
  })
}

/** Opens a checked account with no cash and returns its row. */
export function openRow(book: Book, account: NewAccount): number {
  const { columns } = book
  const code = AccountClass[account.class ?? 'trader']
  const row = takeRow(book, code === CLASS_TRADER ? BLOCK_TRADERS : BLOCK_HOUSE)
  columns.rowId[row] = account.id
  columns.rowOwner[row] = account.owner ?? account.id
  columns.rowClass[row] = code
  columns.rowFlags[row] = (account.exempt === true ? ROW_EXEMPT : 0) | (account.protected === true ? ROW_PROTECTED : 0)
  columns.rowCash[row] = 0n
  columns.rowReserved[row] = account.reservedAtoms ?? 0n
  enterId(columns, account.id, row)
  columns.setWord(at.WORD_ACCOUNTS, columns.word(at.WORD_ACCOUNTS) + 1)
  if (code === CLASS_TRADER) columns.setWord(at.WORD_TRADERS, columns.word(at.WORD_TRADERS) + 1)
  columns.setWord(at.WORD_LAST_ID, Math.max(columns.word(at.WORD_LAST_ID), account.id))
  if (code === CLASS_DEFICIT) columns.setWord(at.WORD_DEFICIT_ROW, row)
  addElement(book, rowElementOf(book, row))
  addElement(book, cashElement(account.id, 0n))
  return row
}

/** Closes an empty account. @throws BallastError ERR_NOT_EMPTY with what it still holds */
export function closeRow(book: Book, row: number): void {
  const { columns } = book
  const id = columns.rowId[row]!
  const code = columns.rowClass[row]!
  const cash = columns.rowCash[row]!
  const reserved = code === CLASS_POOL ? 0n : columns.rowReserved[row]!
  const positions = columns.runCount[row]!
  demand(cash === 0n && reserved === 0n && positions === 0, ErrorCode.NOT_EMPTY, () => {
    return `account ${id} holds ${cash} atoms of cash, ${reserved} reserved and ${positions} positions`
  })
  if (code !== CLASS_TRADER) checkServesNone(book, row)
  removeElement(book, rowElementOf(book, row))
  removeElement(book, cashElement(id, 0n))
  removeId(columns, id)
  if (code === CLASS_DEFICIT) columns.setWord(at.WORD_DEFICIT_ROW, at.NO_ROW)
  columns.rowId[row] = 0
  columns.rowClass[row] = CLASS_NONE
  columns.rowFlags[row] = 0
  columns.rowReserved[row] = 0n
  columns.setWord(at.WORD_ACCOUNTS, columns.word(at.WORD_ACCOUNTS) - 1)
  if (code === CLASS_TRADER) columns.setWord(at.WORD_TRADERS, columns.word(at.WORD_TRADERS) - 1)
  const freeList = code === CLASS_TRADER ? at.WORD_FREE_TRADER : at.WORD_FREE_HOUSE
  columns.rowOwner[row] = columns.word(freeList)
  columns.setWord(freeList, row)
}

function checkServesNone(book: Book, row: number): void {
  const { marketExternalRow, marketFeeRow, marketPoolRow, rowId } = book.columns
  for (let market = 0; market < book.marketCount; market += 1) {
    const named = marketExternalRow[market] === row || marketFeeRow[market] === row || marketPoolRow[market] === row
    demand(!named, ErrorCode.NOT_EMPTY, () => `account ${rowId[row]} serves market ${market}`)
  }
}

// A freed row of the kind, else the next of its open block, else the first of a new block. Capacity was checked.
function takeRow(book: Book, kind: number): number {
  const { columns } = book
  const freeList = kind === BLOCK_TRADERS ? at.WORD_FREE_TRADER : at.WORD_FREE_HOUSE
  const free = columns.word(freeList)
  if (free !== at.NO_ROW) {
    columns.setWord(freeList, columns.rowOwner[free]!)
    return free
  }
  const nextWord = kind === BLOCK_TRADERS ? at.WORD_NEXT_TRADER : at.WORD_NEXT_HOUSE
  let row = columns.word(nextWord)
  if (row === at.NO_ROW) {
    const block = columns.word(at.WORD_BLOCKS)
    columns.setWord(at.WORD_BLOCKS, block + 1)
    columns.blockKind[block] = kind
    row = block << at.BLOCK_SHIFT
  }
  const next = row + 1
  columns.setWord(nextWord, (next & (at.BLOCK_ROWS - 1)) === 0 ? at.NO_ROW : next)
  return row
}
