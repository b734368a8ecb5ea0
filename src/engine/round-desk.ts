// Rounds as commands of an engine: played through at once, or step by step with the venue's order book; reports and
// events come out.

import type { Book } from '../book/book.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'
import type { RankingKeeper } from '../proof/ranking-keeper.ts'
import type { Executor } from '../stages/executor.ts'
import { forgetOutsiders, noteOutsiders } from '../stages/outsiders.ts'
import type { RoundLog } from '../stages/round-log.ts'
import { Round, type RoundSettings } from '../stages/round-state.ts'
import { EventHub } from './event-hub.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from './liquidity.ts'
import { eventAt, type LogContext } from './log-events.ts'
import { RoundPlayer } from './round.ts'
import { type AdlProposed, EVENT_VERSION, type RoundClosed, type RoundEvent, type RoundOpened } from './round-events.ts'
import { demandProposal, openedEvent, proposedEvent, total } from './round-frame.ts'
import { balancesOf, countLog, type RoundReport, stuckOf } from './round-report.ts'
import { WarningDesk } from './warning-desk.ts'

/** Where a round stands that waits for the order book. */
export interface RoundStatus {
  /** What is asked for; null when the round has ended. */
  readonly wanted: LiquidationAsk | null
  /** When the round has ended; else null. */
  readonly report: RoundReport | null
}

export class RoundDesk {
  readonly hub = new EventHub<RoundEvent>()
  readonly watch: WarningDesk
  /** What commits to rankings; null: nothing does. Changed between rounds only. */
  keeper: RankingKeeper | null = null
  readonly #book: Book
  readonly #kernel: Kernel
  readonly #executor: Executor
  #settings: RoundSettings
  #player: RoundPlayer | null = null
  /** Rounds that have ended. */
  #ended = 0
  #isPlaying = false
  #report: RoundReport | null = null
  #opened: RoundOpened | null = null
  #closed: RoundClosed | null = null
  /** Events of the last round that have been handed out. */
  #told = 0
  #proposal: AdlProposed | null = null
  /** What the round drew by that has made the proposal. */
  #proposedLot = 0
  /** What deleveraging would do, until the round has ended. */
  #rehearsed: readonly RoundEvent[] | null = null

  constructor(book: Book, kernel: Kernel, executor: Executor, settings: RoundSettings) {
    this.#book = book
    this.#kernel = kernel
    this.#executor = executor
    this.#settings = settings
    this.watch = new WarningDesk(book, kernel, settings)
  }

  get settings(): RoundSettings {
    return this.#settings
  }

  get isOpen(): boolean {
    return this.#player?.isOpen ?? false
  }

  /** What the open round asks the order book for; null when nothing is asked. */
  get wanted(): LiquidationAsk | null {
    const ask = this.#player?.ask ?? null
    if (ask === null) return null
    const { account, market, leftLots: lots, limitTicks, markTicks, timeMs } = ask
    return { account, market, lots, limitTicks, markTicks, timeMs }
  }

  /** Rounds that have ended. */
  get rounds(): number {
    return this.#ended
  }

  /** Of the last round; null before the first one. */
  get log(): RoundLog | null {
    return this.#player?.round.log ?? null
  }

  /** Whether a proposal waits that can still be carried out. */
  get hasProposal(): boolean {
    return this.#proposal?.sequence === this.#book.sequence
  }

  /** Whether the last advance has failed half-way: what the round remembers follows from no command any more. */
  get isAdrift(): boolean {
    return this.#player?.isAdrift ?? false
  }

  /** Goes on from what another desk has come to. The pools' windows are the book's. */
  restore(settings: RoundSettings, rounds: number): void {
    this.watch.restore(settings)
    this.#settings = settings
    this.#ended = rounds
  }

  /** Whether a round is being played right now: whoever calls then is called by it. */
  get isPlaying(): boolean {
    return this.#isPlaying
  }

  configure(settings: RoundSettings): void {
    this.watch.configure(settings)
    this.#settings = settings
    if (this.isOpen) this.#player!.round.settings = settings
  }

  /**
   * Plays a round at once.
   *
   * @param sequence of this command
   * @param note is called before it stands
   */
  run(liquidity: Liquidity | null, sequence: number, note: () => void): RoundReport {
    const proposal = this.#proposal
    const player = this.#begin(sequence, false)
    this.#orForget(() => player.playThrough(liquidity, false, note), proposal)
    return this.#end(player, sequence)
  }

  /** Opens a round that stands still at every ask. */
  open(sequence: number): void {
    const proposal = this.#proposal
    const player = this.#begin(sequence, false)
    this.#orForget(() => player.open(), proposal)
    if (!player.isOpen) this.#end(player, sequence)
  }

  /** Carries the last proposal out and plays on from there. */
  accept(liquidity: Liquidity | null, sequence: number, note: () => void): RoundReport {
    const proposal = this.#proposal
    const player = this.#begin(sequence, true)
    this.#orForget(() => player.playThrough(liquidity, true, note), proposal)
    return this.#end(player, sequence)
  }

  advance(sequence: number): void {
    const player = this.#mustPlay()
    this.#playing(() => player.advance())
    if (!player.isOpen) this.#end(player, sequence)
  }

  /** Where the round stands that was opened last. */
  get status(): RoundStatus {
    return this.isOpen ? { wanted: this.wanted, report: null } : { wanted: null, report: this.#report }
  }

  fill(fill: LiquidationFill): void {
    const player = this.#mustPlay()
    this.#playing(() => player.fill(fill))
  }

  exhaust(): void {
    this.#mustPlay().exhaust()
  }

  /** Trades from outside are about to change rows, while a round is open. @returns forgets that again */
  beforeTrades(rows: readonly number[]): () => void {
    const { round } = this.#mustPlay()
    const before = noteOutsiders(round, rows)
    return () => forgetOutsiders(round, rows, before)
  }

  /** A command that is not the round's own has come. */
  disturb(): void {
    if (this.isOpen) this.#player!.disturb()
  }

  /** Events that have happened since they were last taken; none are made where nobody listens. */
  takeEvents(): RoundEvent[] {
    if (!this.hub.isHeard) return []
    const events = [...this.#eventsFrom(this.#told)]
    this.#told += events.length
    return events
  }

  /** All events of the last round so far, until the next one begins. */
  events(): IterableIterator<RoundEvent> {
    return this.#eventsFrom(0)
  }

  get eventCount(): number {
    if (this.#player === null || this.#opened === null) return 0
    return 1 + this.#player.round.log.count + (this.#proposal === null ? 0 : 1) + (this.#closed === null ? 0 : 1)
  }

  *#eventsFrom(first: number): Generator<RoundEvent, void, void> {
    const player = this.#player
    if (player === null || this.#opened === null) return
    let index = 0
    const log = player.round.log
    const opened = this.#opened
    const parts = [
      { count: 1, at: () => this.#opened! },
      { count: log.count, at: (entry: number) => this.#event(player, entry) },
      { count: this.#proposal === null ? 0 : 1, at: () => this.#proposal! },
      { count: this.#closed === null ? 0 : 1, at: () => this.#closed! },
    ]
    for (const { count, at } of parts) {
      for (let entry = Math.max(0, first - index); entry < count; entry += 1) {
        demand(this.#opened === opened, ErrorCode.STATE, () => 'another round has begun: these events are gone')
        yield at(entry)
      }
      index += count
    }
  }

  #begin(sequence: number, accepted: boolean): RoundPlayer {
    demand(!this.isOpen, ErrorCode.STATE, () => 'a round is open: answer what it asks, then advance it')
    if (accepted) demandProposal(this.#proposal, sequence)
    this.#player ??= new RoundPlayer(new Round(this.#book, this.#kernel, this.#executor, this.#settings), (log) => {
      const told = Array.from({ length: log.count }, (_, index) => eventAt(log, index, this.#context()))
      this.#rehearsed = told.filter(({ type }) => type !== 'margin-call')
    })
    const { round } = this.#player
    round.settings = this.#settings
    round.witness = this.keeper
    this.keeper?.begin(this.#ended + 1)
    this.#opened = null
    this.#closed = null
    this.#rehearsed = null
    this.#told = 0
    this.#player.prepare(accepted ? this.#proposedLot : undefined)
    this.#proposal = null
    this.#opened = openedEvent(round, this.#ended + 1, sequence)
    return this.#player
  }

  // A round that is refused as it opens has never been: nothing is told of it, and a proposal can still be accepted.
  #orForget(play: () => void, proposal: AdlProposed | null): void {
    try {
      this.#playing(play)
    } catch (error) {
      this.#opened = null
      this.#proposal = proposal
      throw error
    }
  }

  #playing(play: () => void): void {
    this.#isPlaying = true
    try {
      play()
    } finally {
      this.#isPlaying = false
    }
  }

  #mustPlay(): RoundPlayer {
    demand(this.isOpen, ErrorCode.STATE, () => 'no round is open')
    return this.#player!
  }

  #end(player: RoundPlayer, sequence: number): RoundReport {
    const { round } = player
    this.#ended += 1
    this.watch.afterRound(round.log)
    const { drawnAtoms, ...counts } = countLog(round)
    const pools = balancesOf(round)
    const stuck = stuckOf(round)
    const opened = this.#opened!
    const end = { passes: round.pass, quiet: !round.changed }
    if (this.#rehearsed !== null) {
      this.#proposal = proposedEvent(this.#rehearsed, this.#ended, sequence)
      this.#proposedLot = round.lot
    }
    this.#rehearsed = null
    const deficitRow = this.#book.columns.word(at.WORD_DEFICIT_ROW)
    this.#closed = {
      ...{ version: EVENT_VERSION, type: 'round-closed', round: this.#ended, pass: 0, stage: 9, sequence, ...end },
      ...{ pools, deficitAtoms: -this.#book.columns.rowCash[deficitRow]!, stuck },
    }
    this.#report = {
      ...{ round: this.#ended, sequence: opened.sequence, timeMs: opened.timeMs, ...end, ...counts },
      insurance: { beforeAtoms: total(opened.pools), afterAtoms: total(pools), drawnAtoms },
      stuck,
      rankings: this.keeper?.commitments ?? [],
      proposal: this.#proposal,
    }
    return this.#report
  }

  #event(player: RoundPlayer, index: number): RoundEvent {
    return eventAt(player.round.log, index, this.#context())
  }

  #context(): LogContext {
    return { book: this.#book, policy: this.#player!.round.settings.policy, round: this.#opened!.round }
  }
}
