// The queue of one side of a market, made from all rows: who may be deleveraged, by what facts, in which order. Facts,
// score and rank are those of the moment when it was made, at the start of stage 6 of a pass.

import { abs, gcd, min } from '../fixed/rounding.ts'
import type { Policy, Score, ScorePolicy } from '../policies/policy.ts'
import { type Candidate, compareScores, isOrderPolicy, isScorePolicy, type QueueTerms } from '../policies/policy.ts'
import { scoreKey } from '../policies/score-key.ts'
import { normalLots } from './hedges.ts'
import { lotsOf, type RunningMarket, type RunningRow } from './running-book.ts'
import type { Walk } from './walk.ts'

export type Side = 'long' | 'short'

export interface Place {
  readonly row: RunningRow
  readonly candidate: Candidate
  /** Groups are served one after the other: normal before protected ones, in each the profitable before the others. */
  readonly group: number
  readonly score: Score | null
  /** The score as a double: near ones are told apart exactly. */
  readonly key: number
  /** By a policy that has an order; else 0. */
  readonly order: number
  /** null: it stands here once. Else so many of its lots stand here, or, behind, all but those. */
  readonly part: { normal: bigint } | null
  readonly isBehind: boolean
}

export class Queue {
  readonly market: RunningMarket
  readonly side: Side
  readonly terms: QueueTerms
  /** By rank. */
  readonly places: readonly Place[]
  /** By row: what it has lost here in this pass. */
  readonly taken = new Map<RunningRow, bigint>()
  /** Ranks, from 0, of those who may have something left; nobody gets lots back. */
  #open: readonly number[]

  constructor(walk: Walk, market: RunningMarket, side: Side) {
    this.market = market
    this.side = side
    this.terms = { unitAtoms: walk.book.unitAtoms, seed: seedOf(walk, market, side) }
    this.places = placesOf(walk, market, side, this.terms)
    this.#open = [...this.places.keys()]
  }

  /** Lots, a magnitude, that a place may still give. */
  openLots({ row, part, isBehind }: Place): bigint {
    const held = abs(lotsOf(row, this.market.id))
    if (part === null) return held
    return isBehind ? held - min(part.normal, held) : min(part.normal, held)
  }

  /** To be told when a place has given lots. */
  gave({ part, isBehind }: Place, count: bigint): void {
    if (part !== null && !isBehind) part.normal -= count
  }

  /** Places that have something left, by rank, from 1. */
  *open(): Generator<[rank: number, place: Place, open: bigint]> {
    let empty = 0
    for (const index of this.#open) {
      const place = this.places[index]!
      const open = this.openLots(place)
      if (open === 0n) empty += 1
      // Once a leg goes over them again and again, it is worth leaving them out.
      if (empty === MOST_EMPTY) this.#open = this.#open.filter((each) => this.openLots(this.places[each]!) > 0n)
      if (open > 0n) yield [index + 1, place, open]
    }
  }
}

const MOST_EMPTY = 64

function placesOf(walk: Walk, market: RunningMarket, side: Side, terms: QueueTerms): Place[] {
  const { policy } = walk.terms
  const found = candidatesOf(walk, market, side)
  const orders = ordersOf(policy, found, terms)
  const scores = scoresOf(policy, found, terms)
  const places = found.flatMap(({ row, candidate }, index) => {
    const score = scores?.[index] ?? null
    const scored = { row, candidate, score, key: score === null ? 0 : scoreKey(score), order: orders?.[index] ?? 0 }
    return tiersOf(walk, market, candidate, row).map((tier) => ({ ...scored, ...tier }))
  })
  return places.sort((a, b) => comparePlaces(policy, a, b))
}

/** Traders on the side that are not exempt and worth 0 or more; by id. */
function candidatesOf({ book, terms, opening }: Walk, market: RunningMarket, side: Side) {
  const { eligible } = terms.opened
  const found: { row: RunningRow; candidate: Candidate }[] = []
  for (const row of book.holders(market.id)) {
    const lots = lotsOf(row, market.id)
    if (lots === 0n || lots > 0n !== (side === 'long') || row.exempt || book.equityOf(row) < 0n) continue
    // Who came into the market while the round was open pays for nobody (I5).
    if ((opening.get(row) ?? row).positions.length === 0) continue
    const worth = book.worthOf(row)
    const leg = worth.legs.find((each) => each.market === market)!
    if (eligible === 'profitable' && leg.profitAtoms <= 0n) continue
    const candidate: Candidate = {
      ...{ account: row.id, owner: row.owner, market: market.id, lots: abs(lots) },
      notionalAtoms: leg.notionalAtoms,
      profitAtoms: leg.profitAtoms,
      entryValueAtoms: abs(leg.entryValueAtoms),
      maintenanceAtomPpm: leg.maintenanceAtomPpm,
      equityAtoms: worth.equityAtoms,
      accountMaintenanceAtomPpm: worth.maintenanceAtomPpm,
      accountNotionalAtoms: worth.notionalAtoms,
      accountProfitAtoms: worth.profitAtoms,
    }
    found.push({ row, candidate })
  }
  return found
}

function tiersOf(
  { book, terms: { opened } }: Walk,
  market: RunningMarket,
  { lots, profitAtoms }: Candidate,
  row: RunningRow,
): Pick<Place, 'group' | 'part' | 'isBehind'>[] {
  const { eligible, hedge } = opened
  const losing = profitAtoms > 0n || eligible === 'regardless' ? 0 : 1
  const normal = hedge === null ? (row.protected ? 0n : lots) : normalLots(book, hedge, row, market)
  if (normal === lots) return [{ group: losing, part: null, isBehind: false }]
  if (normal === 0n) return [{ group: 2 + losing, part: null, isBehind: true }]
  const part = { normal }
  return [
    { group: losing, part, isBehind: false },
    { group: 2 + losing, part, isBehind: true },
  ]
}

type Found = readonly { readonly candidate: Candidate }[]

function ordersOf(policy: Policy | null, found: Found, terms: QueueTerms): number[] | null {
  if (policy === null || !isOrderPolicy(policy)) return null
  const places = found.map(() => 0)
  const order = policy.order(
    found.map(({ candidate }) => candidate),
    terms,
  )
  for (const [place, index] of order.entries()) places[index] = place
  return places
}

function scoresOf(policy: Policy | null, found: Found, terms: QueueTerms): Score[] | null {
  if (policy === null || !isScorePolicy(policy)) return null
  const scores = found.map(({ candidate }) => policy.score(candidate, terms))
  if (policy.scoreTogether === undefined) return scores
  const owners = new Map<number, number[]>()
  for (const [index, { candidate }] of found.entries()) {
    owners.set(candidate.owner, [...(owners.get(candidate.owner) ?? []), index])
  }
  for (const family of owners.values()) {
    if (family.length === 1) continue
    const score = policy.scoreTogether(
      family.map((index) => found[index]!.candidate),
      terms,
    )
    for (const index of family) scores[index] = score
  }
  return scores
}

/** Keys are within 2^-50 of the scores: what is further apart needs no fraction. */
const NEAR = 2 ** -48

function comparePlaces(policy: Policy | null, a: Place, b: Place): number {
  return a.group - b.group || a.order - b.order || byScore(policy as ScorePolicy, a, b) || bySize(a, b)
}

function byScore(policy: ScorePolicy, a: Place, b: Place): number {
  if (a.score === null || b.score === null) return 0
  const gap = Math.abs(a.key - b.key)
  // Infinite keys, and those that have been cut off at zero, are compared as fractions.
  const isClear = Number.isFinite(gap) && gap > NEAR * Math.max(Math.abs(a.key), Math.abs(b.key)) && a.key * b.key !== 0
  if (isClear) return a.key > b.key ? -1 : 1
  return compareScores(b.score, a.score) || (policy.tellApart?.(a.candidate, b.candidate) ?? 0)
}

function bySize({ candidate: a }: Place, { candidate: b }: Place): number {
  if (a.notionalAtoms !== b.notionalAtoms) return a.notionalAtoms > b.notionalAtoms ? -1 : 1
  return a.account - b.account
}

const MASK = 0xffff_ffff_ffff_ffffn

/** SplitMix64 over the commands before the round, the pass, and the place of the queue. */
function seedOf({ terms, pass }: Walk, market: RunningMarket, side: Side): bigint {
  let seed = 0n
  for (const word of [terms.lot, pass, 2 * market.id + (side === 'short' ? 1 : 0)]) {
    seed = (seed + BigInt(word) + 0x9e37_79b9_7f4a_7c15n) & MASK
    seed = ((seed ^ (seed >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK
    seed = ((seed ^ (seed >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK
    seed ^= seed >> 31n
  }
  return seed
}

/** In lowest terms, with its denominator even when that is one. */
export function scoreText(score: Score | null): string | null {
  if (score === null || typeof score === 'string') return score
  const divisor = gcd(abs(score.over), score.under)
  return `${score.over / divisor}/${score.under / divisor}`
}
