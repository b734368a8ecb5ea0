// A bar on a terminal with the time that is left, written again and again. Where nobody looks, nothing is written.

import type { LineTarget } from './progress.ts'

const INTERVAL_MS = 200
/** What is left cannot be said from less than this. */
const LEAST_MS = 1_000
const CELLS = 24
const CLEAR_LINE = '\r\u001b[2K'

export class LoadBar {
  readonly #target: LineTarget
  readonly #clock: () => number
  #what = ''
  #beganMs = 0
  #shownMs = 0
  #visible = false

  constructor(target: LineTarget, clock: () => number = () => performance.now()) {
    this.#target = target
    this.#clock = clock
  }

  /** @param share how much of `what` is done, 0 … 1 */
  show(what: string, share: number, detail = ''): void {
    if (this.#target.isTTY !== true) return
    const nowMs = this.#clock()
    if (what !== this.#what) {
      this.#what = what
      this.#beganMs = nowMs
    }
    if (nowMs - this.#shownMs < INTERVAL_MS) return
    this.#shownMs = nowMs
    const cells = Math.round(share * CELLS)
    const bar = `[${'#'.repeat(cells)}${'.'.repeat(CELLS - cells)}]`
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
    const left = this.#left(nowMs - this.#beganMs, share)
    // What is cut off on a narrow terminal is the detail.
    const parts = [bar, percent, what, left, detail].filter((part) => part !== '')
    // Some terminals say that they have no columns at all.
    const width = Math.max(10, (this.#target.columns || 80) - 1)
    this.#target.write?.(CLEAR_LINE + parts.join('  ').slice(0, width))
    this.#visible = true
  }

  /** Wipes the line, so that what follows stands alone. */
  end(): void {
    if (this.#visible) this.#target.write?.(CLEAR_LINE)
    this.#visible = false
  }

  #left(passedMs: number, share: number): string {
    if (passedMs < LEAST_MS || share <= 0) return ''
    return `${Math.ceil(((1 - share) * passedMs) / share / 1000)} s left`
  }
}
