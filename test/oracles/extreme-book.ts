// Whole books at the limits: sizes, prices, funding and cash as large as they may be, and equities exactly at the
// maintenance margin. Made for the state after `settle`, so that the boundaries are met where the check looks.

import { MAX_CASH_ATOMS, MAX_POSITION_ATOMS, MAX_TRADER_POSITIONS } from '../../src/core/limits.ts'
import type { Engine, MarketConfig } from '../../src/index.ts'
import type { Chance } from './chance.ts'
import { tiersFor } from './market-maker.ts'
import { NaiveBook } from './naive-book.ts'
import type { NaiveListing } from './naive-markets.ts'
import { larger, size, smaller } from './naive-numbers.ts'
import { type NaiveAccount, type NaiveCapacity, type NaiveMarket, unitOf, worthOf } from './naive-state.ts'

const EXTERNAL = 1
const PPB = 10n ** 9n

export interface ExtremeBook {
  /** As it stands once the engine is settled. */
  readonly naive: NaiveBook
  readonly listings: readonly NaiveListing[]
  /** Fills and settles an engine that has been cleared. */
  readonly fill: (engine: Engine) => void
}

export function extremeBook(capacity: NaiveCapacity, chance: Chance): ExtremeBook {
  const naive = new NaiveBook(capacity)
  naive.openAccount({ id: EXTERNAL, class: 'external' })
  let id = 100
  for (let left = 2 + chance.below(capacity.accounts - 2); left > 0; left -= 1) {
    id += 1 + chance.below(50)
    naive.openAccount({ id, exempt: chance.once(9), reservedAtoms: chance.once(3) ? MAX_CASH_ATOMS : 0n })
  }
  const count = chance.pick([1, 3, 20, capacity.markets])
  const listings = Array.from({ length: count }, (_, k) => extremeListing(k, capacity.tiersPerMarket, chance))
  for (const listing of listings) naive.listMarket(listing)
  const settled = naive.markets.map((market) => {
    const { minMarkTicks, maxMarkTicks, maxAbsFundingAtoms } = market.terms
    // The largest rate that keeps F in its bound; it brings F right to it where the bound is |u|.
    const most = smaller(PPB, (maxAbsFundingAtoms * PPB) / size(unitOf(market, market.mark)))
    return {
      ticks: chance.pick([minMarkTicks, maxMarkTicks, market.mark, market.mark]),
      ratePpb: chance.pick([0n, most, -most, chance.between(-most, most)]),
    }
  })
  const settle = (book: Pick<Engine, 'payFunding'>, marks: (batch: Marks) => void) => {
    for (const [market, { ratePpb }] of settled.entries()) book.payFunding(market, ratePpb, 1)
    marks({ timeMs: 2, markets: settled.map((_, k) => k), priceTicks: settled.map(({ ticks }) => ticks) })
  }
  settle(naive, (batch) => naive.applyMarks(batch, false))
  openPositions(naive, capacity.positions, chance)
  const traders = [...naive.accounts.values()].filter((account) => account.class === 'trader')
  for (const account of traders) account.cash = extremeCash(naive, account, chance)
  naive.accounts.get(EXTERNAL)!.cash = chance.pick([0n, MAX_CASH_ATOMS, -MAX_CASH_ATOMS])

  const fill = (engine: Engine) => {
    importInto(engine, naive, listings)
    settle(engine, ({ timeMs, markets, priceTicks }) => {
      engine.applyMarks({ timeMs, markets: Uint16Array.from(markets), priceTicks: BigInt64Array.from(priceTicks) })
    })
  }
  // An import is one command.
  naive.sequence = 1 + settled.length + 1
  return { naive, listings, fill }
}

interface Marks {
  readonly timeMs: number
  readonly markets: number[]
  readonly priceTicks: bigint[]
}

/** lots · (|u| + |F|) is 2^55, or as near as whole lots come. */
function extremeListing(index: number, tiersPerMarket: number, chance: Chance): NaiveListing {
  const common = {
    ...{
      symbol: `X${index}`,
      tickSize: '0.000001',
      externalAccount: EXTERNAL,
      initialRatePpm: chance.below(1_000_001),
    },
    tiers: chance.once(2) ? tiersFor(chance, tiersPerMarket) : chance.pick(TIERS),
  }
  // One tick is one atom here, so that maintenance comes in single atom · ppm.
  if (index === 0) {
    const band = { minMarkTicks: 1n, listingTicks: 10_000n, maxMarkTicks: 2n ** 20n, tiers: TIERS[0]! }
    return bounded({ ...common, ...band, kind: 'linear', lotSize: '1' }, 1n, 0n)
  }
  const kind = chance.pick(['linear', 'quanto', 'inverse'] as const)
  if (kind !== 'inverse') {
    const maxMarkTicks = chance.pick([10_000n, 2n ** 20n, 2n ** 40n, 2n ** 53n, MAX_POSITION_ATOMS])
    const k = chance.between(1n, larger(1n, smaller(10n ** 9n, 2n ** 50n / maxMarkTicks)))
    const listingTicks = smaller(maxMarkTicks, chance.between(10_000n, 2n ** 22n))
    const funding = smaller(listingTicks * k, MAX_POSITION_ATOMS - maxMarkTicks * k)
    const band = { minMarkTicks: chance.between(1n, listingTicks), maxMarkTicks, listingTicks }
    const unit = kind === 'linear' ? { lotSize: `${k}` } : { lotSize: '1', multiplierAtoms: k }
    return bounded({ ...common, ...band, ...unit, kind }, k, funding)
  }
  const n = chance.pick([2n ** 62n - 1n, chance.between(10n ** 9n, 2n ** 62n - 1n)])
  const digits = `${n}`.padStart(13, '0')
  const contractValue = `${digits.slice(0, -12)}.${digits.slice(-12)}`
  const minMarkTicks = larger(n / 2n ** 54n + 1n, chance.between(1n, 15_000n))
  const maxMarkTicks = minMarkTicks + chance.between(0n, 10_000n)
  const band = { minMarkTicks, maxMarkTicks, listingTicks: chance.pick([minMarkTicks, maxMarkTicks]) }
  return bounded({ ...common, ...band, kind, contractValue, lotSize: '1' }, n, chance.once(2) ? 0n : 2n ** 30n)
}

const TIERS = [
  [{ floorAtoms: 0n, ratePpm: 1 }],
  [{ floorAtoms: 0n, ratePpm: 0 }],
  [{ floorAtoms: 0n, ratePpm: 1_000_000 }],
  [
    { floorAtoms: 0n, ratePpm: 0 },
    { floorAtoms: MAX_POSITION_ATOMS, ratePpm: 1_000_000 },
  ],
  [
    { floorAtoms: 0n, ratePpm: 999_999 },
    { floorAtoms: MAX_POSITION_ATOMS - 1n, ratePpm: 1_000_000 },
  ],
]

type Unbounded = Omit<NaiveListing, 'maxPositionLots' | 'maxAbsFundingAtoms'>

function bounded(listing: Unbounded, unitParam: bigint, maxAbsFundingAtoms: bigint): NaiveListing {
  const { kind, minMarkTicks, maxMarkTicks } = listing
  const largest = size(unitOf({ kind, unitParam }, kind === 'inverse' ? minMarkTicks : maxMarkTicks))
  return { ...listing, maxAbsFundingAtoms, maxPositionLots: MAX_POSITION_ATOMS / (largest + maxAbsFundingAtoms) }
}

// In pairs, so that the lots of every market add up to zero.
function openPositions(naive: NaiveBook, positions: number, chance: Chance): void {
  const traders = [...naive.accounts.values()].filter((account) => account.class === 'trader')
  const crowded = chance.once(2)
  let left = positions
  for (const market of naive.markets) {
    // Either everybody with chance, or the first two accounts with everything.
    const some = crowded ? traders.slice(0, 2) : traders.filter(() => chance.once(3))
    for (let k = 0; k + 1 < some.length && left >= 2; k += 2) {
      const lots = lotsFor(market, chance)
      for (const [account, signed] of [[some[k]!, lots] as const, [some[k + 1]!, -lots] as const]) {
        if (account.positions.size >= MAX_TRADER_POSITIONS) throw new Error('too many positions')
        account.positions.set(market.id, { size: signed, entry: chance.between(-MAX_CASH_ATOMS, MAX_CASH_ATOMS) })
        left -= 1
      }
    }
  }
}

function lotsFor({ id, terms }: NaiveMarket, chance: Chance): bigint {
  const most = terms.maxPositionLots
  const sign = chance.pick([1n, -1n])
  if (id === 0 && !chance.once(4)) return sign * (1_000_000n * chance.between(1n, 9n) + chance.between(-1n, 1n))
  return sign * chance.pick([most, most, larger(1n, most - 1n), chance.between(1n, most)])
}

/** Puts E a few atoms around the maintenance margin, around zero, or cash at its limits. */
function extremeCash(naive: NaiveBook, account: NaiveAccount, chance: Chance): bigint {
  const { equity, maintenance } = worthOf({ ...account, cash: 0n }, naive.markets)
  const wanted = chance.pick([maintenance / 1_000_000n, maintenance / 1_000_000n, 0n]) + chance.between(-1n, 2n)
  const cash = wanted - equity
  if (chance.once(12) || size(cash) > MAX_CASH_ATOMS) return chance.pick([1n, -1n]) * MAX_CASH_ATOMS
  return cash
}

// Accounts from the last to the first: rows are not in the order of ids then.
function importInto(engine: Engine, naive: NaiveBook, listings: readonly NaiveListing[]): void {
  const importer = engine.beginImport()
  const accounts = [...naive.accounts.values()].reverse()
  for (const { id, owner, class: kind, exempt, cash, reserved } of accounts) {
    importer.account({ id, owner, class: kind, exempt, cashAtoms: cash, reservedAtoms: reserved })
  }
  for (const listing of listings) importer.market(listing as MarketConfig)
  for (const { id, positions } of accounts) {
    for (const [market, { size: lots, entry }] of positions) {
      importer.position({ account: id, market, lots, entryValueAtoms: entry })
    }
  }
  importer.finish()
}
