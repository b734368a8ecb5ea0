// Bybit v5: lights of a position, executions and cancel reasons; alerts are in to-bybit-alert.ts. Sources: VENUES.md,
// section 6, "Bybit"; bybit-exchange/docs, v5/enum, v5/position, v5/websocket/private/execution.

import type { MarginCall } from '../engine/round-events.ts'
import type { Standing } from '../engine/standing.ts'
import type { AccountState } from '../engine/views.ts'
import { adlAlertNumbers, adlAlertRest, adlAlertStream } from './to-bybit-alert.ts'
import { type ForcedFill, type ForcedMove, fillOf, paidAtoms, type Role } from './to-fill.ts'
import {
  type Listing,
  listingOf,
  type Measure,
  moneyText,
  priceText,
  sizeText,
  timeText,
  type WireTerms,
} from './to-text.ts'

/** 0: one-way mode; 1, 2: the long and the short of hedge mode. */
export type BybitPositionIdx = 0 | 1 | 2

export interface BybitPosition {
  readonly category: 'linear' | 'inverse'
  readonly symbol: string
  /** Empty where there is no position. */
  readonly side: 'Buy' | 'Sell' | ''
  readonly size: string
  readonly positionIdx: BybitPositionIdx
  readonly markPrice: string
  readonly positionStatus: 'Normal' | 'Liq' | 'Adl'
  /** 1 … 5: 5 is closed first; 0: no position. */
  readonly adlRankIndicator: 0 | 1 | 2 | 3 | 4 | 5
  readonly updatedTime: string
}

export interface BybitPositionTerms {
  readonly timeMs: number
  readonly mode: 'one-way' | 'hedge'
  /** Of the account, from its view. */
  readonly state: AccountState
  /** Whether the position is being deleveraged: from its `adl-fill` to the end of the round. */
  readonly deleveraged: boolean
  /** By number of positions when left out. */
  readonly by?: Measure
}

/** What the venue knows of the fill, and the engine does not. */
export interface BybitFillTerms {
  /** Of the round: `round-opened` has it. */
  readonly timeMs: number
  readonly orderId: string
  readonly execId: string
}

export interface BybitExecution {
  readonly category: 'linear' | 'inverse'
  readonly symbol: string
  readonly side: 'Buy' | 'Sell'
  readonly orderId: string
  readonly orderQty: string
  readonly leavesQty: '0'
  readonly createType: 'CreateByAdl_PassThrough' | 'CreateByTakeOver_PassThrough' | 'CreateByLiq'
  readonly execId: string
  readonly execType: 'AdlTrade' | 'BustTrade' | 'Trade'
  readonly execPrice: string
  readonly execQty: string
  readonly execValue: string
  readonly execTime: string
  readonly closedSize: string
}

export type BybitCancelType = 'CancelByPrepareAdl' | 'CancelAllBeforeAdl' | 'CancelAllBeforeLiq'

/**
 * A row of `GET /v5/position/list` and of the stream `position`. Size in units of the underlying (inverse: contracts).
 *
 * Left out: entry price, value, margin, leverage, liquidation and bankruptcy price, profit. A standing has none of
 * them; the venue's position service adds them to the row. An exempt or bankrupt position stands in no queue and has
 * no standing.
 */
function position(standing: Standing, terms: WireTerms, how: BybitPositionTerms): BybitPosition {
  const listing = listingOf(terms, standing.market)
  const long = standing.side === 'long'
  return {
    category: categoryOf(listing),
    symbol: listing.symbol,
    side: long ? 'Buy' : 'Sell',
    size: sizeText(standing.lots, listing),
    positionIdx: how.mode === 'one-way' ? 0 : long ? 1 : 2,
    markPrice: priceText(listing.markTicks, listing),
    positionStatus: how.deleveraged ? 'Adl' : how.state === 'healthy' ? 'Normal' : 'Liq',
    adlRankIndicator: how.by === 'contracts' ? standing.lightsByContracts : standing.lightsByCount,
    updatedTime: timeText(how.timeMs),
  }
}

/** The same row when nothing is left: no side, no lights. */
function emptyPosition(market: number, positionIdx: BybitPositionIdx, terms: WireTerms, timeMs: number): BybitPosition {
  const listing = listingOf(terms, market)
  return {
    category: categoryOf(listing),
    symbol: listing.symbol,
    side: '',
    size: '0',
    positionIdx,
    markPrice: priceText(listing.markTicks, listing),
    positionStatus: 'Normal',
    adlRankIndicator: 0,
    updatedTime: timeText(timeMs),
  }
}

/**
 * A row of the stream `execution`, for the account that has this role in the move. Who is deleveraged sees AdlTrade;
 * the account in trouble sees BustTrade where the venue closed its lots, and on the order book a Trade that CreateByLiq
 * made. `execValue` is exact, in the settlement currency; `execPrice` is rounded to ticks. Every move is told as an
 * order of its own that is filled at once.
 *
 * Left out: fee, fee rate and maker side, which are the venue's; mark and index price, which the event does not carry.
 */
function execution(event: ForcedMove, role: Role, terms: WireTerms, how: BybitFillTerms): BybitExecution {
  const fill = fillOf(event, role)
  const listing = listingOf(terms, fill.market)
  const size = sizeText(fill.lots, listing)
  return {
    category: categoryOf(listing),
    symbol: listing.symbol,
    side: fill.side === 'buy' ? 'Buy' : 'Sell',
    orderId: how.orderId,
    orderQty: size,
    leavesQty: '0',
    ...tagsOf(fill),
    execId: how.execId,
    execPrice: priceText(fill.priceTicks, listing),
    execQty: size,
    execValue: moneyText(paidAtoms(event, listing), terms, 'valueAtoms'),
    execTime: timeText(how.timeMs),
    closedSize: size,
  }
}

function tagsOf({ cause, onBook }: ForcedFill): Pick<BybitExecution, 'createType' | 'execType'> {
  if (cause === 'adl') return { createType: 'CreateByAdl_PassThrough', execType: 'AdlTrade' }
  if (onBook) return { createType: 'CreateByLiq', execType: 'Trade' }
  return { createType: 'CreateByTakeOver_PassThrough', execType: 'BustTrade' }
}

/**
 * Why the open orders of an account in this market are cancelled: of the account of a margin call, or of `to` of a
 * move. CancelByPrepareAdl while the move is only proposed. The orders themselves are the venue's.
 *
 * @throws BallastError ERR_ACCOUNT_CLASS for a move whose `to` has no orders: the order book, a pool
 */
function cancelType(event: ForcedMove | MarginCall, proposed = false): BybitCancelType {
  if (event.type === 'margin-call' || fillOf(event, 'to').cause === 'liquidation') return 'CancelAllBeforeLiq'
  return proposed ? 'CancelByPrepareAdl' : 'CancelAllBeforeAdl'
}

/** A lot of an inverse contract counts as a debt that shrinks when the price rises; quanto is settled like linear. */
function categoryOf({ unitAtoms }: Listing): 'linear' | 'inverse' {
  return unitAtoms < 0n ? 'inverse' : 'linear'
}

export const toBybit = {
  position,
  emptyPosition,
  adlAlertRest,
  adlAlertStream,
  adlAlertNumbers,
  execution,
  cancelType,
}
