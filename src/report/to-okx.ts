// OKX v5: the channel adl-warning, the lights of a position, and the tags by which orders, bills and closed positions
// say that the venue closed them. Sources: VENUES.md, section 6, "OKX"; OKX API v5, channels positions and orders,
// bills (subType), positions-history (type).

import type { Standing } from '../engine/standing.ts'
import type { AdlWarning, WarningReason } from '../engine/warning.ts'
import { type ForcedFill, type ForcedMove, fillOf, type Role } from './to-fill.ts'
import {
  listingOf,
  type Measure,
  moneyText,
  priceText,
  ratioText,
  sizeText,
  timeText,
  type WireTerms,
} from './to-text.ts'

export type OkxInstType = 'SWAP' | 'FUTURES' | 'OPTION'

/** net: one position a market; long_short: a long and a short. */
export type OkxPosMode = 'net' | 'long_short'

export interface OkxAdlChannel {
  readonly instType: OkxInstType
  readonly instFamily: string
}

export interface OkxAdlWarning {
  readonly arg: OkxAdlChannel & { readonly channel: 'adl-warning' }
  readonly data: readonly [
    OkxAdlChannel & {
      readonly ccy: string
      readonly state: AdlWarning['state']
      readonly bal: string
      readonly maxBal: string
      readonly maxBalTs: string
      readonly decRate: string
      readonly adlType: 'rate_adl_start' | 'bal_adl_start' | 'pos_adl_start' | 'adl_end' | ''
      readonly adlBal: string
      readonly adlRate: string
      readonly adlRecBal: string
      readonly adlRecRate: string
      readonly ts: string
    },
  ]
}

export interface OkxPosition {
  readonly instType: OkxInstType
  readonly instId: string
  readonly posSide: 'net' | 'long' | 'short'
  /** In net mode a short is below 0. */
  readonly pos: string
  /** '1' … '5': 5 is closed first. */
  readonly adl: string
  readonly markPx: string
  readonly uTime: string
}

export interface OkxPositionTerms {
  readonly timeMs: number
  readonly instType: OkxInstType
  readonly posMode: OkxPosMode
  /** By number of positions when left out. */
  readonly by?: Measure
}

/** What the venue knows of the fill, and the engine does not. */
export interface OkxFillTerms {
  /** Of the round: `round-opened` has it. */
  readonly timeMs: number
  readonly instType: OkxInstType
  readonly posMode: OkxPosMode
  readonly ordId: string
  readonly tradeId: string
}

export interface OkxOrder {
  readonly instType: OkxInstType
  readonly instId: string
  readonly ordId: string
  readonly tradeId: string
  readonly side: 'buy' | 'sell'
  readonly posSide: 'net' | 'long' | 'short'
  readonly sz: string
  readonly accFillSz: string
  readonly fillSz: string
  readonly fillPx: string
  readonly avgPx: string
  readonly state: 'filled'
  readonly reduceOnly: 'true'
  readonly category: OkxFillTags['category']
  readonly fillTime: string
}

export interface OkxFillTags {
  /** Of an order. */
  readonly category: 'adl' | 'full_liquidation' | 'partial_liquidation'
  /** Of a bill and of a fill. */
  readonly subType: string
  /** Of positions-history; empty where the event does not say whether the position is closed. */
  readonly type: '3' | '4' | '5' | '6' | ''
}

const TYPE_OF_REASON: Record<WarningReason, 'rate_adl_start' | 'bal_adl_start' | 'pos_adl_start'> = {
  drawdown: 'rate_adl_start',
  depleted: 'bal_adl_start',
  'bankrupt-positions': 'pos_adl_start',
}

/** Of bills: close long, close short, buy, sell. */
const SUB_TYPES = {
  partial_liquidation: ['100', '101', '102', '103'],
  full_liquidation: ['104', '105', '106', '107'],
  adl: ['125', '126', '127', '128'],
} as const

/**
 * A push of the channel `adl-warning`; OKX sends one a minute while normal, one a second otherwise. Balances in the
 * settlement currency; rates are fractions of the largest balance, above 0 for a fall. As at OKX, the largest balance,
 * its time and the fall are empty while normal. `adlRate` and `adlRecRate` are empty where there is no such trigger.
 * `adlType` tells why ADL runs, and that it has ended when `before`, the warning that was pushed last, still ran.
 *
 * Left out, because the format has no place for it: the length of the window (OKX: 8 hours), and since when the state
 * stands. The family of instruments is the venue's own.
 */
function adlWarning(
  warning: AdlWarning,
  { instType, instFamily }: OkxAdlChannel,
  terms: WireTerms,
  before: AdlWarning | null = null,
): OkxAdlWarning {
  const { state, startPpm, stopPpm } = warning
  const calm = state === 'normal'
  return {
    arg: { channel: 'adl-warning', instType, instFamily },
    data: [
      {
        instType,
        instFamily,
        ccy: terms.currency,
        state,
        bal: moneyText(warning.balanceAtoms, terms, 'balanceAtoms'),
        maxBal: calm ? '' : moneyText(warning.maxBalanceAtoms, terms, 'maxBalanceAtoms'),
        maxBalTs: calm ? '' : timeText(warning.maxBalanceTimeMs, 'maxBalanceTimeMs'),
        decRate: calm ? '' : ratioText(warning.drawdownPpm, 'drawdownPpm'),
        adlType: adlType(warning, before),
        adlBal: moneyText(warning.startBalanceAtoms, terms, 'startBalanceAtoms'),
        adlRate: startPpm === null ? '' : ratioText(startPpm, 'startPpm'),
        adlRecBal: moneyText(warning.stopBalanceAtoms, terms, 'stopBalanceAtoms'),
        adlRecRate: stopPpm === null ? '' : ratioText(stopPpm, 'stopPpm'),
        ts: timeText(warning.timeMs),
      },
    ],
  }
}

function adlType({ state, reason }: AdlWarning, before: AdlWarning | null): OkxAdlWarning['data'][0]['adlType'] {
  if (state !== 'adl') return before?.state === 'adl' ? 'adl_end' : ''
  return reason === null ? '' : TYPE_OF_REASON[reason]
}

/**
 * A row of the channel `positions`. Size in units of the underlying (inverse: contracts), so the instrument has to be
 * listed with a contract value of one such unit.
 *
 * Left out: average price, margin, leverage, liquidation price and profit, which a standing does not have.
 */
function position(standing: Standing, terms: WireTerms, how: OkxPositionTerms): OkxPosition {
  const { market, side, lots } = standing
  const listing = listingOf(terms, market)
  const net = how.posMode === 'net'
  return {
    instType: how.instType,
    instId: listing.symbol,
    posSide: net ? 'net' : side,
    pos: sizeText(net && side === 'short' ? -lots : lots, listing),
    adl: String(how.by === 'contracts' ? standing.lightsByContracts : standing.lightsByCount),
    markPx: priceText(listing.markTicks, listing),
    uTime: timeText(how.timeMs),
  }
}

/**
 * A row of the channel `orders`, for the account that has this role in the move. Every move is told as an order of its
 * own that is filled at once. Prices are rounded to ticks.
 *
 * Left out: fee, profit and maker side, which are the venue's.
 */
function order(event: ForcedMove, role: Role, terms: WireTerms, how: OkxFillTerms): OkxOrder {
  const fill = fillOf(event, role)
  const listing = listingOf(terms, fill.market)
  const size = sizeText(fill.lots, listing)
  const price = priceText(fill.priceTicks, listing)
  return {
    instType: how.instType,
    instId: listing.symbol,
    ordId: how.ordId,
    tradeId: how.tradeId,
    side: fill.side,
    posSide: how.posMode === 'net' ? 'net' : fill.position,
    sz: size,
    accFillSz: size,
    fillSz: size,
    fillPx: price,
    avgPx: price,
    state: 'filled',
    reduceOnly: 'true',
    category: categoryOf(fill),
    fillTime: timeText(how.timeMs),
  }
}

/**
 * The three tags of a forced move. A sale on the order book is a partial liquidation, what the venue closes itself a
 * full one.
 */
function fillTags(event: ForcedMove, role: Role, posMode: OkxPosMode): OkxFillTags {
  const fill = fillOf(event, role)
  const category = categoryOf(fill)
  const place = posMode === 'net' ? (fill.side === 'buy' ? 2 : 3) : fill.position === 'long' ? 0 : 1
  return { category, subType: SUB_TYPES[category][place], type: closeType(fill) }
}

function categoryOf({ cause, onBook }: ForcedFill): OkxFillTags['category'] {
  if (cause === 'adl') return 'adl'
  return onBook ? 'partial_liquidation' : 'full_liquidation'
}

function closeType({ cause, onBook, whole }: ForcedFill): OkxFillTags['type'] {
  if (cause === 'liquidation') return onBook ? '4' : '3'
  return whole === null ? '' : whole ? '6' : '5'
}

export const toOkx = { adlWarning, position, order, fillTags }
