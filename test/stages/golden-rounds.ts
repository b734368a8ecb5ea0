// Golden rounds (fixtures/golden-rounds.json), read into an engine: the book and the marks before the round, and then
// the batch that opens it.

import { readFileSync } from 'node:fs'
import type { AccountClass } from '../../src/book/rows.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import { emptyEngine, mark } from '../engine/small-venue.ts'

interface GoldenMarket {
  readonly id: string
  readonly symbol: string
  readonly kind: 'linear' | 'inverse'
  readonly k?: string
  readonly valueAtOneTickAtoms?: string
  readonly lotSize?: string
  readonly tickSize: string
  readonly contractValue?: string
  readonly listingTicks: string
  readonly minMarkTicks: string
  readonly maxMarkTicks: string
  readonly maxPositionLots: string
  readonly maxAbsFundingIndexAtoms: string
  readonly lastMarkTicks: string
  readonly fundingIndexAtoms: string
  readonly tiers: readonly { readonly floorAtoms: string; readonly ratePpm: string }[]
  readonly initialRatePpm: string
  readonly pool: string | null
  readonly externalRow: string
  readonly takeoverLimitLots: string | null
}

interface GoldenRow {
  readonly id: string
  readonly owner: string
  readonly class: AccountClass
  readonly exempt: boolean
  readonly cash: string
  readonly positions: readonly { readonly market: string; readonly lots: string; readonly entryValue: string }[]
}

export interface GoldenRound {
  readonly id: string
  readonly about: string
  readonly venue: {
    readonly atom: string
    readonly markets: readonly GoldenMarket[]
    readonly pools: readonly { readonly row: string; readonly floorAtoms: string }[]
  }
  readonly rows: readonly GoldenRow[]
  readonly marks: readonly { readonly market: string; readonly ticks: string }[]
  readonly expected: { readonly flagged: readonly { readonly id: string; readonly state: string }[] }
}

export const goldenFile = new URL('../../fixtures/golden-rounds.json', import.meta.url)

export function goldenRounds(): GoldenRound[] {
  return JSON.parse(readFileSync(goldenFile, 'utf8')).cases
}

/** The book before the round: rows, positions, last marks, funding indexes. */
export function openRound(
  round: GoldenRound,
  kernel: KernelName,
  engine: Engine = emptyEngine(kernel, round.venue.atom),
): Engine {
  const importer = engine.beginImport()
  for (const { id, owner, class: kind, exempt, cash } of round.rows) {
    const floor = round.venue.pools.find(({ row }) => row === id)?.floorAtoms ?? '0'
    const account = { id: Number(id), owner: Number(owner), class: kind, exempt, cashAtoms: BigInt(cash) }
    importer.account({ ...account, reservedAtoms: BigInt(floor) })
  }
  for (const market of round.venue.markets) importer.market(configOf(market))
  for (const { id, positions } of round.rows) {
    for (const { market, lots, entryValue } of positions) {
      const position = { account: Number(id), market: Number(market), lots: BigInt(lots) }
      importer.position({ ...position, entryValueAtoms: BigInt(entryValue) })
    }
  }
  importer.finish()
  const last = round.venue.markets.map((market) => [Number(market.id), BigInt(market.lastMarkTicks)] as const)
  mark(engine, 1, ...last)
  for (const { id, fundingIndexAtoms } of round.venue.markets) payIndex(engine, Number(id), BigInt(fundingIndexAtoms))
  return engine
}

export function applyRoundMarks(engine: Engine, round: GoldenRound): void {
  mark(engine, 2, ...round.marks.map(({ market, ticks }) => [Number(market), BigInt(ticks)] as const))
}

function configOf(market: GoldenMarket) {
  return {
    symbol: market.symbol,
    kind: market.kind,
    lotSize: market.lotSize ?? '1',
    tickSize: market.tickSize,
    ...(market.contractValue === undefined ? {} : { contractValue: market.contractValue }),
    listingTicks: BigInt(market.listingTicks),
    minMarkTicks: BigInt(market.minMarkTicks),
    maxMarkTicks: BigInt(market.maxMarkTicks),
    maxPositionLots: BigInt(market.maxPositionLots),
    maxAbsFundingAtoms: BigInt(market.maxAbsFundingIndexAtoms),
    tiers: market.tiers.map(({ floorAtoms, ratePpm }) => ({
      floorAtoms: BigInt(floorAtoms),
      ratePpm: Number(ratePpm),
    })),
    initialRatePpm: Number(market.initialRatePpm),
    // A market that the batch does not name is stale in the round.
    maxMarkAgeMs: 0,
    poolAccount: market.pool === null ? null : Number(market.pool),
    takeoverLimitLots: market.takeoverLimitLots === null ? null : BigInt(market.takeoverLimitLots),
    externalAccount: Number(market.externalRow),
  }
}

// An index of F atoms is one payment of F / |u| of the notional.
function payIndex(engine: Engine, market: number, indexAtoms: bigint): void {
  if (indexAtoms === 0n) return
  const unit = engine.market(market).unitAtoms
  engine.payFunding(market, (indexAtoms * 1_000_000_000n) / (unit < 0n ? -unit : unit), 1)
  if (engine.market(market).fundingAtoms !== indexAtoms) throw new Error(`no rate makes an index of ${indexAtoms}`)
}
