// Listings and changes of terms: most of them valid, the others with one fault.

import { MAX_INT64 } from '../../src/core/limits.ts'
import type { Chance } from './chance.ts'
import type { NaiveBook } from './naive-book.ts'
import type { NaiveListing, NaiveTermsInput } from './naive-markets.ts'
import { larger, type NaiveTier, size } from './naive-numbers.ts'
import { type NaiveMarket, unitOf } from './naive-state.ts'

export function tiersFor(chance: Chance, most: number): NaiveTier[] {
  const count = 1 + chance.below(chance.pick([1, 4, most]))
  let ratePpm = chance.pick([0, 1, 5000, 100_000])
  let floorAtoms = 0n
  return Array.from({ length: count }, (_, k) => {
    if (k > 0) floorAtoms += chance.between(1n, chance.pick([10n, 10n ** 10n, 2n ** 55n / BigInt(most)]))
    ratePpm = Math.min(1_000_000, ratePpm + chance.pick([0, 1, 7000, 500_000]))
    return { floorAtoms, ratePpm }
  })
}

function faultyTiers(chance: Chance): NaiveTier[] {
  const zero = { floorAtoms: 0n, ratePpm: 10 }
  return chance.pick([
    [],
    [{ floorAtoms: 1n, ratePpm: 10 }],
    [zero, { floorAtoms: 5n, ratePpm: 9 }],
    [zero, { floorAtoms: 0n, ratePpm: 20 }],
    [zero, { floorAtoms: 2n ** 55n + 1n, ratePpm: 20 }],
    [{ floorAtoms: 0n, ratePpm: 1_000_001 }],
    [{ floorAtoms: 0n, ratePpm: 0.5 }],
    Array.from({ length: 17 }, (_, k) => ({ floorAtoms: BigInt(k), ratePpm: k })),
  ])
}

const LISTING_FAULTS: readonly ((config: NaiveListing, chance: Chance) => object)[] = [
  (_, chance) => ({ symbol: chance.pick(['', 'A B', 'é', 'x'.repeat(33), 'BTC']) }),
  (_, chance) => ({ kind: chance.pick(['option', '']) }),
  (_, chance) => ({ lotSize: chance.pick(['1e3', '', '-', '0', '-1', '1.', '9'.repeat(19), '1'.repeat(41)]) }),
  (_, chance) => ({ lotSize: chance.pick(['0.0000007', '0.0000001']), kind: 'linear' }),
  (_, chance) => ({ kind: 'quanto', multiplierAtoms: chance.pick([0n, -3n]) }),
  () => ({ kind: 'inverse', contractValue: '0.0001' }),
  (_, chance) => ({ listingTicks: chance.pick([0n, -1n]) }),
  ({ minMarkTicks }) => ({ listingTicks: minMarkTicks - 1n }),
  ({ maxMarkTicks }) => ({ listingTicks: maxMarkTicks + 1n }),
  (_, chance) => ({ externalAccount: chance.pick([3, 4, 10, 999, Number.NaN]) }),
]

const TERMS_FAULTS: readonly ((terms: NaiveTermsInput, chance: Chance) => object)[] = [
  (_, chance) => ({ minMarkTicks: chance.pick([0n, -1n]) }),
  ({ minMarkTicks }) => ({ maxMarkTicks: minMarkTicks - 1n }),
  (_, chance) => ({ maxMarkTicks: MAX_INT64 + chance.between(0n, 1n) }),
  (_, chance) => ({ maxPositionLots: chance.pick([0n, -1n, 2n ** 55n, MAX_INT64]) }),
  (_, chance) => ({ maxAbsFundingAtoms: chance.pick([-1n, 2n ** 60n]) }),
  (_, chance) => ({ tiers: faultyTiers(chance) }),
  (_, chance) => ({ initialRatePpm: chance.pick([-1, 1_000_001, 0.5, Number.NaN]) }),
  (_, chance) => ({ priceBandPpm: chance.pick([-1, 1_000_001, 2.5]) }),
  (_, chance) => ({ maxMarkAgeMs: chance.pick([-1, 0.5, 2 ** 53]) }),
  (_, chance) => ({ takeoverLimitLots: chance.pick([-1n, MAX_INT64 + 1n]) }),
  (_, chance) => ({ poolAccount: chance.pick([1, 4, 10, 999]) }),
  (_, chance) => ({ feeAccount: chance.pick([4, 10, 999, 0]) }),
]

export function listingFor(naive: NaiveBook, chance: Chance): NaiveListing {
  const kind = chance.pick(['linear', 'inverse', 'quanto'] as const)
  const config: NaiveListing = {
    ...{ symbol: `M${naive.sequence}`, kind, lotSize: '1', tickSize: chance.pick(['0.01', '0.5', '1.000']) },
    ...{ contractValue: '1000', multiplierAtoms: chance.between(1n, 100_000n), listingTicks: 1000n },
    ...{ minMarkTicks: chance.between(1n, 999n), maxMarkTicks: chance.between(1000n, 9000n), externalAccount: 1 },
    ...{ maxPositionLots: chance.between(1n, 10n ** 6n), maxAbsFundingAtoms: chance.between(0n, 10n ** 6n) },
    ...{ tiers: tiersFor(chance, naive.capacity.tiersPerMarket), initialRatePpm: chance.below(1_000_001) },
    ...{ takeoverLimitLots: chance.pick([null, 0n, 500n]), feeAccount: chance.pick([1, 2, 3]) },
  }
  const [fault, termsFault] = [chance.pick(LISTING_FAULTS), chance.pick(TERMS_FAULTS)]
  if (chance.once(3)) return { ...config, ...fault(config, chance) }
  return chance.once(3) ? { ...config, ...termsFault(config, chance) } : config
}

/** A change of one or two terms. */
export function changeFor(naive: NaiveBook, market: NaiveMarket, chance: Chance): Partial<NaiveTermsInput> {
  const { terms, mark, funding } = market
  if (chance.once(4)) {
    const faulty = chance.pick(TERMS_FAULTS)(terms, chance)
    // An inverse band that is too wide for its contract has a test of its own.
    if (market.kind !== 'inverse' || !('maxMarkTicks' in faulty)) return faulty
  }
  const held = { trader: 0n, house: 0n }
  for (const account of naive.accounts.values()) {
    const kind = account.class === 'trader' ? 'trader' : 'house'
    held[kind] = larger(held[kind], size(account.positions.get(market.id)?.size ?? 0n))
  }
  // Limits that house rows pass by less than 64 times are left to a test of their own.
  const lots = larger(1n, chance.pick([larger(held.trader, held.house), held.trader - 1n, terms.maxPositionLots]))
  const narrow = lots < held.house && lots >= held.trader ? terms.maxPositionLots : lots
  const highest = market.kind === 'inverse' ? 14_000n : terms.maxMarkTicks + 10n
  const safe = 2n ** 55n / (size(unitOf(market, terms.maxMarkTicks)) + size(unitOf(market, terms.minMarkTicks)) * 2n)
  return chance.pick<Partial<NaiveTermsInput>>([
    { tiers: tiersFor(chance, naive.capacity.tiersPerMarket) },
    { initialRatePpm: chance.below(1_000_001), priceBandPpm: chance.pick([0, 1000, 50_000, 1_000_000]) },
    { maxPositionLots: narrow },
    { maxPositionLots: larger(terms.maxPositionLots, safe / 2n) },
    { minMarkTicks: larger(1n, mark - chance.between(-1n, 5n)), maxMarkTicks: mark + chance.between(-1n, 9n) },
    { maxMarkTicks: highest, maxPositionLots: terms.maxPositionLots },
    { maxAbsFundingAtoms: chance.pick([size(funding), larger(0n, size(funding) - 1n), 1_000_000n]) },
    { poolAccount: chance.pick([null, 3]), feeAccount: chance.pick([1, 2, 3]) },
    { takeoverLimitLots: chance.pick([null, 0n, 9n, MAX_INT64]), maxMarkAgeMs: chance.pick([null, 0, 1000, 60_000]) },
  ])
}
