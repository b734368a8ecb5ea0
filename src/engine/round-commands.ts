// Commands on rounds, and who may listen. `Engine` adds what moves positions and prices.

import type { Book } from '../book/book.ts'
import { checkFlag } from '../book/rows.ts'
import { CLASS_POOL, ROW_HELD } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Executor } from '../stages/executor.ts'
import type { RankedBook } from '../stages/ranked-book.ts'
import { BookCommands, checkIds } from './commands.ts'
import type { EventIterator, IteratorOptions } from './event-hub.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from './liquidity.ts'
import { RoundDesk, type RoundStatus } from './round-desk.ts'
import type { RoundEvent } from './round-events.ts'
import { type RoundOptions, roundSettings, withPreset } from './round-options.ts'
import type { RoundReport } from './round-report.ts'

/** A fill on the order book that answers what a round asks for. */
export interface BookFill extends LiquidationFill {
  readonly account: number
  readonly market: number
}

/** What commands work with. */
export interface CommandParts {
  readonly book: Book
  readonly kernel: Kernel
  readonly executor: Executor
  readonly round: RoundOptions
  readonly waitingCommands: number
}

export class RoundCommands extends BookCommands {
  protected readonly hotKernel: Kernel
  readonly #desk: RoundDesk
  readonly #ranked: RankedBook
  /** Whether a policy is being asked for a queue right now: whoever calls then is called by it. */
  protected isRanking = false
  #options: RoundOptions

  protected constructor({ book, kernel, executor, round, waitingCommands }: CommandParts) {
    super(book, waitingCommands)
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
    this.#desk.configure(roundSettings(options))
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
    return this.#settled(() => this.#desk.run(liquidity, this.book.sequence + 1))
  }

  /**
   * Opens a round that stands still at everything it asks the order book for. Answer with `fill` and `bookExhausted`,
   * then `advanceRound`. Until the round has ended there are no withdrawals, transfers, marks or payments.
   */
  openRound(): RoundStatus {
    this.mustBeSettled()
    this.#settled(() => this.#desk.open(this.book.sequence + 1))
    return this.#desk.status
  }

  /** Goes on from an answered ask to the next one, or to the end of the round. @throws BallastError ERR_STATE */
  advanceRound(): RoundStatus {
    this.mustBeOpen()
    this.#settled(() => this.#desk.advance(this.book.sequence + 1))
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
    this.#settled(() => this.#desk.fill(given))
  }

  /** The order book has no more for what is asked for. @throws BallastError ERR_STATE */
  bookExhausted({ account, market }: { readonly account: number; readonly market: number }): void {
    this.mustBeOpen()
    this.#mustBeWanted(account, market)
    this.#settled(() => this.#desk.exhaust())
  }

  /**
   * Carries out what the last round has proposed (`adl: 'propose'`), and plays on from there.
   *
   * @throws BallastError ERR_STATE when there is no proposal, or another command has come since
   */
  acceptProposal({ liquidity = null }: { readonly liquidity?: Liquidity | null } = {}): RoundReport {
    this.mustBeSettled()
    return this.#settled(() => this.#desk.accept(liquidity, this.book.sequence + 1))
  }

  /** Holds a pool back: it pays and takes nothing until it is let go. @throws BallastError ERR_ACCOUNT_CLASS */
  holdPool(id: number, held: boolean): void {
    checkFlag(held, 'held')
    this.mustBeOpen()
    checkIds(id)
    if (this.waits('holdPool', () => this.holdPool(id, held))) return
    const row = this.row(id)
    demand(this.book.columns.rowClass[row] === CLASS_POOL, ErrorCode.ACCOUNT_CLASS, () => `account ${id} is not a pool`)
    this.setFlag(row, ROW_HELD, held)
  }

  // Events

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
    this.#desk.hub.publish(this.#desk.takeEvents())
    this.#desk.watch.publish()
    return result
  }
}
