// Entries of a round's log made into events.

import type { Book } from '../book/book.ts'
import { assert } from '../core/assert.ts'
import { KIND_INVERSE } from '../core/codes.ts'
import { abs, divHalfEven, gcd } from '../fixed/rounding.ts'
import { isScorePolicy, type Policy, type Score } from '../policies/policy.ts'
import * as log from '../stages/round-log.ts'
import { type AdlFill, EVENT_VERSION, type RoundEvent } from './round-events.ts'
import { stateName } from './views.ts'

/** What the log does not say itself. */
export interface LogContext {
  readonly book: Book
  readonly policy: Policy
  readonly round: number
}

/** The entry at `index` as an event. */
export function eventAt(entries: log.RoundLog, index: number, context: LogContext): RoundEvent {
  const type = entries.types[index]!
  const common = {
    version: EVENT_VERSION,
    round: context.round,
    pass: entries.passes[index]!,
    stage: entries.stages[index]!,
  } as const
  const market = entries.markets[index]! - 1
  const from = entries.froms[index]!
  const to = entries.tos[index]!
  const lots = entries.lots[index]!
  const valueAtoms = entries.values[index]!
  const lossAtoms = entries.losses[index]!
  const ticks = entries.ticks[index]!
  const whole = entries.flags[index] === log.LOG_WHOLE
  const note = entries.notes.get(index)
  const move = () => ({
    market,
    from,
    to,
    lots,
    valueAtoms,
    priceTicks: priceOf(context.book, market, lots, valueAtoms),
  })
  switch (type) {
    case log.LOG_MARGIN_CALL:
      return { ...common, type: 'margin-call', account: from, state: stateName(entries.numbers[index]!) }
    case log.LOG_OWN_FIRST:
      return { ...common, type: 'own-first', ...move(), lossAtoms }
    case log.LOG_LIQUIDATION_WANTED: {
      const limitTicks = ticks === log.NO_LIMIT ? null : ticks
      return { ...common, type: 'liquidation-wanted', account: from, market, lots, limitTicks }
    }
    case log.LOG_LIQUIDATION:
      return { ...common, type: 'liquidation', market, from, to, lots, valueAtoms, priceTicks: ticks }
    case log.LOG_BOOK_EXHAUSTED:
      return { ...common, type: 'book-exhausted', account: from, market, lots }
    case log.LOG_CROSS:
      return { ...common, type: 'cross', ...move() }
    case log.LOG_FUND_DRAW:
      return { ...common, type: 'fund-draw', market, from, to, valueAtoms }
    case log.LOG_TAKEOVER:
      return { ...common, type: 'takeover', ...move(), lossAtoms, closesPoolPosition: whole }
    case log.LOG_ADL_FILL: {
      const candidate = entries.facts.at(entries.factOf[index]!)
      const fill = { ...move(), lossAtoms, rank: entries.numbers[index]!, whole, candidate }
      return withScore({ ...common, type: 'adl-fill', ...fill }, context.policy)
    }
    case log.LOG_ADL_OPENED: {
      const { side, accounts, candidates, fundAtoms } = note!
      const what = { side, policy: context.policy.name, accounts, requiredLots: lots, candidates, fundAtoms }
      return { ...common, type: 'adl-round-opened', market, ...what }
    }
    case log.LOG_ADL_CLOSED: {
      const { side, fills, filledLots, atMarkLots } = note!
      const what = { side, fills, filledLots, valueAtoms, lossAtoms, atMarkLots, leftLots: lots }
      return { ...common, type: 'adl-round-closed', market, ...what }
    }
    case log.LOG_CLOSE_AT_MARK:
      return { ...common, type: 'close-at-mark', ...move() }
    case log.LOG_SOCIALISED:
      return { ...common, type: 'socialised', market, from, to, valueAtoms }
    case log.LOG_DEFICIT:
      return { ...common, type: 'deficit', from, to, valueAtoms }
    default:
      assert(type === log.LOG_HALTED, `no event has the type ${type}`)
      return { ...common, type: 'market-halted', market }
  }
}

// Lowest terms cost more than all the rest, so they are found for who asks; JSON asks.
function withScore(fill: Omit<AdlFill, 'score'>, policy: Policy): AdlFill {
  return {
    ...fill,
    get score() {
      return isScorePolicy(policy) ? scoreText(policy.score(fill.candidate)) : null
    },
  }
}

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
