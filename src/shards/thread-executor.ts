// Passes over the book by several threads. The main thread rings, works like the others, and gathers. Whatever a thread
// does or fails to do, the answer is that of all chunks: what a thread holds for too long is done once more by the main
// thread, in memory that the late thread does not write to.

import { availableParallelism } from 'node:os'
import type { Book } from '../book/book.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { Doorbell, doorbellBytes, JOB_SCAN, JOB_SELECT, type Job, MAX_CHUNKS } from '../memory/doorbell.ts'
import * as at from '../memory/fields.ts'
import type { RankColumns } from '../memory/rank-heap.ts'
import type { Executor, FlaggedRows, SelectedShards } from '../stages/executor.ts'
import { cutBook, workOf } from './cut.ts'
import { gatherApart, gatherRows, type RowList, selectApart } from './gather.ts'
import { type PoolListener, ThreadPool } from './pool.ts'
import type { LaneListener, ThreadOptions } from './thread-options.ts'
import { doChunk, workOn } from './work.ts'

/** Books with less work, in positions, are not worth waking anybody for. */
const LEAST_WORK = 32_768
/** A chunk of a scan is about so many positions: long enough to be worth a claim, short enough to be done again. */
const CHUNK_WORK = 32_768
/** How long the main thread waits for the last chunks of a scan before it does them itself. */
const PATIENCE_MS = 1
const SPINS = 2_000
const DONE = -2
const UNSEEN = -3

interface Pending {
  /** Is told the rows at once: they stand in memory that the next scan uses again. */
  resolve(rows: FlaggedRows): void
  reject(error: unknown): void
  readonly release: () => void
}

export class ThreadExecutor implements Executor, PoolListener {
  readonly threads: number
  readonly #book: Book
  readonly #kernel: Kernel
  readonly #bell: Doorbell
  readonly #pool: ThreadPool
  readonly #listener: LaneListener
  readonly #deadlineMs: number
  readonly #leastWork: number
  readonly #spins: number
  readonly #flagged: RowList
  /** Where threads do not write: used while one of them is late. */
  readonly #spare: RowList
  readonly #selected: { readonly columns: RankColumns; shards: number; page: number }
  /** Shards' candidates begin on cache lines of their own. */
  readonly #setShard = (index: number, from: number, to: number, before: number): void => {
    this.#bell.setChunk(index, from, to, alignedUp(before) + index * at.RANK_PART_ALIGN)
  }
  /** By chunk, when a scan that is waited for was last looked at: its holder, or DONE. */
  readonly #stateAtTick = new Int32Array(MAX_CHUNKS)
  #openedMs = 0
  #pending: Pending | null = null
  #isClosed = false

  /** @param workerFile what a thread runs, when that is not `worker.ts` */
  constructor(book: Book, kernel: Kernel, options: ThreadOptions, listener: LaneListener, workerFile?: URL) {
    const { threads, deadlineMs = 1_000 } = options
    const rows = book.columns.rowId.length
    const hasCores = availableParallelism() > threads
    this.threads = threads
    this.#book = book
    this.#kernel = kernel
    this.#listener = listener
    this.#deadlineMs = deadlineMs
    this.#leastWork = options.leastWork ?? LEAST_WORK
    this.#spins = hasCores ? SPINS : 0
    this.#flagged = { entries: book.columns.flagged.subarray(0, rows), count: 0 }
    this.#spare = { entries: book.columns.flagged.subarray(rows), count: 0 }
    this.#selected = { columns: book.columns, shards: 1, page: 0 }
    this.#bell = new Doorbell(new SharedArrayBuffer(doorbellBytes()))
    const memory = book.memory ?? (book.columns.buffer as SharedArrayBuffer)
    const spinMs = options.spinMs ?? (hasCores ? 0.05 : 0)
    const terms = { memory, kernel: kernel.name, lanes: threads + 1, spinMs }
    this.#pool = new ThreadPool(this.#bell, terms, this, workerFile)
  }

  ready(): Promise<void> {
    return this.#pool.ready()
  }

  get standing(): number {
    return this.#pool.standing
  }

  get pool(): ThreadPool {
    return this.#pool
  }

  scan(): FlaggedRows {
    if (!this.#isWorthIt() || !this.#isFree()) return this.#scanAlone()
    this.#openScan(false)
    workOn(this.#bell, this.#book, this.#kernel, 0, this.threads + 1)
    return this.#bell.awaitDone(this.#spins, PATIENCE_MS)
      ? gatherRows(this.#bell, this.#flagged)
      : gatherApart(this.#bell, this.#kernel, this.#flagged, this.#spare)
  }

  /**
   * A scan that leaves this thread to other work. The book must not change until it has ended.
   *
   * @param collect is told the rows in the moment in which they are whole
   * @throws what `signal` is aborted with; BallastError ERR_STATE when the engine is closed
   */
  async scanLater(collect: (rows: FlaggedRows) => void, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    // Threads that do not stand yet, or never will, are no reason to keep anybody waiting.
    if (this.#pool.standing === 0 || !this.#isWorthIt() || !this.#isFree()) return collect(this.scan())
    return new Promise((resolve, reject) => {
      const abort = () => this.#cancel(signal!.reason)
      const timer = setInterval(() => this.#hurry(), this.#deadlineMs)
      signal?.addEventListener('abort', abort, { once: true })
      const release = () => {
        clearInterval(timer)
        signal?.removeEventListener('abort', abort)
      }
      const end = (rows: FlaggedRows) => {
        collect(rows)
        resolve()
      }
      this.#stateAtTick.fill(UNSEEN)
      this.#pending = { resolve: end, reject, release }
      this.#openScan(true)
    })
  }

  select(keyKind: number, onlyProfitable: boolean, wantedPage: number): SelectedShards {
    // The readable kernel takes none.
    const page = this.#kernel.name === 'fast' ? wantedPage : 0
    const selected = this.#selected
    selected.shards = 1
    selected.page = 0
    if (!this.#isWorthIt() || !this.#isFree()) {
      if (!this.#bell.isDone && this.#bell.kind === JOB_SELECT) return selectApart(this.#book, keyKind, onlyProfitable)
      this.#kernel.selectShard(0, this.#blocks, 0, 0, keyKind, onlyProfitable)
      return selected
    }
    const bell = this.#bell
    const shards = cutBook(this.#book, this.#pool.standing + 1, this.#setShard)
    this.#open({ kind: JOB_SELECT, keyKind, onlyProfitable, page, announced: false }, shards)
    workOn(bell, this.#book, this.#kernel, 0, this.threads + 1)
    if (!bell.awaitDone(this.#spins, this.#deadlineMs)) {
      this.#endLate()
      return selectApart(this.#book, keyKind, onlyProfitable)
    }
    selected.shards = shards
    selected.page = page
    return selected
  }

  /** Ends the threads; resolves when they are gone. */
  close(): Promise<void> {
    this.#isClosed = true
    this.#settle((pending) => pending.reject(new BallastError(ErrorCode.STATE, 'the engine has been closed')))
    return this.#pool.close()
  }

  // What the pool tells.

  onDone(): void {
    if (this.#pending === null || !this.#bell.isDone) return
    const rows = gatherRows(this.#bell, this.#flagged)
    this.#settle((pending) => pending.resolve(rows))
  }

  /** Its thread is gone: what it held is seen to before anybody is told. */
  onLaneLost(lane: number, why: string): void {
    this.onLaneFreed(lane)
    this.#listener.onLaneLost(lane, why)
  }

  /** Nothing writes for the lane any more. What nobody waits for is not done again: the book may have changed since. */
  onLaneFreed(lane: number): void {
    const bell = this.#bell
    for (let chunk = 0; chunk < bell.chunks; chunk += 1) {
      if (bell.holder(chunk) !== lane) continue
      if (this.#pending === null) bell.finish(chunk, 0)
      else doChunk(bell, this.#book, this.#kernel, chunk)
    }
    if (this.#pool.standing === 0) this.#finishAlone()
    this.onDone()
  }

  onLaneGivenUp(lane: number, why: string): void {
    this.#listener.onLaneGivenUp(lane, why)
  }

  onLaneRestored(lane: number): void {
    this.#listener.onLaneRestored(lane)
  }

  // The parts of a pass.

  get #blocks(): number {
    return this.#book.columns.word(at.WORD_BLOCKS)
  }

  #isWorthIt(): boolean {
    return !this.#isClosed && workOf(this.#book) >= this.#leastWork && this.#pool.standing > 0
  }

  // Whether all threads are done with the last job. One that is late for too long is ended.
  #isFree(): boolean {
    if (this.#bell.isDone) return this.#pending === null
    if (this.#pending === null && performance.now() - this.#openedMs > this.#deadlineMs) this.#endLate()
    return false
  }

  // Who holds the same chunk for a whole deadline is ended. When nothing at all has been done meanwhile, whoever should
  // have claimed is gone, or hangs between two chunks; and a lane that has died with the last one has told nobody.
  #hurry(): void {
    const bell = this.#bell
    let hasMoved = false
    for (let chunk = 0; chunk < bell.chunks; chunk += 1) {
      const holder = bell.holder(chunk)
      const state = bell.isChunkDone(chunk) ? DONE : holder
      if (state !== this.#stateAtTick[chunk]) hasMoved = true
      else if (holder > 0) this.#endLane(holder)
      this.#stateAtTick[chunk] = state
    }
    if (!hasMoved) this.#finishAlone()
    this.onDone()
  }

  // What nobody has claimed of a scan that is waited for.
  #finishAlone(): void {
    if (this.#pending !== null) workOn(this.#bell, this.#book, this.#kernel, 0, this.threads + 1)
  }

  #endLate(): void {
    const bell = this.#bell
    for (let chunk = 0; chunk < bell.chunks; chunk += 1) {
      const lane = bell.holder(chunk)
      if (lane > 0) this.#endLane(lane)
    }
  }

  #endLane(lane: number): void {
    this.#pool.end(lane, `it held a part of the work for more than ${this.#deadlineMs} ms`)
  }

  #open(job: Job, chunks: number): void {
    this.#openedMs = performance.now()
    this.#bell.open(job, chunks)
  }

  #openScan(announced: boolean): void {
    const most = Math.min(MAX_CHUNKS, Math.max(this.threads + 1, Math.ceil(workOf(this.#book) / CHUNK_WORK)))
    const chunks = cutBook(this.#book, most, this.#setShard)
    const job = { kind: JOB_SCAN, keyKind: 0, onlyProfitable: false, page: 0, announced } as const
    this.#open(job, chunks)
  }

  #scanAlone(): FlaggedRows {
    const apart = !this.#bell.isDone || this.#pending !== null
    const rows = apart ? this.#spare : this.#flagged
    rows.count = this.#kernel.scan(0, this.#blocks, apart ? this.#flagged.entries.length : 0)
    return rows
  }

  // Nobody begins anything more; what is under way ends, and then the scan is over.
  #cancel(reason: unknown): void {
    const pending = this.#pending
    if (pending === null) return
    const bell = this.#bell
    this.#pending = {
      release: pending.release,
      resolve: () => pending.reject(reason),
      reject: pending.reject,
    }
    let isLast = false
    for (let chunk = bell.claim(0, 0); chunk >= 0; chunk = bell.claim(0, chunk + 1)) isLast = bell.finish(chunk, 0)
    if (isLast) this.onDone()
  }

  #settle(how: (pending: Pending) => void): void {
    const pending = this.#pending
    if (pending === null) return
    this.#pending = null
    pending.release()
    how(pending)
  }
}

function alignedUp(entries: number): number {
  return Math.ceil(entries / at.RANK_PART_ALIGN) * at.RANK_PART_ALIGN
}
