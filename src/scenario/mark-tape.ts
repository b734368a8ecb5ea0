// The marks of a scenario in memory, batch by batch: to be played one at a time, with a look at the world between.

import type { Pulse, ScenarioSource } from './source.ts'

const FIRST_ROWS = 4096

/** Marks of one instant. */
export interface TapeBatch {
  readonly timeMs: number
  readonly markets: Uint16Array
  readonly priceTicks: BigInt64Array
}

export class MarkTape {
  #times = new Float64Array(FIRST_ROWS)
  #markets = new Uint16Array(FIRST_ROWS)
  #ticks = new BigInt64Array(FIRST_ROWS)
  #rows = 0
  /** First row of every batch. */
  readonly #starts: number[] = []

  /** Reads the marks up to a time; what comes later is judged too. @throws BallastError naming file and line */
  static async read(source: ScenarioSource, untilMs: number, pulse: Pulse): Promise<MarkTape> {
    const tape = new MarkTape()
    const take: Parameters<ScenarioSource['marks']>[0] = ({ timeMs, market, priceTicks }) => {
      if (timeMs <= untilMs) tape.#add(timeMs, market, priceTicks)
    }
    await source.marks(take, pulse)
    return tape
  }

  get batches(): number {
    return this.#starts.length
  }

  batch(index: number): TapeBatch {
    const start = this.#starts[index]!
    const end = this.#starts[index + 1] ?? this.#rows
    return {
      timeMs: this.#times[start]!,
      markets: this.#markets.subarray(start, end),
      priceTicks: this.#ticks.subarray(start, end),
    }
  }

  #add(timeMs: number, market: number, ticks: bigint): void {
    const row = this.#rows
    if (row === this.#times.length) this.#grow()
    if (row === 0 || this.#times[row - 1] !== timeMs) this.#starts.push(row)
    this.#times[row] = timeMs
    this.#markets[row] = market
    this.#ticks[row] = ticks
    this.#rows = row + 1
  }

  #grow(): void {
    const length = 2 * this.#times.length
    const times = new Float64Array(length)
    const markets = new Uint16Array(length)
    const ticks = new BigInt64Array(length)
    times.set(this.#times)
    markets.set(this.#markets)
    ticks.set(this.#ticks)
    this.#times = times
    this.#markets = markets
    this.#ticks = ticks
  }
}
