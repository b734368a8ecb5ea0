// The largest value of the last hours, in buckets: what a drawdown is measured from. A value older than the window is
// forgotten with its bucket, so the window is up to one bucket (a 480th of it) shorter than it says.

import { demand, ErrorCode } from '../core/errors.ts'

export const WINDOW_BUCKETS = 480
const NEVER = -1

export interface Peak {
  readonly atoms: bigint
  /** When the value was observed. */
  readonly timeMs: number
}

export type PlainWindow = readonly [
  windowMs: number,
  atoms: readonly bigint[],
  times: readonly number[],
  buckets: readonly number[],
]

export class FundWindow {
  readonly windowMs: number
  /** Largest value of each bucket, when it was observed, and which bucket that is, counted from time 0. */
  readonly #atoms = new BigInt64Array(WINDOW_BUCKETS)
  readonly #times = new Float64Array(WINDOW_BUCKETS)
  readonly #buckets = new Float64Array(WINDOW_BUCKETS).fill(NEVER)

  /** @param windowMs a multiple of 480, so that buckets are whole milliseconds */
  constructor(windowMs: number) {
    demand(windowMs % WINDOW_BUCKETS === 0, ErrorCode.RANGE, () => {
      return `a window of ${windowMs} ms, expected a multiple of ${WINDOW_BUCKETS} ms`
    })
    this.windowMs = windowMs
  }

  observe(timeMs: number, atoms: bigint): void {
    const bucket = this.#bucketOf(timeMs)
    const index = bucket % WINDOW_BUCKETS
    if (this.#buckets[index] === bucket && this.#atoms[index]! >= atoms) return
    this.#buckets[index] = bucket
    this.#atoms[index] = atoms
    this.#times[index] = timeMs
  }

  /** The largest value of the window, the latest of several; null: none has been observed. */
  peak(timeMs: number): Peak | null {
    const oldest = this.#bucketOf(timeMs) - WINDOW_BUCKETS
    let found = NEVER
    for (let index = 0; index < WINDOW_BUCKETS; index += 1) {
      if (this.#buckets[index]! <= oldest || this.#buckets[index] === NEVER) continue
      if (found === NEVER || this.#isAfter(index, found)) found = index
    }
    return found === NEVER ? null : { atoms: this.#atoms[found]!, timeMs: this.#times[found]! }
  }

  /** All that counts, for the state hash: times and values of the buckets that the window still reaches. */
  *words(timeMs: number): Generator<bigint> {
    const oldest = this.#bucketOf(timeMs) - WINDOW_BUCKETS
    const live = Array.from(this.#buckets.keys()).filter((index) => {
      return this.#buckets[index] !== NEVER && this.#buckets[index]! > oldest
    })
    live.sort((a, b) => this.#buckets[a]! - this.#buckets[b]!)
    yield BigInt(this.windowMs)
    for (const index of live) {
      yield BigInt(this.#times[index]!)
      yield this.#atoms[index]!
    }
  }

  /** All buckets, forgotten ones too, to be kept elsewhere. */
  toPlain(): PlainWindow {
    return [this.windowMs, [...this.#atoms], [...this.#times], [...this.#buckets]]
  }

  static fromPlain([windowMs, atoms, times, buckets]: PlainWindow): FundWindow {
    const window = new FundWindow(windowMs)
    window.#atoms.set(atoms)
    window.#times.set(times)
    window.#buckets.set(buckets)
    return window
  }

  copy(): FundWindow {
    const copy = new FundWindow(this.windowMs)
    copy.#atoms.set(this.#atoms)
    copy.#times.set(this.#times)
    copy.#buckets.set(this.#buckets)
    return copy
  }

  #isAfter(a: number, b: number): boolean {
    if (this.#atoms[a] !== this.#atoms[b]) return this.#atoms[a]! > this.#atoms[b]!
    return this.#buckets[a]! > this.#buckets[b]!
  }

  #bucketOf(timeMs: number): number {
    return Math.floor(timeMs / (this.windowMs / WINDOW_BUCKETS))
  }
}
