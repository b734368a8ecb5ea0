// One line on a terminal that is written again and again while rows stream by. Where nobody looks, nothing is written.

import type { Progress } from '../scenario/source.ts'
import { grouped } from './format.ts'

const INTERVAL_MS = 100
const CLEAR_LINE = '\r\u001b[2K'

/** What a progress line needs of a stream. */
export interface LineTarget {
  readonly isTTY?: boolean
  readonly columns?: number
  write?(text: string): unknown
}

export class ProgressLine {
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

  readonly show = ({ what, rows, done, total }: Progress): void => {
    if (this.#target.isTTY !== true) return
    const nowMs = this.#clock()
    if (what !== this.#what) {
      this.#what = what
      this.#beganMs = nowMs
    }
    if (nowMs - this.#shownMs < INTERVAL_MS) return
    this.#shownMs = nowMs
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
    const seconds = (nowMs - this.#beganMs) / 1000
    const rate = seconds > 0.2 ? `  ${grouped(Math.round(rows / seconds))} rows/s` : ''
    const line = `${what}  ${String(percent).padStart(3)} %  ${grouped(rows)} rows${rate}`
    // Some terminals say that they have no columns at all.
    this.#target.write?.(CLEAR_LINE + line.slice(0, Math.max(10, (this.#target.columns || 80) - 1)))
    this.#visible = true
  }

  /** Wipes the line, so that what follows stands alone. */
  end(): void {
    if (this.#visible) this.#target.write?.(CLEAR_LINE)
    this.#visible = false
  }
}
