// The engine: commands in, one after the other. A command is validated, applied and counted, or refused with a
// BallastError and nothing has changed.

import { compact } from '../book/arenas.ts'
import { type AuditReport, audit } from '../book/audit.ts'
import type { Book } from '../book/book.ts'
import { stateHash } from '../book/state-hash.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { checkInt64 } from '../core/limits.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { createKernel, type Kernel, type KernelName } from '../kernel/kernel.ts'
import { findRow } from '../memory/id-table.ts'
import { CheckResult, checkMargin } from '../stages/check-margin.ts'
import { judgeTrade, type PreTradeVerdict } from '../stages/judge-trade.ts'
import { type FundingBatch, payFunding, payFundingBatch } from '../stages/pay-funding.ts'
import { BookImporter } from './importer.ts'
import { type EngineOptions, openBook } from './options.ts'
import { RoundCommands } from './round-commands.ts'
import { type RoundOptions, roundSettings } from './round-options.ts'
import { checkTime, type MarkBatch, takeMarks } from './take-marks.ts'
import { takeBatch, takeTrade } from './take-trades.ts'
import { type Trade, TradeBatch } from './trade-batch.ts'

/** An order to be judged before it trades: signed lots, positive to buy. */
export interface OrderRequest {
  readonly account: number
  readonly market: number
  readonly lots: bigint
  readonly priceTicks: bigint
  readonly feeAtoms?: bigint
}

/** Opens an engine with an empty book. @throws BallastError ERR_CONFIG, ERR_DECIMAL, ERR_MEMORY */
export function createEngine(options: EngineOptions): Engine {
  const round = options.round ?? {}
  // Judged before memory is asked for.
  roundSettings(round)
  const { book, kernel } = openBook(options)
  return new Engine(book, createKernel(kernel, book), options.markOutsideBand === 'halt', round)
}

export class Engine extends RoundCommands {
  readonly #kernel: Kernel
  readonly #haltOutside: boolean
  readonly #check: CheckResult

  /** Use `createEngine`. */
  constructor(book: Book, kernel: Kernel, haltOutside: boolean, round: RoundOptions = {}) {
    super(book, kernel, round)
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

  // Trades

  /** Applies one trade that has happened. @throws BallastError when it is refused */
  trade(trade: Trade): void {
    this.mustBeOpen()
    const given = { ...trade }
    const sides = [given.buyer, given.seller]
    this.#beforeTrades(sides)
    try {
      takeTrade(this.book, this.#kernel, given)
    } catch (error) {
      throw this.failed(error)
    }
    this.done()
  }

  /**
   * Applies the first `batch.count` trades in order. A trade that cannot be applied changes nothing and says why in
   * `batch.outcomes`; the others stand.
   *
   * @returns how many were applied
   */
  applyTrades(batch: TradeBatch): number {
    this.mustBeOpen()
    let applied = 0
    if (this.roundDesk.isOpen && batch instanceof TradeBatch) {
      for (const sides of [batch.buyers, batch.sellers]) this.#beforeTrades(sides.subarray(0, batch.count))
    }
    try {
      applied = takeBatch(this.book, this.#kernel, batch)
    } catch (error) {
      throw this.failed(error)
    }
    this.done()
    return applied
  }

  // A round that is open must know what it did not do itself.
  #beforeTrades(ids: Iterable<number>): void {
    if (!this.roundDesk.isOpen) return
    for (const id of ids) {
      const row = findRow(this.book.columns, id)
      if (row >= 0) this.roundDesk.beforeTrade(row)
    }
  }

  /** Judges an order before it trades; changes nothing. */
  preTrade({ account, market, lots, priceTicks, feeAtoms = 0n }: OrderRequest): PreTradeVerdict {
    this.marketCommand(market)
    checkInt64(lots, 'order.lots')
    checkInt64(priceTicks, 'order.priceTicks')
    checkInt64(feeAtoms, 'order.feeAtoms')
    return judgeTrade(this.book, this.row(account), market, { lots, priceTicks, feeAtoms })
  }

  // Marks, funding, checks

  /** Applies the marks of one instant: all of them, or none. @throws BallastError naming the mark that is refused */
  applyMarks(batch: MarkBatch): void {
    this.mustBeSettled()
    takeMarks(this.book, this.#kernel, batch, this.#haltOutside)
    this.done()
  }

  /**
   * Pays funding in one market.
   *
   * @param ratePpb signed rate of the notional at the mark, in 1e-9; positive: longs pay shorts
   */
  payFunding(market: number, ratePpb: bigint, timeMs: number): void {
    this.mustBeSettled()
    this.marketCommand(market)
    checkTime(this.book, timeMs)
    payFunding(this.book, market, ratePpb, timeMs)
    this.done()
  }

  /** Says that time has passed without a mark or payment: marks grow stale by it. */
  advanceTime(timeMs: number): void {
    this.mustBeSettled()
    checkTime(this.book, timeMs)
    this.book.setLastTime(timeMs)
    this.done()
  }

  /** Pays funding in the markets of a batch: in all of them, or none. */
  applyFunding(batch: FundingBatch): void {
    this.mustBeSettled()
    const { timeMs } = batch
    checkTime(this.book, timeMs)
    payFundingBatch(this.book, batch, timeMs)
    this.done()
  }

  /** Judges every trader at the marks of now. The result is used again by the next check. */
  checkSync(): CheckResult {
    this.mustBeOpen()
    return checkMargin(this.book, this.#kernel, this.#check)
  }

  // The whole

  /** Fills an engine that has never been used with a whole book. */
  beginImport(): BookImporter {
    this.mustBeOpen()
    demand(this.lastSequence === 0, ErrorCode.STATE, () => `an import needs an empty engine`)
    this.phase = 'importing'
    let ended = false
    return new BookImporter(this.book, this.#kernel, {
      mustBeImporting: () => {
        demand(!ended && this.phase === 'importing', ErrorCode.STATE, () => 'this import has ended')
      },
      end: (finished) => {
        ended = true
        this.phase = 'open'
        if (finished) this.done()
      },
    })
  }

  /**
   * One bounded step of housekeeping for idle moments: closes holes between arenas.
   *
   * @param slots moves about this many position slots at most
   * @returns slots moved
   */
  compact(slots = 4096): number {
    this.mustBeOpen()
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

  /** Ends the engine; every later command is refused with ERR_STATE, as this is in the middle of a round. */
  close(): void {
    if (this.phase === 'open') this.mustBeOpen()
    this.phase = 'closed'
    this.roundDesk.hub.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}
