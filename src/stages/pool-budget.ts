// What a pool may spend in a round: what it is worth above its floor, unless something holds it back.
//
// Reads: pools, the log of the round. Writes: what it remembers of both. Bound: new entries of the log. Allocation:
// BigInt. Deterministic.

import { ROW_HELD } from '../core/codes.ts'
import { min } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { fallOfMarket, fallOfPool, isHeldBack, isJudged, roomToStart } from './fund-trigger.ts'
import { LOG_FUND_DRAW, LOG_TAKEOVER } from './round-log.ts'
import type { Round } from './round-state.ts'

/** What a market's pool may spend now: nothing without a pool, or while it is held back. Its floor stays. */
export function poolBudgetAtoms(round: Round, market: number): bigint {
  const { book, depleted, settings } = round
  const { marketPoolRow, rowFlags } = book.columns
  const { trigger } = settings
  const pool = marketPoolRow[market]!
  if (pool === at.NO_ROW || (rowFlags[pool]! & ROW_HELD) !== 0 || depleted.has(pool)) return 0n
  if (trigger === null) return aboveFloor(round, pool)
  if (isHeldBack(book, trigger, pool, market)) return 0n
  if (trigger.pays === 'all' || !isJudged(trigger, round.kernel.equity(pool))) return aboveFloor(round, pool)
  const fall =
    trigger.per === 'pool' ? fallOfPool(round, pool) : fallOfMarket(round, pool, market, spentIn(round, market))
  return min(aboveFloor(round, pool), roomToStart(trigger, fall))
}

function aboveFloor({ book, kernel, budgets, movedAt, log }: Round, pool: number): bigint {
  // Asked for again and again while nothing happens to the pool.
  const known = budgets.get(pool)
  if (known !== undefined && known.at >= movedAt[pool]!) return known.atoms
  const budget = kernel.equity(pool) - book.columns.rowReserved[pool]!
  const atoms = budget > 0n ? budget : 0n
  budgets.set(pool, { at: log.count, atoms })
  return atoms
}

// What the round has cost the pool in a market so far.
function spentIn(round: Round, market: number): bigint {
  const { log, spent } = round
  for (; round.spentUpTo < log.count; round.spentUpTo += 1) {
    const entry = round.spentUpTo
    const type = log.types[entry]!
    if (type !== LOG_FUND_DRAW && type !== LOG_TAKEOVER) continue
    const atoms = type === LOG_TAKEOVER ? log.losses[entry]! : log.values[entry]!
    const of = log.markets[entry]! - 1
    spent.set(of, (spent.get(of) ?? 0n) + atoms)
  }
  return spent.get(market) ?? 0n
}
