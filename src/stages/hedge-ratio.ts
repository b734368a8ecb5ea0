// How well an account is hedged in one underlying: what its long and its short positions gain and lose by the same move
// of the price, in notional at the mark.
//
//   open part = |longΔ − shortΔ| / max(longΔ, shortΔ)      hedged when it is below a threshold
//
// Source: binance.com/en/support/faq/4ac2d99429f845e5961acff03556c034, whose `relative_diff` this is.
//
// Reads: nothing of the book. Bound: the legs. Allocation: BigInt. Deterministic.

import { PPM } from '../core/limits.ts'
import { max } from '../fixed/rounding.ts'

/** Notional of both sides in one underlying. */
export interface Deltas {
  longAtoms: bigint
  shortAtoms: bigint
}

/** "BTC" of BTC-PERP, BTC_USDC, BTC/USD, BTCUSDT: the underlying that a symbol names. */
export function underlyingOf(symbol: string): string {
  const [first = symbol] = symbol.split(/[-_/]/)
  if (first !== symbol && first !== '') return first
  const [, base = symbol] = /^(.+?)(?:USDT|USDC|USD)$/.exec(symbol) ?? []
  return base
}

/** Adds a position: signed lots and the notional of it. */
export function addDelta(deltas: Deltas, lots: bigint, notionalAtoms: bigint): void {
  if (lots > 0n) deltas.longAtoms += notionalAtoms
  else deltas.shortAtoms += notionalAtoms
}

/** |long − short| and max(long, short): of one side alone they are the same. */
export function openPart({ longAtoms, shortAtoms }: Deltas): { readonly over: bigint; readonly under: bigint } {
  const over = longAtoms > shortAtoms ? longAtoms - shortAtoms : shortAtoms - longAtoms
  return { over, under: max(longAtoms, shortAtoms) }
}

/** Whether there are both sides, and what is open of them is below the threshold. */
export function isHedged(deltas: Deltas, thresholdPpm: number): boolean {
  if (deltas.longAtoms === 0n || deltas.shortAtoms === 0n) return false
  const { over, under } = openPart(deltas)
  return over * PPM < BigInt(thresholdPpm) * under
}
