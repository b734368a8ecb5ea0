// A position that may be closed, as it stood when the ranking was made, and the exact scores that rank it.

import { equityOf, type Leg, legsOf } from './value.ts'
import { absolute, type Row, sum, type World } from './world.ts'

export type Score = { kind: 'ratio'; over: bigint; under: bigint } | { kind: 'infinite' } | { kind: 'last' }
/** Above nothing below the line. */
export type Fraction = { over: bigint; under: bigint }

/** What a rule may look at. */
export type Stood = {
  row: Row
  lots: bigint
  notional: bigint
  maintenance: bigint
  profit: bigint
  /** |entryValue|. */
  entry: bigint
  equity: bigint
  /** The part of the equity that stands behind the position: by maintenance, by notional where it has none. */
  share: Fraction
  /** Σ of all positions of the account. */
  account: { notional: bigint; maintenance: bigint; profit: bigint }
}

export type Candidate = Stood & {
  /** From 1; it stays as made. */
  rank: number
  /** Candidates of a group are served before those of the next. */
  group: number
  /** None when the policy has no score. */
  score: Score | null
}

export function standing(world: World, row: Row, leg: Leg): Stood {
  const legs = legsOf(world, row)
  const total = (of: (each: Leg) => bigint) => sum(legs.map(of))
  const account = {
    notional: total(({ notional }) => notional),
    maintenance: total(({ maintenance }) => maintenance),
    profit: total(({ profit }) => profit),
  }
  const { position, notional, maintenance, profit } = leg
  const equity = equityOf(world, row)
  const share =
    maintenance === 0n
      ? { over: equity * notional, under: account.notional }
      : { over: equity * maintenance, under: account.maintenance }
  const held = { lots: absolute(position.lots), notional, maintenance, profit, entry: absolute(position.entryValue) }
  return { row, ...held, equity, share, account }
}

/** Negative when `a` is the smaller score. */
export function compareScores(a: Score | null, b: Score | null): number {
  if (a === null || b === null) return 0
  const level = { last: 0, ratio: 1, infinite: 2 }
  if (a.kind !== 'ratio' || b.kind !== 'ratio') return level[a.kind] - level[b.kind]
  const difference = a.over * b.under - b.over * a.under
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** In lowest terms, with its denominator even when that is one. */
export function printScore(score: Score): string {
  if (score.kind !== 'ratio') return score.kind
  let [a, b] = [absolute(score.over), score.under]
  while (b !== 0n) [a, b] = [b, a % b]
  return `${score.over / a}/${score.under / a}`
}
