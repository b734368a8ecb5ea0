// How far rows that stream by have come, on one line of a terminal.

import type { Progress } from '../scenario/source.ts'
import { grouped } from './format.ts'
import { type LineTarget, TerminalLine } from './terminal-line.ts'

const INTERVAL_MS = 100

export class ProgressLine {
  readonly #line: TerminalLine

  constructor(target: LineTarget, clock: () => number = () => performance.now()) {
    this.#line = new TerminalLine(target, INTERVAL_MS, clock)
  }

  readonly show = ({ what, rows, done, total }: Progress): void => {
    const passedMs = this.#line.due(what)
    if (passedMs === null) return
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
    const seconds = passedMs / 1000
    const rate = seconds > 0.2 ? `  ${grouped(Math.round(rows / seconds))} rows/s` : ''
    this.#line.write(`${what}  ${String(percent).padStart(3)} %  ${grouped(rows)} rows${rate}`)
  }

  /** Wipes the line, so that what follows stands alone. */
  end(): void {
    this.#line.end()
  }
}
