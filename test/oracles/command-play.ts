// Commands in plain words, so that they can be kept in a file, and how one is played: on the naive engine, or on an
// engine. What comes of it can be compared as text.

import * as assert from 'uvu/assert'
import * as code from '../../src/core/codes.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/index.ts'
import { batchOf } from '../kernel/batch-columns.ts'
import type { NaiveMarks } from './naive-book.ts'
import type { NaiveDepth, NaiveEngine } from './naive-engine.ts'
import { Refused } from './naive-numbers.ts'
import type { NaiveTrade } from './naive-trades.ts'
import { playEngine, playNaive } from './played-round.ts'

/**
 * A method of both sides and its arguments; or 'marks', 'halting-marks', 'trade', 'trades', 'funding',
 * 'deposits', 'check', 'compact', and the rounds of played-round.ts. */
export type Command = readonly [name: string, ...args: readonly unknown[]]

/** What became of a command. */
export interface Outcome {
  /** 'ok', or what it was refused with. */
  readonly code: string
  readonly value: unknown
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  [code.TRADE_UNKNOWN_BUYER]: ErrorCode.UNKNOWN_ACCOUNT,
  [code.TRADE_UNKNOWN_SELLER]: ErrorCode.UNKNOWN_ACCOUNT,
  [code.TRADE_SAME_ACCOUNT]: ErrorCode.DUPLICATE,
  [code.TRADE_UNKNOWN_MARKET]: ErrorCode.UNKNOWN_MARKET,
  [code.TRADE_MARKET_HALTED]: ErrorCode.HALTED,
  [code.TRADE_PRICE_BAND]: ErrorCode.PRICE_BAND,
  [code.TRADE_ACCOUNT_CLASS]: ErrorCode.ACCOUNT_CLASS,
  [code.TRADE_CAPACITY]: ErrorCode.CAPACITY,
}

export const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return `${part}n`
    return typeof part === 'number' && !Number.isFinite(part) ? String(part) : part
  })

export function attempt(run: () => unknown): Outcome {
  try {
    return { code: 'ok', value: run() ?? null }
  } catch (error) {
    if (error instanceof Refused || error instanceof BallastError) return { code: error.code, value: null }
    throw error
  }
}

/**
 * @param haltOutside what marks outside of their band do
 * @param count is told what has been met
 */
export function runNaive(
  naive: NaiveEngine,
  [name, ...args]: Command,
  haltOutside: boolean,
  count: (what: string) => void = () => {},
): unknown {
  switch (name) {
    case 'marks':
      return naive.applyMarks(args[0] as NaiveMarks, haltOutside)
    case 'trade': {
      const outcome = naive.trade(args[0] as NaiveTrade)
      count(`outcome:${outcome}`)
      if (outcome !== code.TRADE_APPLIED) throw new Refused(CODES[outcome] ?? ErrorCode.RANGE)
      return undefined
    }
    case 'trades': {
      const outcomes = naive.tradeBatch(args[0] as NaiveTrade[])
      for (const outcome of outcomes) count(`outcome:${outcome}`)
      return outcomes
    }
    case 'check': {
      const { checked, ids, states } = naive.check()
      for (const state of states) count(`state:${state}`)
      return { checked, ids, states, sequence: naive.sequence }
    }
    case 'funding':
      return naive.applyFunding(fundingOf(args[0]))
    case 'deposits':
      return naive.applyDeposits(depositsOf(args[0]))
    case 'compact':
      return undefined
    case 'advanceTime':
      return naive.applyMarks({ timeMs: args[0] as number, markets: [], priceTicks: [] }, haltOutside)
    case 'round':
    case 'stepRound':
    case 'acceptProposal': {
      const round = playNaive(naive, name, args[0] as NaiveDepth[])
      for (const type of new Set(round.events.map((event) => event.type))) count(`event:${type}`)
      if (naive.lackedRoom) count('round:lacked-room')
      return round
    }
    default: {
      const result = call(naive, name, args)
      if (name === 'preTrade') count(`reason:${(result as { reason: string }).reason}`)
      return result
    }
  }
}

/** @param adlAtMark whether rounds deleverage at the mark, which the words of an event hang on */
export function runEngine(engine: Engine, [name, ...args]: Command, adlAtMark: boolean): unknown {
  switch (name) {
    case 'marks': {
      const { timeMs, markets, priceTicks, timesMs } = args[0] as NaiveMarks
      const batch = { timeMs, markets: Uint16Array.from(markets), priceTicks: BigInt64Array.from(priceTicks) }
      return engine.applyMarks(timesMs === undefined ? batch : { ...batch, timesMs: Float64Array.from(timesMs) })
    }
    case 'trade':
      return engine.trade(args[0] as NaiveTrade)
    case 'trades': {
      const batch = batchOf(args[0] as NaiveTrade[])
      const applied = engine.applyTrades(batch)
      const outcomes = [...batch.outcomes.subarray(0, batch.count)]
      assert.is(applied, outcomes.filter((outcome) => outcome === code.TRADE_APPLIED).length)
      return outcomes
    }
    case 'check': {
      const result = engine.checkSync()
      const [ids, states] = [[...result.ids.subarray(0, result.count)], [...result.states.subarray(0, result.count)]]
      const bankrupt = states.filter((state) => state === code.STATE_BANKRUPT).length
      assert.equal([result.bankrupt, result.atRisk], [bankrupt, result.count - bankrupt])
      return { checked: result.checked, ids, states, sequence: result.sequence }
    }
    case 'funding':
      return engine.applyFunding(fundingOf(args[0]))
    case 'deposits':
      return engine.applyDeposits(depositsOf(args[0]))
    case 'compact':
      engine.compact(args[0] as number)
      return undefined
    case 'round':
    case 'stepRound':
    case 'acceptProposal':
      return playEngine(engine, name, args[0] as NaiveDepth[], adlAtMark)
    default:
      return call(engine, name, args)
  }
}

function fundingOf(command: unknown) {
  const { timeMs, markets, ratesPpb } = command as { timeMs: number; markets: number[]; ratesPpb: bigint[] }
  return { timeMs, markets: Uint16Array.from(markets), ratesPpb: BigInt64Array.from(ratesPpb) }
}

function depositsOf(command: unknown) {
  const { accounts, atoms } = command as { accounts: number[]; atoms: bigint[] }
  return { accounts: Uint32Array.from(accounts), atoms: BigInt64Array.from(atoms) }
}

function call(target: object, name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name), target, args)
}
