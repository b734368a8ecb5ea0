// The seeded book that every contender gets: the same accounts, positions, markets and tiers, in the form it likes.
//
//   accounts    0 … 8 positions each, 4 on average; cash such that about one in a thousand is flagged
//   markets     256 linear ones, $1 to $60,000; a quarter with one tier, a quarter with two, half with three to eight
//   positions   notionals by the quantiles of 12,706 positions that a venue really closed on 2025-10-10 (Hyperliquid,
//               the largest single event): median $444, one in twenty above $54,525; either side; markets evenly,
//               which is the worst case for caches
//   the line    every 2,000th account has an equity that equals its maintenance to the atom: healthy, exactly

import { generator } from './measure.mjs'

export const MARKETS = 256
export const FIRST_TRADER = 1001
const MOST_POSITIONS = 8
const LINE_EVERY = 2000
const MAX_LOTS = 100_000_000
const MAX_NOTIONAL_ATOMS = 6e12
const RATES_PPM = [5_000, 10_000, 20_000, 25_000, 50_000, 100_000, 125_000, 250_000]
// Where tiers begin on markets of large and of small coins, as venues publish them.
const LARGE_FLOORS_USD = [0, 50_000, 250_000, 600_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000]
const SMALL_FLOORS_USD = [0, 5_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000]
const NOTIONAL_SHARES = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
const NOTIONAL_USD = [1, 1, 10, 26, 138, 444, 2_344, 16_040, 54_525, 536_960, 5_764_190, 5_764_190]

/** Markets as numbers; `toConfig` makes a listing of one. */
function makeMarkets(random) {
  return Array.from({ length: MARKETS }, (_, market) => {
    const cheap = market % 2 === 1
    const ticks = cheap ? 100 + random.below(9_900) : 10_000 + random.below(5_990_000)
    const kind = (market >> 1) % 4
    const tierCount = kind === 0 ? 1 : kind === 1 ? 2 : 3 + random.below(6)
    // Atoms a lot and tick: lots of 1 or of 0.001, ticks of $0.01, atoms of $0.000001.
    const unitPerTick = cheap ? 10_000 : 10
    const floors = cheap ? SMALL_FLOORS_USD : LARGE_FLOORS_USD
    const tiers = floors.slice(0, tierCount).map((floorUsd, index) => ({ floorUsd, ratePpm: RATES_PPM[index] }))
    return { ticks, unit: ticks * unitPerTick, lotSize: cheap ? 1 : 0.001, tiers }
  })
}

/** A market's listing for the engine. */
export function toConfig({ ticks, lotSize, tiers }, market) {
  return {
    symbol: `M${market}-USD`,
    kind: 'linear',
    lotSize: String(lotSize),
    tickSize: '0.01',
    listingTicks: BigInt(ticks),
    minMarkTicks: 1n,
    maxMarkTicks: BigInt(ticks) * 2n,
    maxPositionLots: BigInt(MAX_LOTS),
    maxAbsFundingAtoms: 1_000_000n,
    tiers: tiers.map(({ floorUsd, ratePpm }) => ({ floorAtoms: BigInt(floorUsd) * 1_000_000n, ratePpm })),
    initialRatePpm: 100_000,
    externalAccount: market + 1,
  }
}

/** Maintenance in atoms: exact when the notional is a multiple of 1,000 atoms, else near enough to fund an account. */
function maintenanceAtoms(tiers, notional) {
  let deduction = 0
  let rate = 0
  for (const { floorUsd, ratePpm } of tiers) {
    if (floorUsd * 1_000_000 > notional) break
    deduction += floorUsd * (ratePpm - rate)
    rate = ratePpm
  }
  return ((notional / 1000) * rate) / 1000 - deduction
}

function positionCounts(random, accounts, positions) {
  const counts = new Uint8Array(accounts)
  let total = 0
  for (let account = 0; account < accounts; account += 1) {
    counts[account] = random.below(MOST_POSITIONS + 1)
    total += counts[account]
  }
  while (total !== positions) {
    const account = random.below(accounts)
    const step = Math.sign(positions - total)
    if (counts[account] + step < 0 || counts[account] + step > MOST_POSITIONS) continue
    counts[account] += step
    total += step
  }
  return counts
}

/** Lots of a position, signed: between two quantiles notionals lie evenly on a logarithmic scale. */
export function randomLots(random, market) {
  const share = random.share()
  let above = 1
  while (NOTIONAL_SHARES[above] <= share) above += 1
  const from = NOTIONAL_SHARES[above - 1]
  const part = (share - from) / (NOTIONAL_SHARES[above] - from)
  const usd = NOTIONAL_USD[above - 1] * (NOTIONAL_USD[above] / NOTIONAL_USD[above - 1]) ** part
  const lots = Math.min(MAX_LOTS, Math.max(1, Math.round((usd * 1_000_000) / market.unit)))
  return random.next() & 1 ? lots : -lots
}

function distinctMarkets(random, count) {
  const chosen = new Set()
  while (chosen.size < count) chosen.add(random.below(MARKETS))
  return [...chosen].sort((a, b) => a - b)
}

function cashFor(random, account, value, maintenance) {
  if (account % LINE_EVERY === 0) return maintenance - value
  const draw = random.share()
  const factor = draw < 0.001 ? draw * 1500 - 0.5 : 1.05 + random.share() * 5
  return Math.round(maintenance * factor - value)
}

/** @returns {{ markets, offsets, market, lots, cash }} rows in the order of ids, cash in atoms */
export function makeBook({ accounts, positions, seed = 1 }) {
  const random = generator(seed)
  const markets = makeMarkets(random)
  const counts = positionCounts(random, accounts, positions)
  const book = {
    markets,
    offsets: new Uint32Array(accounts + 1),
    market: new Uint16Array(positions),
    lots: new Int32Array(positions),
    cash: new Float64Array(accounts),
  }
  let next = 0
  for (let account = 0; account < accounts; account += 1) {
    let value = 0
    let maintenance = 0
    for (const id of distinctMarkets(random, counts[account])) {
      let lots = randomLots(random, markets[id])
      if (account % LINE_EVERY === 0) lots *= 100
      if (Math.abs(lots) > MAX_LOTS || Math.abs(lots * markets[id].unit) > MAX_NOTIONAL_ATOMS)
        lots = 100 * Math.sign(lots)
      book.market[next] = id
      book.lots[next] = lots
      next += 1
      value += lots * markets[id].unit
      maintenance += maintenanceAtoms(markets[id].tiers, Math.abs(lots * markets[id].unit))
    }
    book.offsets[account + 1] = next
    book.cash[account] = cashFor(random, account, value, maintenance)
  }
  return book
}
