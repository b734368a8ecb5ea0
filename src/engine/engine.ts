// The engine: commands in, one after the other. A command is validated, applied and counted, or refused with a
// BallastError and nothing has changed.

import { compact } from '../book/arenas.ts'
import { type AuditReport, audit } from '../book/audit.ts'
import type { Book } from '../book/book.ts'
import { assertCash, setRowFields } from '../book/cells.ts'
import { configureMarket, listMarket, type MarketConfig, type MarketTerms } from '../book/market-config.ts'
import { checkMarket, findMarket, setHalted } from '../book/markets.ts'
import { checkNewAccount, closeRow, type NewAccount, openRow, rowOf } from '../book/rows.ts'
import { stateHash } from '../book/state-hash.ts'
import { ROW_EXEMPT } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { checkInt64, MAX_CASH_ATOMS } from '../core/limits.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { createKernel, type Kernel, type KernelName } from '../kernel/kernel.ts'
import { CheckResult, checkMargin } from '../stages/check-margin.ts'
import { judgeTrade, type PreTradeVerdict } from '../stages/judge-trade.ts'
import { deposit, transfer, withdraw, withdrawableAtoms } from '../stages/move-cash.ts'
import { payFunding } from '../stages/pay-funding.ts'
import { BookImporter } from './importer.ts'
import { type EngineOptions, openBook } from './options.ts'
import { checkTime, type MarkBatch, takeMarks } from './take-marks.ts'
import { takeBatch, takeTrade } from './take-trades.ts'
import type { Trade, TradeBatch } from './trade-batch.ts'
import { type AccountView, listAccounts, type MarketView, viewAccount, viewMarket } from './views.ts'

/** An order to be judged before it trades: signed lots, positive to buy. */
export interface OrderRequest {
  readonly account: number
  readonly market: number
  readonly lots: bigint
  readonly priceTicks: bigint
  readonly feeAtoms?: bigint
}

type Phase = 'open' | 'importing' | 'closed'

/** Opens an engine with an empty book. @throws BallastError ERR_CONFIG, ERR_DECIMAL, ERR_MEMORY */
export function createEngine(options: EngineOptions): Engine {
  const { book, kernel } = openBook(options)
  return new Engine(book, createKernel(kernel, book), options.markOutsideBand === 'halt')
}

export class Engine {
  /** The columns themselves, for readers and other threads. */
  readonly book: Book
  readonly #kernel: Kernel
  readonly #haltOutside: boolean
  readonly #check: CheckResult
  #phase: Phase = 'open'

  /** Use `createEngine`. */
  constructor(book: Book, kernel: Kernel, haltOutside: boolean) {
    this.book = book
    this.#kernel = kernel
    this.#haltOutside = haltOutside
    this.#check = new CheckResult(book.columns.rowId.length)
  }

  /** Which kernel runs: the wanted one, or 'reference' where shared WebAssembly memory is not to be had. */
  get kernel(): KernelName {
    return this.#kernel.name
  }

  get atom(): Decimal {
    return this.book.atom
  }

  /** Commands applied so far. */
  get lastSequence(): number {
    return this.book.sequence
  }

  get lastTimeMs(): number {
    return this.book.lastTimeMs
  }

  // Markets

  /** Lists a market and returns its number. @throws BallastError naming the field that does not fit */
  listMarket(config: MarketConfig): number {
    this.#mustBeOpen()
    const market = listMarket(this.book, config)
    this.#done()
    return market
  }

  /** Changes the terms of a market; fields left out stay. */
  configureMarket(market: number, change: Partial<MarketTerms>): void {
    this.#marketCommand(market)
    configureMarket(this.book, market, change)
    this.#done()
  }

  /** Halts a market: no trades, no funding, its mark counts as stale; positions are judged at the last mark. */
  haltMarket(market: number): void {
    this.#marketCommand(market)
    setHalted(this.book, market, true)
    this.#done()
  }

  resumeMarket(market: number): void {
    this.#marketCommand(market)
    setHalted(this.book, market, false)
    this.#done()
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
    this.#mustBeOpen()
    checkNewAccount(this.book, account, true)
    openRow(this.book, account)
    this.#done()
  }

  /** Closes an account without cash, reserved margin or positions. Its id is never used again. */
  closeAccount(id: number): void {
    closeRow(this.book, this.#row(id))
    this.#done()
  }

  /** Sets the order margin that the venue holds for an account (of a pool: the floor that it keeps). */
  setReserved(id: number, reservedAtoms: bigint): void {
    const row = this.#row(id)
    demand(reservedAtoms >= 0n && reservedAtoms <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
      return `account ${id}: reserved margin of ${reservedAtoms} atoms, expected 0 to ${MAX_CASH_ATOMS}`
    })
    setRowFields(this.book, row, { reservedAtoms })
    this.#done()
  }

  /** Exempts an account from being deleveraged, or ends that. */
  setExempt(id: number, exempt: boolean): void {
    setRowFields(this.book, this.#row(id), { flags: exempt ? ROW_EXEMPT : 0 })
    this.#done()
  }

  deposit(id: number, atoms: bigint): void {
    deposit(this.book, this.#row(id), atoms)
    this.#done()
  }

  /** @throws BallastError ERR_WITHDRAWAL with the most that may leave */
  withdraw(id: number, atoms: bigint): void {
    withdraw(this.book, this.#row(id), atoms)
    this.#done()
  }

  transfer(from: number, to: number, atoms: bigint): void {
    transfer(this.book, this.#row(from), this.#row(to), atoms)
    this.#done()
  }

  /** The most that may be withdrawn from an account now. */
  withdrawable(id: number): bigint {
    return withdrawableAtoms(this.book, this.#row(id))
  }

  account(id: number): AccountView {
    return viewAccount(this.book, id)
  }

  /** Ids of all open accounts, ascending. */
  accountIds(): Uint32Array {
    return listAccounts(this.book)
  }

  // Trades

  /** Applies one trade that has happened. @throws BallastError when it is refused */
  trade(trade: Trade): void {
    this.#mustBeOpen()
    takeTrade(this.book, this.#kernel, trade)
    this.#done()
  }

  /**
   * Applies the first `batch.count` trades in order. A trade that cannot be applied changes nothing and says why in
   * `batch.outcomes`; the others stand.
   *
   * @returns how many were applied
   */
  applyTrades(batch: TradeBatch): number {
    this.#mustBeOpen()
    const applied = takeBatch(this.book, this.#kernel, batch)
    this.#done()
    return applied
  }

  /** Judges an order before it trades; changes nothing. */
  preTrade({ account, market, lots, priceTicks, feeAtoms = 0n }: OrderRequest): PreTradeVerdict {
    this.#marketCommand(market)
    checkInt64(lots, 'order.lots')
    checkInt64(priceTicks, 'order.priceTicks')
    checkInt64(feeAtoms, 'order.feeAtoms')
    return judgeTrade(this.book, this.#row(account), market, { lots, priceTicks, feeAtoms })
  }

  // Marks, funding, checks

  /** Applies the marks of one instant: all of them, or none. @throws BallastError naming the mark that is refused */
  applyMarks(batch: MarkBatch): void {
    this.#mustBeOpen()
    takeMarks(this.book, this.#kernel, batch, this.#haltOutside)
    this.#done()
  }

  /**
   * Pays funding in one market.
   *
   * @param ratePpb signed rate of the notional at the mark, in 1e-9; positive: longs pay shorts
   */
  payFunding(market: number, ratePpb: bigint, timeMs: number): void {
    this.#marketCommand(market)
    checkTime(this.book, timeMs)
    payFunding(this.book, market, ratePpb, timeMs)
    this.#done()
  }

  /** Judges every trader at the marks of now. The result is used again by the next check. */
  checkSync(): CheckResult {
    this.#mustBeOpen()
    return checkMargin(this.book, this.#kernel, this.#check)
  }

  // The whole

  /** Fills an engine that has never been used with a whole book. */
  beginImport(): BookImporter {
    this.#mustBeOpen()
    demand(this.lastSequence === 0, ErrorCode.STATE, () => `an import needs an empty engine`)
    this.#phase = 'importing'
    return new BookImporter(this.book, this.#kernel, (finished) => {
      this.#phase = 'open'
      if (finished) this.#done()
    })
  }

  /**
   * One bounded step of housekeeping for idle moments: closes holes between arenas.
   *
   * @param slots moves about this many position slots at most
   * @returns slots moved
   */
  compact(slots = 4096): number {
    this.#mustBeOpen()
    return compact(this.book, slots)
  }

  /** Recounts invariants, places and hash from the columns. Costs a pass over the book. */
  audit(): AuditReport {
    return audit(this.book, (fromBlock, toBlock) => this.#kernel.recountHash(fromBlock, toBlock))
  }

  /** 32 hexadecimal digits over everything that counts; equal books have equal hashes on any kernel or machine. */
  stateHash(): string {
    return stateHash(this.book)
  }

  /** Ends the engine; every later command is refused with ERR_STATE. */
  close(): void {
    this.#phase = 'closed'
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #mustBeOpen(): void {
    demand(this.#phase === 'open', ErrorCode.STATE, () => {
      return this.#phase === 'closed' ? 'the engine is closed' : 'an import is under way: finish or abort it first'
    })
  }

  #marketCommand(market: number): void {
    this.#mustBeOpen()
    checkMarket(this.book, market)
  }

  #row(id: number): number {
    this.#mustBeOpen()
    return rowOf(this.book, id)
  }

  // I2 after every command; I1 can only be broken by trades, whose kernels check it themselves.
  #done(): void {
    assertCash(this.book)
    this.book.nextSequence()
  }
}
