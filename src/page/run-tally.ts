// Counts a run while it is played, for the page: begin, then every event and tick, then the record.

import { absoluteUnit } from '../book/markets.ts'
import { CLASS_DEFICIT, CLASS_POOL, CLASS_TRADER } from '../core/codes.ts'
import type { Engine } from '../engine/engine.ts'
import type { PoolBalance, RoundEvent } from '../engine/round-events.ts'
import type { RoundReport } from '../engine/round-report.ts'
import { abs } from '../fixed/rounding.ts'
import { EventSample } from './event-sample.ts'
import { RoundSeries } from './round-series.ts'
import type { ClosedAccount, Losses, RoundRow, RunRecord, TakenBy, TakerName } from './run-record.ts'

type Move = Extract<RoundEvent, { lots: bigint; to: number }>

/** What is told after a round; the tick of a replay fits. */
export interface PlayedRound {
  readonly timeMs: number
  readonly flagged: number
  readonly report: RoundReport
}

interface MarketTally {
  readonly closed: TakenBy
  adlLossAtoms: bigint
  fundLossAtoms: bigint
}

const TAKER_OF: Readonly<Record<string, TakerName>> = {
  liquidation: 'book',
  takeover: 'pools',
  'adl-fill': 'adl',
  'own-first': 'other',
  cross: 'other',
  'close-at-mark': 'other',
}

const nobody = (): TakenBy => ({
  book: { count: 0, notionalAtoms: 0n },
  pools: { count: 0, notionalAtoms: 0n },
  adl: { count: 0, notionalAtoms: 0n },
  other: { count: 0, notionalAtoms: 0n },
})

export class RunTally {
  readonly #engine: Engine
  readonly #events: EventSample
  readonly #series: RoundSeries
  readonly #start: RoundRow
  readonly #before: { readonly positions: number; readonly deficitAtoms: bigint }
  readonly #passes: TakenBy[] = []
  readonly #markets: MarketTally[]
  readonly #closed = nobody()
  readonly #called = new Set<number>()
  readonly #accounts = new Map<number, ClosedAccount>()
  readonly #losses: Losses = {
    ...{ ownAtoms: 0n, takeoverAtoms: 0n, drawnAtoms: 0n, adlAtoms: 0n, socialisedAtoms: 0n, deficitAtoms: 0n },
  }
  /** Closed notional of the round that is being told. */
  #inRound = { book: 0n, pools: 0n, adl: 0n, other: 0n }
  #timeMs = 0
  #openedAtoms = 0n
  #fellAtoms = 0n
  #lowestAtoms: bigint
  #rounds = 0
  #endedEarly = 0

  /** Before the first mark. */
  constructor(engine: Engine, limits: { readonly mostEvents?: number; readonly mostRows?: number } = {}) {
    this.#engine = engine
    this.#events = new EventSample(limits.mostEvents)
    this.#series = new RoundSeries(limits.mostRows)
    const { book } = engine
    this.#markets = Array.from({ length: book.marketCount }, () => {
      return { closed: nobody(), adlLossAtoms: 0n, fundLossAtoms: 0n }
    })
    const fundAtoms = equityOf(engine, CLASS_POOL)
    this.#lowestAtoms = fundAtoms
    this.#before = { positions: book.positionCount, deficitAtoms: equityOf(engine, CLASS_DEFICIT) }
    this.#start = {
      ...{ round: 0, rounds: 0, timeMs: null, flagged: 0, closedAtoms: this.#inRound, fundAtoms, paidAtoms: 0n },
      ...{ socialisedAtoms: 0n, deficitAtoms: 0n, passes: 0 },
      markTicks: book.columns.marketMark.slice(0, book.marketCount),
    }
  }

  event(event: RoundEvent): void {
    let weight = 0
    switch (event.type) {
      case 'round-opened':
        this.#timeMs = event.timeMs
        this.#openedAtoms = balance(event.pools)
        break
      case 'round-closed':
        this.#closeRound(event.pools)
        break
      case 'margin-call':
        this.#called.add(event.account)
        break
      case 'fund-draw':
        this.#losses.drawnAtoms += event.valueAtoms
        this.#marketOf(event.market).fundLossAtoms += event.valueAtoms
        weight = Number(event.valueAtoms)
        break
      case 'socialised':
        this.#losses.socialisedAtoms += event.valueAtoms
        weight = Number(event.valueAtoms)
        break
      case 'deficit':
        this.#losses.deficitAtoms += event.valueAtoms
        weight = Number(event.valueAtoms)
        break
      case 'adl-evened':
        weight = Number(event.valueAtoms)
        break
      default:
        if ('lots' in event && 'to' in event) weight = this.#move(event)
    }
    this.#events.add(event, this.#timeMs, weight)
  }

  /** After the events of the round. */
  tick({ timeMs, flagged, report }: PlayedRound): void {
    this.#rounds += 1
    if (!report.quiet) this.#endedEarly += 1
    const fundAtoms = report.insurance.afterAtoms
    if (fundAtoms < this.#lowestAtoms) this.#lowestAtoms = fundAtoms
    this.#series.add(this.#engine, {
      ...{ round: report.round, timeMs, flagged, closedAtoms: this.#inRound, fundAtoms, passes: report.passes },
      paidAtoms: report.insurance.drawnAtoms,
      ...{ socialisedAtoms: report.socialisedAtoms, deficitAtoms: report.deficitAtoms },
    })
    this.#inRound = { book: 0n, pools: 0n, adl: 0n, other: 0n }
  }

  record(): RunRecord {
    const engine = this.#engine
    const { book } = engine
    const deleveraged = [...this.#accounts.values()].sort(byNotional)
    return {
      accounts: book.accountCount,
      traders: countTraders(engine),
      ...{ positions: this.#before.positions, positionsLeft: book.positionCount },
      ...{ rounds: this.#rounds, endedEarly: this.#endedEarly },
      series: [this.#start, ...this.#series.result(engine)],
      roundsPerRow: this.#series.perRow,
      // A pass in which nothing was closed has its place all the same.
      passes: Array.from(this.#passes, (pass) => pass ?? nobody()),
      markets: this.#markets.map((tally, market) => {
        const { symbol, tickSize, lotSize } = engine.market(market)
        return { ...tally, symbol, tickSize, lotSize }
      }),
      ...{ closed: this.#closed, called: this.#called.size, deleveraged, losses: this.#losses },
      fund: {
        beforeAtoms: this.#start.fundAtoms,
        afterAtoms: equityOf(engine, CLASS_POOL),
        ...{ lowestAtoms: this.#lowestAtoms, fellAtoms: this.#fellAtoms },
      },
      deficitRowAtoms: this.#before.deficitAtoms - equityOf(engine, CLASS_DEFICIT),
      events: this.#events.result(),
    }
  }

  #move(event: Move): number {
    const notionalAtoms = abs(event.lots) * absoluteUnit(this.#engine.book, event.market)
    const taker = TAKER_OF[event.type]
    if (taker === undefined) return Number(notionalAtoms)
    const market = this.#marketOf(event.market)
    this.#passes[event.pass - 1] ??= nobody()
    for (const sum of [this.#closed[taker], market.closed[taker], this.#passes[event.pass - 1]![taker]]) {
      sum.count += 1
      sum.notionalAtoms += notionalAtoms
    }
    this.#inRound[taker] += notionalAtoms
    if ('lossAtoms' in event) this.#lose(event, notionalAtoms, market)
    return Number(notionalAtoms)
  }

  #lose(event: Move & { lossAtoms: bigint }, notionalAtoms: bigint, market: MarketTally): void {
    const { lossAtoms } = event
    const losses = this.#losses
    if (event.type === 'own-first') losses.ownAtoms += lossAtoms
    if (event.type === 'takeover') {
      losses.takeoverAtoms += lossAtoms
      market.fundLossAtoms += lossAtoms
    }
    if (event.type !== 'adl-fill') return
    losses.adlAtoms += lossAtoms
    market.adlLossAtoms += lossAtoms
    let account = this.#accounts.get(event.to)
    if (account === undefined) {
      account = { account: event.to, notionalAtoms: 0n, lossAtoms: 0n, fills: 0, whole: 0 }
      this.#accounts.set(event.to, account)
    }
    account.notionalAtoms += notionalAtoms
    account.lossAtoms += lossAtoms
    account.fills += 1
    if (event.whole) account.whole += 1
  }

  #closeRound(pools: readonly PoolBalance[]): void {
    this.#fellAtoms += this.#openedAtoms - balance(pools)
  }

  #marketOf(market: number): MarketTally {
    return this.#markets[market]!
  }
}

function balance(pools: readonly PoolBalance[]): bigint {
  return pools.reduce((sum, { equityAtoms }) => sum + equityAtoms, 0n)
}

// Of equals the one with the lower id: the page of a run is the same bytes wherever it is made.
function byNotional(a: ClosedAccount, b: ClosedAccount): number {
  if (a.notionalAtoms !== b.notionalAtoms) return a.notionalAtoms > b.notionalAtoms ? -1 : 1
  return a.account - b.account
}

/** Equity of all rows of a class. */
function equityOf(engine: Engine, kind: number): bigint {
  const { rowClass, rowId } = engine.book.columns
  let sum = 0n
  for (const [row, found] of rowClass.entries()) {
    if (found === kind) sum += engine.account(rowId[row]!).equityAtoms
  }
  return sum
}

function countTraders({ book }: Engine): number {
  let traders = 0
  for (const kind of book.columns.rowClass) if (kind === CLASS_TRADER) traders += 1
  return traders
}
