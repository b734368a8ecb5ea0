// Entries of a round's log made into events.

import type { Book } from '../book/book.ts'
import { assert } from '../core/assert.ts'
import { KIND_INVERSE } from '../core/codes.ts'
import { abs, divHalfEven, gcd } from '../fixed/rounding.ts'
import { isScorePolicy, type Policy, type QueueTerms, type Score } from '../policies/policy.ts'
import * as log from '../stages/round-log.ts'
import { type AdlFill, EVENT_VERSION, type RoundEvent } from './round-events.ts'
import { stateName } from './views.ts'

/** What the log does not say itself. */
export interface LogContext {
  readonly book: Book
  readonly policy: Policy
  readonly round: number
}

/**
 * The entry at `index` as an event. Each is one literal that names all its properties: V8 makes such an object in one
 * step, and one that begins with a spread property by property in its runtime. A crash makes millions of them.
 */
export function eventAt(entries: log.RoundLog, index: number, { book, policy, round }: LogContext): RoundEvent {
  const kind = entries.types[index]!
  const version = EVENT_VERSION
  const pass = entries.passes[index]!
  const stage = entries.stages[index]!
  const market = entries.markets[index]! - 1
  const from = entries.froms[index]!
  const to = entries.tos[index]!
  const lots = entries.lots[index]!
  const valueAtoms = entries.values[index]!
  const lossAtoms = entries.losses[index]!
  const ticks = entries.ticks[index]!
  const whole = entries.flags[index] === log.LOG_WHOLE
  switch (kind) {
    case log.LOG_MARGIN_CALL: {
      const type = 'margin-call'
      return { version, round, pass, stage, type, account: from, state: stateName(entries.numbers[index]!) }
    }
    case log.LOG_OWN_FIRST: {
      const type = 'own-first'
      const priceTicks = priceOf(book, market, lots, valueAtoms)
      return { version, round, pass, stage, type, market, from, to, lots, valueAtoms, priceTicks, lossAtoms }
    }
    case log.LOG_LIQUIDATION_WANTED: {
      const type = 'liquidation-wanted'
      const limitTicks = ticks === log.NO_LIMIT ? null : ticks
      return { version, round, pass, stage, type, account: from, market, lots, limitTicks }
    }
    case log.LOG_LIQUIDATION: {
      const type = 'liquidation'
      return { version, round, pass, stage, type, market, from, to, lots, valueAtoms, priceTicks: ticks }
    }
    case log.LOG_BOOK_EXHAUSTED:
      return { version, round, pass, stage, type: 'book-exhausted', account: from, market, lots }
    case log.LOG_CROSS:
    case log.LOG_CLOSE_AT_MARK:
    case log.LOG_HEDGE_CLOSE: {
      const type = AT_MARK[kind]!
      const priceTicks = priceOf(book, market, lots, valueAtoms)
      return { version, round, pass, stage, type, market, from, to, lots, valueAtoms, priceTicks }
    }
    case log.LOG_FUND_DRAW:
    case log.LOG_SOCIALISED:
    case log.LOG_ADL_EVENED: {
      const type = CASH_MOVES[kind]!
      return { version, round, pass, stage, type, market, from, to, valueAtoms }
    }
    case log.LOG_TAKEOVER: {
      const type = 'takeover'
      const closesPoolPosition = whole
      const priceTicks = priceOf(book, market, lots, valueAtoms)
      return {
        version,
        round,
        pass,
        stage,
        type,
        market,
        from,
        to,
        lots,
        valueAtoms,
        priceTicks,
        lossAtoms,
        closesPoolPosition,
      }
    }
    case log.LOG_ADL_FILL: {
      const type = 'adl-fill'
      const priceTicks = priceOf(book, market, lots, valueAtoms)
      const rank = entries.numbers[index]!
      const candidate = entries.facts.at(entries.factOf[index]!)
      return withScore(
        {
          version,
          round,
          pass,
          stage,
          type,
          market,
          from,
          to,
          lots,
          valueAtoms,
          priceTicks,
          lossAtoms,
          rank,
          whole,
          candidate,
        },
        policy,
        entries.facts.score(entries.factOf[index]!),
      )
    }
    case log.LOG_ADL_OPENED: {
      const type = 'adl-round-opened'
      const { side, accounts, candidates, fundAtoms } = entries.notes.get(index)!
      const what = { side, policy: policy.name, accounts, requiredLots: lots, candidates, fundAtoms }
      return { version, round, pass, stage, type, market, ...what }
    }
    case log.LOG_ADL_CLOSED: {
      const type = 'adl-round-closed'
      const { side, fills, filledLots, atMarkLots } = entries.notes.get(index)!
      const what = { side, fills, filledLots, valueAtoms, lossAtoms, atMarkLots, leftLots: lots }
      return { version, round, pass, stage, type, market, ...what }
    }
    case log.LOG_DEFICIT:
      return { version, round, pass, stage, type: 'deficit', from, to, valueAtoms }
    default:
      assert(kind === log.LOG_HALTED, `no event has the type ${kind}`)
      return { version, round, pass, stage, type: 'market-halted', market }
  }
}

const AT_MARK: Record<number, 'cross' | 'close-at-mark' | 'hedge-close'> = {
  [log.LOG_CROSS]: 'cross',
  [log.LOG_CLOSE_AT_MARK]: 'close-at-mark',
  [log.LOG_HEDGE_CLOSE]: 'hedge-close',
}

const CASH_MOVES: Record<number, 'fund-draw' | 'socialised' | 'adl-evened'> = {
  [log.LOG_FUND_DRAW]: 'fund-draw',
  [log.LOG_SOCIALISED]: 'socialised',
  [log.LOG_ADL_EVENED]: 'adl-evened',
}

type ScoreGetter = (this: AdlFill) => string | null

const scoreGetters = new WeakMap<Policy, ScoreGetter>()

/**
 * Lowest terms cost more than all the rest, so they are found for who asks; JSON asks. One function a policy: V8 gives
 * objects that have the same getter one hidden class, and builds a new one for each whose getter is a new function.
 *
 * @param kept the score as it was ranked; undefined: it follows from the candidate
 */
function withScore(fill: Omit<AdlFill, 'score'>, policy: Policy, kept: Score | null | undefined): AdlFill {
  if (kept !== undefined) {
    const score = kept === null ? null : scoreText(kept)
    return Object.defineProperty(fill, 'score', { value: score, enumerable: true, configurable: true }) as AdlFill
  }
  let get = scoreGetters.get(policy)
  if (get === undefined) {
    get = function score(this: AdlFill) {
      return isScorePolicy(policy) ? scoreText(policy.score(this.candidate, NO_TERMS)) : null
    }
    scoreGetters.set(policy, get)
  }
  return Object.defineProperty(fill, 'score', { get, enumerable: true, configurable: true }) as AdlFill
}

/** For the scores that kernels know: they follow from the candidate alone. */
const NO_TERMS: QueueTerms = { unitAtoms: 1n, seed: 0n }

/** The price that a value of lots comes to, half-even; for an inverse market at least 1. */
export function priceOf({ columns }: Book, market: number, lots: bigint, valueAtoms: bigint): bigint {
  const paid = valueAtoms + lots * columns.marketFunding[market]!
  const unit = columns.marketUnit[market]!
  if (columns.marketKind[market] !== KIND_INVERSE) return divHalfEven(paid, lots * unit)
  return paid === 0n ? columns.marketMax[market]! : divHalfEven(-unit * lots, paid)
}

/** In lowest terms, with its denominator even when that is one. */
export function scoreText(score: Score): string {
  if (typeof score === 'string') return score
  const divisor = gcd(abs(score.over), score.under)
  return `${score.over / divisor}/${score.under / divisor}`
}
