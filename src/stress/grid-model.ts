// What a scenario itself says of its markets: the order books of venue.json, and betas from its marks.

import type { MarkTape } from '../scenario/mark-tape.ts'
import type { Venue } from '../scenario/venue.ts'
import { notNegative, ppmOf } from '../scenario/venue-market.ts'
import type { LadderLevel } from '../sim/depth-ladder.ts'
import type { StressModel } from './loop-types.ts'

/** The ladders of venue.json and no more: a mark goes as far as its book has been eaten, and comes back with it. */
export function modelOf({ file, markets }: Venue): StressModel {
  return {
    markets: markets.flatMap(({ lotSize }, market) => {
      const depth = file.markets[market]?.depth
      if (depth === undefined) return []
      const levels: LadderLevel[] = depth.levels.map(({ distance, size }, index) => {
        const field = `markets[${market}].depth.levels[${index}]`
        return {
          distancePpm: ppmOf(distance, `${field}.distance`),
          lots: notNegative(size, lotSize, `${field}.size`),
        }
      })
      const filled = levels.filter(({ lots }) => lots > 0n)
      return [{ market, ladder: { levels: filled, refillMs: depth.refillMs ?? null } }]
    }),
  }
}

const MILLION = 1_000_000n
const MOST_LEAD = 10_000_000

/** The model with one market whose own moves are the factor's: the others follow by their betas against its. */
export function ledBy(model: StressModel, lead: number, betasPpm: readonly number[]): StressModel {
  // Whoever gives betas says what follows what.
  if (model.markets.some(({ betaPpm = 0 }) => betaPpm !== 0)) return model
  const own = new Map(model.markets.map((each) => [each.market, each]))
  const beta = betasPpm[lead]!
  const whole = beta === 0 ? 0 : Math.trunc(1_000_000_000_000 / beta)
  const leadPpm = Math.max(-MOST_LEAD, Math.min(MOST_LEAD, whole))
  return {
    markets: betasPpm.map((betaPpm, market) => {
      return { ...own.get(market), market, betaPpm, leadPpm: market === lead ? leadPpm : 0 }
    }),
  }
}

/**
 * How each market went with all of them: over the batches of a tape, moves x in ppm of the mark before, the factor f
 * their mean, β = Σ x·f / Σ f², all whole numbers, rounded towards zero. 1,000,000 where nothing
 * tells it.
 */
export function betasOf(tape: MarkTape, markets: number): number[] {
  const last = new Map<number, bigint>()
  const products = new Array<bigint>(markets).fill(0n)
  const squares = new Array<bigint>(markets).fill(0n)
  for (let index = 0; index < tape.batches; index += 1) {
    const { markets: marked, priceTicks } = tape.batch(index)
    const moves: [market: number, ppm: bigint][] = []
    for (const [place, market] of marked.entries()) {
      const ticks = priceTicks[place]!
      const before = last.get(market)
      if (before !== undefined) moves.push([market, ((ticks - before) * MILLION) / before])
      last.set(market, ticks)
    }
    if (moves.length === 0) continue
    const factor = moves.reduce((sum, [, ppm]) => sum + ppm, 0n) / BigInt(moves.length)
    for (const [market, ppm] of moves) {
      products[market]! += ppm * factor
      squares[market]! += factor * factor
    }
  }
  return products.map((product, market) => {
    const beta = squares[market] === 0n ? MILLION : (product * MILLION) / squares[market]!
    return Number(beta > 10n * MILLION ? 10n * MILLION : beta < -10n * MILLION ? -10n * MILLION : beta)
  })
}
