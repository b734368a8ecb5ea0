// Stage 6: what is left of bankrupt accounts is closed against the ranking of the other side, each counterparty for as
// many lots as its equity bears at the bankruptcy price.
//
// Reads: rankings. Writes: bankrupt rows, counterparties. Bound: the fills, and candidates without equity on the way.
// Allocation: BigInt, one object a fill. Deterministic: bankrupt rows by id, their markets, then ranks.

import { valueRow } from '../book/equity.ts'
import { STATE_AT_RISK } from '../core/codes.ts'
import { abs, max } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { isAllocationPolicy, isLossPolicy } from '../policies/policy.ts'
import { AdlPrices, type BankruptLeg } from './adl-price.ts'
import { type AdlSide, closeCandidate, type Turn } from './close-candidate.ts'
import { Together } from './close-together.ts'
import { dealOut } from './deal-out.ts'
import { Rankings } from './rank.ts'
import { placeOf } from './ranked-book.ts'
import type { Ranking } from './ranking.ts'
import { LOG_ADL_CLOSED, LOG_ADL_OPENED } from './round-log.ts'
import { bankruptRows, freshMarkets, lotsOf, type RankingWitness, type Round } from './round-state.ts'

/** Lots that no counterparty had equity for, and the ranking in which it was looked for. */
export interface Leftover {
  readonly row: number
  readonly market: number
  readonly ranking: Ranking
}

export interface AdlPass {
  readonly sides: ReadonlyMap<number, AdlSide>
  readonly leftovers: readonly Leftover[]
  /** null: nobody had to be ranked. */
  readonly rankings: Rankings | null
}

export function deleverage(round: Round): AdlPass {
  const { book, settings } = round
  const legs = legsOf(round, bankruptRows(round, true))
  const unfilled = unfilledLegs(round)
  const sides = sidesOf(round, [...legs, ...unfilled])
  const leftovers: Leftover[] = []
  if (sides.size === 0) return { sides, leftovers, rankings: null }
  // Made once, before the first fill; the caps look at the equity of the moment.
  const together = settings.hedge?.mode === 'together' ? new Together(round) : null
  const rankings = new Rankings(round, together === null ? sides.keys() : together.places(sides.keys()))
  for (const side of sides.values()) noteOpened(round, side, rankings.of(side.place).count)
  if (round.witness !== null) show(round, round.witness, rankings, together?.places(sides.keys()) ?? sides.keys())
  const prices = new AdlPrices(round, legs)
  for (const leg of legs) {
    const { row, market, place } = leg
    const ranking = rankings.of(place)
    // A loss that is shared closes nobody before the mark does.
    if (!isLossPolicy(settings.policy)) {
      take({ round, ...leg, side: sides.get(place)!, ranking, rankings, together, price: prices.of(leg) })
    }
    if (lotsOf(book, row, market) !== 0n) leftovers.push({ row, market, ranking })
  }
  prices.settle()
  for (const leg of unfilled) {
    const { row, market, place } = leg
    if (!isAtRisk(round, row)) continue
    // It may stand in a queue itself, as it was; what it holds there is less afterwards.
    rankings.remember(row, market)
    take({
      round,
      ...leg,
      side: sides.get(place)!,
      ranking: rankings.of(place),
      rankings,
      together,
      price: prices.atMark(leg),
    })
    rankings.dropHands(place ^ 1)
  }
  return { sides, leftovers, rankings }
}

// Where hedges are closed together, rankings of other markets may be used as well.
function show(round: Round, witness: RankingWitness, rankings: Rankings, places: Iterable<number>): void {
  for (const place of [...places].sort((a, b) => a - b)) witness.see(round, place, rankings.of(place))
}

function take(turn: Turn): void {
  const { policy } = turn.round.settings
  if (isAllocationPolicy(policy)) dealOut(turn, policy)
  else walk(turn)
}

// What the order book left of accounts that are not bankrupt, in the order in which they asked.
function unfilledLegs(round: Round): BankruptLeg[] {
  const legs: BankruptLeg[] = []
  for (const { row, market, lots } of round.unfilled) {
    const held = lotsOf(round.book, row, market)
    // Between the parts of a round a market may be halted, and a trade may turn a position round.
    const isAsAsked = round.fresh[market] === 1 && held !== 0n && held > 0n === lots > 0n
    if (!isAsAsked || !isAtRisk(round, row)) continue
    legs.push({ row, market, place: placeOf(market, held > 0n), keptLots: max(0n, abs(held) - abs(lots)) })
  }
  return legs
}

function isAtRisk({ book }: Round, row: number): boolean {
  return valueRow(book, row).state === STATE_AT_RISK
}

// Bankrupt rows by id, their markets by number.
function legsOf(round: Round, rows: readonly number[]): BankruptLeg[] {
  const legs: BankruptLeg[] = []
  for (const row of rows) {
    for (const market of freshMarkets(round, row)) {
      legs.push({ row, market, place: placeOf(market, lotsOf(round.book, row, market) > 0n), keptLots: 0n })
    }
  }
  return legs
}

function sidesOf(round: Round, legs: readonly BankruptLeg[]): Map<number, AdlSide> {
  const found = new Map<number, AdlSide>()
  for (const { row, market, place, keptLots } of legs) {
    let side = found.get(place)
    if (side === undefined) {
      const nothing = { filledLots: 0n, valueAtoms: 0n, lossAtoms: 0n, atMarkLots: 0n }
      side = { place, accounts: 0, requiredLots: 0n, fills: 0, ...nothing, taken: new Map() }
      found.set(place, side)
    }
    side.accounts += 1
    side.requiredLots += abs(lotsOf(round.book, row, market)) - keptLots
  }
  return new Map([...found].sort(([a], [b]) => a - b))
}

// From the first to the last, as much as each can take.
function walk(turn: Turn): void {
  const { round, row, market, ranking } = turn
  let need = abs(lotsOf(round.book, row, market)) - turn.keptLots
  const { closed } = ranking
  for (let rank = closed.openFrom(0); need > 0n && rank < ranking.count; rank = closed.openFrom(rank + 1)) {
    const open = ranking.openLots(rank)
    if (open > 0n) need -= closeCandidate(turn, rank, open, need)
    else closed.close(rank)
  }
}

function noteOpened(round: Round, side: AdlSide, candidates: number): void {
  const { book, kernel, log } = round
  const market = side.place >> 1
  const pool = book.columns.marketPoolRow[market]!
  const fundAtoms = pool === at.NO_ROW ? null : kernel.equity(pool)
  const entry = log.add(round.pass, LOG_ADL_OPENED, market, 0, 0)
  log.lots[entry] = side.requiredLots
  log.notes.set(entry, adlNote(side, candidates, fundAtoms))
}

/** After stage 7: what was filled, and where the rest went. */
export function noteClosed(round: Round, { sides }: AdlPass): void {
  const { log } = round
  for (const side of sides.values()) {
    const entry = log.add(round.pass, LOG_ADL_CLOSED, side.place >> 1, 0, 0)
    log.lots[entry] = side.requiredLots - side.filledLots - side.atMarkLots
    log.values[entry] = side.valueAtoms
    log.losses[entry] = side.lossAtoms
    log.notes.set(entry, adlNote(side, 0, null))
  }
}

function adlNote(
  { place, accounts, fills, filledLots, atMarkLots }: AdlSide,
  candidates: number,
  fundAtoms: bigint | null,
) {
  const side = (place & 1) === at.SIDE_SHORT ? ('short' as const) : ('long' as const)
  return { side, accounts, candidates, fundAtoms, fills, filledLots, atMarkLots }
}
