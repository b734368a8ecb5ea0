// How threads share one job: a block of shared words of its own, beside the book.
//
//   line 0     serial of the last ring · stop · watch      line 1     counts chunks that were ever done
//   line 2     the job: what, chunks, three arguments, whether its end is to be announced
//   lines 3 …  a lane each: collections seen, whether it watches
//   then       a chunk each: state, first and last block, first index, result
//
// A job is cut into chunks. A chunk is OPEN, then belongs to the lane that has put its number there (so that it is
// known what a thread held that has died), then is DONE. Whoever claims one reads the job afterwards: the job cannot
// change before all its chunks are done, so a thread that wakes up late finds either nothing or a job that stands.

import { MAX_LANES } from '../core/limits.ts'

const LINE_WORDS = 16

const RING = 0
const STOP = 1
const WATCH = 2
const DONE_SERIAL = LINE_WORDS
const JOB = 2 * LINE_WORDS
const JOB_KIND = JOB
const JOB_CHUNKS = JOB + 1
const JOB_KEY_KIND = JOB + 2
const JOB_PROFITABLE = JOB + 3
const JOB_PAGE = JOB + 4
const JOB_ANNOUNCED = JOB + 5
const LANES = 3 * LINE_WORDS
const LANE_COLLECTIONS = 0
const LANE_WATCHES = 1

const CHUNK_STATE = 0
const CHUNK_FROM = 1
const CHUNK_TO = 2
const CHUNK_FIRST = 3
const CHUNK_RESULT = 4

const OPEN = 0
const DONE = -1

export const MAX_CHUNKS = 256

/** What is to be done with each chunk of the book. */
export const JOB_SCAN = 1
export const JOB_SELECT = 2

export interface Job {
  readonly kind: typeof JOB_SCAN | typeof JOB_SELECT
  readonly keyKind: number
  readonly onlyProfitable: boolean
  /** So many of the best of every side are to be put behind the others. */
  readonly page: number
  /** Whether the lane that ends the job posts a message about it. */
  readonly announced: boolean
}

export function doorbellBytes(): number {
  return 4 * LINE_WORDS * (3 + MAX_LANES + MAX_CHUNKS)
}

const CHUNKS = LANES + LINE_WORDS * MAX_LANES

export class Doorbell {
  readonly words: Int32Array

  /** @param buffer zeroed, or of another thread's bell */
  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer)
  }

  get chunks(): number {
    return this.words[JOB_CHUNKS]!
  }

  get kind(): number {
    return this.words[JOB_KIND]!
  }

  get keyKind(): number {
    return this.words[JOB_KEY_KIND]!
  }

  get onlyProfitable(): boolean {
    return this.words[JOB_PROFITABLE] === 1
  }

  get page(): number {
    return this.words[JOB_PAGE]!
  }

  get isAnnounced(): boolean {
    return this.words[JOB_ANNOUNCED] === 1
  }

  /**
   * Whether every chunk of the last job is done. States decide, and nothing else: what counts them comes later, from a
   * lane that may have died or been away in between.
   */
  get isDone(): boolean {
    const chunks = this.words[JOB_CHUNKS]!
    for (let chunk = 0; chunk < chunks; chunk += 1) if (!this.isChunkDone(chunk)) return false
    return true
  }

  // The main thread.

  /** Says what chunk `index` of the next job is; only while the last job is done. */
  setChunk(index: number, fromBlock: number, toBlock: number, first: number): void {
    const place = CHUNKS + index * LINE_WORDS
    this.words[place + CHUNK_FROM] = fromBlock
    this.words[place + CHUNK_TO] = toBlock
    this.words[place + CHUNK_FIRST] = first
  }

  /** Opens a job, first its terms, then its chunks, and rings. */
  open(job: Job, chunks: number): void {
    const { words } = this
    words[JOB_KIND] = job.kind
    words[JOB_CHUNKS] = chunks
    words[JOB_KEY_KIND] = job.keyKind
    words[JOB_PROFITABLE] = job.onlyProfitable ? 1 : 0
    words[JOB_PAGE] = job.page
    words[JOB_ANNOUNCED] = job.announced ? 1 : 0
    // Whoever sees a chunk open sees all that was written before it.
    for (let index = 0; index < chunks; index += 1) Atomics.store(words, CHUNKS + index * LINE_WORDS, OPEN)
    this.ring()
  }

  /** Wakes every lane. */
  ring(): void {
    Atomics.add(this.words, RING, 1)
    Atomics.notify(this.words, RING)
  }

  /** Lanes end as soon as they look. */
  stop(): void {
    Atomics.store(this.words, STOP, 1)
    this.ring()
  }

  /** Asks every lane to count its collections, or to stop and tell. */
  watch(on: boolean): void {
    Atomics.store(this.words, WATCH, on ? 1 : 0)
    this.ring()
  }

  get isWatching(): boolean {
    return Atomics.load(this.words, WATCH) === 1
  }

  laneWatches(lane: number): boolean {
    return Atomics.load(this.words, LANES + lane * LINE_WORDS + LANE_WATCHES) === 1
  }

  collections(lane: number): number {
    return this.words[LANES + lane * LINE_WORDS + LANE_COLLECTIONS]!
  }

  /** Waits until the job is done or the time is up; returns whether it is done. */
  awaitDone(spins: number, patienceMs: number): boolean {
    const { words } = this
    for (let spin = 0; spin < spins; spin += 1) if (this.isDone) return true
    const endMs = performance.now() + patienceMs
    for (;;) {
      // Read before the states: a chunk that is done afterwards has moved it on, and nobody sleeps.
      const serial = Atomics.load(words, DONE_SERIAL)
      if (this.isDone) return true
      const leftMs = endMs - performance.now()
      if (leftMs <= 0) return false
      Atomics.wait(words, DONE_SERIAL, serial, leftMs)
    }
  }

  /** Lane that holds a chunk; -1 when nobody does, or it is done. */
  holder(chunk: number): number {
    const state = Atomics.load(this.words, CHUNKS + chunk * LINE_WORDS + CHUNK_STATE)
    return state > 0 ? state - 1 : -1
  }

  isChunkDone(chunk: number): boolean {
    return Atomics.load(this.words, CHUNKS + chunk * LINE_WORDS + CHUNK_STATE) === DONE
  }

  result(chunk: number): number {
    return this.words[CHUNKS + chunk * LINE_WORDS + CHUNK_RESULT]!
  }

  // Every thread.

  fromBlock(chunk: number): number {
    return this.words[CHUNKS + chunk * LINE_WORDS + CHUNK_FROM]!
  }

  toBlock(chunk: number): number {
    return this.words[CHUNKS + chunk * LINE_WORDS + CHUNK_TO]!
  }

  first(chunk: number): number {
    return this.words[CHUNKS + chunk * LINE_WORDS + CHUNK_FIRST]!
  }

  /** Claims the next open chunk from `from` on, round and round; -1 when none is open. */
  claim(lane: number, from: number): number {
    const { words } = this
    const chunks = words[JOB_CHUNKS]!
    for (let step = 0; step < chunks; step += 1) {
      const chunk = (from + step) % chunks
      const place = CHUNKS + chunk * LINE_WORDS + CHUNK_STATE
      if (Atomics.load(words, place) !== OPEN) continue
      if (Atomics.compareExchange(words, place, OPEN, lane + 1) === OPEN) return chunk
    }
    return -1
  }

  /**
   * Says that a chunk is done; returns whether all are. That may be said twice, and of another job where the lane has
   * been away in between: it wakes and announces, and whoever hears it looks at the states.
   */
  finish(chunk: number, result: number): boolean {
    const { words } = this
    const place = CHUNKS + chunk * LINE_WORDS
    words[place + CHUNK_RESULT] = result
    Atomics.store(words, place + CHUNK_STATE, DONE)
    Atomics.add(words, DONE_SERIAL, 1)
    if (!this.isDone) return false
    Atomics.notify(words, DONE_SERIAL)
    return true
  }

  // A lane.

  get isStopped(): boolean {
    return Atomics.load(this.words, STOP) === 1
  }

  /** Serial of the last ring: to be read before the lane looks for work. */
  get serial(): number {
    return Atomics.load(this.words, RING)
  }

  /** Spins, then sleeps until there is a ring after `seen`. */
  awaitRing(seen: number, spinMs: number): void {
    const { words } = this
    if (spinMs > 0) {
      const endMs = performance.now() + spinMs
      // The clock is dearer than the word.
      do {
        for (let spin = 0; spin < 256; spin += 1) if (Atomics.load(words, RING) !== seen) return
      } while (performance.now() < endMs)
    }
    Atomics.wait(words, RING, seen)
  }

  setLaneWatches(lane: number, watches: boolean, collections: number): void {
    const place = LANES + lane * LINE_WORDS
    this.words[place + LANE_COLLECTIONS] = collections
    Atomics.store(this.words, place + LANE_WATCHES, watches ? 1 : 0)
  }
}
