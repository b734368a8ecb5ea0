// What a flagged account asks the order book for: how many lots, and the worst price. Plain arithmetic on one leg.
//
// Reads: one row, its markets. Writes: nothing. Bound: the tiers of a market. Allocation: BigInt. Deterministic.

import type { Book } from '../book/book.ts'
import { absoluteUnit, tierCount, tierDeductionAtomPpm, tierRatePpm, unitAt, unitAtMark } from '../book/markets.ts'
import { KIND_INVERSE } from '../core/codes.ts'
import { MAX_INT64, PPM } from '../core/limits.ts'
import { abs, divCeil, divFloor, max, min } from '../fixed/rounding.ts'
import { splitOver } from '../fixed/shares.ts'
import type { RoundSettings } from './round-state.ts'
import type { Leg, Valued } from './value-account.ts'

/** An ask before it is made. */
export interface SalePlan {
  /** Signed as the leg is. */
  readonly lots: bigint
  /** null: any price. */
  readonly limitTicks: bigint | null
  /** bᵢ: what the leg may lose before a budget is used. Of either sign; not frozen. */
  readonly shareAtoms: bigint
  /** What the whole leg may lose beyond that: the budget, or the slippage that is allowed. */
  readonly extraAtoms: bigint
  readonly slippageAtoms: bigint
}

/** Plans the sale of one leg of an account. `kernel.planSale` is the same for accounts with one leg. */
export function planSale(
  book: Book,
  valued: Valued,
  leg: Leg,
  settings: Pick<RoundSettings, 'maxSlippagePpm' | 'bufferAtoms'>,
  budgetAtoms: bigint,
): SalePlan {
  const shareAtoms = shareOf(valued, leg)
  const slippageAtoms = divFloor(leg.notionalAtoms * settings.maxSlippagePpm, PPM)
  const extraAtoms = min(budgetAtoms, slippageAtoms)
  const count = fewestLots(book, valued, leg, settings)
  return {
    lots: leg.lots > 0n ? count : -count,
    limitTicks: limitTicks(book, leg, shareAtoms + extraAtoms),
    shareAtoms,
    extraAtoms,
    slippageAtoms,
  }
}

function shareOf({ equityAtoms, legs }: Valued, leg: Leg): bigint {
  const share = splitOver(abs(equityAtoms), legs)[legs.indexOf(leg)]!
  return equityAtoms < 0n ? -share : share
}

/**
 * The smallest number of lots k that makes the account healthy: E − k·⌈|u|·maxSlippage⌉ ≥ MM(k) + buffer; the whole leg
 * when there is no such k.
 *
 * MM is the largest of the tiers' lines, so the condition is one linear inequality in k for every tier.
 */
export function fewestLots(
  book: Book,
  valued: Valued,
  leg: Leg,
  settings: Pick<RoundSettings, 'maxSlippagePpm' | 'bufferAtoms'>,
): bigint {
  const unit = absoluteUnit(book, leg.market)
  const lots = abs(leg.lots)
  const slippage = divCeil(unit * settings.maxSlippagePpm, PPM)
  const others = valued.maintenanceAtomPpm - leg.maintenanceAtomPpm
  // What must not be passed by the maintenance of the leg that is left, before slippage.
  const room = (valued.equityAtoms - settings.bufferAtoms) * PPM - others
  // (lots − k)·|u|·rate − deduction ≤ room − k·slippage·10^6, for the first tier also when its rate is zero.
  let least = 1n
  let most = lots
  const tiers = tierCount(book, leg.market)
  for (let tier = 0; tier < tiers; tier += 1) {
    const margin = unit * tierRatePpm(book, leg.market, tier)
    const deduction = tier === 0 ? 0n : tierDeductionAtomPpm(book, leg.market, tier)
    const slope = margin - slippage * PPM
    const missing = lots * margin - deduction - room
    if (slope > 0n) least = max(least, divCeil(missing, slope))
    else if (slope < 0n) most = min(most, divFloor(missing, slope))
    else if (missing > 0n) return lots
  }
  return least <= most ? least : lots
}

/**
 * The worst tick at which the whole leg may be closed, losing `allowance` against the mark (negative: it must gain).
 * null: any price will do; 0: a buyer that no price is low enough for.
 */
export function limitTicks(book: Book, leg: Leg, allowanceAtoms: bigint): bigint | null {
  const { marketKind, marketUnit, marketMark } = book.columns
  const { market } = leg
  const lots = abs(leg.lots)
  const mark = marketMark[market]!
  if (marketKind[market] === KIND_INVERSE) {
    return leg.lots > 0n
      ? lowestInverse(book, market, lots, allowanceAtoms)
      : highestInverse(book, market, lots, allowanceAtoms)
  }
  const ticks = divFloor(allowanceAtoms, lots * marketUnit[market]!)
  return leg.lots > 0n ? max(1n, mark - ticks) : max(0n, mark + ticks)
}

// u(ticks) of an inverse contract is rounded, so its limits are searched for.

function lowestInverse(book: Book, market: number, lots: bigint, allowance: bigint): bigint {
  const loses = (ticks: bigint) => lots * (unitAtMark(book, market) - unitAt(book, market, ticks))
  let high = book.columns.marketMark[market]!
  while (loses(high) > allowance) {
    // Above this, no price brings the wanted gain: an inverse lot is worth nothing at best.
    if (high > MAX_INT64) return MAX_INT64
    high *= 2n
  }
  let low = 0n
  // Low loses too much or is no price, high does not.
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (loses(middle) <= allowance) high = middle
    else low = middle
  }
  return high
}

function highestInverse(book: Book, market: number, lots: bigint, allowance: bigint): bigint | null {
  const loses = (ticks: bigint) => lots * (unitAt(book, market, ticks) - unitAtMark(book, market))
  // Worth at most nothing: when even that is allowed, every price is.
  if (lots * -unitAtMark(book, market) <= allowance) return null
  let low = 0n
  let high = 1n
  while (loses(high) <= allowance) {
    low = high
    high *= 2n
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (loses(middle) <= allowance) low = middle
    else high = middle
  }
  return low
}
