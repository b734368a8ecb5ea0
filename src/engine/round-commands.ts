// Commands on rounds, and who may listen. `Engine` adds what moves positions and prices.

import type { Book } from '../book/book.ts'
import { checkFlag } from '../book/rows.ts'
import { CLASS_POOL, ROW_HELD } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Policy } from '../policies/policy.ts'
import type { Executor } from '../stages/executor.ts'
import type { RankedBook } from '../stages/ranked-book.ts'
import { AnswerTape } from './answer-tape.ts'
import * as record from './command-log.ts'
import { BookCommands, checkIds } from './commands.ts'
import type { EventIterator, IteratorOptions } from './event-hub.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from './liquidity.ts'
import { RoundDesk, type RoundStatus } from './round-desk.ts'
import type { RoundEvent } from './round-events.ts'
import { type RoundOptions, roundSettings, withPreset } from './round-options.ts'
import type { RoundReport } from './round-report.ts'
import { restoredOptions, storedOptions } from './stored-options.ts'

/** A fill on the order book that answers what a round asks for. */
export interface BookFill extends LiquidationFill {
  readonly account: number
  readonly market: number
}

export interface RoundState {
  /** As `storedOptions` makes them. */
  readonly options: object
  /** Rounds that have ended. */
  readonly rounds: number
}

/** What commands work with. */
export interface CommandParts {
  readonly book: Book
  readonly kernel: Kernel
  readonly executor: Executor
  readonly round: RoundOptions
  readonly waitingCommands: number
  readonly log?: record.CommandLog | null
}

export class RoundCommands extends BookCommands {
  protected readonly hotKernel: Kernel
  readonly #desk: RoundDesk
  readonly #ranked: RankedBook
  /** Whether a policy is being asked for a queue right now: whoever calls then is called by it. */
  protected isRanking = false
  #options: RoundOptions

  protected constructor({ book, kernel, executor, round, waitingCommands, log }: CommandParts) {
    super(book, waitingCommands, log)
    this.hotKernel = kernel
    this.#options = withPreset(round)
    const desk = new RoundDesk(book, kernel, executor, roundSettings(round))
    this.#desk = desk
    this.#ranked = {
      ...{ book, kernel, executor },
      get settings() {
        return desk.settings
      },
    }
  }

  /**
   * Changes how rounds are played; what is left out stays. While a round is open that is possible when it cannot go on:
   * after `advanceRound` was refused.
   *
   * @throws BallastError ERR_CONFIG, ERR_RANGE
   */
  configureRound(change: RoundOptions): void {
    if (this.#desk.wanted === null) this.mustBeOpen()
    else this.mustBeSettled()
    this.mustNotBeFrozen()
    const given = Object.entries(withPreset(change)).filter(([, value]) => value !== undefined)
    const options: RoundOptions = { ...this.#options, ...Object.fromEntries(given) }
    const settings = roundSettings(options)
    this.log?.begin([record.RECORD_CONFIGURE_ROUND, storedOptions(Object.fromEntries(given))])
    this.#desk.configure(settings)
    this.#options = options
    this.done()
  }

  /**
   * Plays a round over the marks of now: checks every account, liquidates, draws on the pools, deleverages, socialises,
   * and looks again until nothing changes. All of it stands, or, throwing, nothing.
   *
   * @param liquidity answers for the order book; without one, nothing is filled there
   * @throws BallastError ERR_POLICY naming a policy that gave what none may, ERR_STATE without a deficit row
   */
  runRound({ liquidity = null }: { readonly liquidity?: Liquidity | null } = {}): RoundReport {
    this.mustBeSettled()
    return this.#settled(() => {
      const { answered, note } = this.#taped(liquidity, record.RECORD_RUN_ROUND)
      return this.#desk.run(answered, this.book.sequence + 1, note)
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
      this.#desk.open(this.book.sequence + 1)
    })
    return this.#desk.status
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
        this.#desk.advance(this.book.sequence + 1)
      } finally {
        // No record says how far a policy came before it failed.
        if (this.log?.isOn === true && this.#desk.isAdrift) this.phase = 'failed'
      }
    })
    return this.#desk.status
  }

  /** What the open round asks the order book for; null when it asks for nothing. */
  get wanted(): LiquidationAsk | null {
    return this.#desk.wanted
  }

  /** A fill for what is asked for, of the market's external row. @throws BallastError, ERR_BUSY during a check */
  fill(fill: BookFill): void {
    this.mustBeOpen()
    const given = { ...fill }
    this.#mustBeWanted(given.account, given.market)
    this.#settled(() => {
      const { priceTicks, lots } = given
      this.log?.begin([record.RECORD_FILL, given.account, given.market, priceTicks, lots])
      this.#desk.fill(given)
    })
  }

  /** The order book has no more for what is asked for. @throws BallastError ERR_STATE */
  bookExhausted({ account, market }: { readonly account: number; readonly market: number }): void {
    this.mustBeOpen()
    this.#mustBeWanted(account, market)
    this.#settled(() => {
      this.log?.begin([record.RECORD_BOOK_EXHAUSTED, account, market])
      this.#desk.exhaust()
    })
  }

  /**
   * Carries out what the last round has proposed (`adl: 'propose'`), and plays on from there.
   *
   * @throws BallastError ERR_STATE when there is no proposal, or another command has come since
   */
  acceptProposal({ liquidity = null }: { readonly liquidity?: Liquidity | null } = {}): RoundReport {
    this.mustBeSettled()
    return this.#settled(() => {
      const { answered, note } = this.#taped(liquidity, record.RECORD_ACCEPT_PROPOSAL)
      return this.#desk.accept(answered, this.book.sequence + 1, note)
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

  // Events

  /** Whether neither a round is open nor a proposal waits: all that counts is in the book then, and in `roundState`. */
  get isSettled(): boolean {
    const { hasProposal, isOpen, isPlaying } = this.#desk
    return this.phase === 'open' && !isPlaying && !isOpen && !hasProposal
  }

  /** What an engine knows of rounds beside its book. */
  get roundState(): RoundState {
    return { options: storedOptions(this.#options), rounds: this.#desk.rounds }
  }

  /** Goes on from another engine's. @param policies of the venue's own that its options name */
  restoreRoundState({ options, rounds }: RoundState, policies: readonly Policy[]): void {
    const restored = restoredOptions(options, policies)
    this.#desk.restore(roundSettings(restored), rounds)
    this.#options = restored
  }

  /** Calls `listener` with every event of every round, in order, once its command stands; returns how to stop it. */
  onEvent(listener: (event: RoundEvent) => void): () => void {
    return this.#desk.hub.on(listener)
  }

  /** Events of the rounds to come, for one reader at its own pace. */
  events(options: IteratorOptions = {}): EventIterator<RoundEvent> {
    return this.#desk.hub.iterate(options)
  }

  /** All events of the last round, until the next one begins; made as they are read. */
  roundEvents(): IterableIterator<RoundEvent> {
    return this.#desk.events()
  }

  // Policies, order books and listeners of a round that is being played are no callers.
  protected override mustBeOpen(): void {
    super.mustBeOpen()
    demand(!this.isRanking, ErrorCode.STATE, () => 'a queue is being made: policies must not command the engine')
    demand(!this.#desk.isPlaying, ErrorCode.STATE, () => {
      return 'a round is being played: policies and order books must not command the engine'
    })
  }

  protected override mustBeSettled(): void {
    this.mustBeOpen()
    demand(!this.#desk.isOpen, ErrorCode.STATE, () => {
      return 'a round is open: answer what it asks, then call advanceRound until it has ended'
    })
  }

  protected get roundDesk(): RoundDesk {
    return this.#desk
  }

  protected get rankedBook(): RankedBook {
    return this.#ranked
  }

  /** A queue is made: policies are asked, and must not command the engine. */
  protected ranking<Result>(make: () => Result): Result {
    this.isRanking = true
    try {
      return make()
    } finally {
      this.isRanking = false
    }
  }

  #mustBeWanted(account: number, market: number): void {
    const wanted = this.#desk.wanted
    demand(wanted !== null, ErrorCode.STATE, () => 'the order book is not asked for anything: no round is open')
    demand(wanted.account === account && wanted.market === market, ErrorCode.STATE, () => {
      return `account ${account}, market ${market}: asked for are account ${wanted.account}, market ${wanted.market}`
    })
  }

  protected override done(): void {
    super.done()
    this.#desk.disturb()
  }

  #settled<Result>(command: () => Result): Result {
    this.mustNotBeFrozen()
    let result: Result
    try {
      result = command()
    } catch (error) {
      throw this.failed(error)
    }
    super.done()
    const events = this.#desk.takeEvents()
    this.tell(() => this.#desk.hub.publish(events))
    this.tellWarnings()
    return result
  }

  protected tellWarnings(): void {
    const { watch } = this.#desk
    const changed = watch.takeChanged()
    if (changed.length > 0) this.tell(() => watch.hub.publish(changed))
  }

  /** An order book's answers are written down with the round, just before it stands. */
  #taped(liquidity: Liquidity | null, code: number): { answered: Liquidity | null; note: () => void } {
    const { log } = this
    if (log === null) return { answered: liquidity, note: () => {} }
    const tape = liquidity === null ? null : new AnswerTape(liquidity)
    return { answered: tape, note: () => log.begin([code, ...(tape?.columns() ?? [])]) }
  }
}
