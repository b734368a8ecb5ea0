// Stage 6: what is left of bankrupt accounts is closed against the ranking of the other side, each counterparty for as
// many lots as its equity bears at the bankruptcy price.
//
// Reads: rankings. Writes: bankrupt rows, counterparties. Bound: the fills, and candidates without equity on the way.
// Allocation: BigInt, one object a fill. Deterministic: bankrupt rows by id, their markets, then ranks.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { abs, min } from '../fixed/rounding.ts'
import { sum } from '../fixed/shares.ts'
import * as at from '../memory/fields.ts'
import { type AllocationPolicy, isScorePolicy } from '../policies/policy.ts'
import { bearable, closeAtBankruptcy, closeAtMark } from './moves.ts'
import { called, placeOf, type Ranking, Rankings } from './rank.ts'
import { LOG_ADL_CLOSED, LOG_ADL_FILL, LOG_ADL_OPENED } from './round-log.ts'
import { bankruptRows, freshMarkets, lotsOf, type Round } from './round-state.ts'

/** Lots that no counterparty had equity for, and the ranking in which it was looked for. */
export interface Leftover {
  readonly row: number
  readonly market: number
  readonly ranking: Ranking
}

/** What one side of a market has to give in this pass. */
export interface AdlSide {
  readonly place: number
  accounts: number
  requiredLots: bigint
  fills: number
  filledLots: bigint
  valueAtoms: bigint
  lossAtoms: bigint
  atMarkLots: bigint
}

export interface AdlPass {
  readonly sides: ReadonlyMap<number, AdlSide>
  readonly leftovers: readonly Leftover[]
  /** null: nobody had to be ranked. */
  readonly rankings: Rankings | null
}

export function deleverage(round: Round): AdlPass {
  const { book, settings } = round
  const rows = bankruptRows(round, true)
  const sides = sidesOf(round, rows)
  const leftovers: Leftover[] = []
  if (sides.size === 0) return { sides, leftovers, rankings: null }
  // Made once, before the first fill; the caps look at the equity of the moment.
  const rankings = new Rankings(round, sides.keys())
  for (const side of sides.values()) noteOpened(round, side, rankings.of(side.place).count)
  for (const row of rows) {
    for (const market of freshMarkets(round, row)) {
      const side = sides.get(placeOf(market, lotsOf(book, row, market) > 0n))!
      const ranking = rankings.of(side.place)
      const turn: Turn = { round, row, market, side, ranking, rankings }
      if (isScorePolicy(settings.policy)) walk(turn)
      else deal(turn, settings.policy)
      if (lotsOf(book, row, market) !== 0n) leftovers.push({ row, market, ranking })
    }
  }
  return { sides, leftovers, rankings }
}

/** One leg of a bankrupt account at its turn. */
interface Turn {
  readonly round: Round
  readonly row: number
  readonly market: number
  readonly side: AdlSide
  readonly ranking: Ranking
  readonly rankings: Rankings
}

function sidesOf(round: Round, rows: readonly number[]): Map<number, AdlSide> {
  const found = new Map<number, AdlSide>()
  for (const row of rows) {
    for (const market of freshMarkets(round, row)) {
      const lots = lotsOf(round.book, row, market)
      const place = placeOf(market, lots > 0n)
      let side = found.get(place)
      if (side === undefined) {
        const nothing = { filledLots: 0n, valueAtoms: 0n, lossAtoms: 0n, atMarkLots: 0n }
        side = { place, accounts: 0, requiredLots: 0n, fills: 0, ...nothing }
        found.set(place, side)
      }
      side.accounts += 1
      side.requiredLots += abs(lots)
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b))
}

// From the first to the last, as much as each can take.
function walk(turn: Turn): void {
  const { round, row, market, ranking } = turn
  let need = abs(lotsOf(round.book, row, market))
  for (let rank = ranking.firstOpen; need > 0n && rank < ranking.count; rank += 1) {
    const open = abs(lotsOf(round.book, ranking.row(rank), market))
    if (open > 0n) need -= close(turn, rank, open, need)
    else if (rank === ranking.firstOpen) ranking.firstOpen += 1
  }
}

// Group after group; who closes less than it was dealt drops out, and the rest is dealt again.
function deal(turn: Turn, policy: AllocationPolicy): void {
  const { round, row, market, ranking } = turn
  let next = 0
  while (next < ranking.count) {
    const group = ranking.group(next)
    let players: number[] = []
    for (; next < ranking.count && ranking.group(next) === group; next += 1) {
      if (lotsOf(round.book, ranking.row(next), market) !== 0n) players.push(next)
    }
    while (players.length > 0) {
      const open: bigint[] = []
      for (const rank of players) open.push(abs(lotsOf(round.book, ranking.row(rank), market)))
      const need = min(abs(lotsOf(round.book, row, market)), sum(open))
      if (need === 0n) break
      players = dealOnce(turn, policy, players, open, need)
    }
  }
}

function dealOnce(
  turn: Turn,
  policy: AllocationPolicy,
  players: readonly number[],
  open: readonly bigint[],
  need: bigint,
): number[] {
  const candidates = Array.from(players, (rank) => turn.ranking.candidate(rank))
  const parts = called(policy.name, () => policy.allocate(need, candidates, open.slice()))
  demandAllocation(policy, parts, open, need)
  const staying: number[] = []
  for (const [index, rank] of players.entries()) {
    const part = parts[index]!
    if (part === 0n || close(turn, rank, open[index]!, part) === part) staying.push(rank)
  }
  return staying
}

/** Closes up to `most` lots against a candidate; returns how many its equity bears. */
function close(turn: Turn, rank: number, open: bigint, most: bigint): bigint {
  const { round, row, market, side, ranking, rankings } = turn
  const to = ranking.row(rank)
  const atMark = round.settings.adlPrice === 'mark'
  let count = min(most, open)
  if (!atMark) count = bearable(round, row, market, count, round.kernel.equity(to))
  if (count === 0n) return 0n
  const fact = rankings.remember(to, market)
  const note = { type: LOG_ADL_FILL, rank: rank + 1, whole: count === open, fact }
  if (atMark) closeAtMark(round, row, to, market, count, note)
  else closeAtBankruptcy(round, row, to, market, count, note)
  const entry = round.log.count - 1
  side.fills += 1
  side.filledLots += count
  side.valueAtoms += round.log.values[entry]!
  side.lossAtoms += round.log.losses[entry]!
  return count
}

function demandAllocation(
  policy: AllocationPolicy,
  parts: readonly bigint[],
  open: readonly bigint[],
  need: bigint,
): void {
  const refuse = (why: string): never => {
    throw new BallastError(ErrorCode.POLICY, `policy ${policy.name} ${why}`)
  }
  if (!Array.isArray(parts) || parts.length !== open.length) {
    refuse(`deals to ${parts?.length ?? parts} candidates, there are ${open.length}`)
  }
  let dealt = 0n
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'bigint') refuse(`deals ${String(part)} lots to candidate ${index}, expected a bigint`)
    if (part < 0n || part > open[index]!) refuse(`deals ${part} lots to candidate ${index}, which has ${open[index]}`)
    dealt += part
  }
  if (dealt !== need) refuse(`deals ${dealt} lots, ${need} are needed`)
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
