// Makes commands that mostly succeed, and now and then one that has to be refused, for the state a naive book is in.

import { MAX_CASH_ATOMS, MAX_FEE_ATOMS, MAX_ID, MAX_INT64 } from '../../src/core/limits.ts'
import type { Chance } from './chance.ts'
import { changeFor, listingFor } from './market-maker.ts'
import type { NaiveBook } from './naive-book.ts'
import { larger, size, smaller } from './naive-numbers.ts'
import type { NaiveClass } from './naive-state.ts'
import type { NaiveTrade } from './naive-trades.ts'
import type { Command } from './trio.ts'

const MIN_INT64 = -MAX_INT64 - 1n

/** How often each command is made, and how. */
const MAKERS: readonly (readonly [weight: number, make: (naive: NaiveBook, chance: Chance) => Command])[] = [
  [22, (naive, chance) => ['trade', tradeFor(naive, chance, true)]],
  [12, (naive, chance) => ['trades', Array.from({ length: chance.below(20) }, () => tradeFor(naive, chance, false))]],
  [12, (naive, chance) => ['marks', marksFor(naive, chance)]],
  [4, (naive, chance) => ['halting-marks', marksFor(naive, chance)]],
  [9, (naive, chance) => ['preTrade', orderFor(naive, chance)]],
  [10, (naive, chance) => ['deposit', idFor(naive, chance), amountFor(naive, chance)]],
  [7, (naive, chance) => withdrawalFor(naive, chance)],
  [6, (naive, chance) => transferFor(naive, chance)],
  [3, (naive, chance) => ['withdrawable', idFor(naive, chance)]],
  [8, (naive, chance) => ['payFunding', marketFor(naive, chance), rateFor(chance), timeFor(naive, chance)]],
  [4, (naive, chance) => ['funding', fundingFor(naive, chance)]],
  [3, (naive, chance) => ['deposits', depositsFor(naive, chance)]],
  [8, () => ['check']],
  [6, (naive, chance) => ['openAccount', newAccountFor(naive, chance)]],
  [4, (naive, chance) => ['closeAccount', idFor(naive, chance)]],
  [4, (naive, chance) => ['setReserved', idFor(naive, chance), reservedFor(chance)]],
  [2, (naive, chance) => ['setExempt', idFor(naive, chance), chance.once(2)]],
  [3, (naive, chance) => ['listMarket', listingFor(naive, chance)]],
  [6, (naive, chance) => configurationFor(naive, chance)],
  [1, (naive, chance) => ['haltMarket', marketFor(naive, chance)]],
  [3, (naive, chance) => ['resumeMarket', marketFor(naive, chance)]],
  [2, (_, chance) => ['compact', 1 + chance.below(4096)]],
]

const WEIGHTED = MAKERS.flatMap(([weight, make]) => new Array<typeof make>(weight).fill(make))

export function makeCommand(naive: NaiveBook, chance: Chance): Command {
  return chance.pick(WEIGHTED)(naive, chance)
}

/** A book to begin with: house rows, three kinds of market, traders with money. */
export function openingCommands(): Command[] {
  const terms = {
    ...{ maxAbsFundingAtoms: 1_000_000n, initialRatePpm: 50_000, tiers: [{ floorAtoms: 0n, ratePpm: 25_000 }] },
    ...{ lotSize: '0.001', tickSize: '0.5', poolAccount: 3, maxMarkAgeMs: 5000 },
  }
  const tiers = [0n, 10n ** 9n, 10n ** 12n, 2n ** 55n].map((floorAtoms, k) => ({
    floorAtoms,
    ratePpm: 10_000 * 3 ** k,
  }))
  // One market takes as many lots as 2^55 bears, so that its positions and cash reach the limits.
  const band = {
    minMarkTicks: 1n,
    maxMarkTicks: 200_000n,
    listingTicks: 20_000n,
    maxPositionLots: 2n ** 55n / 101_000_000n,
  }
  const linear = { ...terms, ...band, tiers, symbol: 'BTC', kind: 'linear', externalAccount: 1, priceBandPpm: 200_000 }
  const inverseBand = { minMarkTicks: 500n, maxMarkTicks: 14_000n, listingTicks: 9000n, maxPositionLots: 50_000n }
  const inverse = {
    ...terms,
    ...inverseBand,
    symbol: 'XBT-I',
    kind: 'inverse',
    contractValue: '100',
    externalAccount: 2,
  }
  const quantoBand = { minMarkTicks: 5n, maxMarkTicks: 1000n, listingTicks: 300n, maxPositionLots: 1000n }
  const quanto = { ...terms, ...quantoBand, multiplierAtoms: 7000n, maxMarkAgeMs: null, poolAccount: null }
  const house = ['external', 'external', 'pool', 'deficit'].map((name, k) => [
    'openAccount',
    { id: k + 1, class: name },
  ])
  const traders = Array.from({ length: 8 }, (_, k) => ['openAccount', { id: 10 + 3 * k, owner: 1 + (k >> 1) }])
  const money = Array.from({ length: 8 }, (_, k) => ['deposit', 10 + 3 * k, 10n ** BigInt(7 + k)])
  return [
    ...house,
    ...traders,
    ...money,
    ['deposit', 3, 10n ** 12n],
    ['listMarket', linear],
    ['listMarket', inverse],
    ['listMarket', { ...quanto, symbol: 'ETH-Q', kind: 'quanto', externalAccount: 1, feeAccount: 3 }],
  ] as unknown as Command[]
}

function idFor(naive: NaiveBook, chance: Chance): number {
  if (chance.once(40)) return chance.pick([0, -1, 1.5, Number.NaN, MAX_ID, MAX_ID + 1, 5, 2 ** 40, chance.word()])
  return chance.pick([...naive.accounts.keys()])
}

/** For batches, whose columns take whole numbers of 32 bits. */
function wholeIdFor(naive: NaiveBook, chance: Chance): number {
  return chance.once(40) ? chance.pick([0, 5, MAX_ID, chance.word()]) : chance.pick([...naive.accounts.keys()])
}

function marketFor(naive: NaiveBook, chance: Chance): number {
  if (chance.once(50)) return chance.pick([-1, 0.5, Number.NaN, naive.markets.length, 65_535])
  return chance.below(naive.markets.length)
}

function timeFor(naive: NaiveBook, chance: Chance): number {
  if (chance.once(25)) {
    return chance.pick([naive.timeMs - 1, naive.timeMs + 0.5, Number.NaN, -1, Number.POSITIVE_INFINITY, 2 ** 53])
  }
  return naive.timeMs + chance.pick([0, 1, 10, 400, 6000])
}

function amountFor(naive: NaiveBook, chance: Chance): bigint {
  if (chance.once(30)) return chance.pick([0n, -1n, MAX_CASH_ATOMS + 1n, MAX_INT64, -MAX_CASH_ATOMS])
  if (chance.once(25)) return MAX_CASH_ATOMS - chance.between(0n, 3n) * 10n ** 9n
  const { cash } = chance.pick([...naive.accounts.values()])
  return chance.pick([1n, chance.between(1n, 10n ** 9n), chance.between(1n, 10n ** 14n), size(cash) + 1n])
}

function reservedFor(chance: Chance): bigint {
  if (chance.once(8)) return chance.pick([-1n, MAX_CASH_ATOMS, MAX_CASH_ATOMS + 1n])
  return chance.pick([0n, 0n, chance.between(0n, 10n ** 9n)])
}

function rateFor(chance: Chance): bigint {
  if (chance.once(15)) return chance.pick([10n ** 9n, -(10n ** 9n), 10n ** 9n + 1n, -(10n ** 9n) - 1n])
  return chance.between(-1_000_000n, 1_000_000n)
}

function withdrawalFor(naive: NaiveBook, chance: Chance): Command {
  const id = idFor(naive, chance)
  return ['withdraw', id, leavingFor(naive, chance, id)]
}

function transferFor(naive: NaiveBook, chance: Chance): Command {
  const from = idFor(naive, chance)
  return ['transfer', from, chance.once(20) ? from : idFor(naive, chance), leavingFor(naive, chance, from)]
}

// Around the most that may leave; all of it often enough that accounts can be closed.
function leavingFor(naive: NaiveBook, chance: Chance, id: number): bigint {
  const most = naive.accounts.has(id) ? naive.withdrawable(id) : 0n
  if (chance.once(3)) return amountFor(naive, chance)
  if (most === 0n) return 1n
  return chance.pick([most, most, most, most + 1n, larger(1n, most - 1n), larger(1n, most / 2n)])
}

function newAccountFor(naive: NaiveBook, chance: Chance): object {
  const last = Math.max(...naive.accounts.keys())
  const id = chance.once(10) ? chance.pick([0, 1, last, 5, 7.5, MAX_ID + 1]) : last + 1 + chance.below(3)
  const kinds: readonly NaiveClass[] = ['trader', 'trader', 'trader', 'pool', 'external', 'deficit']
  const account = { id, class: chance.once(25) ? 'broker' : chance.pick(kinds), exempt: chance.once(4) }
  const owned = chance.once(2) ? account : { ...account, owner: chance.once(15) ? 0 : 1 + chance.below(9) }
  return chance.once(4) ? { ...owned, reservedAtoms: reservedFor(chance) } : owned
}

function configurationFor(naive: NaiveBook, chance: Chance): Command {
  const market = marketFor(naive, chance)
  return ['configureMarket', market, changeFor(naive, naive.markets[market] ?? naive.markets[0]!, chance)]
}

function priceFor(naive: NaiveBook, chance: Chance, market: number): bigint {
  const { mark, terms } = naive.markets[market] ?? naive.markets[0]!
  const { minMarkTicks: low, maxMarkTicks: high } = terms
  if (chance.once(40)) return chance.pick([low - 1n, high + 1n, 0n, -1n, MAX_INT64, MIN_INT64])
  if (chance.once(12)) return chance.pick([low, high])
  const near = mark + chance.between(-mark / 20n, mark / 20n)
  return smaller(high, larger(low, near))
}

function lotsFor(naive: NaiveBook, chance: Chance, market: number, sides: readonly number[]): bigint {
  const { terms } = naive.markets[market] ?? naive.markets[0]!
  const most = terms.maxPositionLots
  if (chance.once(30)) return chance.pick([0n, -1n, 2n * most, 2n * most + 1n, MAX_INT64, MIN_INT64])
  if (chance.once(10)) return chance.pick([most, most - 1n, most + 1n, larger(1n, most / 3n)])
  const open = sides.map((id) => size(naive.accounts.get(id)?.positions.get(market)?.size ?? 0n))
  const held = larger(open[0]!, open[1] ?? 0n)
  if (held > 0n && chance.once(2)) return chance.pick([held, held, larger(1n, held / 2n), held + 1n])
  return chance.between(1n, chance.pick([3n, 20n, 1000n]))
}

function tradeFor(naive: NaiveBook, chance: Chance, alone: boolean): NaiveTrade {
  const id = () => (alone ? idFor(naive, chance) : wholeIdFor(naive, chance))
  const market = alone ? marketFor(naive, chance) : chance.once(50) ? 60_000 : chance.below(naive.markets.length)
  const [buyer, seller] = [id(), id()]
  const lots = lotsFor(naive, chance, market, [buyer, seller])
  const trade = { buyer, seller, market, lots, priceTicks: priceFor(naive, chance, market) }
  if (alone && chance.once(40)) return { ...trade, [chance.pick(['lots', 'priceTicks'])]: MAX_INT64 + 1n }
  if (chance.once(3)) return trade
  return { ...trade, buyerFeeAtoms: feeFor(chance), sellerFeeAtoms: feeFor(chance) }
}

function feeFor(chance: Chance): bigint {
  if (chance.once(20)) return chance.pick([MAX_FEE_ATOMS, -MAX_FEE_ATOMS, MAX_FEE_ATOMS + 1n, -MAX_FEE_ATOMS - 1n])
  return chance.between(-100n, 2000n)
}

function orderFor(naive: NaiveBook, chance: Chance): object {
  const { buyer, market, lots, priceTicks } = tradeFor(naive, chance, true)
  const side = chance.pick([1n, -1n])
  return { account: buyer, market, lots: lots * side, priceTicks, feeAtoms: feeFor(chance) }
}

function marksFor(naive: NaiveBook, chance: Chance): object {
  const timeMs = timeFor(naive, chance)
  const listed = naive.markets.map((market) => market.id).filter(() => !chance.once(3))
  const markets = chance.once(25) ? [...listed, chance.pick([0, 60_000])] : listed
  if (chance.once(40)) return { timeMs, markets: [...markets, ...markets, 0, 0, 0, 0, 0], priceTicks: [] }
  if (chance.once(60)) return { timeMs, markets: [0, 0, 0, 0, 0, 0], priceTicks: new Array(6).fill(1n) }
  const priceTicks = markets.map((market) => priceFor(naive, chance, market))
  if (!chance.once(3)) return { timeMs, markets, priceTicks }
  const odd = chance.pick([0.5, 1, 99_999, Number.NaN, -0.25])
  const timesMs = markets.map((id) => {
    if (chance.once(20)) return timeMs + odd
    const last = naive.markets[id]?.markTime ?? 0
    return chance.once(15) ? last - 1 : chance.once(3) ? last : timeMs
  })
  return { timeMs, markets, priceTicks, timesMs }
}

function fundingFor(naive: NaiveBook, chance: Chance): object {
  const listed = naive.markets.map((market) => market.id)
  const markets = chance.once(8) ? [...listed, chance.pick([0, 60_000])] : listed.slice(0, 1 + chance.below(4))
  const rates = markets.map(() => rateFor(chance))
  const ratesPpb = chance.once(20) ? rates.slice(1) : rates
  return { timeMs: timeFor(naive, chance), markets, ratesPpb }
}

function depositsFor(naive: NaiveBook, chance: Chance): object {
  const ids = Array.from({ length: chance.below(5) }, () => wholeIdFor(naive, chance))
  const amounts = ids.map(() => (chance.once(20) ? chance.pick([0n, -5n, MAX_INT64]) : chance.between(1n, 10n ** 12n)))
  const atoms = chance.once(20) ? [...amounts, 1n] : amounts
  return { accounts: ids, atoms }
}
