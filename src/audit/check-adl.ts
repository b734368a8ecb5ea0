// Stage 6: what is left of bankrupt accounts is closed against the queue of the other side. Nobody is skipped who has
// lots and bears some of the price, nobody gives more than its equity bears; an allocation deals as its policy says.

import { abs, max, min } from '../fixed/rounding.ts'
import { type AllocationPolicy, isAllocationPolicy, isLossPolicy } from '../policies/policy.ts'
import { AdlTerms, AT_MARK, type ClosedLeg, type LegTerms } from './adl-terms.ts'
import { poolOf } from './check-fund.ts'
import { Companions } from './check-hedges.ts'
import { type Place, Queue, type Side, scoreText } from './queue.ts'
import { lotsOf, type RunningMarket } from './running-book.ts'
import { sumOf } from './split-loss.ts'
import type { Walk } from './walk.ts'

/** One side of a market that has to give. */
export interface GivingSide {
  readonly queue: Queue
  readonly requiredLots: bigint
  fills: number
  filledLots: bigint
  valueAtoms: bigint
  lossAtoms: bigint
  atMarkLots: bigint
}

export interface AdlPass {
  /** By market, longs before shorts. */
  readonly sides: ReadonlyMap<string, GivingSide>
  /** Legs that found nobody for all of their lots. */
  readonly leftovers: readonly ClosedLeg[]
}

interface Turn {
  readonly leg: ClosedLeg
  readonly side: GivingSide
  readonly terms: LegTerms
  readonly companions: Companions | null
}

export function checkAdl(walk: Walk): AdlPass {
  const { policy, opened } = walk.terms
  const legs = bankruptLegs(walk)
  const unfilled = unfilledLegs(walk)
  const sides = checkNeed(walk, [...legs, ...unfilled])
  const companions = opened.hedge?.mode === 'together' && sides.size > 0 ? new Companions(walk, sides) : null
  const prices = new AdlTerms(walk, legs)
  const leftovers: ClosedLeg[] = []
  for (const leg of legs) {
    const side = sides.get(leg.place)!
    if (policy === null || !isLossPolicy(policy)) checkTurn(walk, { leg, side, companions, terms: prices.of(leg) })
    if (lotsOf(leg.row, leg.market.id) !== 0n) leftovers.push(leg)
  }
  prices.settle()
  for (const leg of unfilled) {
    if (walk.book.stateOf(leg.row) !== 'at-risk') continue
    checkTurn(walk, { leg, side: sides.get(leg.place)!, companions, terms: AT_MARK })
  }
  walk.noMore('rank', 'nothing more is to be closed, or nobody bears it', 'adl-fill')
  walk.noMore('evened', 'nobody was paid too much', 'adl-evened')
  walk.noMore('hedge', 'nothing goes with it', 'hedge-close')
  return { sides, leftovers }
}

const placeOf = (market: number, side: Side) => `${market} ${side}`

function legOf(row: ClosedLeg['row'], market: RunningMarket, keptLots: bigint): ClosedLeg {
  const side = lotsOf(row, market.id) > 0n ? 'short' : 'long'
  return { row, market, keptLots, place: placeOf(market.id, side) }
}

function bankruptLegs(walk: Walk): ClosedLeg[] {
  return walk.bankrupts('with pools').flatMap((row) => {
    return walk.book.freshLegs(row).map(({ market }) => legOf(row, market, 0n))
  })
}

/** What the order book left of accounts that are at risk still. */
function unfilledLegs(walk: Walk): ClosedLeg[] {
  if (walk.terms.opened.adlFor !== 'unfilled') return []
  return walk.unfilled.flatMap(({ row, market, lots }) => {
    const held = lotsOf(row, market.id)
    const isAsAsked = held !== 0n && held > 0n === lots > 0n && walk.book.stateOf(row) === 'at-risk'
    return isAsAsked ? [legOf(row, market, max(0n, abs(held) - abs(lots)))] : []
  })
}

/** What has to be closed, by side, and who stands there to give. */
function checkNeed(walk: Walk, legs: readonly ClosedLeg[]): Map<string, GivingSide> {
  const { book } = walk
  const sides = new Map<string, GivingSide>()
  const queued: [GivingSide, accounts: number][] = []
  const byPlace = new Map<string, ClosedLeg[]>()
  for (const leg of legs) byPlace.set(leg.place, [...(byPlace.get(leg.place) ?? []), leg])
  for (const market of book.markets) {
    for (const side of ['long', 'short'] as const) {
      const asked = byPlace.get(placeOf(market.id, side))
      if (asked === undefined) continue
      const requiredLots = sumOf(asked.map(({ row, keptLots }) => abs(lotsOf(row, market.id)) - keptLots))
      const nothing = { fills: 0, filledLots: 0n, valueAtoms: 0n, lossAtoms: 0n, atMarkLots: 0n }
      const giving = { queue: new Queue(walk, market, side), requiredLots, ...nothing }
      sides.set(placeOf(market.id, side), giving)
      queued.push([giving, asked.length])
    }
  }
  for (const [{ queue, requiredLots }, accounts] of queued) {
    const { market, side, places } = queue
    const event = walk.take('adl-round-opened', 6, 'need', () => `of market ${market.id}, ${side}`)
    const pool = poolOf(walk, market)
    const fundAtoms = pool === null ? null : book.equityOf(pool)
    const { policy } = walk.terms.opened
    const due = { market: market.id, side, policy, accounts, requiredLots, candidates: places.length, fundAtoms }
    for (const [key, value] of Object.entries(due)) walk.same('need', key, value, event[key as keyof typeof due])
  }
  walk.noMore('need', 'no other side has to give', 'adl-round-opened')
  return sides
}

function checkTurn(walk: Walk, turn: Turn): void {
  const { policy } = walk.terms
  if (policy === null) checkAsTold(walk, turn)
  else if (isAllocationPolicy(policy)) checkDealings(walk, turn, policy)
  else checkInOrder(walk, turn)
}

const needOf = ({ leg }: Turn) => max(0n, abs(lotsOf(leg.row, leg.market.id)) - leg.keptLots)

/** From the first place to the last, each as much as it bears. */
function checkInOrder(walk: Walk, turn: Turn): void {
  for (const [rank, place, open] of turn.side.queue.open()) {
    const need = needOf(turn)
    if (need === 0n) return
    checkFill(walk, turn, place, rank, min(need, open))
  }
}

/** Group after group; who closes less than it was dealt drops out, and the rest is dealt again. */
function checkDealings(walk: Walk, turn: Turn, policy: AllocationPolicy): void {
  const { queue } = turn.side
  const groups = new Map<number, [rank: number, place: Place, open: bigint][]>()
  for (const found of queue.open()) groups.set(found[1].group, [...(groups.get(found[1].group) ?? []), found])
  for (const group of groups.values()) {
    let players = group
    for (;;) {
      players = players.map(([rank, place]) => [rank, place, queue.openLots(place)] as (typeof group)[0])
      players = players.filter(([, , open]) => open > 0n)
      const parts = dealt(walk, turn, policy, players)
      if (parts === null) break
      players = players.filter(([rank, place], index) => {
        const part = parts[index]!
        return part === 0n || checkFill(walk, turn, place, rank, part) === part
      })
    }
  }
}

/** What a dealing gives each; null: nothing is dealt. */
function dealt(
  walk: Walk,
  { leg, side, terms }: Turn,
  policy: AllocationPolicy,
  players: readonly (readonly [rank: number, place: Place, open: bigint])[],
): readonly bigint[] | null {
  const candidates = players.map(([, { candidate }]) => candidate)
  const takenAtoms = players.map(([, { row }]) => side.queue.taken.get(row) ?? 0n)
  const deal = { ...side.queue.terms, lossAtoms: terms.lossAtoms, lossLots: terms.lossLots, takenAtoms }
  const holds = players.map(([, , open]) => open)
  const most = policy.capacity?.(candidates, holds.slice(), deal) ?? holds
  const need = min(max(0n, abs(lotsOf(leg.row, leg.market.id)) - leg.keptLots), sumOf(most))
  if (need === 0n) return null
  const parts = policy.allocate(need, candidates, most.slice(), deal)
  const isWhole = sumOf(parts) === need && parts.every((part, index) => part >= 0n && part <= most[index]!)
  if (!isWhole) walk.fail('allocation', `a policy that deals out ${need} lots`, walk.next)
  walk.tally.count('allocation', parts.length)
  return parts
}

/** A policy that the auditor does not know: whoever was chosen had a place in the queue, and bore its part. */
function checkAsTold(walk: Walk, turn: Turn): void {
  const { leg, side } = turn
  const known = new Map([...side.queue.open()].map(([rank, place]) => [place.row.id, { rank, place }]))
  for (;;) {
    const event = walk.next
    const isOurs = event?.type === 'adl-fill' && event.from === leg.row.id && event.market === leg.market.id
    if (!isOurs || needOf(turn) === 0n) return
    const found = known.get(event.to)
    if (found === undefined) walk.fail('candidate', `one of the ${known.size} candidates`, event)
    if (turn.terms.tell !== undefined) {
      walk.tally.skip('value', 'what a candidate was asked for, and so whether the fund bears it, hangs on the policy')
      turn.terms.tell(event.lossAtoms === 0n)
    }
    checkFill(walk, turn, found.place, null, min(needOf(turn), abs(event.lots)))
  }
}

/**
 * A candidate gives up to `most` lots, as many as its equity bears; returns how many.
 *
 * @param rank null: not known
 */
function checkFill(walk: Walk, turn: Turn, place: Place, rank: number | null, most: bigint): bigint {
  const { leg, side, terms, companions } = turn
  const { queue } = side
  const to = place.row
  const bears = terms.bearable(min(most, queue.openLots(place)), walk.book.equityOf(to))
  const count = companions !== null && place.isBehind ? companions.countOf(walk, leg, to, bears) : bears
  if (count === 0n) return 0n
  const lossAtoms = terms.lossOf(count)
  const lotsClaim = walk.terms.policy !== null && isAllocationPolicy(walk.terms.policy) ? 'allocation' : 'caps'
  const sides = companions?.before(walk, place, queue.market) ?? null
  walk.tally.count('caps')
  const { market, row: from } = leg
  const event = walk.takeMove({ type: 'adl-fill', claim: 'rank', lotsClaim, from, to, market, count, lossAtoms })
  if (event.type !== 'adl-fill') return 0n
  if (rank !== null) {
    walk.same('rank', 'rank', rank, event.rank)
    walk.same('score', 'score', scoreText(place.score), event.score)
  }
  walk.same('candidate', 'whole', lotsOf(to, market.id) === 0n, event.whole)
  for (const [key, value] of Object.entries(place.candidate)) {
    walk.same('candidate', key, value, event.candidate[key as keyof typeof place.candidate])
  }
  const extra = Object.keys(event.candidate).length - Object.keys(place.candidate).length
  walk.same('candidate', 'further facts', 0, extra)
  if (terms === AT_MARK) walk.thaw(from, to)
  terms.took(count)
  queue.gave(place, count)
  queue.taken.set(to, (queue.taken.get(to) ?? 0n) + lossAtoms)
  side.fills += 1
  side.filledLots += count
  side.valueAtoms += event.valueAtoms
  side.lossAtoms += lossAtoms
  if (sides !== null) companions!.check(walk, place, queue, sides)
  return count
}

/** After stage 7: sums of what the side has given. */
export function checkAdlClosed(walk: Walk, { sides }: AdlPass): void {
  for (const { queue, requiredLots, ...sums } of sides.values()) {
    const { market, side } = queue
    const event = walk.take('adl-round-closed', 6, 'totals', () => `of market ${market.id}, ${side}`)
    const leftLots = requiredLots - sums.filledLots - sums.atMarkLots
    const due = { market: market.id, side, ...sums, leftLots }
    for (const [key, value] of Object.entries(due)) walk.same('totals', key, value, event[key as keyof typeof due])
  }
  walk.noMore('totals', 'no other side had to give', 'adl-round-closed')
}
