// Stage 6: what is left of bankrupt accounts is closed against the ranking of the other side.

import { adlPriceOf, atMark, type BankruptLeg, openPrices, type Price } from './adl-price.ts'
import { openSide } from './adl-sides.ts'
import { type Candidate, printScore } from './candidate.ts'
import { rankSide } from './rank.ts'
import { type DealRule, RULES } from './rules.ts'
import { bankrupts, type Round } from './state.ts'
import { equityOf, freshLegsOf, stateOf } from './value.ts'
import { absolute, larger, lotsOf, type Market, type Row, smaller, sum } from './world.ts'

/** Lots that no counterparty had equity for, and the ranking in which it was looked for. */
export type Leftover = { row: Row; market: Market; ranking: Candidate[] }

/** One bankrupt leg against its candidates. */
type Turn = {
  round: Round
  row: Row
  market: Market
  /** Lots that the row is to keep. */
  keeps: bigint
  ranking: Candidate[]
  price: Price
  /** By candidate: what it has lost here in this pass. */
  taken: Map<Row, bigint>
}

export function deleverage(round: Round): Leftover[] {
  const { world } = round
  const legs = bankrupts(round, 'with pools').flatMap((row) =>
    freshLegsOf(world, row).map(({ market }): BankruptLeg => ({ row, market, side: opposite(row, market) })),
  )
  const unfilled = unfilledLegs(round)
  // Made once, before the first fill; the caps look at the equity of the moment.
  const sides = new Map<string, { ranking: Candidate[]; taken: Map<Row, bigint> }>()
  for (const { market, side } of [...legs, ...unfilled]) {
    const key = `${market.id} ${side}`
    if (!sides.has(key)) sides.set(key, { ranking: rankSide(round, market, side), taken: new Map() })
  }
  for (const market of world.markets) {
    for (const side of ['long', 'short'] as const) {
      const found = sides.get(`${market.id} ${side}`)
      if (found !== undefined) openSide(round, market, side, [...legs, ...unfilled], found.ranking.length)
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
      take({ round, row, market, keeps: 0n, ranking, price: prices.of(leg), taken })
    }
    if (lotsOf(row, market.id) !== 0n) leftovers.push({ row, market, ranking })
  }
  prices.settle()
  for (const leg of unfilled) {
    const { row, market, side, keeps } = leg
    // It may have given to others meanwhile, and so be healthy, or have as little as it would keep.
    if (stateOf(world, row) !== 'at-risk') continue
    const { ranking, taken } = sides.get(`${market.id} ${side}`)!
    take({ round, row, market, keeps, ranking, price: unlost(round, leg), taken })
  }
  return leftovers
}

const opposite = (row: Row, market: Market): 'long' | 'short' => (lotsOf(row, market.id) > 0n ? 'short' : 'long')

/** Nobody loses by it; where fills have a loss, one of nothing is said. */
function unlost(round: Round, leg: BankruptLeg): Price {
  const price = atMark(round, leg)
  if (adlPriceOf(round.world) === 'mark') return price
  return { ...price, close: (lots, equity, note) => price.close(lots, equity, { ...note, lossAtoms: 0n }) }
}

type UnfilledLeg = BankruptLeg & { keeps: bigint }

/** Lots that the order book was asked for and left, of accounts that can still pay. */
function unfilledLegs({ world, unfilled }: Round): UnfilledLeg[] {
  if (world.options.adlFor !== 'unfilled') return []
  return unfilled
    .filter(({ row, market }) => stateOf(world, row) === 'at-risk' && lotsOf(row, market.id) !== 0n)
    .map(({ row, market, lots }) => {
      const keeps = larger(0n, absolute(lotsOf(row, market.id)) - lots)
      return { row, market, side: opposite(row, market), keeps }
    })
}

function take(turn: Turn): void {
  const rule = RULES[turn.round.world.policy]
  if (rule.kind === 'deal') deal(turn, rule)
  else walk(turn)
}

const needOf = ({ row, market, keeps }: Turn): bigint => larger(0n, absolute(lotsOf(row, market.id)) - keeps)

/** From the first to the last, as much as each can take. */
function walk(turn: Turn): void {
  for (const candidate of turn.ranking) close(turn, candidate, needOf(turn))
}

/** Group after group; who closes less than was dealt drops out, and the rest is dealt again. */
function deal(turn: Turn, { allocate, capacity }: DealRule): void {
  const { market, ranking, price, taken } = turn
  const held = (of: Row) => absolute(lotsOf(of, market.id))
  for (const group of new Set(ranking.map((candidate) => candidate.group))) {
    let players = ranking.filter((candidate) => candidate.group === group)
    for (;;) {
      players = players.filter((candidate) => held(candidate.row) > 0n)
      const open = players.map((candidate) => {
        const lots = held(candidate.row)
        return capacity === undefined ? lots : capacity(candidate, lots, price.cost, taken.get(candidate.row) ?? 0n)
      })
      const need = smaller(needOf(turn), sum(open))
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
