// Golden rounds played by the engine, and what came out in the words of the golden file.

import type { Engine } from '../../src/engine/engine.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from '../../src/engine/liquidity.ts'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import type { RoundReport } from '../../src/engine/round-report.ts'
import type { GoldenCase, GoldenEvent, GoldenResult } from '../oracles/round/golden.ts'

type Side = [ticks: bigint, lots: bigint][]

/** An order book that is written down level by level and does not refill. */
export class StaticBook implements Liquidity {
  readonly sides = new Map<number, { bids: Side; asks: Side }>()

  constructor(markets: readonly { id: number; bids: Side; asks: Side }[]) {
    for (const { id, bids, asks } of markets) this.sides.set(id, { bids: copy(bids), asks: copy(asks) })
  }

  answer(ask: LiquidationAsk): LiquidationFill[] {
    const fills: LiquidationFill[] = []
    const { bids, asks } = this.sides.get(ask.market)!
    const levels = ask.lots > 0n ? bids : asks
    let left = ask.lots > 0n ? ask.lots : -ask.lots
    const accepts = (ticks: bigint) =>
      ask.limitTicks === null || (ask.lots > 0n ? ticks >= ask.limitTicks : ticks <= ask.limitTicks)
    while (left > 0n && levels[0] !== undefined && accepts(levels[0][0])) {
      const level = levels[0]
      const lots = left < level[1] ? left : level[1]
      fills.push({ priceTicks: level[0], lots })
      left -= lots
      level[1] -= lots
      if (level[1] === 0n) levels.shift()
    }
    return fills
  }
}

const copy = (side: Side): Side => side.map(([ticks, lots]) => [ticks, lots])

export function goldenBook({ venue }: Pick<GoldenCase, 'venue'>): StaticBook {
  const side = (levels: [string, string][]): Side => levels.map(([ticks, lots]) => [BigInt(ticks), BigInt(lots)])
  return new StaticBook(
    venue.markets.map(({ id, depth }) => ({ id: Number(id), bids: side(depth.bids), asks: side(depth.asks) })),
  )
}

export function goldenOptions({ venue: { policy, options } }: Pick<GoldenCase, 'venue'>): RoundOptions {
  const orNull = (text: string | null) => (text === null ? null : BigInt(text))
  return {
    policy,
    eligible: options.eligible,
    adlPrice: options.adlPrice,
    socialise: options.socialise,
    takeover: options.takeover,
    maxSlippagePpm: Number(options.maxSlippagePpm),
    bufferAtoms: BigInt(options.bufferAtoms),
    liquidationBudgetAtoms: orNull(options.liquidationBudgetAtoms),
    roundBudgetAtoms: orNull(options.roundBudgetAtoms),
    maxPasses: Number(options.maxPasses),
  }
}

/** Plays one round at once; the result as the golden file says it. */
export function playGolden(engine: Engine, golden: Pick<GoldenCase, 'venue'>): GoldenResult {
  engine.configureRound(goldenOptions(golden))
  for (const { row, triggerActive } of golden.venue.pools) engine.holdPool(Number(row), triggerActive)
  const book = goldenBook(golden)
  const report = engine.runRound({ liquidity: book })
  return resultOf(engine, report, book, golden)
}

export function resultOf(
  engine: Engine,
  report: RoundReport,
  book: StaticBook,
  { venue }: Pick<GoldenCase, 'venue'>,
): GoldenResult {
  const events = [...engine.roundEvents()]
  const atMark = venue.options.adlPrice === 'mark'
  const depth = (side: Side) => side.map(([ticks, lots]): [string, string] => [`${ticks}`, `${lots}`])
  const closed = events.find((event) => event.type === 'round-closed')!
  return {
    passes: `${report.passes}`,
    flagged: events.flatMap((event) =>
      event.type === 'margin-call' && event.pass === 1
        ? [{ id: `${event.account}`, state: event.state as 'at-risk' | 'bankrupt' }]
        : [],
    ),
    events: events.flatMap((event) => eventText(event, atMark)),
    rows: [...engine.accountIds()].map((id) => {
      const { cashAtoms, positions } = engine.account(id)
      return {
        id: `${id}`,
        cash: `${cashAtoms}`,
        positions: positions.map(({ market, sizeLots, entryValueAtoms }) => ({
          market: `${market}`,
          lots: `${sizeLots}`,
          entryValue: `${entryValueAtoms}`,
        })),
      }
    }),
    deficitAtoms: `${closed.deficitAtoms}`,
    depth: [...book.sides].map(([market, { bids, asks }]) => ({
      market: `${market}`,
      bids: depth(bids),
      asks: depth(asks),
    })),
    stuck: report.stuck.map(({ account, state, reason }) => ({ id: `${account}`, state, reason })),
  }
}

/** An event in the golden file's words, or nothing for what it does not tell. */
export function eventText(event: RoundEvent, adlAtMark: boolean): GoldenEvent[] {
  const common = { pass: `${event.pass}`, stage: `${event.stage}` }
  switch (event.type) {
    case 'margin-call':
      return [{ ...common, type: 'cancel', from: `${event.account}`, state: event.state }]
    case 'liquidation-wanted': {
      const limitTicks = event.limitTicks === null ? null : `${event.limitTicks}`
      const what = { market: `${event.market}`, from: `${event.account}`, lots: `${event.lots}` }
      return [{ ...common, type: event.type, ...what, limitTicks }]
    }
    case 'book-exhausted': {
      const what = { market: `${event.market}`, from: `${event.account}`, lots: `${event.lots}` }
      return [{ ...common, type: event.type, ...what }]
    }
    case 'fund-draw':
    case 'socialised': {
      const who = { market: `${event.market}`, from: `${event.from}`, to: `${event.to}` }
      return [{ ...common, type: event.type, ...who, valueAtoms: `${event.valueAtoms}` }]
    }
    case 'deficit':
      return [
        { ...common, type: event.type, from: `${event.from}`, to: `${event.to}`, valueAtoms: `${event.valueAtoms}` },
      ]
    case 'liquidation':
    case 'cross':
    case 'close-at-mark':
    case 'hedge-close':
    case 'own-first':
    case 'takeover':
    case 'adl-fill': {
      const who = { market: `${event.market}`, from: `${event.from}`, to: `${event.to}` }
      const text: GoldenEvent = {
        ...common,
        type: event.type,
        ...who,
        lots: `${event.lots}`,
        valueAtoms: `${event.valueAtoms}`,
      }
      if (event.type === 'liquidation') text.ticks = `${event.priceTicks}`
      if ('lossAtoms' in event && !(event.type === 'adl-fill' && adlAtMark)) text.lossAtoms = `${event.lossAtoms}`
      if (event.type === 'takeover') text.closesPoolPosition = event.closesPoolPosition
      if (event.type === 'adl-fill') {
        text.rank = `${event.rank}`
        if (event.score !== null) text.score = event.score
      }
      return [text]
    }
    default:
      return []
  }
}

/**
 * Leaves out asks that repeat one of the same round: same account, market, lots and limit, and nothing had been found.
 * The engine does not ask twice what the order book has answered; the golden rounds and the oracle do. Nothing moves by
 * it, and the golden file leaves repetition free.
 */
export function withoutRepeats(events: readonly GoldenEvent[]): GoldenEvent[] {
  const unanswered = new Map<string, string>()
  const kept: GoldenEvent[] = []
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index]!
    const next = events[index + 1]
    if (event.type === 'liquidation-wanted') {
      const key = `${event.from} ${event.market}`
      const ask = `${event.lots} ${event.limitTicks}`
      const isEmpty = next?.type === 'book-exhausted' && next.lots === event.lots
      if (isEmpty && unanswered.get(key) === ask) {
        index += 1
        continue
      }
      if (isEmpty) unanswered.set(key, ask)
      else unanswered.delete(key)
    }
    kept.push(event)
  }
  return kept
}
