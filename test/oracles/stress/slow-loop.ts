// A slow loop: the round of the oracle, its order books made anew for every step, prices of slow-prices.ts between.
//
// Left out: temporary impact by law, which no list of levels can say.

import { brokenInvariants } from '../round/invariants.ts'
import { applyEvent } from '../round/moves.ts'
import { type RoundResult, runRound } from '../round/round.ts'
import { equityOf, stateOf, unitMark, unitValueAt } from '../round/value.ts'
import {
  absolute,
  type Level,
  lotsOf,
  type Market,
  type RoundEvent,
  type Row,
  rowOf,
  sum,
  type World,
} from '../round/world.ts'
import * as slow from './slow-prices.ts'

export interface SlowTerms {
  readonly shocks: ReadonlyMap<number, number>
  readonly shockSteps: number
  readonly spread: boolean
  readonly models: readonly slow.SlowModel[]
  readonly stepMs: number
  readonly maxSteps: number
  readonly unwindPpm: number
  /** By market id: the underlying. */
  readonly underlyings: ReadonlyMap<number, string>
  readonly band: (market: Market) => readonly [least: bigint, most: bigint]
  readonly startMs: number
}

export interface SlowStep {
  readonly marks: bigint[]
  readonly mids: bigint[]
  readonly notional: Record<'liquidation' | 'takeover' | 'adl-fill' | 'close-at-mark' | 'unwind', bigint[]>
  readonly passes: number
  readonly brokenHedge: bigint
  readonly unwindFills: number
  readonly deleveraged: Map<number, bigint>
  readonly funds: bigint
  readonly socialised: bigint
  readonly deficit: bigint
  readonly stuck: number
  readonly world: World
  readonly broken: string[]
}

const ENDLESS = 10n ** 15n

export function slowLoop(before: World, terms: SlowTerms): SlowStep[] {
  let world = structuredClone(before)
  const markets = world.markets.map((market) => {
    const model = terms.models.find(({ market: id }) => id === market.id)
    return slow.slowMarket(market.id, model, market.markTicks, ...terms.band(market))
  })
  const steps: SlowStep[] = []
  let timeMs = terms.startMs
  let stateBefore = ''
  for (let step = 1; step <= terms.maxSteps; step += 1) {
    for (const market of markets) slow.pass(market, timeMs, timeMs + terms.stepMs)
    timeMs += terms.stepMs
    shock(markets, terms, step)
    for (const [index, market] of markets.entries()) {
      slow.pull(market)
      slow.follow(market)
      world.markets[index]!.markTicks = slow.markOf(market)
      world.markets[index]!.depth = { bids: levelsOf(market, true), asks: levelsOf(market, false) }
      for (const side of [market.bids, market.asks]) side.traded = [0n, 0n, 0n]
    }
    const opening = structuredClone(world)
    const result = runRound(world)
    world = result.world
    // Of the round: what unwinds lose after it, the next one sees.
    const broken = brokenInvariants(opening, result)
    for (const market of markets) eat(market, result)
    const fills = { count: 0, atoms: markets.map(() => 0n) }
    const brokenHedge = breakHedges(world, markets, result, terms, fills)
    trade(markets)
    steps.push(stepOf({ world, markets, result, fills, brokenHedge, broken }))
    const state = shown(markets)
    if (step >= terms.shockSteps && isOver(markets, result, fills.count, state === stateBefore)) break
    stateBefore = state
  }
  return steps
}

/** Prices and ladders, without what was traded. */
function shown(markets: readonly slow.SlowMarket[]): string {
  return markets
    .map(({ added, pulled, marked, bids, asks }) => {
      return [added, pulled, marked, bids.taken, bids.missing, asks.taken, asks.missing].join(' ')
    })
    .join('; ')
}

function shock(markets: slow.SlowMarket[], { shocks, shockSteps, spread }: SlowTerms, step: number): void {
  if (step > shockSteps) return
  const centres = markets.map(slow.centreOf)
  const moves = markets.map((market) => {
    const way = (market.start / 1_000_000n) * BigInt(shocks.get(market.id) ?? 0)
    return slow.add(
      market,
      0,
      (way * BigInt(step)) / BigInt(shockSteps) - (way * BigInt(step - 1)) / BigInt(shockSteps),
    )
  })
  if (!spread) return
  for (const [index, by] of slow.carried(markets, centres, moves).entries()) {
    if (!shocks.has(markets[index]!.id)) slow.add(markets[index]!, 0, by)
  }
}

/** What the book of a market offers now, best first. */
function levelsOf(market: slow.SlowMarket, isBid: boolean): Level[] {
  const { ladder, impact } = market.model ?? {}
  const centre = slow.centreOf(market)
  const isIn = (ticks: bigint) => ticks * 1_000_000n >= market.least && ticks * 1_000_000n <= market.most
  if (ladder === null || ladder === undefined) {
    if (impact === null || impact === undefined) return []
    const up = centre % 1_000_000n === 0n ? 0n : 1n
    const ticks = centre / 1_000_000n + (isBid ? 0n : up)
    return isIn(ticks) ? [{ ticks, lots: ENDLESS }] : []
  }
  const mid = slow.nearest(centre)
  const levels: Level[] = []
  for (const [index, { distancePpm, lots }] of ladder.levels.entries()) {
    const away = mid * BigInt(distancePpm)
    const ticks = isBid ? mid - (away + 999_999n) / 1_000_000n : mid + (away + 999_999n) / 1_000_000n
    if (!isIn(ticks)) break
    const taken = (isBid ? market.bids : market.asks).taken[index]!
    const left = lots - (taken + 999_999n) / 1_000_000n
    if (left > 0n) levels.push({ ticks, lots: left })
  }
  return levels
}

/** What the round has taken off a book. */
function eat(market: slow.SlowMarket, { events }: RoundResult): void {
  for (const event of events) {
    if (event.type !== 'liquidation' || event.market !== market.id) continue
    takeFrom(market, event.lots! > 0n, absolute(event.lots!), 1)
  }
}

/** @returns fills */
function takeFrom(market: slow.SlowMarket, sells: boolean, lots: bigint, cause: number): Level[] {
  const side = sells ? market.bids : market.asks
  const fills: Level[] = []
  let left = lots
  const offered = levelsOf(market, sells)
  let place = 0
  if (market.model?.ladder) {
    for (const [index, level] of market.model.ladder.levels.entries()) {
      const free = level.lots - (side.taken[index]! + 999_999n) / 1_000_000n
      if (free <= 0n) continue
      const offer = offered[place]
      place += 1
      if (offer === undefined || left === 0n) break
      const count = left < free ? left : free
      side.taken[index]! += count * 1_000_000n
      left -= count
      fills.push({ ticks: offer.ticks, lots: count })
    }
  } else if (offered[0] !== undefined) {
    fills.push({ ticks: offered[0].ticks, lots: left })
  }
  side.traded[cause]! += sum(fills.map((fill) => fill.lots))
  if (cause === 1) settle(market)
  return fills
}

/** Depletion belongs to who has made it, liquidations before unwinds. */
function settle(market: slow.SlowMarket): void {
  const ladder = market.model?.ladder
  if (!ladder) return
  for (const side of [market.bids, market.asks]) {
    const now = slow.depletion(ladder, side)
    const cause = side.traded[2]! > 0n ? 2 : 1
    side.missing[cause]! += now - sum(side.missing)
  }
}

function breakHedges(
  world: World,
  markets: slow.SlowMarket[],
  { events }: RoundResult,
  { unwindPpm, underlyings }: SlowTerms,
  fills: { count: number; atoms: bigint[] },
): bigint {
  let brokenAtoms = 0n
  const given = (id: number, marketId: number) => {
    return -sum(
      events.filter(({ type, to, market }) => isAdl(type) && to === id && market === marketId).map(({ lots }) => lots!),
    )
  }
  // In the order in which the closing moves name the underlyings.
  for (const row of world.rows.filter(({ class: kind }) => kind === 'trader')) {
    const closed = events.filter(({ type, to }) => isAdl(type) && to === row.id).map(({ market }) => market!)
    const wasHealthy = stateOf(world, row) === 'healthy'
    for (const underlying of new Set(closed.map((id) => underlyings.get(id)!))) {
      const family = world.markets.filter(({ id }) => underlyings.get(id) === underlying)
      const values = (more: (id: number) => bigint) => {
        const parts = family.map((market) => (lotsOf(row, market.id) + more(market.id)) * absolute(unitMark(market)))
        return [sum(parts.filter((part) => part > 0n)), -sum(parts.filter((part) => part < 0n))] as const
      }
      const hedge = ([long, short]: readonly [bigint, bigint]) => (long < short ? long : short)
      const [was, is] = [values((id) => given(row.id, id)), values(() => 0n)]
      const broken = hedge(was) > hedge(is) ? hedge(was) - hedge(is) : 0n
      brokenAtoms += broken
      if (!wasHealthy) continue
      const over = is[0] - is[1]
      const open = absolute(over) < broken ? absolute(over) : broken
      unwindLegs({
        world,
        row,
        family,
        markets,
        fills,
        isLong: over > 0n,
        left: (open * BigInt(unwindPpm)) / 1_000_000n,
      })
    }
  }
  return brokenAtoms
}

const isAdl = (type: string) => type === 'adl-fill' || type === 'close-at-mark'

function unwindLegs(what: {
  world: World
  row: Row
  family: Market[]
  markets: slow.SlowMarket[]
  fills: { count: number; atoms: bigint[] }
  isLong: boolean
  left: bigint
}): void {
  const { world, row, family, markets, fills, isLong } = what
  let { left } = what
  for (const market of family) {
    const held = lotsOf(row, market.id)
    if (held === 0n || held > 0n !== isLong || !market.fresh) continue
    const unit = absolute(unitMark(market))
    const lots = absolute(held) * unit < left ? absolute(held) : left / unit
    if (lots === 0n) continue
    left -= lots * unit
    const index = markets.findIndex(({ id }) => id === market.id)
    for (const fill of takeFrom(markets[index]!, isLong, lots, 2)) {
      const signed = isLong ? fill.lots : -fill.lots
      const valueAtoms = signed * (unitValueAt(market, fill.ticks) - market.fundingIndexAtoms)
      const who = { from: row.id, to: market.externalRow, market: market.id }
      const event: RoundEvent = {
        pass: 0,
        stage: 3,
        type: 'liquidation',
        ...who,
        lots: signed,
        valueAtoms,
        ticks: fill.ticks,
      }
      applyEvent(world, event)
      fills.count += 1
      fills.atoms[index]! += fill.lots * unit
    }
  }
}

/** What was traded moves the mids: own moves, then what the factor carries on. */
function trade(markets: slow.SlowMarket[]): void {
  const centres = markets.map(slow.centreOf)
  const own = markets.map((market, index) => {
    settle(market)
    const kept = (lots: bigint) => (market.model === undefined ? 0n : slow.keptOf(market.model, centres[index]!, lots))
    const due = [1, 2].map((cause) => {
      const [bids, asks] = [market.bids.traded, market.asks.traded].map((traded) => {
        const first = kept(traded[1]!)
        return cause === 1 ? first : kept(traded[1]! + traded[2]!) - first
      })
      return asks! - bids!
    })
    return [slow.add(market, 1, due[0]!), slow.add(market, 2, due[1]!)]
  })
  for (const cause of [1, 2]) {
    const moves = own.map((parts) => parts[cause - 1]!)
    for (const [index, by] of slow.carried(markets, centres, moves).entries()) slow.add(markets[index]!, cause, by)
  }
  for (const market of markets) slow.pull(market)
}

function isOver(markets: slow.SlowMarket[], result: RoundResult, unwinds: number, isSame: boolean): boolean {
  if (!result.isQuiet || unwinds > 0 || result.events.some(({ type }) => type === 'liquidation')) return false
  const refills = (market: slow.SlowMarket) => {
    const { refillMs = null, halfLifeMs = null } = market.model?.ladder ?? {}
    return refillMs !== null || halfLifeMs !== null
  }
  const waits = markets.some((market) => {
    return refills(market) && [market.bids, market.asks].some(({ taken }) => taken.some((part) => part > 0n))
  })
  if (waits && result.stuck.some(({ state, reason }) => state === 'at-risk' && reason === 'unfilled')) return false
  const rests = markets.every((market) => {
    const fades = (market.model?.impact?.halfLifeMs ?? null) !== null
    const kept = fades ? market.added[0]! : sum(market.added)
    const rest = market.start + kept + (refills(market) ? 0n : sum(market.pulled))
    const inBand = rest < market.least ? market.least : rest > market.most ? market.most : rest
    return slow.markOf(market) === slow.nearest(inBand) && slow.midOf(market) === slow.nearest(inBand)
  })
  return rests || isSame
}

function stepOf(what: {
  world: World
  markets: slow.SlowMarket[]
  result: RoundResult
  fills: { count: number; atoms: bigint[] }
  brokenHedge: bigint
  broken: string[]
}): SlowStep {
  const { world, markets, result, fills, brokenHedge, broken } = what
  const { events, passes, stuck } = result
  const atomsOf = (type: string) => {
    return world.markets.map((market) => {
      const lots = events
        .filter((event) => event.type === type && event.market === market.id)
        .map((event) => event.lots!)
      return sum(lots.map(absolute)) * absolute(unitMark(market))
    })
  }
  const deleveraged = new Map<number, bigint>()
  for (const event of events) {
    if (event.type !== 'adl-fill') continue
    const unit = absolute(unitMark(world.markets.find(({ id }) => id === event.market)!))
    deleveraged.set(event.to!, (deleveraged.get(event.to!) ?? 0n) + absolute(event.lots!) * unit)
  }
  const cashOf = (type: string) => sum(events.filter((event) => event.type === type).map((event) => event.valueAtoms!))
  return {
    marks: markets.map(slow.markOf),
    mids: markets.map(slow.midOf),
    notional: {
      liquidation: atomsOf('liquidation'),
      takeover: atomsOf('takeover'),
      'adl-fill': atomsOf('adl-fill'),
      'close-at-mark': atomsOf('close-at-mark'),
      unwind: fills.atoms,
    },
    ...{ passes, brokenHedge, unwindFills: fills.count, deleveraged, stuck: stuck.length },
    funds: sum(
      result.world.rows
        .filter((row) => row.class === 'pool')
        .map((row) => equityOf(result.world, rowOf(result.world, row.id))),
    ),
    ...{ socialised: cashOf('socialised'), deficit: cashOf('deficit') },
    world: structuredClone(world),
    broken,
  }
}
