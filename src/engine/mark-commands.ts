// Commands on prices and time: marks, funding, and that time has passed.

import { demandObject, ErrorCode } from '../core/errors.ts'
import { checkInt64 } from '../core/limits.ts'
import { type FundingBatch, ownFunding, payFunding, payFundingBatch } from '../stages/pay-funding.ts'
import * as record from './command-log.ts'
import type { CommandParts } from './round-keeping.ts'
import { checkTime, type MarkBatch, ownMarks, takeMarks } from './take-marks.ts'
import { TradeCommands } from './trade-commands.ts'

export class MarkCommands extends TradeCommands {
  readonly #haltOutside: boolean

  protected constructor(parts: CommandParts, haltOutside: boolean) {
    super(parts)
    this.#haltOutside = haltOutside
  }

  /** Applies the marks of one instant: all of them, or none. @throws BallastError naming the mark that is refused */
  applyMarks(batch: MarkBatch): void {
    this.mustBeSettled()
    demandObject(batch, 'a batch of marks', ErrorCode.RANGE)
    if (this.waiting.isFrozen) {
      const own = ownMarks(batch)
      checkTime(this.book, own.timeMs)
      this.waiting.add('applyMarks', () => this.applyMarks(own))
      return
    }
    let given = batch
    if (this.log !== null) {
      // First, as without a log.
      checkTime(this.book, batch.timeMs)
      // What is written down is what is applied.
      given = ownMarks(batch)
      const { timeMs, markets, priceTicks, timesMs } = given
      checkTime(this.book, timeMs)
      this.log.begin([record.RECORD_MARKS, timeMs, markets, priceTicks, timesMs ?? null])
    }
    this.roundDesk.watch.beforeMarks()
    takeMarks(this.book, this.hotKernel, given, this.#haltOutside)
    this.roundDesk.watch.afterMarks()
    this.done()
    this.tellWarnings()
  }

  /**
   * Pays funding in one market.
   *
   * @param ratePpb signed rate of the notional at the mark, in 1e-9; positive: longs pay shorts
   */
  payFunding(market: number, ratePpb: bigint, timeMs: number): void {
    this.mustBeSettled()
    this.marketCommand(market)
    if (this.waiting.isFrozen) {
      checkInt64(ratePpb, 'ratePpb')
      checkTime(this.book, timeMs)
      this.waiting.add('payFunding', () => this.payFunding(market, ratePpb, timeMs))
      return
    }
    checkTime(this.book, timeMs)
    checkInt64(ratePpb, 'ratePpb')
    this.log?.begin([record.RECORD_FUNDING, market, ratePpb, timeMs])
    payFunding(this.book, market, ratePpb, timeMs)
    this.done()
  }

  /** Says that time has passed without a mark or payment: marks grow stale by it. */
  advanceTime(timeMs: number): void {
    this.mustBeSettled()
    checkTime(this.book, timeMs)
    if (this.waits('advanceTime', () => this.advanceTime(timeMs))) return
    this.log?.begin([record.RECORD_ADVANCE_TIME, timeMs])
    this.book.setLastTime(timeMs)
    this.done()
  }

  /** Pays funding in the markets of a batch: in all of them, or none. */
  applyFunding(batch: FundingBatch): void {
    this.mustBeSettled()
    if (this.waiting.isFrozen) {
      const own = ownFunding(batch)
      checkTime(this.book, own.timeMs)
      this.waiting.add('applyFunding', () => this.applyFunding(own))
      return
    }
    demandObject(batch, 'a batch of funding', ErrorCode.RANGE)
    const { timeMs, markets, ratesPpb } = batch
    checkTime(this.book, timeMs)
    const own = ownFunding({ timeMs, markets, ratesPpb })
    this.log?.begin([record.RECORD_FUNDING_BATCH, own.timeMs, own.markets, own.ratesPpb])
    payFundingBatch(this.book, own)
    this.done()
  }
}
