// One line on a terminal that is written again and again. Where nobody looks, nothing is written.

const CLEAR_LINE = '\r\u001b[2K'

/** What such a line needs of a stream. */
export interface LineTarget {
  readonly isTTY?: boolean
  readonly columns?: number
  write?(text: string): unknown
}

export class TerminalLine {
  readonly #target: LineTarget
  readonly #intervalMs: number
  readonly #clock: () => number
  #what = ''
  #beganMs = 0
  #shownMs = 0
  #visible = false

  constructor(target: LineTarget, intervalMs: number, clock: () => number) {
    this.#target = target
    this.#intervalMs = intervalMs
    this.#clock = clock
  }

  /** Milliseconds since `what` began, when it is time to write again; else null. */
  due(what: string): number | null {
    if (this.#target.isTTY !== true) return null
    const nowMs = this.#clock()
    if (what !== this.#what) {
      this.#what = what
      this.#beganMs = nowMs
    }
    if (nowMs - this.#shownMs < this.#intervalMs) return null
    this.#shownMs = nowMs
    return nowMs - this.#beganMs
  }

  /** Writes over what stands there; what does not fit is cut off. */
  write(text: string): void {
    // Some terminals say that they have no columns at all.
    this.#target.write?.(CLEAR_LINE + text.slice(0, Math.max(10, (this.#target.columns || 80) - 1)))
    this.#visible = true
  }

  /** Wipes the line, so that what follows stands alone. */
  end(): void {
    if (this.#visible) this.#target.write?.(CLEAR_LINE)
    this.#visible = false
  }
}
