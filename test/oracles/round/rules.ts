// All policies by name: what each decides, and what belongs to it whatever the venue says.

import type { Score, Stood } from './candidate.ts'
import * as deals from './deals.ts'
import { type LossRule, perOpenInterest } from './losses.ts'
import * as scores from './scores.ts'
import { larger } from './world.ts'

export type DealRule = {
  kind: 'deal'
  allocate: (need: bigint, candidates: Stood[], open: bigint[]) => bigint[]
  capacity?: (candidate: Stood, open: bigint, cost: { lossAtoms: bigint; lossLots: bigint }, taken: bigint) => bigint
}
export type Rule = (
  | { kind: 'queue'; score: (family: Stood[]) => Score; isOfOwner?: true; tie?: (a: Stood, b: Stood) => number }
  | { kind: 'rotation' }
  | DealRule
  | { kind: 'loss'; rule: LossRule }
) & { price?: 'mark'; isRegardless?: true }

const queue = (score: (position: Stood) => Score) => ({
  kind: 'queue' as const,
  score: ([one]: Stood[]) => score(one!),
})
const deal = (allocate: DealRule['allocate']) => ({ kind: 'deal' as const, allocate })
const loss = (rule: LossRule) => ({ kind: 'loss' as const, rule })

const capped = (capPpm: bigint): Rule => ({ ...deal(deals.dealByProfit), capacity: deals.profitCapacity(capPpm) })
const gain: LossRule = { weight: (payer) => payer.gain, isGainTheMost: true }

export const LOSSES = {
  'socialised-drift': loss({ ...perOpenInterest, isRoundedUp: true }),
  'socialised-mango': loss(perOpenInterest),
  'socialised-vega': loss({ ...gain, isRoundedUp: true }),
  'socialised-paradex': loss({ weight: ({ equity }) => equity }),
  'gains-haircut': loss(gain),
}
export type LossName = keyof typeof LOSSES

const PLAIN = {
  ...LOSSES,
  bitmex: queue(scores.bitmexScore),
  delta: queue(scores.bitmexScore),
  binance: queue(scores.walletScore),
  aster: queue(scores.walletScore),
  aevo: queue(scores.walletScore),
  bybit: queue(scores.bybitScore),
  okx: { kind: 'queue' as const, score: scores.okxScore, isOfOwner: true as const },
  hyperliquid: queue(scores.hyperliquidScore),
  bluefin: queue(scores.bluefinScore),
  ethereal: { ...queue(scores.etherealScore), tie: scores.etherealTie },
  dydx: { kind: 'rotation' as const, isRegardless: true as const },
  ftx: deal(deals.dealToLargest(10)),
  'pro-rata': deal(deals.dealBySize),
  'pro-rata-notional': deal(deals.dealBy(({ notional }) => notional)),
  'pro-rata-profit': deal(deals.dealBy(deals.profitOf)),
  'pro-rata-equity': deal(deals.dealBy(({ equity }) => larger(equity, 0n))),
  'capped-pro-rata': capped(1_000_000n),
  'risk-aware': deal(deals.dealByLeverage(1n)),
  'leverage-water-fill': deal(deals.dealDownToLeverage),
  vector: deal(deals.dealBySquare),
  'min-max': deal(deals.dealMinMax),
  'partial-tear-up': { ...deal(deals.dealBySize), price: 'mark' as const, isRegardless: true as const },
}
const MADE = {
  'ftx:top=2': deal(deals.dealToLargest(2)),
  'capped-pro-rata:cap=0.35': capped(350_000n),
  'risk-aware:power=3': deal(deals.dealByLeverage(3n)),
  'risk-aware:above=2': deal(deals.dealByExcess(2_000_000n)),
}

export type RuleName = keyof typeof PLAIN | keyof typeof MADE
export const RULES: Record<RuleName, Rule> = { ...PLAIN, ...MADE }
