// What a lot, a position and an account are worth: section 1 and 3 of the specification.

import { absolute, type Market, marketOf, type Position, type Row, type State, sum, type World } from './world.ts'

const PPM = 1_000_000n

/** u(ticks): atoms per lot at a price. */
export function unitValueAt(market: Market, ticks: bigint): bigint {
  const { contract } = market
  if (contract.kind === 'linear') return ticks * contract.atomsPerTick
  return -divideHalfEven(contract.valueAtOneTickAtoms, ticks)
}

/** Both positive; a half goes to the even neighbour. */
export function divideHalfEven(value: bigint, by: bigint): bigint {
  const floor = value / by
  const twice = (value % by) * 2n
  if (twice === by) return floor + (floor % 2n)
  return twice > by ? floor + 1n : floor
}

/** Both positive. */
export const divideUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by

export const unitMark = (market: Market): bigint => unitValueAt(market, market.markTicks)

/** Worth of one lot in an account: the mark without the funding that is still to be booked. */
export const netMark = (market: Market): bigint => unitMark(market) - market.fundingIndexAtoms

/** MM(n) in atom·ppm: the highest line of all tiers; deductions make neighbouring lines meet at the floor. */
export function maintenanceOf(market: Market, notional: bigint): bigint {
  let deduction = 0n
  let rateBefore = 0n
  let highest = 0n
  for (const { floorAtoms, ratePpm } of market.tiers) {
    deduction += floorAtoms * (ratePpm - rateBefore)
    rateBefore = ratePpm
    const line = notional * ratePpm - deduction
    if (line > highest) highest = line
  }
  return highest
}

/** A position as it is seen from its account. */
export type Leg = {
  market: Market
  position: Position
  /** |q·u|, in atoms. */
  notional: bigint
  /** In atom·ppm. */
  maintenance: bigint
  /** q·u − entryValue, in atoms. */
  profit: bigint
}

/** By market id. */
export function legsOf(world: World, row: Row): Leg[] {
  const legs = [...row.positions].map(([marketId, position]) => {
    const market = marketOf(world, marketId)
    const value = position.lots * unitMark(market)
    const notional = absolute(value)
    const maintenance = maintenanceOf(market, notional)
    return { market, position, notional, maintenance, profit: value - position.entryValue }
  })
  return legs.sort((a, b) => a.market.id - b.market.id)
}

export const freshLegsOf = (world: World, row: Row): Leg[] => legsOf(world, row).filter((leg) => leg.market.fresh)

export function equityOf(world: World, row: Row): bigint {
  return row.cash + sum(legsOf(world, row).map((leg) => leg.position.lots * netMark(leg.market)))
}

/** Σ MM of the account, in atom·ppm. */
export const marginOf = (world: World, row: Row): bigint => sum(legsOf(world, row).map((leg) => leg.maintenance))

export function stateOf(world: World, row: Row): State {
  const equity = equityOf(world, row)
  if (equity < 0n) return 'bankrupt'
  return equity * PPM < marginOf(world, row) ? 'at-risk' : 'healthy'
}

/** The smallest number of lots whose sale makes the account healthy, or the whole leg when none does. */
export function fewestLots(world: World, row: Row, leg: Leg): bigint {
  const { maxSlippagePpm, bufferAtoms } = world.options
  const { market, position } = leg
  const lots = absolute(position.lots)
  const slippage = divideUp(absolute(unitMark(market)) * maxSlippagePpm, PPM)
  const equity = equityOf(world, row)
  const others = marginOf(world, row) - leg.maintenance
  const surplus = (k: bigint) => {
    const margin = others + maintenanceOf(market, (lots - k) * absolute(unitMark(market)))
    return (equity - k * slippage - bufferAtoms) * PPM - margin
  }
  if (lots > FEW) return firstOfMany(lots, surplus)
  for (let k = 1n; k <= lots; k++) if (surplus(k) >= 0n) return k
  return lots
}

const FEW = 64n

/** The surplus is concave in k, since maintenance is convex: it is looked for on the way up to its top. */
function firstOfMany(lots: bigint, surplus: (k: bigint) => bigint): bigint {
  let [low, top] = [1n, lots]
  while (low < top) {
    const middle = (low + top) / 2n
    if (surplus(middle) < surplus(middle + 1n)) low = middle + 1n
    else top = middle
  }
  if (surplus(top) < 0n) return lots
  let first = 1n
  while (first < top) {
    const middle = (first + top) / 2n
    if (surplus(middle) >= 0n) top = middle
    else first = middle + 1n
  }
  return first
}

/** The part of a notional that a fill may lose against the mark. */
export const slippageOf = (world: World, notional: bigint): bigint => (notional * world.options.maxSlippagePpm) / PPM
