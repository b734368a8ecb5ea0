// The engine: commands in, one after the other. A command is validated, applied and counted, or refused with a
// BallastError and nothing has changed.

import { compact } from '../book/arenas.ts'
import { type AuditReport, audit } from '../book/audit.ts'
import type { Book } from '../book/book.ts'
import { stateHash } from '../book/state-hash.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { createKernel, type Kernel, type KernelName } from '../kernel/kernel.ts'
import type { ThreadOptions } from '../shards/thread-options.ts'
import { CheckResult, checkMargin } from '../stages/check-margin.ts'
import * as record from './command-log.ts'
import { Crew } from './crew.ts'
import { BookImporter } from './importer.ts'
import { MarkCommands } from './mark-commands.ts'
import type { EngineNotice } from './notices.ts'
import { type EngineOptions, mostWaiting, openBook, ownOptions, threadsOf } from './options.ts'
import { type RoundOptions, roundSettings } from './round-options.ts'
import { DEFAULT_WAITING } from './waiting-commands.ts'

/**
 * Opens an engine with an empty book.
 *
 * @param log where its commands are written down; nowhere when left out
 * @throws BallastError ERR_CONFIG, ERR_DECIMAL, ERR_MEMORY
 */
export function createEngine(given: EngineOptions, log: record.CommandLog | null = null): Engine {
  const options = ownOptions(given)
  demandObject(options.capacity, 'capacity')
  const round = options.round ?? {}
  // Judged before memory is asked for.
  roundSettings(round)
  const threads = threadsOf(options)
  const waitingCommands = mostWaiting(options)
  const { book, kernel } = openBook(options, threads)
  const haltOutside = options.markOutsideBand === 'halt'
  return new Engine({ book, kernel: createKernel(kernel, book), threads, haltOutside, round, waitingCommands, log })
}

/** What an engine is made of. */
export interface EngineParts {
  readonly book: Book
  readonly kernel: Kernel
  /** This thread alone when left out, or null. */
  readonly threads?: ThreadOptions | null
  readonly haltOutside?: boolean
  readonly round?: RoundOptions
  readonly waitingCommands?: number
  /** Where commands are written down; nowhere when left out. */
  readonly log?: record.CommandLog | null
}

export class Engine extends MarkCommands {
  readonly #crew: Crew
  readonly #check: CheckResult
  /** Of the journal. */
  #closing: Promise<void> | null = null

  /** Use `createEngine`. */
  constructor(parts: EngineParts) {
    const { book, kernel, threads = null, haltOutside = false, round = {}, log = null } = parts
    const waitingCommands = parts.waitingCommands ?? DEFAULT_WAITING
    const crew = new Crew(book, kernel, threads)
    super({ book, kernel, executor: crew.executor, round, waitingCommands, log }, haltOutside)
    this.#crew = crew
    this.#check = new CheckResult(book.columns.rowId.length)
  }

  /** Which kernel runs: the wanted one, or 'reference' where shared WebAssembly memory is not to be had. */
  get kernel(): KernelName {
    return this.hotKernel.name
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

  // Checks

  /**
   * Judges every trader at the marks of now, by this thread and those that stand, and waits for it. The result is used
   * again by the next check.
   */
  checkSync(): CheckResult {
    this.mustBeOpen()
    return checkMargin(this.book, this.#crew.executor, this.#check)
  }

  /**
   * Judges every trader at the marks of now, by the threads, and leaves this one to other work. Until it has ended
   * the book is frozen: facts (trades, marks, deposits, funding, order margin, …) wait and are applied in their order,
   * before the promise resolves; what has to be answered (withdrawals, rounds, …) is refused with ERR_BUSY. The result
   * tells the `sequence` that it judged, and is used again by the next check. Without threads it is `checkSync`.
   *
   * @throws BallastError ERR_BUSY while another check is under way, ERR_STATE when the engine is closed meanwhile; the
   *   reason of `signal` when that is aborted
   */
  async check(options: { readonly signal?: AbortSignal } = {}): Promise<CheckResult> {
    this.mustBeOpen()
    demandObject(options, 'options of a check')
    const { signal } = options
    demand(signal === undefined || signal instanceof AbortSignal, ErrorCode.CONFIG, () => {
      return `signal is ${shown(signal)}, expected an AbortSignal`
    })
    this.mustNotBeFrozen()
    this.waiting.freeze()
    try {
      await this.#crew.scanLater((rows) => this.#check.collect(this.book, rows), signal)
    } finally {
      this.#crew.notices.publish(this.waiting.thaw())
    }
    return this.#check
  }

  // Threads

  /** Threads beside this one that the engine was opened with; 0: none. */
  get threads(): number {
    return this.#crew.threads
  }

  /** Resolves when all threads stand; until then this one does their work. @throws BallastError ERR_THREADS */
  ready(): Promise<void> {
    return this.#crew.ready()
  }

  /**
   * Begins to count garbage collections in every thread but this one, for benchmarks; the function that it resolves to
   * stops and tells them, by thread.
   */
  watchCollections(): Promise<() => Promise<readonly number[]>> {
    return this.#crew.watchCollections()
  }

  /** Calls `listener` when a thread is lost or replaced, or a command that waited is refused; returns how to stop. */
  onNotice(listener: (notice: EngineNotice) => void): () => void {
    return this.#crew.notices.on(listener)
  }

  // Durability

  /**
   * Resolves with `lastSequence` as it is now, when all commands up to there are as durable as was asked for; at once
   * without a journal.
   *
   * @throws BallastError ERR_JOURNAL when they will never be: the engine is read-only then, and has to be opened anew
   */
  async durable(): Promise<number> {
    const { lastSequence } = this
    await this.log?.durable()
    return lastSequence
  }

  // The whole

  /** Fills an engine that has never been used with a whole book. */
  beginImport(): BookImporter {
    this.mustBeOpen()
    this.mustNotBeFrozen()
    demand(this.lastSequence === 0, ErrorCode.STATE, () => `an import needs an empty engine`)
    demand(
      this.log?.isOn !== true,
      ErrorCode.STATE,
      () => 'an engine with a journal imports in `prepare` of openEngine',
    )
    this.phase = 'importing'
    let ended = false
    return new BookImporter(this.book, this.hotKernel, {
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
   * @throws BallastError ERR_RANGE
   */
  compact(slots = 4096): number {
    this.mustBeOpen()
    this.mustNotBeFrozen()
    demand(Number.isSafeInteger(slots) && slots >= 0, ErrorCode.RANGE, () => {
      return `slots is ${shown(slots)}, expected a whole number from 0`
    })
    // Where positions lie decides whether there is room for another one.
    this.log?.begin([record.RECORD_COMPACT, slots])
    const moved = compact(this.book, slots)
    this.log?.commit()
    return moved
  }

  /** Recounts invariants, places and hash from the columns. Costs a pass over the book. */
  audit(): AuditReport {
    return audit(this.book, (fromBlock, toBlock) => this.hotKernel.recountHash(fromBlock, toBlock))
  }

  /** 32 hexadecimal digits over everything that counts; equal books have equal hashes on any kernel or machine. */
  stateHash(): string {
    return stateHash(this.book)
  }

  /**
   * Ends the engine; every later command is refused with ERR_STATE, as this is in the middle of a round. Threads end by
   * themselves, and the process can.
   */
  close(): void {
    const isSound = this.phase === 'open'
    if (isSound) this.mustBeOpen()
    this.phase = 'closed'
    // What becomes durable by closing is still told.
    if (this.log === null) this.#endTelling()
    else this.#closing ??= this.log.close(isSound).finally(() => this.#endTelling())
    this.#closing?.catch(() => {})
    void this.#crew.close()
  }

  #endTelling(): void {
    this.roundDesk.hub.close()
    this.roundDesk.watch.hub.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /**
   * Closes the engine and waits until its threads are gone and its journal is whole.
   *
   * @throws BallastError ERR_JOURNAL
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#crew.close()
    await this.#closing
  }
}
