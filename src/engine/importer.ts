// A whole book at once: accounts with their cash, positions with their cost. Nothing is hashed or counted before the
// end, where I1 is demanded and everything is counted once. A refused import leaves the engine empty.

import { reserveSlots } from '../book/arenas.ts'
import type { Book } from '../book/book.ts'
import { listMarket, type MarketConfig } from '../book/market-config.ts'
import { checkMarket, symbolOf } from '../book/markets.ts'
import { recount } from '../book/row-hash.ts'
import { checkNewAccount, type NewAccount, openRow, rowOf } from '../book/rows.ts'
import { findSlot, openSlot } from '../book/runs.ts'
import { CLASS_DEFICIT, CLASS_TRADER } from '../core/codes.ts'
import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import {
  checkBigint,
  HOUSE_LOTS_FACTOR,
  MAX_CASH_ATOMS,
  MAX_HOUSE_POSITIONS,
  MAX_TRADER_POSITIONS,
} from '../core/limits.ts'
import { abs } from '../fixed/rounding.ts'
import { writeWide } from '../fixed/wide.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'
import { MARKET_FIELDS, picked } from './record-fields.ts'

export interface ImportedAccount extends NewAccount {
  /** May be negative: collateral less what the open positions cost. */
  readonly cashAtoms: bigint
}

export interface ImportedPosition {
  readonly account: number
  readonly market: number
  /** Signed, not 0. */
  readonly lots: bigint
  /** What was paid, at raw unit values; the sign of the lots for linear contracts. */
  readonly entryValueAtoms: bigint
}

/** The engine's side of an import. */
export interface ImportGate {
  /** @throws BallastError ERR_STATE once this import has ended or the engine is closed */
  mustBeImporting(): void
  end(finished: boolean): void
}

/** Adds rows in any order. Ends with `finish` or `abort`; until then the engine takes no other command. */
export class BookImporter {
  readonly #book: Book
  readonly #kernel: Kernel
  readonly #gate: ImportGate
  #lots: bigint[] = []
  #cash = 0n

  constructor(book: Book, kernel: Kernel, gate: ImportGate) {
    this.#book = book
    this.#kernel = kernel
    this.#gate = gate
  }

  /** Lists a market; the accounts that it names must be there. */
  market(config: MarketConfig): number {
    this.#gate.mustBeImporting()
    const market = listMarket(this.#book, picked(config, MARKET_FIELDS, 'market'))
    this.#lots[market] = 0n
    return market
  }

  account(account: ImportedAccount): void {
    this.#gate.mustBeImporting()
    demandObject(account, 'account')
    const given = { ...account }
    checkNewAccount(this.#book, given, false)
    const { cashAtoms } = given
    checkBigint(cashAtoms, `cashAtoms of account ${given.id}`)
    demand(abs(cashAtoms) <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
      return `account ${given.id} holds ${cashAtoms} atoms of cash, the limit is ±2^61`
    })
    const row = openRow(this.#book, given)
    this.#book.columns.rowCash[row] = cashAtoms
    this.#cash += cashAtoms
  }

  position(position: ImportedPosition): void {
    this.#gate.mustBeImporting()
    demandObject(position, 'position')
    const given = { ...position }
    const { market, lots, entryValueAtoms } = given
    const row = rowOf(this.#book, given.account)
    checkBigint(lots, `lots of account ${given.account}`)
    checkBigint(entryValueAtoms, `entryValueAtoms of account ${given.account}`)
    const { columns } = this.#book
    checkMarket(this.#book, market)
    this.#checkPosition(row, given)
    const capacity = columns.word(at.WORD_CAP_POSITIONS)
    const reserved = this.#book.positionCount < capacity && reserveSlots(this.#book, row >> at.BLOCK_SHIFT, 1)
    demand(reserved, ErrorCode.CAPACITY, () => `the book is full at ${capacity} positions`)
    const slot = ~findSlot(this.#book, row, market)
    openSlot(this.#book, row, slot, market)
    columns.posSize[slot] = lots
    columns.posEntry[slot] = entryValueAtoms
    this.#lots[market]! += lots
  }

  /** @throws BallastError ERR_UNBALANCED when the lots of a market do not add up to zero; the engine is empty then */
  finish(): void {
    this.#gate.mustBeImporting()
    const { columns } = this.#book
    for (const [market, lots] of this.#lots.entries()) {
      if (lots === 0n) continue
      const symbol = symbolOf(this.#book, market)
      this.abort()
      const side = lots > 0n ? 'long' : 'short'
      const sum = `the lots of ${symbol} add up to ${lots}, expected 0: ${abs(lots)} too many ${side}`
      throw new BallastError(ErrorCode.UNBALANCED, sum)
    }
    writeWide(columns.wides, at.WIDE_CASH_TOTAL >> 3, this.#cash)
    writeWide(columns.wides, at.WIDE_NET_DEPOSITS >> 3, this.#cash)
    recount(this.#book, (fromBlock, toBlock) => this.#kernel.recountHash(fromBlock, toBlock))
    columns.wides.copyWithin(at.WIDE_ROWS_HASH >> 3, at.WIDE_RECOUNT_HASH >> 3, (at.WIDE_RECOUNT_HASH >> 3) + 2)
    this.#gate.end(true)
  }

  /** Gives the import up: the engine is as empty as before. */
  abort(): void {
    this.#gate.mustBeImporting()
    this.#book.clear()
    this.#gate.end(false)
  }

  #checkPosition(row: number, { account, market, lots, entryValueAtoms }: ImportedPosition): void {
    const { rowClass, runCount, marketMaxLots } = this.#book.columns
    const symbol = () => symbolOf(this.#book, market)
    const trader = rowClass[row] === CLASS_TRADER
    demand(rowClass[row] !== CLASS_DEFICIT, ErrorCode.ACCOUNT_CLASS, () => `account ${account} is the deficit row`)
    const most = marketMaxLots[market]! * (trader ? 1n : HOUSE_LOTS_FACTOR)
    demand(lots !== 0n && abs(lots) <= most, ErrorCode.RANGE, () => {
      return `account ${account} holds ${lots} lots of ${symbol()}, expected 1 to ${most}, long or short`
    })
    demand(abs(entryValueAtoms) <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
      return `account ${account}: an entry value of ${entryValueAtoms} atoms in ${symbol()}, the limit is ±2^61`
    })
    demand(findSlot(this.#book, row, market) < 0, ErrorCode.DUPLICATE, () => {
      return `account ${account} has a position in ${symbol()} already`
    })
    const positions = trader ? MAX_TRADER_POSITIONS : MAX_HOUSE_POSITIONS
    demand(runCount[row]! < positions, ErrorCode.RANGE, () => `account ${account} holds ${positions} positions already`)
  }
}
