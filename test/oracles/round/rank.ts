// The ranking of one side of a market: section 5 of the specification.

import { type Candidate, compareScores, type Score, type Stood, standing } from './candidate.ts'
import { RULES } from './rules.ts'
import { compare } from './share.ts'
import type { Round } from './state.ts'
import { equityOf, legsOf } from './value.ts'
import type { Market, World } from './world.ts'

export type Side = 'long' | 'short'

/** Everybody on the given side who may be closed, best first. */
export function rankSide(round: Round, market: Market, side: Side): Candidate[] {
  const { world } = round
  const { eligible } = world.options
  const rule = RULES[world.policy]
  const isRegardless = rule.isRegardless ?? eligible === 'regardless'
  const found: Stood[] = []
  for (const row of world.rows) {
    const leg = legsOf(world, row).find((each) => each.market.id === market.id)
    if (leg === undefined || leg.position.lots > 0n !== (side === 'long')) continue
    if (row.class !== 'trader' || row.exempt || equityOf(world, row) < 0n) continue
    if (eligible === 'profitable' && !isRegardless && leg.profit <= 0n) continue
    found.push(standing(world, row, leg))
  }
  const first = rule.kind === 'rotation' ? Number(seedOf(round, market, side) % BigInt(found.length || 1)) : 0
  const order = (index: number) => (rule.kind === 'rotation' ? (index - first + found.length) % found.length : 0)
  const candidates = found.map((position, index) => ({
    ...position,
    rank: 0,
    group: (position.row.protected ? 2 : 0) + (position.profit > 0n || isRegardless ? 0 : 1),
    score: scoreIn(world, position, found),
    order: order(index),
  }))
  const tie = rule.kind === 'queue' && rule.tie !== undefined ? rule.tie : () => 0
  candidates.sort(
    (a, b) =>
      a.group - b.group ||
      a.order - b.order ||
      compareScores(b.score, a.score) ||
      tie(a, b) ||
      compare(b.notional, a.notional) ||
      a.row.id - b.row.id,
  )
  for (const [index, candidate] of candidates.entries()) candidate.rank = index + 1
  return candidates
}

function scoreIn(world: World, position: Stood, queue: Stood[]): Score | null {
  const rule = RULES[world.policy]
  if (rule.kind !== 'queue') return null
  return rule.score(rule.isOfOwner ? queue.filter(({ row }) => row.owner === position.row.owner) : [position])
}

/** SplitMix64 over the commands before the round, the pass and the place of the queue. */
function seedOf({ world, pass }: Round, market: Market, side: Side): bigint {
  const place = 2 * market.id + (side === 'short' ? 1 : 0)
  let state = 0n
  for (const word of [world.sequence ?? 0, pass, place]) {
    let mixed = BigInt.asUintN(64, state + BigInt(word) + 0x9e3779b97f4a7c15n)
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n)
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn)
    state = mixed ^ (mixed >> 31n)
  }
  return state
}
