// Commands on markets, accounts and cash. `Engine` adds what moves positions and prices.

import { setRowFields } from '../book/cells.ts'
import { configureMarket, listMarket, type MarketConfig, type MarketTerms } from '../book/market-config.ts'
import { checkMarket, findMarket, halt, resume } from '../book/markets.ts'
import { checkFlag, checkNewAccount, checkReserved, closeRow, type NewAccount, openRow, rowOf } from '../book/rows.ts'
import { ROW_EXEMPT, ROW_PROTECTED } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import {
  checkAmount,
  type DepositBatch,
  deposit,
  depositBatch,
  ownDeposits,
  transfer,
  withdraw,
  withdrawableAtoms,
} from '../stages/move-cash.ts'
import * as record from './command-log.ts'
import { CommandRules } from './command-rules.ts'
import { ACCOUNT_FIELDS, MARKET_FIELDS, picked, TERM_FIELDS } from './record-fields.ts'
import { type AccountView, listAccounts, type MarketView, viewAccount, viewMarket } from './views.ts'

/** What is no number at all would be looked up in vain. @throws BallastError ERR_UNKNOWN_ACCOUNT */
export function checkIds(...ids: readonly number[]): void {
  for (const id of ids) {
    demand(
      Number.isInteger(id),
      ErrorCode.UNKNOWN_ACCOUNT,
      () => `no account ${shown(id)} is open: ids are whole numbers`,
    )
  }
}

export class BookCommands extends CommandRules {
  // Markets

  /** Lists a market and returns its number. @throws BallastError naming the field that does not fit */
  listMarket(config: MarketConfig): number {
    this.mustAnswer()
    const given = picked(config, MARKET_FIELDS, 'market')
    const market = listMarket(this.book, given, () => this.log?.begin([record.RECORD_LIST_MARKET, given]))
    this.done()
    return market
  }

  /** Changes the terms of a market; fields left out stay. */
  configureMarket(market: number, change: Partial<MarketTerms>): void {
    this.mustAnswer()
    this.marketCommand(market)
    const known = picked(change, TERM_FIELDS, 'change of a market')
    // What is no term at all is refused with its name.
    const others = Object.entries(change).filter(([field]) => !(TERM_FIELDS as readonly string[]).includes(field))
    const given = { ...Object.fromEntries(others), ...known }
    configureMarket(this.book, market, given, () => {
      this.log?.begin([record.RECORD_CONFIGURE_MARKET, market, known])
    })
    this.done()
  }

  /** Halts a market: no trades, no funding, and its mark counts as stale. Marks inside its band still move it. */
  haltMarket(market: number): void {
    this.marketCommand(market)
    if (this.waits('haltMarket', () => this.haltMarket(market))) return
    this.log?.begin([record.RECORD_HALT_MARKET, market])
    halt(this.book, market)
    this.done()
  }

  /** Resumes a halted market. Its mark stays stale until a new one arrives. */
  resumeMarket(market: number): void {
    this.marketCommand(market)
    if (this.waits('resumeMarket', () => this.resumeMarket(market))) return
    this.log?.begin([record.RECORD_RESUME_MARKET, market])
    resume(this.book, market)
    this.done()
  }

  /** Number of the market with this symbol, or -1. */
  findMarket(symbol: string): number {
    return findMarket(this.book, symbol)
  }

  market(market: number): MarketView {
    return viewMarket(this.book, market)
  }

  // Accounts and cash

  openAccount(account: NewAccount): void {
    this.mustBeOpen()
    const given = picked(account, ACCOUNT_FIELDS, 'account')
    // A round knows the pools and external rows there are.
    if ((given.class ?? 'trader') !== 'trader') this.mustBeSettled()
    checkNewAccount(this.book, given, true)
    if (this.waits('openAccount', () => this.openAccount(given))) return
    this.log?.begin([record.RECORD_OPEN_ACCOUNT, given])
    openRow(this.book, given)
    this.done()
  }

  /** Closes an account without cash, reserved margin or positions. Its id is never used again. */
  closeAccount(id: number): void {
    this.mustAnswer()
    const row = this.row(id)
    this.log?.begin([record.RECORD_CLOSE_ACCOUNT, id])
    closeRow(this.book, row)
    this.done()
  }

  /** Sets the order margin that the venue holds for an account (of a pool: the floor that it keeps). */
  setReserved(id: number, reservedAtoms: bigint): void {
    this.mustBeOpen()
    checkReserved(id, reservedAtoms)
    checkIds(id)
    if (this.waits('setReserved', () => this.setReserved(id, reservedAtoms))) return
    const row = this.row(id)
    this.log?.begin([record.RECORD_SET_RESERVED, id, reservedAtoms])
    setRowFields(this.book, row, { reservedAtoms })
    this.done()
  }

  /** Exempts an account from being deleveraged, or ends that. */
  setExempt(id: number, exempt: boolean): void {
    checkFlag(exempt, 'exempt')
    this.mustBeOpen()
    checkIds(id)
    if (this.waits('setExempt', () => this.setExempt(id, exempt))) return
    const row = this.row(id)
    this.log?.begin([record.RECORD_SET_EXEMPT, id, exempt])
    this.setFlag(row, ROW_EXEMPT, exempt)
  }

  /** Protects an account (hedged, or a market maker under an agreement): it is deleveraged after all others. */
  setProtected(id: number, isProtected: boolean): void {
    checkFlag(isProtected, 'protected')
    this.mustBeOpen()
    checkIds(id)
    if (this.waits('setProtected', () => this.setProtected(id, isProtected))) return
    const row = this.row(id)
    this.log?.begin([record.RECORD_SET_PROTECTED, id, isProtected])
    this.setFlag(row, ROW_PROTECTED, isProtected)
  }

  /** Credits cash; while a check is under way it waits. */
  deposit(id: number, atoms: bigint): void {
    this.mustBeOpen()
    checkAmount(atoms, 'deposit')
    checkIds(id)
    if (this.waits('deposit', () => this.deposit(id, atoms))) return
    const row = this.row(id)
    this.log?.begin([record.RECORD_DEPOSIT, id, atoms])
    deposit(this.book, row, atoms)
    this.done()
  }

  /** Credits the deposits of a batch: all of them, or none. */
  applyDeposits(batch: DepositBatch): void {
    this.mustBeOpen()
    const own = ownDeposits(batch)
    if (this.waits('applyDeposits', () => this.applyDeposits(own))) return
    this.log?.begin([record.RECORD_DEPOSITS, own.accounts, own.atoms])
    depositBatch(this.book, own)
    this.done()
  }

  /** @throws BallastError ERR_WITHDRAWAL with the most that may leave, ERR_STATE while a round is open */
  withdraw(id: number, atoms: bigint): void {
    this.mustAnswer()
    const row = this.row(id)
    checkAmount(atoms, 'withdrawal')
    this.log?.begin([record.RECORD_WITHDRAW, id, atoms])
    withdraw(this.book, row, atoms)
    this.done()
  }

  transfer(from: number, to: number, atoms: bigint): void {
    this.mustAnswer()
    const rows = [this.row(from), this.row(to)] as const
    checkAmount(atoms, 'transfer')
    this.log?.begin([record.RECORD_TRANSFER, from, to, atoms])
    transfer(this.book, ...rows, atoms)
    this.done()
  }

  /** The most that may be withdrawn from an account now. */
  withdrawable(id: number): bigint {
    return withdrawableAtoms(this.book, this.row(id))
  }

  account(id: number): AccountView {
    return viewAccount(this.book, id)
  }

  /** Ids of all open accounts, ascending. */
  accountIds(): Uint32Array {
    return listAccounts(this.book)
  }

  protected marketCommand(market: number): void {
    this.mustBeOpen()
    checkMarket(this.book, market)
  }

  protected setFlag(row: number, flag: number, on: boolean): void {
    const before = this.book.columns.rowFlags[row]!
    setRowFields(this.book, row, { flags: on ? before | flag : before & ~flag })
    this.done()
  }

  protected row(id: number): number {
    this.mustBeOpen()
    return rowOf(this.book, id)
  }
}
