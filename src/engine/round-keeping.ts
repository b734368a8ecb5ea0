// How rounds are played, what is known of those that were, and who may listen.

import type { Book } from '../book/book.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Policy } from '../policies/policy.ts'
import type { Executor } from '../stages/executor.ts'
import type { RankedBook } from '../stages/ranked-book.ts'
import * as record from './command-log.ts'
import { BookCommands } from './commands.ts'
import type { EventIterator, IteratorOptions } from './event-hub.ts'
import { RoundDesk } from './round-desk.ts'
import type { RoundEvent } from './round-events.ts'
import { type RoundOptions, roundSettings, withPreset } from './round-options.ts'
import { packResult, type RoundResult, resultOf } from './round-result.ts'
import { markOf } from './state-mark.ts'
import { restoredOptions, storedOptions } from './stored-options.ts'

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

export class RoundKeeping extends BookCommands {
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
    if (this.log !== null) this.log.begin([record.RECORD_CONFIGURE_ROUND, this.#stored(Object.fromEntries(given))])
    this.#desk.configure(settings)
    this.#options = options
    this.done()
  }

  /** Whether neither a round is open nor a proposal waits: all that counts is in the book then, and in `roundState`. */
  get isSettled(): boolean {
    const { hasProposal, isOpen, isPlaying } = this.#desk
    return this.phase === 'open' && !isPlaying && !isOpen && !hasProposal
  }

  /** What an engine knows of rounds beside its book. */
  get roundState(): RoundState {
    return { options: storedOptions(this.#options), rounds: this.#desk.rounds }
  }

  /** What the last round came to; null before the first one, and while one is open. */
  get lastResult(): RoundResult | null {
    const { rounds, log, isOpen } = this.#desk
    return log === null || isOpen ? null : resultOf(rounds, markOf(this.book), log)
  }

  /** Goes on from another engine's. @param policies of the venue's own that its options name */
  restoreRoundState({ options, rounds }: RoundState, policies: readonly Policy[]): void {
    const restored = restoredOptions(options, policies)
    this.#desk.restore(roundSettings(restored), rounds)
    this.#options = restored
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

  /** How many events `roundEvents` has by now. */
  get roundEventCount(): number {
    return this.#desk.eventCount
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

  /** Writes down what the round has come to that has just ended. */
  protected noteResult(): void {
    const result = this.log?.isOn === true ? this.lastResult : null
    if (result !== null) this.log!.note(packResult(result))
  }

  protected tellWarnings(): void {
    const { watch } = this.#desk
    const changed = watch.takeChanged()
    if (changed.length > 0) this.tell(() => watch.hub.publish(changed))
  }

  // A policy of the venue's own is written down by its name, so it has to be one that is found again by it.
  #stored(options: RoundOptions): object {
    const stored = storedOptions(options)
    const { policies } = this.log!
    if (policies !== null) restoredOptions(stored, policies)
    return stored
  }
}
