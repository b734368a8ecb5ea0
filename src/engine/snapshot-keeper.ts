// Snapshots while an engine runs: made by another thread from the snapshot before and the records behind it, so that
// this one goes on. When a new one has been read back whole, older ones and their records may go.

import { resolve as resolvePath } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { Journal } from '../journal/journal.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { listSnapshots } from '../journal/snapshot-file.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { Policy } from '../policies/policy.ts'
import { errorOf, startWorker } from '../shards/own-worker.ts'
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
  /** Policies of the venue's own that the journal names. */
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
  /** Snapshots that have been read whole, by number, the newest first. */
  readonly #whole: number[]
  /** Where the last one was tried. */
  #tried: number
  #making: Promise<SnapshotReport> | null = null
  readonly #stop = new AbortController()

  /** @param snapshot that the engine was made from */
  constructor(running: Running, options: SnapshotOptions, snapshot: number) {
    this.#running = running
    this.#options = options
    this.#whole = [snapshot]
    this.#tried = snapshot
  }

  /** To be called before a folder is begun. @throws BallastError ERR_CONFIG */
  static checkOptions({ snapshotEvery = USUAL_RECORDS, keepSnapshots = 2 }: SnapshotOptions): void {
    demandWhole('snapshotEvery', snapshotEvery, 0)
    demandWhole('keepSnapshots', keepSnapshots, 1)
  }

  /**
   * Makes a snapshot of the commands so far; of those when the last one was settled.
   *
   * @throws BallastError ERR_STATE while a round is open or a proposal waits, ERR_JOURNAL_FULL, ERR_JOURNAL
   */
  async make(): Promise<SnapshotReport> {
    const { lastNumber } = this.#running.writer
    // One that is being made may have begun before the last command.
    while (this.#making !== null && this.#tried < lastNumber) await this.#making.catch(() => {})
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
    // One that has failed is not tried again at once: what kept it from being made may last.
    if (writer.lastNumber - this.#tried < snapshotEvery || !engine.isSettled) return
    this.make().catch((error: Error) => onSnapshotFailed?.(error))
  }

  /** Ends what is being made. */
  async close(): Promise<void> {
    this.#stop.abort(new BallastError(ErrorCode.STATE, 'the engine is closed'))
    await this.#making?.catch(() => {})
  }

  async #make(): Promise<SnapshotReport> {
    const { engine, writer } = this.#running
    const beganMs = performance.now()
    demand(engine.isSettled, ErrorCode.STATE, () => 'a round is open or a proposal waits: a snapshot has to wait too')
    const number = writer.lastNumber
    this.#tried = number
    await writer.whenSynced(number)
    this.#stop.signal.throwIfAborted()
    let removed = 0
    if (number > this.#whole[0]!) {
      // It has been read back whole before anything that it replaces goes.
      await this.#write(number)
      this.#whole.unshift(number)
      removed = await this.#prune()
    }
    return { number: this.#whole[0]!, ms: performance.now() - beganMs, removed }
  }

  async #write(upTo: number): Promise<void> {
    const { journal } = this.#running
    const { policies = [], policiesModule = null } = this.#options
    const isOurs = journal.disk !== nodeDisk || (policies.length > 0 && policiesModule === null)
    if (isOurs) await makeSnapshot(journal.disk, journal.folder, upTo, policies, this.#stop.signal)
    else await this.#writeElsewhere({ folder: journal.folder, upTo, policiesModule: urlOf(policiesModule) })
  }

  #writeElsewhere(task: SnapshotTask): Promise<void> {
    const worker = startWorker('./snapshot-worker', import.meta.url, task)
    const { signal } = this.#stop
    const ended = new AbortController()
    return new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: ended.signal })
      worker.on('error', reject)
      worker.on('exit', () => reject(new BallastError(ErrorCode.THREADS, 'the thread that made a snapshot has ended')))
      worker.on('message', (news: SnapshotNews) => {
        if (news.kind === 'done') resolve()
        else reject(errorOf(news))
      })
    }).finally(() => {
      ended.abort()
      return worker.terminate()
    })
  }

  // Snapshots beyond those that are kept, and segments all of whose records the oldest kept one has. Only those count
  // that are known to be whole.
  async #prune(): Promise<number> {
    const { journal } = this.#running
    const { disk, folder } = journal
    const { keepSnapshots = 2 } = this.#options
    if (this.#whole.length < keepSnapshots) return 0
    this.#whole.length = keepSnapshots
    const old = listSnapshots(disk, folder).filter(({ number }) => !this.#whole.includes(number))
    for (const { path } of old) await disk.unlink(path)
    // None may come back whose records are gone.
    await disk.syncFolder(folder)
    return old.length + (await journal.removeBefore(this.#whole.at(-1)! + 1))
  }
}

// A path is one of this process's, not of the thread's file.
function urlOf(module: string | null): string | null {
  return module === null || URL.canParse(module) ? module : pathToFileURL(resolvePath(module)).href
}

function demandWhole(name: string, value: number, least: number): void {
  demand(Number.isSafeInteger(value) && value >= least, ErrorCode.CONFIG, () => {
    return `${name} is ${shown(value)}, expected a whole number from ${least}`
  })
}
