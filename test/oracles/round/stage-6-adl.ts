// Stage 6: what is left of bankrupt accounts is closed against the ranking of the other side.

import { type BankruptLeg, openPrices, type Price } from './adl-price.ts'
import { openSide } from './adl-sides.ts'
import { type Candidate, printScore } from './candidate.ts'
import { rankSide } from './rank.ts'
import { type DealRule, RULES } from './rules.ts'
import { bankrupts, type Round } from './state.ts'
import { equityOf, freshLegsOf } from './value.ts'
import { absolute, lotsOf, type Market, type Row, smaller, sum } from './world.ts'

/** Lots that no counterparty had equity for, and the ranking in which it was looked for. */
export type Leftover = { row: Row; market: Market; ranking: Candidate[] }

/** One bankrupt leg against its candidates. */
type Turn = {
  round: Round
  row: Row
  market: Market
  ranking: Candidate[]
  price: Price
  /** By candidate: what it has lost here in this pass. */
  taken: Map<Row, bigint>
}

export function deleverage(round: Round): Leftover[] {
  const { world } = round
  const legs = bankrupts(round, 'with pools').flatMap((row) =>
    freshLegsOf(world, row).map(({ market, position }): BankruptLeg => {
      return { row, market, side: position.lots > 0n ? 'short' : 'long' }
    }),
  )
  // Made once, before the first fill; the caps look at the equity of the moment.
  const sides = new Map<string, { ranking: Candidate[]; taken: Map<Row, bigint> }>()
  for (const { market, side } of legs) {
    const key = `${market.id} ${side}`
    if (!sides.has(key)) sides.set(key, { ranking: rankSide(round, market, side), taken: new Map() })
  }
  for (const market of world.markets) {
    for (const side of ['long', 'short'] as const) {
      const found = sides.get(`${market.id} ${side}`)
      if (found !== undefined) openSide(round, market, side, legs, found.ranking.length)
    }
  }
  const prices = openPrices(round, legs)
  const rule = RULES[world.policy]
  const leftovers: Leftover[] = []
  for (const leg of legs) {
    const { row, market } = leg
    const { ranking, taken } = sides.get(`${market.id} ${leg.side}`)!
    // Where the loss is shared, nobody is closed before the mark does it.
    if (rule.kind !== 'loss') {
      const turn: Turn = { round, row, market, ranking, price: prices.of(leg), taken }
      if (rule.kind === 'deal') deal(turn, rule)
      else walk(turn)
    }
    if (lotsOf(row, market.id) !== 0n) leftovers.push({ row, market, ranking })
  }
  prices.settle()
  return leftovers
}

/** From the first to the last, as much as each can take. */
function walk(turn: Turn): void {
  for (const candidate of turn.ranking) close(turn, candidate, absolute(lotsOf(turn.row, turn.market.id)))
}

/** Group after group; who closes less than was dealt drops out, and the rest is dealt again. */
function deal(turn: Turn, { allocate, capacity }: DealRule): void {
  const { row, market, ranking, price, taken } = turn
  const held = (of: Row) => absolute(lotsOf(of, market.id))
  for (const group of new Set(ranking.map((candidate) => candidate.group))) {
    let players = ranking.filter((candidate) => candidate.group === group)
    for (;;) {
      players = players.filter((candidate) => held(candidate.row) > 0n)
      const open = players.map((candidate) => {
        const lots = held(candidate.row)
        return capacity === undefined ? lots : capacity(candidate, lots, price.cost, taken.get(candidate.row) ?? 0n)
      })
      const need = smaller(held(row), sum(open))
      if (need === 0n) break
      const parts = allocate(need, players, open)
      players = players.filter((candidate, index) => close(turn, candidate, parts[index]!) === parts[index])
    }
  }
}

/** Closes up to `most` lots against a candidate, returns how many it could bear. */
function close({ round, market, price, taken }: Turn, candidate: Candidate, most: bigint): bigint {
  const { row, rank, score } = candidate
  const asked = smaller(most, absolute(lotsOf(row, market.id)))
  if (asked === 0n) return 0n
  const scored = score === null ? {} : { score: printScore(score) }
  const note = { stage: 6, type: 'adl-fill', to: row.id, rank, ...scored }
  const { lots, lossAtoms } = price.close(asked, equityOf(round.world, row), note)
  taken.set(row, (taken.get(row) ?? 0n) + lossAtoms)
  return lots
}
