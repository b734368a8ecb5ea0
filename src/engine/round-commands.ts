// Commands that play rounds. `Engine` adds what moves positions and prices.

import { checkFlag } from '../book/rows.ts'
import { CLASS_POOL, ROW_HELD } from '../core/codes.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { checkInt64 } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { AnswerTape } from './answer-tape.ts'
import * as record from './command-log.ts'
import { checkIds } from './commands.ts'
import {
  type LiquidationAsk,
  type LiquidationFill,
  type Liquidity,
  liquidityIn,
  type PlayOptions,
} from './liquidity.ts'
import type { RoundStatus } from './round-desk.ts'
import { RoundKeeping } from './round-keeping.ts'
import type { RoundReport } from './round-report.ts'

/** A fill on the order book that answers what a round asks for. */
export interface BookFill extends LiquidationFill {
  readonly account: number
  readonly market: number
}

export class RoundCommands extends RoundKeeping {
  /**
   * Plays a round over the marks of now: checks every account, liquidates, draws on the pools, deleverages, socialises,
   * and looks again until nothing changes. All of it stands, or, throwing, nothing.
   *
   * @param options liquidity: answers for the order book; without one, nothing is filled there
   * @throws BallastError ERR_POLICY naming a policy that gave what none may, ERR_STATE without a deficit row
   */
  runRound(options: PlayOptions = {}): RoundReport {
    this.mustBeSettled()
    const liquidity = liquidityIn(options)
    return this.#settled(() => {
      const { answered, note } = this.#taped(liquidity, record.RECORD_RUN_ROUND)
      return this.roundDesk.run(answered, this.book.sequence + 1, note)
    })
  }

  /**
   * Opens a round that stands still at everything it asks the order book for. Answer with `fill` and `bookExhausted`,
   * then `advanceRound`. Until the round has ended there are no withdrawals, transfers, marks or payments.
   */
  openRound(): RoundStatus {
    this.mustBeSettled()
    this.#settled(() => {
      this.log?.begin([record.RECORD_OPEN_ROUND])
      this.roundDesk.open(this.book.sequence + 1)
    })
    return this.roundDesk.status
  }

  /**
   * Goes on from an answered ask to the next one, or to the end of the round.
   *
   * @throws BallastError ERR_STATE; ERR_POLICY of a policy that misbehaves: the round goes on with a new pass when it
   *   is advanced again, or, with a journal, when the folder is opened again with a policy that is mended
   */
  advanceRound(): RoundStatus {
    this.mustBeOpen()
    this.#settled(() => {
      this.log?.begin([record.RECORD_ADVANCE_ROUND])
      try {
        this.roundDesk.advance(this.book.sequence + 1)
      } finally {
        // No record says how far a policy came before it failed.
        if (this.log?.isOn === true && this.roundDesk.isAdrift) this.phase = 'failed'
      }
    })
    return this.roundDesk.status
  }

  /** What the open round asks the order book for; null when it asks for nothing. */
  get wanted(): LiquidationAsk | null {
    return this.roundDesk.wanted
  }

  /** A fill for what is asked for, of the market's external row. @throws BallastError, ERR_BUSY during a check */
  fill(fill: BookFill): void {
    this.mustBeOpen()
    demandObject(fill, 'fill')
    const given = { ...fill }
    this.#mustBeWanted(given.account, given.market)
    this.#settled(() => {
      const { priceTicks, lots } = given
      checkInt64(priceTicks, 'fill.priceTicks')
      checkInt64(lots, 'fill.lots')
      this.log?.begin([record.RECORD_FILL, given.account, given.market, priceTicks, lots])
      this.roundDesk.fill(given)
    })
  }

  /** The order book has no more for what is asked for. @throws BallastError ERR_STATE */
  bookExhausted(ask: { readonly account: number; readonly market: number }): void {
    this.mustBeOpen()
    demandObject(ask, 'ask')
    const { account, market } = ask
    this.#mustBeWanted(account, market)
    this.#settled(() => {
      this.log?.begin([record.RECORD_BOOK_EXHAUSTED, account, market])
      this.roundDesk.exhaust()
    })
  }

  /**
   * Carries out what the last round has proposed (`adl: 'propose'`), and plays on from there.
   *
   * @throws BallastError ERR_STATE when there is no proposal, or another command has come since
   */
  acceptProposal(options: PlayOptions = {}): RoundReport {
    this.mustBeSettled()
    const liquidity = liquidityIn(options)
    return this.#settled(() => {
      const { answered, note } = this.#taped(liquidity, record.RECORD_ACCEPT_PROPOSAL)
      return this.roundDesk.accept(answered, this.book.sequence + 1, note)
    })
  }

  /** Holds a pool back: it pays and takes nothing until it is let go. @throws BallastError ERR_ACCOUNT_CLASS */
  holdPool(id: number, held: boolean): void {
    checkFlag(held, 'held')
    this.mustBeOpen()
    checkIds(id)
    if (this.waits('holdPool', () => this.holdPool(id, held))) return
    const row = this.row(id)
    demand(this.book.columns.rowClass[row] === CLASS_POOL, ErrorCode.ACCOUNT_CLASS, () => `account ${id} is not a pool`)
    this.log?.begin([record.RECORD_HOLD_POOL, id, held])
    this.setFlag(row, ROW_HELD, held)
  }

  #mustBeWanted(account: number, market: number): void {
    const wanted = this.roundDesk.wanted
    demand(wanted !== null, ErrorCode.STATE, () => 'the order book is not asked for anything: no round is open')
    demand(wanted.account === account && wanted.market === market, ErrorCode.STATE, () => {
      const asked = `asked for are account ${wanted.account}, market ${wanted.market}`
      return `account ${shown(account)}, market ${shown(market)}: ${asked}`
    })
  }

  protected override done(): void {
    super.done()
    this.roundDesk.disturb()
  }

  #settled<Result>(command: () => Result): Result {
    this.mustNotBeFrozen()
    let result: Result
    const ended = this.roundDesk.rounds
    try {
      result = command()
    } catch (error) {
      throw this.failed(error)
    }
    super.done()
    if (this.roundDesk.rounds > ended) this.noteResult()
    const events = this.roundDesk.takeEvents()
    this.tell(() => this.roundDesk.hub.publish(events))
    this.tellWarnings()
    return result
  }

  /** An order book's answers are written down with the round, just before it stands. */
  #taped(liquidity: Liquidity | null, code: number): { answered: Liquidity | null; note: () => void } {
    const { log } = this
    if (log === null) return { answered: liquidity, note: () => {} }
    const tape = liquidity === null ? null : new AnswerTape(liquidity)
    return { answered: tape, note: () => log.begin([code, ...(tape?.columns() ?? [])]) }
  }
}
