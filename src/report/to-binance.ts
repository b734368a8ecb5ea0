// Binance Futures: the quantile of positions, the risk of a symbol, and the order updates by which bots notice that the
// venue closed a position. Source: VENUES.md, section 6, "Binance".

import { demand, ErrorCode } from '../core/errors.ts'
import type { Standing } from '../engine/standing.ts'
import type { AdlWarning } from '../engine/warning.ts'
import { RATING_OF_STATE } from './to-ccxt.ts'
import { type Cause, type ForcedMove, fillOf, type Role } from './to-fill.ts'
import { listingOf, priceText, sizeText, symbolOf, type WireTerms, wireTime } from './to-text.ts'

/** How an account holds positions; in cross hedge mode long and short have one quantile between them. */
export type BinanceMode = 'one-way' | 'hedge-isolated' | 'hedge-cross'

/** 0 … 4: 4 is the head of the queue. `HEDGE` is a sign, its value means nothing. */
export interface BinanceAdlQuantile {
  readonly symbol: string
  readonly adlQuantile:
    | { readonly LONG: number; readonly SHORT: number; readonly BOTH: number }
    | { readonly LONG: number; readonly SHORT: number; readonly HEDGE: 0 }
}

export interface BinanceSymbolAdlRisk {
  readonly symbol: string
  readonly adlRisk: 'low' | 'medium' | 'high'
  readonly updateTime: number
}

/** What the venue knows of the fill, and the engine does not. */
export interface BinanceFillTerms {
  /** Of the round: `round-opened` has it. */
  readonly timeMs: number
  readonly mode: BinanceMode
  /** Bots cannot claim an order by `adl_autoclose` alone, which all of them have. */
  readonly orderId: number
  readonly tradeId: number
}

export interface BinanceOrderTradeUpdate {
  readonly e: 'ORDER_TRADE_UPDATE'
  /** Time of the event and of the transaction. */
  readonly E: number
  readonly T: number
  readonly o: {
    readonly s: string
    /** `adl_autoclose`, or `autoclose-` and the number of the order. */
    readonly c: string
    readonly S: 'BUY' | 'SELL'
    readonly o: 'LIMIT'
    readonly f: 'GTC' | 'IOC'
    /** Quantity: wanted, filled now, filled in all. */
    readonly q: string
    readonly l: string
    readonly z: string
    /** Price: of the order, on average, of this fill. */
    readonly p: string
    readonly ap: string
    readonly L: string
    readonly x: 'CALCULATED'
    readonly X: 'FILLED'
    readonly i: number
    readonly t: number
    readonly T: number
    /** Only reduces the position. */
    readonly R: true
    readonly ot: 'LIMIT'
    readonly ps: 'LONG' | 'SHORT' | 'BOTH'
  }
}

/**
 * `GET /fapi/v1/adlQuantile` for the positions of one trader: a row a symbol, none lost; no positions, no rows. The
 * quantile is by number of positions. In cross hedge mode both sides share one at Binance; the engine has a queue a
 * side, so both show the higher of their two and none reads too low.
 *
 * Left out: the denominator, for which the format has no place; `toCcxt.adl` has it in `info`.
 *
 * @throws BallastError ERR_DUPLICATE for two positions that the format has one place for: nothing is dropped in silence
 */
function adlQuantiles(standings: readonly Standing[], terms: WireTerms, mode: BinanceMode): BinanceAdlQuantile[] {
  const rows = new Map<number, { long?: number; short?: number }>()
  for (const { market, side, lightsByCount } of standings) {
    const row = rows.get(market) ?? {}
    const taken = mode === 'one-way' ? (row.long ?? row.short) : row[side]
    demand(taken === undefined, ErrorCode.DUPLICATE, () => {
      const place = mode === 'one-way' ? 'BOTH' : side.toUpperCase()
      return `two positions for ${place} of ${listingOf(terms, market).symbol}; ask for one account at a time`
    })
    row[side] = lightsByCount - 1
    rows.set(market, row)
  }
  return [...rows].map(([market, { long = 0, short = 0 }]) => {
    const { symbol } = listingOf(terms, market)
    const higher = Math.max(long, short)
    if (mode === 'one-way') return { symbol, adlQuantile: { LONG: 0, SHORT: 0, BOTH: higher } }
    if (mode === 'hedge-isolated') return { symbol, adlQuantile: { LONG: long, SHORT: short, BOTH: 0 } }
    const { long: hasLong, short: hasShort } = rows.get(market)!
    const both = hasLong !== undefined && hasShort !== undefined
    return { symbol, adlQuantile: { LONG: both ? higher : long, SHORT: both ? higher : short, HEDGE: 0 } }
  })
}

/**
 * `GET /fapi/v1/symbolAdlRisk`. Binance refreshes it every 30 minutes; here it is as fresh as the warning.
 *
 * Left out: concentration, depth, volatility, leverage and margin use, which Binance counts in: the engine's state is
 * made of the pool and of bankrupt positions.
 */
function symbolAdlRisk(warning: AdlWarning, terms: WireTerms): BinanceSymbolAdlRisk {
  return {
    symbol: symbolOf(warning, terms),
    adlRisk: RATING_OF_STATE[warning.state],
    updateTime: wireTime(warning.timeMs),
  }
}

/**
 * `ORDER_TRADE_UPDATE` of the user stream, for the account that has this role in the move. Every forced move is told as
 * an order of its own that is filled at once. Quantities in units of the underlying (inverse: contracts), prices in the
 * quote currency; the price is rounded to ticks.
 *
 * Left out: fee (`N`, `n`), maker side (`m`), realised profit (`rp`), open notional (`a`, `b`): the venue's books, or
 * more than the event says; trigger fields (`sp`, `wt`, `cp`, `AP`, `cr`): there is no trigger.
 */
function orderTradeUpdate(
  event: ForcedMove,
  role: Role,
  terms: WireTerms,
  { timeMs, mode, orderId, tradeId }: BinanceFillTerms,
): BinanceOrderTradeUpdate {
  const fill = fillOf(event, role)
  const listing = listingOf(terms, fill.market)
  const time = wireTime(timeMs)
  const size = sizeText(fill.lots, listing)
  const price = priceText(fill.priceTicks, listing)
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: time,
    T: time,
    o: {
      s: listing.symbol,
      c: clientOrderId(fill.cause, orderId),
      S: fill.side === 'buy' ? 'BUY' : 'SELL',
      o: 'LIMIT',
      f: fill.cause === 'adl' ? 'GTC' : 'IOC',
      q: size,
      l: size,
      z: size,
      p: price,
      ap: price,
      L: price,
      x: 'CALCULATED',
      X: 'FILLED',
      i: orderId,
      t: tradeId,
      T: time,
      R: true,
      ot: 'LIMIT',
      ps: mode === 'one-way' ? 'BOTH' : fill.position === 'long' ? 'LONG' : 'SHORT',
    },
  }
}

/** By this alone bots tell the two apart. */
function clientOrderId(cause: Cause, orderId: number): string {
  return cause === 'adl' ? 'adl_autoclose' : `autoclose-${orderId}`
}

export const toBinance = { adlQuantiles, symbolAdlRisk, orderTradeUpdate }
