// What an order does to a price: a part of the mid that grows with the root of its size (or, for comparison, with the
// size itself). Exact: the root is that of whole numbers, rounded down.
//
//   displacement(Q) = mid · Y · σ · √(Q / V)        in micro-ticks
//   cost(Q)         = Q · displacement(Q)           of a whole order, so that its parts add up however it is sliced
//
// Sources: Almgren, Thum, Hauptmann, Li: Direct Estimation of Equity Market Impact (2005); Tóth et al., Anomalous price
// impact and the critical nature of liquidity (2011), for Y of about 1.

import { divCeil } from '../fixed/rounding.ts'

/** Whole numbers of micro-ticks stand for prices between ticks. */
export const MICRO = 1_000_000n
const PPM = 1_000_000n

export interface ImpactLaw {
  readonly law: 'square-root' | 'linear'
  readonly volatilityPpm: number
  readonly volumeLots: bigint
}

/** ⌊√value⌋ by Newton's steps from above. */
export function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(16).length + 1) * 2)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** By so much an order moves the price, in magnitude; rounded down. */
export function displacementMicro(law: ImpactLaw, factorPpm: number, midMicro: bigint, lots: bigint): bigint {
  const part = midMicro * BigInt(factorPpm) * BigInt(law.volatilityPpm)
  if (law.law === 'linear') return (part * lots) / (law.volumeLots * PPM * PPM)
  return wholeRoot((part * part * lots) / (law.volumeLots * PPM ** 4n))
}

/** What an order of so many lots pays beyond the mid, in micro-ticks · lots; rounded down. */
export function costMicro(law: ImpactLaw, factorPpm: number, midMicro: bigint, lots: bigint): bigint {
  const part = midMicro * BigInt(factorPpm) * BigInt(law.volatilityPpm)
  if (law.law === 'linear') return (part * lots * lots) / (law.volumeLots * PPM * PPM)
  return wholeRoot((part * part * lots ** 3n) / (law.volumeLots * PPM ** 4n))
}

/**
 * Y that a depth figure implies: an order that takes all that lies within `distancePpm` of the mid pays so much for its
 * last lot, which is 3/2 of what it pays on average, or by the linear law twice that. In ppm, rounded to the nearest.
 */
export function factorOfDepth(law: ImpactLaw, depthLots: bigint, distancePpm: number): number {
  const { volumeLots } = law
  const volatility = BigInt(law.volatilityPpm)
  const distance = BigInt(distancePpm) * PPM
  if (law.law === 'linear')
    return Number((distance * volumeLots + volatility * depthLots) / (2n * volatility * depthLots))
  // Twice the root, so that half of it can be rounded: (2 · 2/3)² = 16/9.
  const twice = wholeRoot((16n * distance * distance * volumeLots) / (9n * volatility * volatility * depthLots))
  return Number((twice + 1n) / 2n)
}

/** The level of a price beside the mid, against the one who trades: a seller gets less, a buyer pays more. */
export function worseTicks(midMicro: bigint, besideMicro: bigint, sells: boolean): bigint {
  if (!sells) return divCeil(midMicro + besideMicro, MICRO)
  return -divCeil(besideMicro - midMicro, MICRO)
}
