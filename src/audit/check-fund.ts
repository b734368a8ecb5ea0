// Stage 5, and the payments of stage 8: pools pay flat accounts up, and take positions of bankrupt ones over, each as
// far as its budget goes: what it is worth above its floor, unless something holds it back.

import { HOUSE_LOTS_FACTOR, MAX_HOUSE_POSITIONS, PPM } from '../core/limits.ts'
import { abs, max, min } from '../fixed/rounding.ts'
import { areOpposite, lotsOf, type RunningMarket, type RunningRow } from './running-book.ts'
import { splitDebt } from './split-loss.ts'
import type { Walk } from './walk.ts'

export function checkInsurance(walk: Walk): void {
  for (const row of walk.bankrupts('without pools')) {
    if (row.positions.length === 0) checkPaidUp(walk, row, 5)
    else for (const { market } of walk.book.freshLegs(row)) checkTakeover(walk, row, market)
  }
  walk.noMore('fund', 'pools have neither more to pay nor to take over', 'takeover')
  if (walk.next?.stage === 5) walk.noMore('fund', 'nobody flat owes more that a pool pays', 'fund-draw')
}

/** Each pool pays the shares of its own markets in the debt; what it cannot pay no other one pays. */
export function checkPaidUp(walk: Walk, row: RunningRow, stage: 5 | 8): void {
  const formers = walk.formers.get(row) ?? []
  const shares = splitDebt(-row.cashAtoms, formers)
  for (const [index, { market }] of formers.entries()) {
    const atoms = min(shares[index]!, budgetOf(walk, market))
    if (atoms === 0n) continue
    walk.takePay('fund-draw', stage, { claim: 'fund', from: poolOf(walk, market)!, to: row, market, atoms })
    spend(walk, market, atoms)
  }
}

// First against the pool's own opposite lots, as many as the budget bears; then the rest, whole or not at all.
function checkTakeover(walk: Walk, from: RunningRow, market: RunningMarket): void {
  const to = poolOf(walk, market)
  if (to === null || budgetOf(walk, market) === 0n) return
  const isLong = lotsOf(from, market.id) > 0n
  const take = (count: bigint, closesPoolPosition: boolean) => {
    if (count === 0n) return
    const loss = walk.lossOf(from, market)
    const lossAtoms = loss.slice(count)
    const claims = { type: 'takeover', claim: 'fund', lotsClaim: 'fund' } as const
    const event = walk.takeMove({ ...claims, from, to, market, count, lossAtoms })
    const found = event.type === 'takeover' && event.closesPoolPosition
    walk.same('fund', 'closesPoolPosition', closesPoolPosition, found)
    loss.done += count
    spend(walk, market, lossAtoms)
  }
  const bearable = (most: bigint) => {
    const budget = budgetOf(walk, market)
    return budget === 0n ? 0n : walk.lossOf(from, market).bearable(most, budget)
  }
  const [lots, held] = [lotsOf(from, market.id), lotsOf(to, market.id)]
  if (areOpposite(lots, held)) take(bearable(min(abs(lots), abs(held))), true)

  const rest = abs(lotsOf(from, market.id))
  if (rest === 0n) return
  const most = market.maxPositionLots * HOUSE_LOTS_FACTOR
  const limit = min(market.takeoverLimitLots ?? most, most)
  const now = lotsOf(to, market.id)
  const count = min(bearable(rest), max(0n, limit - (isLong ? now : -now)))
  const isWanted = count === rest || walk.terms.opened.takeover === 'partial'
  if (isWanted && hasRoom(walk, from, to, market, count)) take(count, false)
}

/** A position more has to find room, in the pool and in the book. */
function hasRoom({ book }: Walk, from: RunningRow, to: RunningRow, market: RunningMarket, count: bigint): boolean {
  if (lotsOf(to, market.id) !== 0n) return true
  const opens = count === abs(lotsOf(from, market.id)) ? 0 : 1
  return to.positions.length < MAX_HOUSE_POSITIONS && book.positionCount + opens <= book.maxPositions
}

/** The pool of a market. */
export function poolOf({ book }: Walk, { poolAccount }: RunningMarket): RunningRow | null {
  return poolAccount === null ? null : (book.rows.get(poolAccount) ?? null)
}

/** What a market's pool may spend now. */
export function budgetOf(walk: Walk, market: RunningMarket): bigint {
  const pool = poolOf(walk, market)
  if (pool === null || pool.held || walk.depleted.has(pool) || market.fund?.heldBack === true) return 0n
  const equityAtoms = walk.book.equityOf(pool)
  const aboveFloor = max(0n, equityAtoms - pool.reservedAtoms)
  const room = market.fund?.room ?? null
  if (room === null || equityAtoms <= room.leastBalanceAtoms) return aboveFloor
  if (room.peakAtoms === null || room.ofAtoms === null) return 0n
  const now = room.per === 'pool' ? equityAtoms : room.wonAtoms - (walk.spent.get(market.id) ?? 0n)
  const fall = max(0n, room.peakAtoms - now)
  const mostFall = (max(0n, room.ofAtoms) * BigInt(room.startPpm)) / PPM
  return min(aboveFloor, max(0n, mostFall - fall))
}

function spend({ spent }: Walk, market: RunningMarket, atoms: bigint): void {
  spent.set(market.id, (spent.get(market.id) ?? 0n) + atoms)
}
