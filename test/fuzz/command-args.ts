// Arguments of every public method of an engine as somebody who means well would give them; some are refused all the
// same.

import { type Engine, knownPolicies, LightsResult, presets, RankResult, TradeBatch } from '../../src/index.ts'
import * as venue from '../engine/small-venue.ts'
import type { Chance } from '../oracles/chance.ts'

export type Maker = (engine: Engine, chance: Chance) => unknown[]

const IDS = [venue.ALICE, venue.BOB, venue.CAROL, venue.DAVE, venue.EXTERNALS[0], venue.POOL]
const id = (chance: Chance) => (chance.once(20) ? chance.pick([7, venue.DEFICIT, 5_000]) : chance.pick(IDS))
const market = (chance: Chance) => (chance.once(20) ? 3 : chance.below(3))
const lots = (chance: Chance) => chance.between(1n, 30n)
const near = (engine: Engine, chance: Chance, id: number) => {
  const mark = id < engine.book.marketCount ? engine.market(id).markTicks : 100n
  return mark + chance.between(-mark / 10n, mark / 10n)
}
const time = (engine: Engine, chance: Chance) => engine.lastTimeMs + chance.pick([0, 1, 500])
const side = (chance: Chance) => chance.pick(['long', 'short'])

const marks: Maker = (engine, chance) => {
  const markets = chance.pick([[0], [1, 2], [0, 1, 2]])
  const timeMs = time(engine, chance)
  const batch = {
    timeMs,
    markets: Uint16Array.from(markets),
    priceTicks: BigInt64Array.from(markets, (each) => near(engine, chance, each)),
  }
  return [chance.once(3) ? { ...batch, timesMs: Float64Array.from(markets, () => timeMs) } : batch]
}

const trade = (engine: Engine, chance: Chance) => {
  const at = market(chance)
  const given = { buyer: id(chance), seller: id(chance), market: at, lots: lots(chance) }
  const fees = chance.once(2) ? {} : { buyerFeeAtoms: 5n, sellerFeeAtoms: -2n }
  return { ...given, priceTicks: near(engine, chance, at), ...fees }
}

const trades: Maker = (engine, chance) => {
  const batch = new TradeBatch(1 + chance.below(12))
  batch.count = chance.below(batch.capacity + 1)
  for (let index = 0; index < batch.count; index += 1) {
    const { buyer, seller, market, lots, priceTicks } = trade(engine, chance)
    batch.buyers[index] = buyer
    batch.sellers[index] = seller
    batch.markets[index] = market
    batch.lots[index] = lots
    batch.priceTicks[index] = priceTicks
  }
  return [batch]
}

const terms = (chance: Chance) => ({
  ...{ minMarkTicks: 10n, maxMarkTicks: 1_000n, maxPositionLots: chance.pick([1_000n, 500n, 60n]) },
  ...{ maxAbsFundingAtoms: 10_000n, initialRatePpm: chance.pick([100_000, 20_000]), feeAccount: venue.POOL },
  ...{ priceBandPpm: chance.pick([0, 50_000]), maxMarkAgeMs: chance.pick([null, 1_000]), poolAccount: venue.POOL },
  tiers: [
    { floorAtoms: 0n, ratePpm: 10_000 },
    { floorAtoms: 50_000n, ratePpm: 50_000 },
  ],
  takeoverLimitLots: chance.pick([null, 50n]),
})

const roundOptions = (chance: Chance): object => {
  const all: Record<string, unknown> = {
    ...{ adl: chance.pick(['auto', 'propose', 'off']), adlFor: chance.pick(['bankrupt', 'unfilled']) },
    ...{ policy: chance.pick(knownPolicies).name, eligible: 'profitable', adlPrice: chance.pick(['mark', 'blend']) },
    ...{ blend: { bankruptcy: 1, mark: 1 }, nearlyEmptyAtoms: 50n, hedge: { thresholdPpm: 40_000, of: 'all' } },
    ...{ stages: ['own-first', 'book', 'insurance', 'cross', 'adl'], socialise: 'none', takeover: 'partial' },
    ...{ trigger: { windowMs: 60_000, startPpm: 300_000, stopPpm: 250_000 }, warning: null, maxSlippagePpm: 9_000 },
    ...{ bufferAtoms: 10n, liquidationBudgetAtoms: 5_000n, roundBudgetAtoms: null, maxPasses: 9, haltOnDeficit: true },
    preset: chance.pick(presets).name,
  }
  const keys = Object.keys(all).filter(() => chance.once(5))
  return Object.fromEntries(keys.map((key) => [key, all[key]]))
}

const liquidity: Maker = (engine, chance) => {
  if (chance.once(2)) return []
  const answer = ({ market, lots }: { market: number; lots: bigint }) => [
    { priceTicks: engine.market(market).markTicks, lots: lots < 0n ? -lots : lots },
  ]
  return [{ liquidity: chance.once(3) ? null : { answer } }]
}

const wanted = (engine: Engine, chance: Chance) => {
  const asked = engine.wanted
  if (asked === null) return { account: id(chance), market: market(chance), lots: 1n, priceTicks: 100n }
  const size = asked.lots < 0n ? -asked.lots : asked.lots
  return { account: asked.account, market: asked.market, lots: chance.pick([1n, size]), ticks: asked.limitTicks }
}

/** A new market or account, mostly with a name or number that is free. */
const fresh = (engine: Engine, chance: Chance) => engine.accountIds().at(-1)! + 1 + chance.below(3)

export const ARGUMENTS: Readonly<Record<string, Maker>> = {
  listMarket: (engine, chance) => [
    { ...chance.pick([venue.linearConfig, venue.inverseConfig]), symbol: `M${engine.lastSequence}` },
  ],
  configureMarket: (_, chance) => {
    const all = terms(chance)
    const keys = Object.keys(all).filter(() => chance.once(3))
    return [market(chance), Object.fromEntries(keys.map((key) => [key, all[key as keyof typeof all]]))]
  },
  haltMarket: (_, chance) => [market(chance)],
  resumeMarket: (_, chance) => [market(chance)],
  findMarket: (_, chance) => [chance.pick(['LIN-PERP', 'no market'])],
  market: (_, chance) => [market(chance)],
  openAccount: (engine, chance) => [
    { id: fresh(engine, chance), owner: id(chance), class: chance.pick(['trader', 'pool']), reservedAtoms: 5n },
  ],
  closeAccount: (engine, chance) => [chance.once(2) ? id(chance) : engine.accountIds().at(-1)!],
  setReserved: (_, chance) => [id(chance), chance.between(0n, 500n)],
  setExempt: (_, chance) => [id(chance), chance.once(2)],
  setProtected: (_, chance) => [id(chance), chance.once(2)],
  deposit: (_, chance) => [id(chance), chance.between(1n, 90_000n)],
  applyDeposits: (_, chance) => {
    const accounts = Array.from({ length: chance.below(4) }, () => id(chance))
    return [{ accounts: Uint32Array.from(accounts), atoms: BigInt64Array.from(accounts, () => lots(chance)) }]
  },
  withdraw: (_, chance) => [id(chance), chance.between(1n, 900n)],
  transfer: (_, chance) => [id(chance), id(chance), chance.between(1n, 900n)],
  withdrawable: (_, chance) => [id(chance)],
  account: (_, chance) => [id(chance)],
  accountIds: () => [],
  once: (engine, chance) => {
    const number = chance.below(500)
    return [{ client: chance.below(3), number }, () => engine.deposit(venue.ALICE, 1n)]
  },
  configureRound: (_, chance) => [roundOptions(chance)],
  runRound: liquidity,
  openRound: () => [],
  advanceRound: () => [],
  fill: (engine, chance) => {
    const { ticks, ...ask } = wanted(engine, chance) as { ticks?: bigint | null }
    return [{ priceTicks: ticks ?? 100n, ...ask }]
  },
  bookExhausted: (engine, chance) => [wanted(engine, chance)],
  acceptProposal: liquidity,
  holdPool: (_, chance) => [chance.once(3) ? id(chance) : venue.POOL, chance.once(2)],
  onEvent: () => [() => {}],
  events: (_, chance) => [{ capacity: 1 + chance.below(9), overflow: 'drop-oldest' }],
  roundEvents: () => [],
  rank: (_, chance) => [{ market: market(chance), side: side(chance), top: chance.below(5), policy: 'bybit' }],
  rankTop: (_, chance) => [market(chance), side(chance), new RankResult(1 + chance.below(5))],
  rankOf: (_, chance) => [id(chance), market(chance)],
  lights: (_, chance) => [market(chance), side(chance), new LightsResult()],
  allLights: (_, chance) => (chance.once(2) ? [] : [new LightsResult()]),
  likelyNext: (_, chance) => [market(chance), chance.below(4)],
  warnings: () => [],
  onWarning: () => [() => {}],
  trade: (engine, chance) => [trade(engine, chance)],
  applyTrades: trades,
  preTrade: (engine, chance) => {
    const { buyer, market, lots, priceTicks } = trade(engine, chance)
    return [{ account: buyer, market, lots: chance.once(2) ? -lots : lots, priceTicks, feeAtoms: 3n }]
  },
  applyMarks: marks,
  payFunding: (engine, chance) => [market(chance), chance.between(-9_000n, 9_000n), time(engine, chance)],
  advanceTime: (engine, chance) => [time(engine, chance)],
  applyFunding: (engine, chance) => [
    { timeMs: time(engine, chance), markets: Uint16Array.of(0, 2), ratesPpb: BigInt64Array.of(lots(chance), -5n) },
  ],
  checkSync: () => [],
  check: () => [{}],
  ready: () => [],
  onNotice: () => [() => {}],
  durable: () => [],
  compact: (_, chance) => [chance.below(64)],
  audit: () => [],
  stateHash: () => [],
}
