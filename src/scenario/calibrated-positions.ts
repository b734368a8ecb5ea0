// Which markets every holder is in, on which side and with how many lots. Wishes first, then each side of a market is
// scaled to its open interest, so that the lots of a market add up to zero without its external row.

import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Holder } from './calibrated-accounts.ts'
import type { Calibration } from './calibrated-schema.ts'
import type { CalibratedMarket } from './calibrated-venue.ts'
import { MarketChoice } from './generator-positions.ts'
import type { Random } from './random.ts'

const SHARES = 10_000
const WEIGHTS = 1_000_000
/** Small accounts choose a market by the fills that it has seen; so much is added, so that none is forgotten. */
const LEAST_WEIGHT = 20

/** The positions of all holders, those of one together. */
export interface CalibratedPositions {
  /** By holder: its first position; one more than holders. */
  readonly firsts: Uint32Array
  readonly markets: Uint16Array
  /** Negative for shorts. */
  readonly lots: Float64Array
  readonly entryTicks: Float64Array
}

/** @throws BallastError ERR_CONFIG for a market with too few lots for its positions */
export function placePositions(
  calibration: Calibration,
  markets: readonly CalibratedMarket[],
  holders: readonly Holder[],
  random: Random,
): CalibratedPositions {
  const firsts = new Uint32Array(holders.length + 1)
  for (const [index, { positions }] of holders.entries()) firsts[index + 1] = firsts[index]! + positions
  const total = firsts[holders.length]!
  const placed = { firsts, markets: new Uint16Array(total), lots: new Float64Array(total) }
  wishPositions(placed, markets, holders, random)
  scaleSides(placed, markets)
  const entryTicks = Float64Array.from(placed.lots, (lots, index) => {
    return entryOf(markets[placed.markets[index]!]!, lots > 0, calibration.longEntryPpm, random)
  })
  return { ...placed, entryTicks }
}

type Placed = Omit<CalibratedPositions, 'entryTicks'>

// Leaves wished cents where the lots will stand. Large accounts spread over markets by what was liquidated there, small
// ones go where many traded; the first of them visit every market in turn, so that each has both sides.
function wishPositions(
  placed: Placed,
  markets: readonly CalibratedMarket[],
  holders: readonly Holder[],
  random: Random,
) {
  const bySize = sizeWeights(markets)
  const byFills = markets.map(({ facts }) => facts.liquidationFills + facts.adlFills + LEAST_WEIGHT)
  const largeChoice = new MarketChoice(bySize, random)
  const smallChoice = new MarketChoice(byFills, random)
  const visits = { long: 0, short: 0 }
  for (const [index, holder] of holders.entries()) {
    const first = placed.firsts[index]!
    const weights = new Array<number>(holder.positions)
    for (let place = 0; place < holder.positions; place += 1) {
      const side = holder.long ? 'long' : 'short'
      const visiting = !holder.large && place === 0 && visits[side] < 2 * markets.length
      const choice = holder.large ? largeChoice : smallChoice
      const market = visiting ? choice.take(index, visits[side] % markets.length) : choice.next(index)
      if (visiting) visits[side] += 1
      placed.markets[first + place] = market
      weights[place] = (holder.large ? bySize[market]! : 1) * (50 + random.below(101))
    }
    const sum = weights.reduce((total, weight) => total + weight, 0)
    for (const [place, weight] of weights.entries()) {
      const share = Math.max(1, Math.floor((weight * SHARES) / sum))
      const cents = Math.max(1, Math.floor((holder.sizeCents * share) / SHARES))
      const other = holder.hedged && place % 2 === 1
      placed.lots[first + place] = holder.long !== other ? cents : -cents
    }
  }
}

function sizeWeights(markets: readonly CalibratedMarket[]): number[] {
  const total = markets.reduce((sum, { facts }) => sum + facts.liquidationCents, 0)
  return markets.map(({ facts }) => {
    return Math.max(1, Number((BigInt(facts.liquidationCents) * BigInt(WEIGHTS)) / BigInt(total)))
  })
}

// BigInt, because a wish times the open interest of a large market passes 2^53. The largest position of a side takes
// what rounding leaves.
function scaleSides({ markets: chosen, lots }: Placed, markets: readonly CalibratedMarket[]): void {
  const sides = markets.length * 2
  const sideOf = (index: number) => 2 * chosen[index]! + (lots[index]! > 0 ? 0 : 1)
  const wishes = new Float64Array(sides)
  const sums = new Float64Array(sides)
  const largest = new Int32Array(sides).fill(-1)
  for (let index = 0; index < lots.length; index += 1) {
    const side = sideOf(index)
    wishes[side]! += Math.abs(lots[index]!)
    if (largest[side]! < 0 || Math.abs(lots[index]!) > Math.abs(lots[largest[side]!]!)) largest[side] = index
  }
  for (let index = 0; index < lots.length; index += 1) {
    const side = sideOf(index)
    const target = BigInt(markets[chosen[index]!]!.sideLots)
    const magnitude = Number((BigInt(Math.abs(lots[index]!)) * target) / BigInt(wishes[side]!))
    const scaled = Math.max(1, magnitude)
    sums[side]! += scaled
    lots[index] = lots[index]! > 0 ? scaled : -scaled
  }
  for (let side = 0; side < sides; side += 1) {
    const { sideLots, facts } = markets[side >> 1]!
    const rest = sideLots - sums[side]!
    const taker = largest[side]!
    const magnitude = taker < 0 ? 0 : Math.abs(lots[taker]!) + rest
    if (magnitude < 1) {
      const found = `${facts.symbol} has ${sideLots} lots for the positions of one side`
      throw new BallastError(ErrorCode.CONFIG, `calibration.json: ${found}: too few, or nobody holds them`)
    }
    lots[taker] = side % 2 === 0 ? magnitude : -magnitude
  }
}

// Shorts on both sides of where the deleveraged had entered on average, as far as the first mark is from it but never
// more than half-way to nothing; longs at the first mark or above.
function entryOf(market: CalibratedMarket, long: boolean, longEntryPpm: number, random: Random): number {
  const { startTicks, shortEntryTicks } = market
  const way = random.below(2_001)
  if (long) return startTicks + Math.floor((Math.floor((startTicks * longEntryPpm) / 1_000_000) * way) / 2_000)
  const spreadTicks = Math.min(Math.abs(shortEntryTicks - startTicks), Math.floor(shortEntryTicks / 2))
  return shortEntryTicks + Math.trunc((spreadTicks * (way - 1_000)) / 1_000)
}
