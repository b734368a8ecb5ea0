// A command given to the naive venue and to engines: all have to agree on what became of it and on the state after it.

import * as assert from 'uvu/assert'
import { TRADE_APPLIED } from '../../src/core/codes.ts'
import { BallastError } from '../../src/core/errors.ts'
import { tradeError } from '../../src/engine/trade-batch.ts'
import type { Engine, RoundReport } from '../../src/index.ts'
import { StaticBook } from '../engine/golden-play.ts'
import type { NaiveMarks } from '../oracles/naive-book.ts'
import type { NaiveDepth } from '../oracles/naive-engine.ts'
import { Refused } from '../oracles/naive-numbers.ts'
import type { NaiveTrade } from '../oracles/naive-trades.ts'
import { stepThrough } from '../oracles/played-round.ts'
import { expectedText, textOf } from '../oracles/round/play-world.ts'
import { type Command, shown } from '../oracles/trio.ts'
import type { SmallVenue } from './small-venue.ts'

const ROUNDS = ['round', 'stepRound', 'acceptProposal']

interface Outcome {
  /** 'ok' or the code that it is refused with. */
  readonly code: string
  readonly value: unknown
}

/** @returns 'ok' or the code that all refuse it with */
export function give(command: Command, naive: SmallVenue, engines: readonly Engine[]): string {
  const before = naive.known === '' ? naive.hash() : naive.known
  const expected = attempt(() => runNaive(naive, command))
  for (const engine of engines) {
    const got = attempt(() => runEngine(engine, naive, command))
    assert.equal(got, expected, `${engine.kernel}: ${shown(command)}`)
  }
  const after = naive.hash()
  naive.known = after
  if (expected.code !== 'ok') assert.is(after, before, `the naive book changed by ${shown(command)}`)
  for (const engine of engines) {
    assert.is(engine.stateHash(), after, `${engine.kernel}: state after ${shown(command)}`)
    assert.is(engine.lastSequence, naive.sequence, `${engine.kernel}: sequence after ${shown(command)}`)
    assert.equal(engine.audit().findings, [], `${engine.kernel}: audit after ${shown(command)}`)
  }
  return expected.code
}

function attempt(run: () => unknown): Outcome {
  try {
    return { code: 'ok', value: run() ?? null }
  } catch (error) {
    if (error instanceof Refused || error instanceof BallastError) return { code: error.code, value: null }
    throw error
  }
}

function runNaive(naive: SmallVenue, [name, ...args]: Command): unknown {
  switch (name) {
    case 'marks':
      return naive.applyMarks(args[0] as NaiveMarks, false)
    case 'trade': {
      const trade = args[0] as NaiveTrade
      const outcome = naive.trade(trade)
      if (outcome !== TRADE_APPLIED) throw new Refused(tradeError(outcome, trade).code)
      return undefined
    }
    case 'round':
    case 'stepRound':
    case 'acceptProposal': {
      const depths = args[0] as NaiveDepth[]
      if (name === 'acceptProposal') naive.accept(depths)
      else naive.play(depths)
      const result = naive.result!
      return { ...expectedText(result), quiet: result.isQuiet, halted: result.halted }
    }
    default:
      return call(naive, name, args)
  }
}

function runEngine(engine: Engine, naive: SmallVenue, command: Command): unknown {
  const { book, report, value } = tell(engine, command)
  if (report === null) return value
  // How many answers of the order book were commands is for the engines to agree on.
  if (command[0] === 'stepRound' && engine.lastSequence > naive.sequence) naive.countedUpTo(engine.lastSequence)
  const halted = [...engine.roundEvents()].flatMap((event) => (event.type === 'market-halted' ? [event.market] : []))
  return { ...textOf(engine, report, book, naive.before!), quiet: report.quiet, halted }
}

/** Of what was given already only the engine is told. */
export function repeat(command: Command, engine: Engine): void {
  try {
    tell(engine, command)
  } catch (error) {
    if (!(error instanceof BallastError)) throw error
  }
}

interface Told {
  readonly value: unknown
  /** Of a round. */
  readonly report: RoundReport | null
  readonly book: StaticBook
}

function tell(engine: Engine, [name, ...args]: Command): Told {
  const depths = ROUNDS.includes(name) ? (args[0] as NaiveDepth[]) : []
  const listed = Array.from({ length: engine.book.marketCount }, (_, id) => {
    return depths.find((each) => each.id === id) ?? { id, bids: [], asks: [] }
  })
  const book = new StaticBook(listed)
  const told = (value: unknown, report: RoundReport | null = null) => ({ value, report, book })
  switch (name) {
    case 'marks': {
      const { timeMs, markets, priceTicks } = args[0] as NaiveMarks
      const columns = { markets: Uint16Array.from(markets), priceTicks: BigInt64Array.from(priceTicks) }
      return told(engine.applyMarks({ timeMs, ...columns }))
    }
    case 'round':
      return told(null, engine.runRound({ liquidity: book }))
    case 'stepRound':
      return told(null, stepThrough(engine, book))
    case 'acceptProposal':
      return told(null, engine.acceptProposal({ liquidity: book }))
    default:
      return told(call(engine, name, args))
  }
}

/** What is only asked: the check, what may be withdrawn, orders. */
export function compareAnswers(naive: SmallVenue, engines: readonly Engine[]): void {
  const { checked, ids, states } = naive.check()
  const traders = [...naive.accounts.values()].filter((account) => account.class === 'trader')
  const orders = traders.flatMap(({ id }) => {
    return naive.markets.flatMap(({ id: market, mark }) => {
      return [1n, -1n, 3n].map((lots) => ({ account: id, market, lots, priceTicks: mark }))
    })
  })
  const verdicts = orders.map((order) => naive.preTrade(order))
  const withdrawable = [...naive.accounts.keys()].map((id) => naive.withdrawable(id))
  for (const engine of engines) {
    const found = engine.checkSync()
    const flagged = [[...found.ids.subarray(0, found.count)], [...found.states.subarray(0, found.count)]]
    assert.equal([found.checked, ...flagged], [checked, ids, states], `${engine.kernel}: the check`)
    for (const [index, order] of orders.entries()) {
      assert.equal(engine.preTrade(order), verdicts[index], `${engine.kernel}: ${shown(order)}`)
    }
    const may = [...naive.accounts.keys()].map((id) => engine.withdrawable(id))
    assert.equal(may, withdrawable, `${engine.kernel}: what may be withdrawn`)
  }
}

function call(target: object, name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name), target, args)
}
