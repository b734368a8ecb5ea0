// Hedges restated in plain numbers: who holds what, what of it is open, and which lots go together, found by trying one
// number of lots after the other.

import type { Engine } from '../../src/engine/engine.ts'
import { min } from '../../src/fixed/rounding.ts'

/** Lots by market. */
export type Holdings = Map<number, bigint>

export interface HedgeModel {
  readonly held: Map<number, Holdings>
  /** By market: what a lot is worth, its underlying, whether its mark is fresh. */
  readonly units: readonly bigint[]
  readonly underlyings: readonly string[]
  readonly fresh: readonly boolean[]
}

export interface Sides {
  readonly long: bigint
  readonly short: bigint
}

export interface Move {
  readonly market: number
  readonly from: number
  readonly to: number
  readonly lots: bigint
}

export const size = (lots: bigint): bigint => (lots < 0n ? -lots : lots)

export function readHedges(engine: Engine, ids: readonly number[], staleMarkets: readonly number[]): HedgeModel {
  const held = ids.map((id): [number, Holdings] => {
    return [id, new Map(engine.account(id).positions.map(({ market, sizeLots }) => [market, sizeLots]))]
  })
  const markets = Array.from({ length: engine.book.marketCount }, (_, market) => engine.market(market))
  return {
    held: new Map(held),
    units: markets.map(({ unitAtoms }) => size(unitAtoms)),
    underlyings: markets.map(({ symbol }) => symbol.split('-')[0]!),
    fresh: markets.map(({ id }) => !staleMarkets.includes(id)),
  }
}

export function lotsIn({ held }: HedgeModel, account: number, market: number): bigint {
  return held.get(account)?.get(market) ?? 0n
}

/** House rows are not in the model. */
export function move(model: HedgeModel, { from, to, market, lots }: Move): void {
  for (const [account, change] of [[from, -lots] as const, [to, lots] as const]) {
    model.held.get(account)?.set(market, lotsIn(model, account, market) + change)
  }
}

export function sidesOf(model: HedgeModel, account: number, underlying: string): Sides {
  const sides = { long: 0n, short: 0n }
  for (const [market, lots] of model.held.get(account)!) {
    if (model.underlyings[market] !== underlying) continue
    sides[lots > 0n ? 'long' : 'short'] += size(lots) * model.units[market]!
  }
  return sides
}

const larger = ({ long, short }: Sides) => (long > short ? long : short)
const open = ({ long, short }: Sides) => size(long - short)

/** Both there, and |long − short| / max below 5 %. */
export function isHedge(sides: Sides): boolean {
  return sides.long > 0n && sides.short > 0n && 20n * open(sides) < larger(sides)
}

/** |long − short| / max is larger than it was; of nothing nothing is open. */
export function isWorse(before: Sides, after: Sides): boolean {
  return open(after) * larger(before) > open(before) * larger(after)
}

/** Lots of a position that nothing of the other side covers. */
export function unhedgedLots(model: HedgeModel, account: number, market: number): bigint {
  const lots = lotsIn(model, account, market)
  const { long, short } = sidesOf(model, account, model.underlyings[market]!)
  const [own, other] = lots > 0n ? [long, short] : [short, long]
  if (own <= other) return 0n
  // ⌈lots · (own − other) / own⌉: the fewest lots that are worth as much as this position's part of the excess.
  let unhedged = 0n
  while (unhedged * own < size(lots) * (own - other)) unhedged += 1n
  return unhedged
}

/**
 * The lots of the opposite legs with which `count` lots of a position may go: one by one, by market, until what is open
 * is no more than it was; a lot that is too much is left, and the next market is looked at. null: it does not come out.
 *
 * @param takers lots that those who are not hedged hold against a leg
 */
export function companions(
  model: HedgeModel,
  account: number,
  market: number,
  count: bigint,
  takers: (market: number, isLong: boolean) => bigint,
): Holdings | null {
  const underlying = model.underlyings[market]!
  const isLong = lotsIn(model, account, market) > 0n
  const before = sidesOf(model, account, underlying)
  const given: Holdings = new Map()
  const rest: HedgeModel = { ...model, held: new Map([[account, new Map(model.held.get(account)!)]]) }
  const give = (other: number, lots: bigint) => move(rest, { from: account, to: 0, market: other, lots })
  const now = () => sidesOf(rest, account, underlying)
  give(market, isLong ? count : -count)
  for (const other of [...model.held.get(account)!.keys()].sort((a, b) => a - b)) {
    const lots = lotsIn(model, account, other)
    const isOpposite = model.underlyings[other] === underlying && lots !== 0n && lots > 0n !== isLong
    if (!isOpposite || !model.fresh[other]) continue
    const one = isLong ? -1n : 1n
    for (let left = min(size(lots), takers(other, lots > 0n)); left > 0n && isWorse(before, now()); left -= 1n) {
      give(other, one)
      const { long, short } = now()
      const isTooMuch = isWorse(before, now()) && (isLong ? short < long : long < short)
      if (isTooMuch) {
        give(other, -one)
        break
      }
      given.set(other, (given.get(other) ?? 0n) + 1n)
    }
  }
  return isWorse(before, now()) ? null : given
}

/** How many lots of a position can go, up to `most`. */
export function mostTogether(most: bigint, find: (count: bigint) => Holdings | null): bigint {
  for (let count = most; count > 0n; count -= 1n) if (find(count) !== null) return count
  return 0n
}
