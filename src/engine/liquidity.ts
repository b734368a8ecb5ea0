// The order book of a simulation, as a round sees it. A venue answers with commands instead.

import type { Book } from '../book/book.ts'
import { inBand } from '../book/markets.ts'
import { BallastError, demand, demandFunction, demandObject, ErrorCode } from '../core/errors.ts'
import { checkInt64 } from '../core/limits.ts'
import { kindOf } from '../core/shown.ts'
import { abs } from '../fixed/rounding.ts'
import { lotsOf } from '../stages/round-state.ts'
import type { Ask } from '../stages/sell-on-book.ts'

/** What a flagged account wants to close on the order book. */
export interface LiquidationAsk {
  readonly account: number
  readonly market: number
  /** Signed as the account holds them: above 0 it sells, below 0 it buys. */
  readonly lots: bigint
  /** The worst price: the lowest for a seller, the highest for a buyer; null: any. */
  readonly limitTicks: bigint | null
  readonly markTicks: bigint
  /** Of the round. */
  readonly timeMs: number
}

export interface LiquidationFill {
  readonly priceTicks: bigint
  /** At least 1. */
  readonly lots: bigint
}

/** Answers asks at once. What it does not fill, it has not got. */
export interface Liquidity {
  /** Fills in the order of trading, no worse than the limit, together no more than what is asked. */
  answer(ask: LiquidationAsk): readonly LiquidationFill[]
}

/** Options of commands that play a round. */
export interface PlayOptions {
  /** Answers for the order book; without one, nothing is filled there. */
  readonly liquidity?: Liquidity | null
}

/**
 * What such options say, as nobody else changes it: asks are shown as copies, and fills are read once.
 *
 * @throws BallastError ERR_CONFIG for what cannot answer; from `answer`, ERR_RANGE for what is no list of fills
 */
export function liquidityIn(options: PlayOptions): Liquidity | null {
  demandObject(options, 'options of a round')
  const { liquidity = null } = options
  if (liquidity === null) return null
  demandObject(liquidity, 'liquidity')
  const { answer } = liquidity
  demandFunction(answer, 'liquidity.answer')
  return {
    answer({ account, market, lots, limitTicks, markTicks, timeMs }) {
      const ask: LiquidationAsk = { account, market, lots, limitTicks, markTicks, timeMs }
      return ownFills(answer.call(liquidity, ask))
    },
  }
}

function ownFills(fills: readonly LiquidationFill[]): LiquidationFill[] {
  demand(
    Array.isArray(fills),
    ErrorCode.RANGE,
    () => `liquidity answers with ${kindOf(fills)}, expected a list of fills`,
  )
  const own: LiquidationFill[] = []
  for (let index = 0; index < fills.length; index += 1) {
    const fill: LiquidationFill = fills[index]
    demandObject(fill, 'a fill of the liquidity', ErrorCode.RANGE)
    const { priceTicks, lots } = fill
    own.push({ priceTicks, lots })
  }
  return own
}

/** @throws BallastError ERR_RANGE, ERR_PRICE_BAND, ERR_STATE for a fill that the ask does not allow */
export function checkFill(book: Book, ask: Ask, priceTicks: bigint, lots: bigint): void {
  checkInt64(lots, 'fill.lots')
  checkInt64(priceTicks, 'fill.priceTicks')
  const left = abs(ask.leftLots)
  const held = lotsOf(book, ask.row, ask.market)
  const priced = inBand(book, ask.market, priceTicks)
  const holds = ask.lots > 0n ? held >= lots : -held >= lots
  if (lots >= 1n && lots <= left && priced && ask.accepts(priceTicks) && holds) return
  const fill = `a fill for account ${ask.account} in market ${ask.market}`
  if (lots < 1n || lots > left)
    throw new BallastError(ErrorCode.RANGE, `${fill} of ${lots} lots, ${left} are asked for`)
  if (!priced) {
    const message = `${fill} at ${priceTicks} ticks, outside of the market's price band`
    throw new BallastError(ErrorCode.PRICE_BAND, message)
  }
  if (!ask.accepts(priceTicks)) {
    const message = `${fill} at ${priceTicks} ticks, worse than the limit of ${ask.limitTicks}`
    throw new BallastError(ErrorCode.PRICE_BAND, message)
  }
  throw new BallastError(ErrorCode.STATE, `${fill} of ${lots} lots: it holds ${held} by now`)
}
