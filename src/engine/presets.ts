// What venues are said to do, as options of a round: plain objects, to be printed, compared and changed. Where the rule
// of a venue is not public, or no option says it, `leftOut` says so. Money is in atoms of 0.000001 of the currency.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { type PublishedTiers, publishedFunds, publishedTiers } from './preset-tiers.ts'
import type { RoundOptions } from './round-options.ts'

export interface VenuePreset {
  readonly name: string
  readonly about: string
  readonly sources: readonly string[]
  readonly round: Omit<RoundOptions, 'preset'>
  /** Margin of one of its perpetuals; null: none was found in public. */
  readonly tiers: PublishedTiers | null
  /** What is public about its insurance fund. */
  readonly fund: string | null
  readonly leftOut: readonly string[]
}

type Told = Omit<VenuePreset, 'name' | 'tiers' | 'fund'>

const DOLLAR = 1_000_000n
const EIGHT_HOURS_MS = 28_800_000
/** The two tiers of 2025 and 2026, for accounts that the venue has marked. */
const MARKED = { thresholdPpm: 50_000, who: 'marked' } as const

const TOLD = {
  bitmex: {
    about: 'Queue by PnL% · leverage, at the bankruptcy price of the liquidated order, when the fund is depleted.',
    sources: ['bitmex.com/app/autoDeleveraging', 'bitmex.com/app/autoDeleveragingExamples'],
    round: { policy: 'bitmex', eligible: 'all', adlPrice: 'bankruptcy', trigger: 'depleted' },
    leftOut: [],
  },
  delta: {
    about: "BitMEX's queue, when a position cannot be closed at its bankruptcy price or better.",
    sources: ['github.com/delta-exchange/just-the-docs docs/trading-guide/ADL.md'],
    round: { policy: 'delta', eligible: 'all', adlPrice: 'bankruptcy', trigger: 'depleted' },
    leftOut: [],
  },
  binance: {
    about: 'Queue of accounts by profit of the wallet times margin ratio, at the bankruptcy price.',
    sources: ['binance.com/en/support/faq/360033525471', 'dev.binance.vision/t/17801'],
    round: { policy: 'binance', eligible: 'all', adlPrice: 'bankruptcy', trigger: 'depleted', hedge: MARKED },
    leftOut: ['whether positions without profit are ever taken is not said'],
  },
  aster: {
    about: "Binance's formula of 2019; positions are closed partly or wholly, at the bankruptcy price.",
    sources: ['docs.asterdex.com/product/asterex-pro/adl'],
    round: { policy: 'aster', eligible: 'all', adlPrice: 'bankruptcy', trigger: 'depleted' },
    leftOut: ['the price is not said'],
  },
  bybit: {
    about: 'Queue by leveraged return. A symbol that has cost its pool 30 % of its 8-hour maximum costs it no more.',
    sources: ['github.com/bybit-exchange/docs docs/v5/market/adl-alert.mdx'],
    round: {
      ...{ policy: 'bybit', eligible: 'all', adlPrice: 'bankruptcy', takeover: 'partial', hedge: MARKED },
      trigger: {
        ...{ per: 'market', pays: 'to-start', startPpm: 300_000, stopPpm: 250_000, windowMs: EIGHT_HOURS_MS },
        leastBalanceAtoms: 10_000n * DOLLAR,
      },
    },
    leftOut: ['a copy of the help page takes the mark when the bankruptcy price is more than 5 % away'],
  },
  okx: {
    about: 'Queue by PnL% × leverage; the mark, and the bankruptcy price when the fund is nearly depleted.',
    sources: [
      'okx.com/help/iv-introduction-to-auto-deleveraging-adl',
      'okx.com introduction-to-delta-neutral-strategy',
    ],
    round: {
      ...{ policy: 'okx', eligible: 'all', adlPrice: 'mark-until-fund-nearly-empty' },
      hedge: { who: 'marked', mode: 'quantity' },
      trigger: { per: 'pool', startPpm: 300_000, stopPpm: 250_000, windowMs: EIGHT_HOURS_MS },
    },
    leftOut: [
      'the fall of 30 % in 8 hours was said until October 2025; since then "significantly"',
      'the stop is not said: 25 % is Bybit’s',
      'pre-market futures have a trigger of their own',
      'its delta-neutral strategy also holds transfers back above a delta of 20 % of the equity',
    ],
  },
  hyperliquid: {
    about: 'Queue by (mark / entry) · (notional / account value), at the mark before; mostly whole positions.',
    sources: ['hyperliquid.gitbook.io/hyperliquid-docs/trading/auto-deleveraging'],
    round: { policy: 'hyperliquid', eligible: 'regardless', adlPrice: 'mark', takeover: 'whole' },
    leftOut: ['the price is that of the mark before this one', 'the vault’s takeover limits are not public'],
  },
  aevo: {
    about: "Binance's score, at the mark for both sides.",
    sources: ['docs.aevo.xyz technical-architecture/auto-deleveraging-adl'],
    round: { policy: 'aevo', eligible: 'all', adlPrice: 'mark' },
    leftOut: ['BTC, ETH, SOL and options are never deleveraged: list those markets in an engine with adl: "off"'],
  },
  bluefin: {
    about:
      'Queue by profit times leverage, bounded by the maintenance rate; a permissioned worker closes from the top.',
    sources: ['learn.bluefin.io risk-engine/adl'],
    round: { policy: 'bluefin', eligible: 'all', adlPrice: 'bankruptcy', trigger: 'depleted' },
    leftOut: [],
  },
  ethereal: {
    about: 'Strict order: leverage, profit, balance, age; the mark, but never beyond the bankruptcy price.',
    sources: ['docs.ethereal.trade'],
    round: { policy: 'ethereal', eligible: 'regardless', adlPrice: 'bankruptcy', trigger: 'depleted' },
    leftOut: ['once begun it runs to the end even if the fund would be solvent meanwhile'],
  },
  dydx: {
    about: 'No ranking: from a pseudo-random account on, one after the other, at the bankruptcy price.',
    sources: ['dydxprotocol/v4-chain protocol/x/clob/keeper/deleveraging.go'],
    round: { policy: 'dydx', eligible: 'regardless', adlPrice: 'bankruptcy', trigger: 'depleted', socialise: 'none' },
    leftOut: ['500 accounts and 10 attempts a block at most', 'final settlement closes both sides at the oracle'],
  },
  ftx: {
    about: 'The ten largest opposite positions, pro rata, at two parts bankruptcy and one part mark (historical).',
    sources: ['help.ftx.com/hc/en-us/articles/360027937831'],
    round: { policy: 'ftx', eligible: 'regardless', adlPrice: 'blend', blend: { bankruptcy: 2, mark: 1 } },
    leftOut: ['backstop liquidity providers', 'auto-close by the margin fraction, second by second'],
  },
  deribit: {
    about: 'ADL comes before the order book: own subaccounts, then counterparties of the instrument, near the mark.',
    sources: ['docs.deribit.com user.liquidation, liquidity support programme'],
    round: {
      ...{ policy: 'pro-rata', eligible: 'regardless', adlPrice: 'mark' },
      stages: ['own-first', 'adl', 'book', 'cross', 'insurance'],
    },
    leftOut: ['how counterparties are chosen is not public', 'the small spread in the receiver’s favour'],
  },
  drift: {
    about: 'Nobody is closed at a loss: what is missing is charged to all longs and shorts by lots, rounded up.',
    sources: ['drift-labs/protocol-v2 math/liquidation.rs'],
    round: { policy: 'socialised-drift', adlPrice: 'mark' },
    leftOut: ['it is charged as funding, so later holders pay'],
  },
  mango: {
    about: 'Nobody is closed at a loss: what is missing is charged to the open interest by lots.',
    sources: ['blockworks-foundation/mango-v4 perp_liq_negative_pnl_or_bankruptcy.rs'],
    round: { policy: 'socialised-mango', adlPrice: 'mark' },
    leftOut: ['the liquidation fee that liquidators take out of the fund'],
  },
  vega: {
    about: 'Nobody is closed at a loss: winners are paid what was collected, pro rata.',
    sources: ['vegaprotocol/vega core/collateral/simple_distributor.go'],
    round: { policy: 'socialised-vega', adlPrice: 'mark' },
    leftOut: ['a gain is that of one settlement there'],
  },
  paradex: {
    about: 'Nobody is closed at a loss: what is missing is charged by what accounts are worth.',
    sources: ['docs.paradex.trade/risk/socialized-losses'],
    round: { policy: 'socialised-paradex', adlPrice: 'mark' },
    leftOut: ['there withdrawals pay it while it lasts', 'the mechanism of last resort that settles by a schedule'],
  },
  cme: {
    about: 'Clearing house: partial tear-up at the last settlement, then gains haircutting.',
    sources: ['CFTC filing 16-354 (2016)', 'ISDA, "CCP Loss Allocation at the End of the Waterfall" (2013)'],
    round: { policy: 'partial-tear-up', adlPrice: 'mark', eligible: 'regardless', socialise: 'gains-haircut' },
    leftOut: ['skin in the game, guaranty fund and assessments are one pool here'],
  },
} as const satisfies Record<string, Told>

export type PresetName = keyof typeof TOLD

export const presets: readonly VenuePreset[] = Object.entries<Told>(TOLD).map(([name, told]) => ({
  name,
  ...told,
  tiers: publishedTiers[name] ?? null,
  fund: publishedFunds[name] ?? null,
}))

/** @throws BallastError ERR_CONFIG with the names that there are */
export function presetOf(name: string): VenuePreset {
  const found = presets.find((preset) => preset.name === name)
  if (found !== undefined) return found
  const names = presets.map((preset) => preset.name).join(', ')
  throw new BallastError(ErrorCode.CONFIG, `preset is ${shown(name)}, expected one of ${names}`)
}
