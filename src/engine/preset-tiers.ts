// Margin tiers that venues publish, each with its source and date, and what is public about their insurance funds.
// Floors are notionals in the settlement currency. A rate applies to the part of a position above its floor: the
// maintenance margin is continuous, as it is at Binance, Bybit and Hyperliquid. Where a venue applies the rate of the
// reached tier to the whole position, or lets it grow with the size, the comment at the entry says what was done.

export interface PublishedTiers {
  readonly symbol: string
  /** Initial margin at the lowest tier, a decimal. */
  readonly initialRate: string
  readonly tiers: readonly { readonly from: string; readonly rate: string }[]
  readonly source: string
  /** Of the source: a date or a commit. */
  readonly asOf: string
}

/** Null: no rates with a source; the comment says why. */
export const publishedTiers: Readonly<Record<string, PublishedTiers | null>> = {
  // Risk limit and step 1,000,000 USDT; each step adds the base maintenance (the rule of the XBTUSD page). BitMEX takes
  // that rate of the whole position, so the sums here are lower above the first step. The first ten steps only.
  bitmex: {
    symbol: 'XBTUSDT',
    initialRate: '0.01',
    tiers: [
      { from: '0', rate: '0.005' },
      { from: '1000000', rate: '0.01' },
      { from: '2000000', rate: '0.015' },
      { from: '3000000', rate: '0.02' },
      { from: '4000000', rate: '0.025' },
      { from: '5000000', rate: '0.03' },
      { from: '6000000', rate: '0.035' },
      { from: '7000000', rate: '0.04' },
      { from: '8000000', rate: '0.045' },
      { from: '9000000', rate: '0.05' },
    ],
    source: 'ccxt/ccxt@869d65f0 ts/src/test/static/markets/bitmex.json; steps: bitmex.com/app/riskLimitsExamples',
    asOf: '2026-05-21',
  },
  // Above 100,000 USD the rate of the whole position grows by 0.00000125 % per USD. The tiers are chords of that curve:
  // exact at every 100,000 USD, at most 31.25 USD too high between them. The first twelve only.
  delta: {
    symbol: 'BTCUSD',
    initialRate: '0.005',
    tiers: [
      { from: '0', rate: '0.0025' },
      { from: '100000', rate: '0.005' },
      { from: '200000', rate: '0.0075' },
      { from: '300000', rate: '0.01' },
      { from: '400000', rate: '0.0125' },
      { from: '500000', rate: '0.015' },
      { from: '600000', rate: '0.0175' },
      { from: '700000', rate: '0.02' },
      { from: '800000', rate: '0.0225' },
      { from: '900000', rate: '0.025' },
      { from: '1000000', rate: '0.0275' },
      { from: '1100000', rate: '0.03' },
    ],
    source:
      'docs.delta.exchange, id 27; growth: ccxt@3923223a examples/js/delta-maintenance-margin-rate-max-leverage.js',
    asOf: '2024-11-15',
  },
  binance: {
    symbol: 'BTCUSDT',
    initialRate: '0.006667',
    tiers: [
      { from: '0', rate: '0.004' },
      { from: '300000', rate: '0.005' },
      { from: '800000', rate: '0.0065' },
      { from: '3000000', rate: '0.01' },
      { from: '12000000', rate: '0.02' },
      { from: '70000000', rate: '0.025' },
      { from: '100000000', rate: '0.05' },
      { from: '230000000', rate: '0.1' },
      { from: '480000000', rate: '0.125' },
      { from: '600000000', rate: '0.15' },
      { from: '800000000', rate: '0.25' },
      { from: '1200000000', rate: '0.5' },
    ],
    source: 'titouannwtt/freqtrade-fork@00da3f75 freqtrade/exchange/binance_leverage_tiers.json (up to 1,800,000,000)',
    asOf: '00da3f75; it lists the quarterlies of 2025-12-26 and 2026-03-27',
  },
  // The page of the venue loads its table at run time; exchangeInfo holds one general rate, not the tiers.
  aster: null,
  bybit: {
    symbol: 'BTCUSDT',
    initialRate: '0.01',
    tiers: [
      { from: '0', rate: '0.005' },
      { from: '2000000', rate: '0.0056' },
      { from: '2600000', rate: '0.0063' },
      { from: '3200000', rate: '0.0067' },
      { from: '3800000', rate: '0.0071' },
      { from: '4400000', rate: '0.0077' },
      { from: '5000000', rate: '0.0091' },
      { from: '5600000', rate: '0.01' },
      { from: '8500000', rate: '0.013' },
      { from: '10000000', rate: '0.015' },
      { from: '14000000', rate: '0.016' },
      { from: '20000000', rate: '0.02' },
      { from: '28000000', rate: '0.025' },
      { from: '38000000', rate: '0.029' },
      { from: '50000000', rate: '0.03' },
      { from: '55000000', rate: '0.035' },
      { from: '60000000', rate: '0.036' },
      { from: '65000000', rate: '0.038' },
      { from: '70000000', rate: '0.04' },
      { from: '75000000', rate: '0.045' },
    ],
    source: 'Margin parameters of Bybit at bybitx.global/pt-PT/announcement-info/margin-parameters (up to 80,000,000)',
    asOf: 'undated; a client recorded one more first tier on 2026-10-01: 0.0033 up to 300,000',
  },
  // Tiers are in contracts: this one holds up to 1,000 (of 0.01 BTC). Those above were not found in full; left out.
  okx: {
    symbol: 'BTC-USDT-SWAP',
    initialRate: '0.01',
    tiers: [{ from: '0', rate: '0.004' }],
    source:
      'Tier 1 of /api/v5/public/position-tiers as recorded in public clients; same rates: community.vega.xyz/t/4405',
    asOf: '2026-08-12',
  },
  hyperliquid: {
    symbol: 'BTC',
    initialRate: '0.025',
    tiers: [
      { from: '0', rate: '0.0125' },
      { from: '150000000', rate: '0.025' },
    ],
    source:
      'hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers (40x and 20x; maintenance is half of 1/leverage)',
    asOf: 'undated; the same two tiers in the meta of 2026-09-27 (crate df-hyperliquid-core 0.0.9-beta)',
  },
  // The documents found give option margins only.
  aevo: null,
  bluefin: {
    symbol: 'BTC-PERP',
    initialRate: '0.045',
    tiers: [{ from: '0', rate: '0.0175' }],
    source: 'learn.bluefin.io/bluefin/bluefin-perps-exchange/trading/contract-specs (V2 on Sui)',
    asOf: 'undated',
  },
  ethereal: {
    symbol: 'BTCUSD',
    initialRate: '0.02',
    tiers: [{ from: '0', rate: '0.01' }],
    source: 'docs.ethereal.trade/trading/perpetual-futures/margining and /market-specifications (50x)',
    asOf: 'undated',
  },
  // The initial rate grows with open interest; the maintenance rate does not depend on the size.
  dydx: {
    symbol: 'BTC-USD',
    initialRate: '0.02',
    tiers: [{ from: '0', rate: '0.012' }],
    source:
      'docs.dydx.community, governance-adjustable parameters, Markets (20000 ppm, of it 600000); ccxt/ccxt@439b9da7',
    asOf: '439b9da7',
  },
  // Both rates grew with the root of the size in coins; the growth is left out.
  ftx: {
    symbol: 'BTC-PERP',
    initialRate: '0.05',
    tiers: [{ from: '0', rate: '0.03' }],
    source:
      'help.ftx.com articles/360027946371; GaloyMoney/dealer@1dfbfe3d src/FtxPerpetualSwapStrategy.ts (an account)',
    asOf: '2020-10-17',
  },
  // 1 % plus 0.005 % per BTC of the whole position, converted at 100,000 USDC, the price of the example on the page.
  // The tiers are chords of that curve: exact at every 25 BTC up to 350 BTC, the largest size of the page.
  deribit: {
    symbol: 'BTC_USDC-PERPETUAL',
    initialRate: '0.02',
    tiers: [
      { from: '0', rate: '0.01125' },
      { from: '2500000', rate: '0.01375' },
      { from: '5000000', rate: '0.01625' },
      { from: '7500000', rate: '0.01875' },
      { from: '10000000', rate: '0.02125' },
      { from: '12500000', rate: '0.02375' },
      { from: '15000000', rate: '0.02625' },
      { from: '17500000', rate: '0.02875' },
      { from: '20000000', rate: '0.03125' },
      { from: '22500000', rate: '0.03375' },
      { from: '25000000', rate: '0.03625' },
      { from: '27500000', rate: '0.03875' },
      { from: '30000000', rate: '0.04125' },
      { from: '32500000', rate: '0.04375' },
    ],
    source: 'support.deribit.com/hc/en-us/articles/25944738177565-Linear-Perpetual',
    asOf: 'undated',
  },
  // A leverage limit of 20x is public (ccxt/ccxt@b41216ef); the maintenance ratio is on chain and was not found.
  drift: null,
  // No weights of a live market were found.
  mango: null,
  // Margins follow from a risk model per market; only proposed leverages were found (community.vega.xyz/t/4405).
  vega: null,
  // Large positions pay more, with the root of the notional (imf_shift 180000, imf_factor 0.00007); left out.
  paradex: {
    symbol: 'BTC-USD-PERP',
    initialRate: '0.02',
    tiers: [{ from: '0', rate: '0.01' }],
    source: 'ccxt/ccxt@1d9edeb9 ts/src/test/static/markets/paradex.json (imf_base 0.02, mmf_factor 0.5)',
    asOf: '1d9edeb9',
  },
  // Amounts per contract, set by the clearing house; no rate with a reliable source was found.
  cme: null,
}

/** What is public about each venue's insurance fund; null: nothing found. */
export const publishedFunds: Readonly<Record<string, string | null>> = {
  bitmex:
    'Held in XBT and USDT; announced after 10 October 2025: about 3,600 XBT and just over 30,000,000 USDT' +
    ' (copy of the announcement: crypto.peoplentools.com, upcoming-changes-to-our-insurance-fund-139249).',
  delta:
    'Covers a liquidation up to a loss of 5 %; beyond that positions are deleveraged' +
    ' (deltaexchangeindia.freshdesk.com articles/80001177931).',
  binance:
    'Several funds, each for a group of contracts (binance.com FAQ 360033525371, 6 May 2025). The one shared by the' +
    ' USDT contracts of BTC, ETH and BNB fell from about 1.23 to 1.04 billion USD on 10 and 11 October 2025' +
    ' (binance.bh square post 30856400292745).',
  aster: null,
  bybit:
    'Shared and isolated pools by coin; isolated balances are published every minute, shared ones every 24 hours' +
    ' (bybit-exchange.github.io docs/v5/market/insurance).',
  okx: 'A separate pool owned by OKX; size not found (its page Understanding the Security Fund, 25 March 2026).',
  hyperliquid:
    'No fund takes over positions: the liquidator vault, part of HLP, does' +
    ' (hyperliquid.gitbook.io/hyperliquid-docs/trading/insurance-fund; hyperliquid-co.gitbook.io/wiki, Liquidations).',
  aevo: null,
  bluefin:
    '30 % of the equity left at a liquidation goes to the fund' +
    ' (learn.bluefin.io/arbitrum/specifications/insurance-fund and contract-specs).',
  ethereal: 'A fund and a liquidator subaccount take liquidations; size not found (docs.ethereal.trade, Margining).',
  dydx:
    'One fund for all cross markets, one more per isolated market (dydx.forum/t/4631). 3,997.49 USDC when a seed of' +
    ' about 1,000,000 USDC was proposed, after trading opened on 28 November 2023 (dydx.forum/t/1750).',
  ftx:
    'By its own account FTX.com never drew more on a day than its revenue of that day; 250,000,000 USD were planned' +
    ' for FTX US Derivatives (ftxpolicy.com/posts/guaranty-fund, 2 April 2022).',
  deribit:
    'Fed every hour by an extra fee on liquidations; the balance is on a page of the venue' +
    ' (support.deribit.com articles/25944777576477).',
  drift:
    'One vault per asset, open to stakers; the USDC vault covers all perpetual markets' +
    ' (drift.trade/learn/introduction-to-insurance-fund-staking).',
  mango: 'Paid out before a loss is spread over open interest; size not found (mango-v4@1303a4a1, perp bankruptcy).',
  vega: 'One pool per market, empty when the market is created (community.vega.xyz/t/4205).',
  paradex: 'The fund is the only liquidator and part of GigaVault (docs.paradex.trade/trading/dated-options/faq).',
  cme:
    'Base products on 30 September 2023: own contribution 100,000,000 USD, guaranty fund 6,154,113,094 USD,' +
    ' assessments 16,923,811,009 USD (cmegroup.com/clearing/cme-clearing-overview/safeguards.html).',
}
