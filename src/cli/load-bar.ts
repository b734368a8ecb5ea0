// A bar on a terminal with the time that is left.

import { type LineTarget, TerminalLine } from './terminal-line.ts'

const INTERVAL_MS = 200
/** What is left cannot be said from less than this. */
const LEAST_MS = 1_000
const CELLS = 24

export class LoadBar {
  readonly #line: TerminalLine

  constructor(target: LineTarget, clock: () => number = () => performance.now()) {
    this.#line = new TerminalLine(target, INTERVAL_MS, clock)
  }

  /** @param share how much of `what` is done, 0 … 1 */
  show(what: string, share: number, detail = ''): void {
    const passedMs = this.#line.due(what)
    if (passedMs === null) return
    const cells = Math.round(share * CELLS)
    const bar = `[${'#'.repeat(cells)}${'.'.repeat(CELLS - cells)}]`
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
    // What is cut off on a narrow terminal is the detail.
    const parts = [bar, percent, what, timeLeft(passedMs, share), detail].filter((part) => part !== '')
    this.#line.write(parts.join('  '))
  }

  /** Wipes the line, so that what follows stands alone. */
  end(): void {
    this.#line.end()
  }
}

function timeLeft(passedMs: number, share: number): string {
  if (passedMs < LEAST_MS || share <= 0) return ''
  return `${Math.ceil(((1 - share) * passedMs) / share / 1000)} s left`
}
