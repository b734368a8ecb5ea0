// Who is hedged, by the terms of the round: what an account's longs and shorts of one underlying are worth at the mark.
//
//   open part = |longs − shorts| / max(longs, shorts), hedged when both are there and it is below the threshold

import { PPM } from '../core/limits.ts'
import { abs, divCeil, max } from '../fixed/rounding.ts'
import type { HedgeTerms } from '../stages/hedge-tiers.ts'
import { lotsOf, type RunningBook, type RunningMarket, type RunningRow } from './running-book.ts'

export interface Sides {
  readonly longAtoms: bigint
  readonly shortAtoms: bigint
}

/** "BTC" of BTC-PERP, BTC_USDC, BTC/USD, BTCUSDT. */
export function underlyingOf({ symbol }: Pick<RunningMarket, 'symbol'>): string {
  const [first = ''] = symbol.split(/[-_/]/)
  if (first !== symbol && first !== '') return first
  return symbol.replace(/(?<=.)(USDT|USDC|USD)$/, '')
}

export function sidesOf(book: RunningBook, row: RunningRow, underlying: string): Sides {
  let [longAtoms, shortAtoms] = [0n, 0n]
  for (const { market, lots, notionalAtoms } of book.worthOf(row).legs) {
    if (underlyingOf(market) !== underlying) continue
    if (lots > 0n) longAtoms += notionalAtoms
    else shortAtoms += notionalAtoms
  }
  return { longAtoms, shortAtoms }
}

/** Lots of a candidate that stand before those that hedge each other: all of them, none, or with 'quantity' a part. */
export function normalLots(book: RunningBook, terms: HedgeTerms, row: RunningRow, market: RunningMarket): bigint {
  const held = lotsOf(row, market.id)
  const all = abs(held)
  if (terms.who === 'marked' && !row.protected) return all
  const { longAtoms, shortAtoms } = sidesOf(book, row, underlyingOf(market))
  if (longAtoms === 0n || shortAtoms === 0n) return all
  const [open, most] = [abs(longAtoms - shortAtoms), max(longAtoms, shortAtoms)]
  if (terms.mode !== 'quantity') return open * PPM < BigInt(terms.thresholdPpm) * most ? 0n : all
  return held > 0n === longAtoms > shortAtoms ? divCeil(all * open, most) : 0n
}

/** Whether the open part is no larger than it was. */
export function isNoMoreOpen(before: Sides, after: Sides): boolean {
  const open = ({ longAtoms, shortAtoms }: Sides) => abs(longAtoms - shortAtoms)
  const most = ({ longAtoms, shortAtoms }: Sides) => max(longAtoms, shortAtoms)
  return open(after) * most(before) <= open(before) * most(after)
}
