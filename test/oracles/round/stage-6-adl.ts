// Stage 6: what is left of bankrupt accounts is closed against the ranking of the other side.

import { bearableLots, closeAtBankruptcy } from './bankruptcy.ts'
import { type Candidate, printScore, rankSide } from './rank.ts'
import { dealByRemainder } from './share.ts'
import { bankrupts, type Round, tradeAtMark } from './state.ts'
import { equityOf, freshLegsOf } from './value.ts'
import { absolute, lotsOf, type Market, type Row, smaller, sum } from './world.ts'

/** Lots that no counterparty had equity for, and the ranking in which it was looked for. */
export type Leftover = { row: Row; market: Market; ranking: Candidate[] }

export function deleverage(round: Round): Leftover[] {
  const { world } = round
  // Made once, before the first fill; the caps look at the equity of the moment.
  const rankings = new Map(
    world.markets.flatMap((market) =>
      (['long', 'short'] as const).map((side) => [`${market.id} ${side}`, rankSide(world, market, side)] as const),
    ),
  )
  const leftovers: Leftover[] = []
  for (const row of bankrupts(round, 'with pools')) {
    for (const { market, position } of freshLegsOf(world, row)) {
      const side = position.lots > 0n ? 'short' : 'long'
      const ranking = rankings.get(`${market.id} ${side}`)!.filter((candidate) => candidate.row !== row)
      if (world.policy === 'bitmex') walk(round, row, market, ranking)
      else deal(round, row, market, ranking)
      if (lotsOf(row, market.id) !== 0n) leftovers.push({ row, market, ranking })
    }
  }
  return leftovers
}

/** From the first to the last, as much as each can take. */
function walk(round: Round, row: Row, market: Market, ranking: Candidate[]): void {
  for (const candidate of ranking) close(round, row, market, candidate, absolute(lotsOf(row, market.id)))
}

/** By size, group after group; who closes less than was dealt drops out, and the rest is dealt again. */
function deal(round: Round, row: Row, market: Market, ranking: Candidate[]): void {
  for (const group of new Set(ranking.map((candidate) => candidate.group))) {
    let players = ranking.filter((candidate) => candidate.group === group)
    for (;;) {
      const weights = players.map((candidate) => absolute(lotsOf(candidate.row, market.id)))
      const need = smaller(absolute(lotsOf(row, market.id)), sum(weights))
      if (need === 0n) break
      const parts = dealByRemainder(need, weights)
      players = players.filter(
        (candidate, index) => close(round, row, market, candidate, parts[index]!) === parts[index],
      )
    }
  }
}

/** Closes up to `most` lots against a candidate, returns how many it could bear. */
function close(round: Round, row: Row, market: Market, candidate: Candidate, most: bigint): bigint {
  const { world } = round
  const isAtMark = world.options.adlPrice === 'mark'
  let count = smaller(most, absolute(lotsOf(candidate.row, market.id)))
  if (!isAtMark) count = bearableLots(round, row, market, count, equityOf(world, candidate.row))
  if (count === 0n) return 0n
  const score = candidate.score === null ? {} : { score: printScore(candidate.score) }
  const event = { stage: 6, type: 'adl-fill', to: candidate.row.id, rank: candidate.rank, ...score }
  if (isAtMark) tradeAtMark(round, row, market, count, event)
  else closeAtBankruptcy(round, row, market, count, event)
  return count
}
