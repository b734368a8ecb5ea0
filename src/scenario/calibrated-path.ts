// The prices of those minutes, step by step.
//
// Where public bars are known, the path goes through the open, both extremes and the close of every minute: a minute
// that fell has its high first, one that rose its low; straight lines between. Minutes without a trade are bridged from
// the close before to the open after them.
//
// All other prices are simulated with one factor, the mean of the paths with bars: a market that deleveraged at a known
// average price is put where that price and the factor at the markets with bars agree, and then takes its share of the
// factor's moves, with a little noise.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { type Calibration, minuteMs } from './calibrated-schema.ts'
import type { MarketFacts, MinuteFacts } from './calibrated-tables.ts'
import { Random } from './random.ts'

const NOISE_STREAM = 11
const MINUTE_MS = 60_000
const PPM = 1_000_000

export interface CalibratedPath {
  readonly timesMs: readonly number[]
  /** By market: ticks at every step. */
  readonly ticks: readonly Float64Array[]
  /** By market. */
  readonly lowestTicks: readonly number[]
}

/** @throws BallastError ERR_CONFIG for a market whose bars do not begin with the path */
export function makePath(
  { path, seed }: Calibration,
  markets: readonly MarketFacts[],
  minutes: readonly MinuteFacts[],
): CalibratedPath {
  const fromMs = minuteMs(path.from)!
  const stepsPerMinute = MINUTE_MS / path.stepMs
  const steps = stepsPerMinute * path.minutes
  const timesMs = Array.from({ length: steps }, (_, step) => fromMs + step * path.stepMs)
  const barred = markets.map((market, index) => {
    if (!market.hasBars) return null
    const bars = minutes.filter((bar) => bar.market === index && bar.timeMs < fromMs + path.minutes * MINUTE_MS)
    const knots = knotsOf(bars, fromMs, stepsPerMinute)
    if (knots[0]?.step === 0) return throughKnots(knots, steps)
    const message = `path.from is ${path.from}, a minute in which minutes.csv has no bar of ${market.symbol}`
    throw new BallastError(ErrorCode.CONFIG, `calibration.json: ${message}: begin at one that all have`)
  })
  const factor = factorOf(barred, markets)
  const random = new Random(BigInt(seed), NOISE_STREAM)
  const ticks = markets.map((market, index) => barred[index] ?? simulate(market, factor, path.noisePpm, random))
  const lowestTicks = ticks.map((row) => row.reduce((least, price) => Math.min(least, price)))
  return { timesMs, ticks, lowestTicks }
}

interface Knot {
  readonly step: number
  readonly ticks: number
}

function knotsOf(bars: readonly MinuteFacts[], fromMs: number, stepsPerMinute: number): Knot[] {
  const third = Math.floor(stepsPerMinute / 3)
  return bars
    .filter(({ timeMs }) => timeMs >= fromMs)
    .flatMap(({ timeMs, open, high, low, close }) => {
      const step = ((timeMs - fromMs) / MINUTE_MS) * stepsPerMinute
      const [first, second] = close < open ? [high, low] : [low, high]
      return [
        { step, ticks: open },
        { step: step + third, ticks: first },
        { step: step + 2 * third, ticks: second },
        { step: step + stepsPerMinute - 1, ticks: close },
      ]
    })
}

// After the last knot the price stays.
function throughKnots(knots: readonly Knot[], steps: number): Float64Array {
  const row = new Float64Array(steps)
  let next = 0
  for (let step = 0; step < steps; step += 1) {
    while (next < knots.length - 1 && knots[next]!.step < step) next += 1
    const to = knots[next]!
    const from = knots[Math.max(0, next - 1)]!
    const span = to.step - from.step
    const gone = Math.min(step, to.step) - from.step
    row[step] = span <= 0 ? to.ticks : from.ticks + Math.trunc(((to.ticks - from.ticks) * gone) / span)
  }
  return row
}

interface Factor {
  /** The mean of the prices with bars at every step, in millionths of their first. */
  readonly levelsPpm: readonly number[]
  /** The mean of their average deleveraging prices, in the same measure. */
  readonly adlPpm: number
}

function factorOf(barred: readonly (Float64Array | null)[], markets: readonly MarketFacts[]): Factor {
  const rows = barred.flatMap((row, index) => (row === null ? [] : [{ row, adlTicks: markets[index]!.adlTicks }]))
  if (rows.length === 0) {
    const message = 'markets.csv gives no market the path bars, expected one at least'
    throw new BallastError(ErrorCode.CONFIG, `${message}: all others follow them`)
  }
  const mean = (levelOf: (row: (typeof rows)[number]) => number) => {
    const sum = rows.reduce((total, entry) => total + Math.floor((levelOf(entry) * PPM) / entry.row[0]!), 0)
    return Math.floor(sum / rows.length)
  }
  const levelsPpm = Array.from(rows[0]!.row, (_, step) => mean(({ row }) => row[step]!))
  return { levelsPpm, adlPpm: mean(({ adlTicks }) => adlTicks) }
}

function simulate(market: MarketFacts, factor: Factor, noisePpm: number, random: Random): Float64Array {
  const { fallShareMilli, adlTicks } = market
  const sharedPpm = (levelPpm: number) => PPM + Math.trunc(((levelPpm - PPM) * fallShareMilli) / 1000)
  const startTicks = Math.floor((adlTicks * PPM) / Math.max(1, sharedPpm(factor.adlPpm)))
  return Float64Array.from(factor.levelsPpm, (levelPpm, step) => {
    const noise = step === 0 ? 0 : random.below(2 * noisePpm + 1) - noisePpm
    const movedPpm = Math.max(1, sharedPpm(levelPpm) + noise)
    return Math.max(1, Math.floor((startTicks * movedPpm) / PPM))
  })
}
