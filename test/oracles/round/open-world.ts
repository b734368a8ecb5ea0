// A world of the oracle, imported into an engine: the same rows, marks, funding and pools.

import type { Engine, MarketConfig, RoundOptions } from '../../../src/index.ts'
import { divideUp, unitValueAt } from './value.ts'
import { absolute, larger, type Market, type Options, type World } from './world.ts'

/** An engine for this needs atoms of 1, and four tiers a market. */
export const WORLD_ATOM = '1'

const MIN_TICKS = 10n
const MOST_ATOMS = 2n ** 55n
const MAX_FUNDING = 10_000n

/** Fills an empty engine with the book; then the marks come, except those of stale markets. */
export function openWorld(engine: Engine, world: World): void {
  importWorld(engine, world)
  startWorld(engine, world)
}

function importWorld(engine: Engine, world: World): void {
  const importer = engine.beginImport()
  for (const { id, owner, class: kind, exempt, protected: isProtected, cash } of world.rows) {
    const floor = world.pools.find(({ row }) => row === id)?.floorAtoms ?? 0n
    const flags = { exempt, protected: isProtected }
    importer.account({ id, owner, class: kind, ...flags, cashAtoms: cash, reservedAtoms: floor })
  }
  // Markets are numbered as they are listed.
  for (const market of [...world.markets].sort((a, b) => a.id - b.id)) importer.market(configOf(market))
  for (const { id, positions } of world.rows) {
    for (const [market, { lots, entryValue }] of positions) {
      importer.position({ account: id, market, lots, entryValueAtoms: entryValue })
    }
  }
  importer.finish()
}

/** Funding, marks, held pools and options, on a book that is there. */
export function startWorld(engine: Engine, world: World): void {
  for (const market of world.markets) payIndex(engine, market)
  markAll(engine, 1, world.markets)
  // Stale is what is halted, and what has no mark of this instant.
  for (const { id, fresh } of world.markets) if (!fresh && id === 1) engine.haltMarket(id)
  markAll(
    engine,
    2,
    world.markets.filter(({ fresh }) => fresh),
  )
  for (const { row, triggerActive } of world.pools) engine.holdPool(row, triggerActive)
  engine.configureRound({ ...roundOptions(world.options), policy: world.policy })
}

/** All of them: an engine that has played another world would keep what is left out. */
export function roundOptions(options: Options): RoundOptions {
  return {
    ...{ adl: 'auto', haltOnDeficit: false, blend: { bankruptcy: 2, mark: 1 }, nearlyEmptyAtoms: 0n },
    stages: ['own-first', 'book', 'cross', 'insurance', 'adl'],
    adlFor: 'bankrupt',
    ...options,
    maxSlippagePpm: Number(options.maxSlippagePpm),
  }
}

function markAll(engine: Engine, timeMs: number, markets: readonly Market[]): void {
  engine.applyMarks({
    timeMs,
    markets: Uint16Array.from(markets, ({ id }) => id),
    priceTicks: BigInt64Array.from(markets, ({ markTicks }) => markTicks),
  })
}

// A lot is worth 10,000 atoms at the listing price, the highest; the marks of the world are below it.
export function configOf(market: Market): MarketConfig {
  const { contract, externalRow, pool, takeoverLimitLots, tiers } = market
  const highest = listingOf(market)
  const largest = larger(absolute(unitValueAt(market, MIN_TICKS)), absolute(unitValueAt(market, highest)))
  const kind = contract.kind
  const sizes =
    contract.kind === 'linear'
      ? { lotSize: `${contract.atomsPerTick}` }
      : { lotSize: '1', contractValue: `${contract.valueAtOneTickAtoms}` }
  return {
    ...{ symbol: `M${market.id}`, kind, ...sizes, tickSize: '1', listingTicks: listingOf(market) },
    ...{ minMarkTicks: MIN_TICKS, maxMarkTicks: highest, maxAbsFundingAtoms: MAX_FUNDING },
    maxPositionLots: MOST_ATOMS / (largest + MAX_FUNDING),
    tiers: tiers.map(({ floorAtoms, ratePpm }) => ({ floorAtoms, ratePpm: Number(ratePpm) })),
    // Only a mark of this very instant is fresh.
    ...{ initialRatePpm: 1_000_000, maxMarkAgeMs: 0 },
    ...{ poolAccount: pool, takeoverLimitLots, externalAccount: externalRow },
  }
}

function listingOf({ contract }: Market): bigint {
  return contract.kind === 'linear' ? larger(1_000n, divideUp(10_000n, contract.atomsPerTick)) : 1_000n
}

// Paid at the listing price; rounded up, so that F becomes the whole atoms that are wanted and the rest is carried.
function payIndex(engine: Engine, { id, fundingIndexAtoms }: Market): void {
  if (fundingIndexAtoms === 0n) return
  const unit = absolute(engine.market(id).unitAtoms)
  const wanted = fundingIndexAtoms * 1_000_000_000n
  const rate = wanted > 0n ? (wanted + unit - 1n) / unit : wanted / unit
  engine.payFunding(id, rate, 0)
  const index = engine.market(id).fundingAtoms
  if (index !== fundingIndexAtoms) throw new Error(`a funding index of ${index}, wanted ${fundingIndexAtoms}`)
}
