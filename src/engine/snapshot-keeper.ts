// Snapshots while an engine runs: made by another thread from the snapshot before and the records behind it, so that
// this one goes on. When a new one has been read back whole, older ones and their records may go.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { Journal } from '../journal/journal.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { listSnapshots } from '../journal/snapshot-file.ts'
import { SnapshotReader } from '../journal/snapshot-reader.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { Policy } from '../policies/policy.ts'
import { startWorker } from '../shards/own-worker.ts'
import type { Engine } from './engine.ts'
import { makeSnapshot } from './make-snapshot.ts'
import type { SnapshotNews, SnapshotTask } from './snapshot-worker.ts'

export interface SnapshotOptions {
  /** Records from one snapshot to the next, 0: none are made but those that are asked for; 1,000,000 when left out. */
  readonly snapshotEvery?: number
  /** How many snapshots are kept, with the records behind the oldest of them; 2 when left out. */
  readonly keepSnapshots?: number
  /**
   * A module that exports `policies`, those of the venue's own: the thread that makes snapshots imports it. Without it
   * an engine that was given policies makes its snapshots by itself, and stands still meanwhile.
   */
  readonly policiesModule?: string
  readonly policies?: readonly Policy[]
  /** A snapshot that could not be made. The engine goes on, the journal grows. */
  readonly onSnapshotFailed?: (error: Error) => void
}

export interface SnapshotReport {
  /** The last record that is in it. */
  readonly number: number
  readonly ms: number
  /** Snapshots and segments that were removed. */
  readonly removed: number
}

interface Running {
  readonly journal: Journal
  readonly writer: JournalWriter
  readonly engine: Engine
}

const USUAL_RECORDS = 1_000_000

export class SnapshotKeeper {
  readonly #running: Running
  readonly #options: SnapshotOptions
  #last: number
  #making: Promise<SnapshotReport> | null = null
  readonly #stop = new AbortController()

  constructor(running: Running, options: SnapshotOptions) {
    const { snapshotEvery = USUAL_RECORDS, keepSnapshots = 2 } = options
    demandWhole('snapshotEvery', snapshotEvery, 0)
    demandWhole('keepSnapshots', keepSnapshots, 1)
    this.#running = running
    this.#options = options
    const { disk, folder } = running.journal
    this.#last = listSnapshots(disk, folder)[0]?.number ?? 0
  }

  /**
   * Makes a snapshot of the commands so far; of those when the last one was settled.
   *
   * @throws BallastError ERR_STATE while a round is open or a proposal waits, ERR_JOURNAL_FULL, ERR_JOURNAL
   */
  make(): Promise<SnapshotReport> {
    this.#making ??= this.#make().finally(() => {
      this.#making = null
    })
    return this.#making
  }

  /** To be called when records have become durable. */
  onDurable(): void {
    const { snapshotEvery = USUAL_RECORDS, onSnapshotFailed } = this.#options
    const { engine, writer } = this.#running
    if (snapshotEvery === 0 || this.#making !== null || this.#stop.signal.aborted) return
    if (writer.lastNumber - this.#last < snapshotEvery || !engine.isSettled) return
    this.make().catch((error: Error) => onSnapshotFailed?.(error))
  }

  /** Ends what is being made. */
  async close(): Promise<void> {
    this.#stop.abort(new BallastError(ErrorCode.STATE, 'the engine is closed'))
    await this.#making?.catch(() => {})
  }

  async #make(): Promise<SnapshotReport> {
    const { engine, journal, writer } = this.#running
    const beganMs = performance.now()
    demand(engine.isSettled, ErrorCode.STATE, () => 'a round is open or a proposal waits: a snapshot has to wait too')
    const number = writer.lastNumber
    await writer.whenSynced(number)
    if (number > this.#last) await this.#write(number)
    // Proven readable, before anything that it replaces goes.
    const newest = listSnapshots(journal.disk, journal.folder)[0]!
    const reader = SnapshotReader.open(journal.disk, newest.path)
    reader.close()
    this.#last = newest.number
    return { number: newest.number, ms: performance.now() - beganMs, removed: this.#prune() }
  }

  async #write(upTo: number): Promise<void> {
    const { journal } = this.#running
    const { policies = [], policiesModule = null } = this.#options
    const isOurs = journal.disk !== nodeDisk || (policies.length > 0 && policiesModule === null)
    if (isOurs) await makeSnapshot(journal.disk, journal.folder, upTo, policies, this.#stop.signal)
    else await this.#writeElsewhere({ folder: journal.folder, upTo, policiesModule })
  }

  #writeElsewhere(task: SnapshotTask): Promise<void> {
    const worker = startWorker('./snapshot-worker', import.meta.url, task)
    const { signal } = this.#stop
    return new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      worker.on('error', reject)
      worker.on('exit', () => reject(new BallastError(ErrorCode.THREADS, 'the thread that made a snapshot has ended')))
      worker.on('message', (news: SnapshotNews) => {
        if (news.kind === 'done') resolve()
        else reject(errorOf(news))
      })
    }).finally(() => worker.terminate())
  }

  // Snapshots beyond those that are kept, and segments all of whose records the oldest kept one has.
  #prune(): number {
    const { journal } = this.#running
    const { keepSnapshots = 2 } = this.#options
    const all = listSnapshots(journal.disk, journal.folder)
    const old = all.slice(keepSnapshots)
    for (const { path } of old) journal.disk.unlinkNow(path)
    const oldest = all[Math.min(keepSnapshots, all.length) - 1]!
    return old.length + journal.removeBefore(oldest.number + 1)
  }
}

function errorOf({ message, code }: Extract<SnapshotNews, { kind: 'failed' }>): Error {
  const known = Object.values(ErrorCode).find((each) => each === code)
  return known === undefined ? new Error(message) : new BallastError(known, message)
}

function demandWhole(name: string, value: number, least: number): void {
  demand(Number.isSafeInteger(value) && value >= least, ErrorCode.CONFIG, () => {
    return `${name} is ${value}, expected a whole number from ${least}`
  })
}
