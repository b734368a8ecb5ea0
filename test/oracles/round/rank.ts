// The ranking of one side of a market by exact rational scores: section 5 of the specification.

import { compare } from './share.ts'
import { equityOf, type Leg, legsOf } from './value.ts'
import { absolute, type Market, type Row, sum, type World } from './world.ts'

export type Score = { kind: 'ratio'; over: bigint; under: bigint } | { kind: 'infinite' } | { kind: 'last' }
export type Candidate = {
  row: Row
  /** From 1; it stays as made. */
  rank: number
  /** Candidates of a group are served before those of the next. */
  group: number
  notional: bigint
  /** None when the policy has no score. */
  score: Score | null
}

/** Everybody on the given side who may be closed, best first. */
export function rankSide(world: World, market: Market, side: 'long' | 'short'): Candidate[] {
  const found: Candidate[] = []
  for (const row of world.rows) {
    const legs = legsOf(world, row)
    const leg = legs.find((each) => each.market.id === market.id)
    if (leg === undefined || leg.position.lots > 0n !== (side === 'long')) continue
    if (row.class !== 'trader' || row.exempt || equityOf(world, row) < 0n) continue
    const profitable = leg.profit > 0n
    if (world.options.eligible === 'profitable' && !profitable) continue
    const group = (row.protected ? 2 : 0) + (profitable ? 0 : 1)
    const score = world.policy === 'bitmex' ? bitmexScore(leg, legs, equityOf(world, row)) : null
    found.push({ row, rank: 0, group, notional: leg.notional, score })
  }
  found.sort(
    (a, b) =>
      a.group - b.group || compareScores(b.score, a.score) || compare(b.notional, a.notional) || a.row.id - b.row.id,
  )
  for (const [index, candidate] of found.entries()) candidate.rank = index + 1
  return found
}

/** PnL% · L for a profit, PnL% / L for a loss, where PnL% = profit / |entryValue| and L = notional / share. */
function bitmexScore(leg: Leg, legs: Leg[], equity: bigint): Score {
  if (leg.position.entryValue === 0n) return { kind: 'last' }
  const entry = absolute(leg.position.entryValue)
  const share = equityShare(leg, legs, equity)
  if (leg.profit > 0n) {
    if (share.over <= 0n) return { kind: 'infinite' }
    return { kind: 'ratio', over: leg.profit * leg.notional * share.under, under: entry * share.over }
  }
  if (share.over <= 0n) return { kind: 'ratio', over: 0n, under: 1n }
  return { kind: 'ratio', over: leg.profit * share.over, under: entry * leg.notional * share.under }
}

/** The part of the equity that stands behind a leg, as a fraction: by maintenance, by notional where it has none. */
function equityShare(leg: Leg, legs: Leg[], equity: bigint): { over: bigint; under: bigint } {
  if (leg.maintenance === 0n) {
    return { over: equity * leg.notional, under: sum(legs.map((each) => each.notional)) }
  }
  return { over: equity * leg.maintenance, under: sum(legs.map((each) => each.maintenance)) }
}

/** Negative when `a` is the smaller score. */
export function compareScores(a: Score | null, b: Score | null): number {
  if (a === null || b === null) return 0
  if (a.kind === 'ratio' && b.kind === 'ratio') return compare(a.over * b.under, b.over * a.under)
  const level = { last: 0, ratio: 1, infinite: 2 }
  return level[a.kind] - level[b.kind]
}

/** In lowest terms, with its denominator even when that is one. */
export function printScore(score: Score): string {
  if (score.kind !== 'ratio') return score.kind
  let [a, b] = [absolute(score.over), score.under]
  while (b !== 0n) [a, b] = [b, a % b]
  return `${score.over / a}/${score.under / a}`
}
