// What a seed varies, integers only: xoshiro128** seeded through splitmix32 (scenario/random.ts), so the same on every
// machine. The same seed draws the same under every policy, fund, depth and size of the shock: differences between two
// columns of a grid are differences of what was changed, not of luck.
//
//   stream 1   by market in order: the size of the shock, times (1,000,000 + n) / 1,000,000, n in ±spreadPpm
//   stream 2   by market in order: the depth of the order book, likewise in ±depthNoisePpm
//   stream 3   commands before the first round, 0 to 1,023: a policy that draws whom it asks first (dydx) draws
//              otherwise. The engine asks the order book for accounts by their ids, whatever the seed.
//
// Seed 0 is the plain case: no noise, no command.

import { Random } from '../scenario/random.ts'
import type { GridShock } from './grid-types.ts'
import type { MarketShock, StressModel } from './loop-types.ts'

const STREAM_SIZES = 1
const STREAM_DEPTHS = 2
const STREAM_CHANCE = 3

const MOST_COMMANDS = 1_024
/** Values of a draw: −1,000,000 … 1,000,000. */
const DRAWN = 2_000_001

const PPM = 1_000_000
/** A mark cannot fall by all of itself. */
const DEEPEST_PPM = -999_999

/** Factors of 1,000,000, one a market. */
function factors(seed: number, stream: number, count: number, halfWidthPpm: number): number[] {
  if (seed === 0 || halfWidthPpm === 0) return new Array<number>(count).fill(PPM)
  const random = new Random(BigInt(seed), stream)
  return Array.from({ length: count }, () => {
    return PPM + Math.trunc(((random.below(DRAWN) - PPM) * halfWidthPpm) / PPM)
  })
}

/** The commands that a seed puts before the first round. */
export function chanceOf(seed: number): number {
  return seed === 0 ? 0 : new Random(BigInt(seed), STREAM_CHANCE).below(MOST_COMMANDS)
}

/** How far each market goes along a path, in ppm of the way. */
export function pathFactors(sizePpm: number, markets: number, { seed, spreadPpm }: NoiseTerms): number[] {
  return factors(seed, STREAM_SIZES, markets, spreadPpm).map((noise) => Math.trunc((sizePpm * noise) / PPM))
}

export interface NoiseTerms {
  readonly seed: number
  readonly spreadPpm: number
  readonly depthNoisePpm: number
}

/**
 * The move of every market that the shock moves; none of a path.
 *
 * @param market of a shock of one market
 */
export function movesOf(
  { family, sizePpm }: GridShock,
  market: number,
  betasPpm: readonly number[],
  { seed, spreadPpm }: NoiseTerms,
): MarketShock[] {
  const noise = factors(seed, STREAM_SIZES, betasPpm.length, spreadPpm)
  const betaOf = (each: number) => {
    if (family === 'uniform') return PPM
    if (family === 'betas') return betasPpm[each]!
    return family !== 'path' && each === market ? PPM : 0
  }
  const moves: MarketShock[] = []
  for (let each = 0; each < betasPpm.length; each += 1) {
    // Products of whole numbers stay under 2^53 in each step: 10^7 · 10^7, then 10^8 · 2 · 10^6.
    const plain = Math.trunc((sizePpm * betaOf(each)) / PPM)
    const movePpm = Math.max(DEEPEST_PPM, Math.trunc((plain * noise[each]!) / PPM))
    if (movePpm !== 0) moves.push({ market: each, movePpm })
  }
  return moves
}

/** The model with its order books made deeper or thinner. */
export function withDepth(
  model: StressModel,
  markets: number,
  depthPpm: number,
  { seed, depthNoisePpm }: NoiseTerms,
): StressModel {
  const noise = factors(seed, STREAM_DEPTHS, markets, depthNoisePpm)
  return {
    markets: model.markets.map((each) => {
      const scale = BigInt(depthPpm) * BigInt(noise[each.market]!)
      const scaled = (lots: bigint) => (lots * scale) / 1_000_000_000_000n
      const { ladder = null, impact = null } = each
      const levels = ladder?.levels.map((level) => ({ ...level, lots: scaled(level.lots) })) ?? []
      const volumeLots = impact === null ? 0n : scaled(impact.volumeLots)
      return {
        ...each,
        // Levels without a lot are no levels; without any, nothing fills.
        ladder: ladder === null ? null : { ...ladder, levels: levels.filter(({ lots }) => lots > 0n) },
        impact: impact === null || volumeLots === 0n ? null : { ...impact, volumeLots },
      }
    }),
  }
}
