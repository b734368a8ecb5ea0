// Prices along a shock. A shape says which way and how far each market goes when the shock has size 1: its betas, in
// ppm and with a sign. At a shock of s ppm the mark is
//
//   ticks(s) = ⌊mark · (10^12 + s · beta) / 10^12⌋, held inside the market's band
//
// so a beta of −1,000,000 and a shock of 200,000 is a fall of 20 %. Whole ticks only: what counts is what a venue's
// mark can be.

import { demand, ErrorCode } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { divCeil, divFloor, max, min } from '../fixed/rounding.ts'

/** By market, in ppm: −1,000,000 falls as much as the shock is large, 0 stays. */
export type Betas = readonly number[]

/** ppm · ppm. */
const SCALE = 1_000_000_000_000n

/** One market on its way along a shock. */
export interface MarketPath {
  readonly markTicks: bigint
  readonly minTicks: bigint
  readonly maxTicks: bigint
  readonly beta: bigint
  /** The smallest shock from which on the band holds the mark where it is; null: it never gets there. */
  readonly endPpm: number | null
}

export function pathOf({ book }: Engine, market: number, beta: number): MarketPath {
  const { marketMark, marketMin, marketMax } = book.columns
  const markTicks = marketMark[market]!
  const band = { minTicks: marketMin[market]!, maxTicks: marketMax[market]! }
  return { markTicks, ...band, beta: BigInt(beta), endPpm: endOf(markTicks, band, BigInt(beta)) }
}

export function ticksAt({ markTicks, minTicks, maxTicks, beta }: MarketPath, shockPpm: number): bigint {
  const moved = divFloor(markTicks * (SCALE + BigInt(shockPpm) * beta), SCALE)
  return max(minTicks, min(maxTicks, moved))
}

// Down: the floor is at or under the least tick. Up: it has reached the most.
function endOf(mark: bigint, band: { readonly minTicks: bigint; readonly maxTicks: bigint }, beta: bigint) {
  if (beta === 0n || mark <= 0n) return null
  const { minTicks, maxTicks } = band
  const room = beta < 0n ? mark - minTicks : maxTicks - mark
  const ppm = divCeil(max(0n, room) * SCALE, mark * (beta < 0n ? -beta : beta))
  return ppm > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(ppm)
}

/** A size of zero turns a market to where it stands. @throws BallastError ERR_RANGE */
export function checkBetas(betas: Betas, markets: number): void {
  demand(betas.length === markets, ErrorCode.RANGE, () => `${betas.length} betas for ${markets} markets`)
  const wrong = betas.findIndex((beta) => !Number.isSafeInteger(beta) || Math.abs(beta) > 10_000_000)
  demand(wrong < 0, ErrorCode.RANGE, () => {
    return `the beta of market ${wrong} is ${betas[wrong]}, expected whole ppm from −10,000,000 to 10,000,000`
  })
}
