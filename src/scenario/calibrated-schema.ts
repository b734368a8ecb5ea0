// The form of calibration.json: the seed, the sizes and the stated assumptions of a book that is calibrated to public
// facts. The facts themselves stand in the tables beside it.

import * as v from 'valibot'
import { MAX_TRADER_POSITIONS } from '../core/limits.ts'
import type { Quantiles } from './generator-tables.ts'
import { checkForm, count, decimal, format, name, round, seed, tier, whole } from './venue-schema.ts'

const PPM = 1_000_000
/** Values of tables are multiplied by a million and have to stay exact. */
const LARGEST_VALUE = 9_000_000_000

const ppm = whole(0, PPM)
/** Of what was liquidated in a market: up to ten times as much. */
const share = whole(0, 10 * PPM)
const positiveCount = whole(1, 16_000_000)

const quantiles = v.pipe(
  v.array(v.tuple([ppm, whole(0, LARGEST_VALUE)]), 'a list of pairs: a share in millionths, and a value'),
  v.check((points) => isDistribution(points), 'shares that rise from 0 to 1000000, and values that never fall'),
)

/** How much the largest accounts of a side hold together: the first so many, and their share of the whole. */
const concentration = v.pipe(
  v.array(v.strictObject({ accounts: positiveCount, sharePpm: ppm }), 'a list of the largest accounts'),
  v.check((points) => isConcentration(points), 'accounts and shares that rise, to less than the whole'),
)

const side = v.strictObject({
  /** Accounts that hold positions and lean to this side. */
  accounts: positiveCount,
  concentration,
})

const held = v.strictObject({
  /** The largest so many accounts of each side, those before them left out. */
  accounts: positiveCount,
  least: whole(1, MAX_TRADER_POSITIONS),
  most: whole(1, MAX_TRADER_POSITIONS),
})

const marketClass = v.strictObject({
  name,
  initialRate: decimal,
  tiers: v.pipe(v.array(tier, 'a list of tiers'), v.minLength(1, 'a list of one tier at least')),
})

const calibrationSchema = v.strictObject(
  {
    format,
    /** What is assumed, in words, for people. */
    assumptions: v.array(v.string('a sentence in quotes'), 'a list of sentences'),
    seed,
    accounts: positiveCount,
    positions: positiveCount,
    longs: side,
    shorts: side,
    /** Positions of the largest accounts; all others draw from the table and are brought to the total. */
    largestHold: v.array(held, 'a list of ranks'),
    othersHold: quantiles,
    /** One in so many of the largest accounts holds every second of its positions on the other side. */
    hedgedOneIn: whole(1, 1_000_000),
    /** Open interest in thousandths of what was liquidated in a market. */
    openInterestMilli: whole(1, 100_000),
    /** The share of the long side, by notional, that the fall reaches. */
    reachedMilli: whole(0, 1_000),
    /** How far into the fall of its markets such an account meets its maintenance margin. */
    reachedDepthPpm: quantiles,
    /** What the other longs have left at the bottom above their maintenance, in thousandths of their notional. */
    spareMilli: quantiles,
    /** Leverage on equity of shorts at the first mark, in thousandths; of the largest accounts, and of all others. */
    largeShortLeverageMilli: quantiles,
    shortLeverageMilli: quantiles,
    /** Where the largest short stands in its table; the next ones are spread over it evenly. */
    largestShortPpm: whole(0, PPM - 1),
    /** Entries of longs lie up to this far above the first mark. */
    longEntryPpm: ppm,
    idleCents: quantiles,
    classes: v.pipe(v.array(marketClass, 'a list of classes'), v.minLength(1, 'a list of one class at least')),
    pool: v.strictObject({
      name,
      cash: decimal,
      floor: decimal,
      takeoverSharePpm: v.optional(share),
    }),
    /** The order book: at each distance a share of what was liquidated in the market. */
    depth: v.strictObject({
      levels: v.array(v.strictObject({ distance: decimal, sharePpm: share }), 'a list of levels'),
      refillMs: count,
    }),
    path: v.strictObject({
      from: v.pipe(
        v.string('a minute in quotes, such as "2025-10-10T21:12Z"'),
        v.check((text) => minuteMs(text) !== null, 'a minute such as "2025-10-10T21:12Z"'),
      ),
      minutes: whole(1, 1_440),
      stepMs: v.pipe(
        whole(1, 15_000),
        v.check((step) => 60_000 % step === 0, 'milliseconds that divide a minute'),
      ),
      /** Noise of the simulated prices, to both sides. */
      noisePpm: whole(0, 100_000),
    }),
    policy: name,
    round,
  },
  'an object in braces',
)

export type Calibration = v.InferOutput<typeof calibrationSchema>
export type CalibrationSide = Calibration['longs']

/** @throws BallastError ERR_CONFIG naming the first field that is wrong, and what would be right */
export function checkCalibration(value: unknown, file: string): Calibration {
  return checkForm(calibrationSchema, value, file)
}

/** Milliseconds of a text such as 2025-10-10T21:12Z, or null for any other. */
export function minuteMs(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(text)) return null
  const timeMs = Date.parse(text)
  return Number.isNaN(timeMs) || timeMs < 0 ? null : timeMs
}

function isDistribution(points: Quantiles): boolean {
  if (points.length < 2 || points[0]![0] !== 0 || points.at(-1)![0] !== PPM) return false
  return points.every(([share, value], index) => {
    const before = points[index - 1]
    return before === undefined || (share > before[0] && value >= before[1])
  })
}

function isConcentration(points: readonly { accounts: number; sharePpm: number }[]): boolean {
  return points.every(({ accounts, sharePpm }, index) => {
    const before = points[index - 1] ?? { accounts: 0, sharePpm: 0 }
    return accounts > before.accounts && sharePpm > before.sharePpm && sharePpm < PPM
  })
}
