// Small random books for properties: up to six traders, one pool, two markets, equities around zero.

import fc from 'fast-check'
import { netMark, unitMark, unitValueAt } from './value.ts'
import { absolute, type Level, type Market, type Options, type Row, sum, type Tier, type World } from './world.ts'

export const POOL = 900
export const DEFICIT = 999
const EXTERNALS = [800, 801]
const PPM = 1_000_000n

const big = (min: number, max: number) => fc.integer({ min, max }).map(BigInt)
const mostly = (often: boolean) => fc.integer({ min: 0, max: 7 }).map((draw) => draw > 0 === often)

const options: fc.Arbitrary<Options> = fc.record({
  eligible: fc.constantFrom('all', 'profitable'),
  adlPrice: fc.constantFrom('bankruptcy', 'bankruptcy', 'mark'),
  socialise: fc.constantFrom('per-open-interest', 'per-open-interest', 'none'),
  takeover: fc.constantFrom('whole', 'partial'),
  maxSlippagePpm: fc.constantFrom(0n, 5_000n, 20_000n, 200_000n),
  bufferAtoms: fc.constantFrom(0n, 0n, 17n),
  liquidationBudgetAtoms: fc.constantFrom(null, 0n, 300n),
  roundBudgetAtoms: fc.constantFrom(null, 0n, 500n),
  maxPasses: fc.constant(32),
})

const tiers: fc.Arbitrary<Tier[]> = fc.constantFrom(
  [{ floorAtoms: 0n, ratePpm: 10_000n }],
  [{ floorAtoms: 0n, ratePpm: 0n }],
  [{ floorAtoms: 0n, ratePpm: 900_000n }],
  [
    { floorAtoms: 0n, ratePpm: 5_000n },
    { floorAtoms: 997n, ratePpm: 20_000n },
    { floorAtoms: 60_000n, ratePpm: 100_000n },
  ],
)

const levels = (best: bigint, step: bigint): fc.Arbitrary<Level[]> =>
  fc
    .array(big(1, 12), { maxLength: 3 })
    .map((sizes) => sizes.map((lots, index) => ({ ticks: best + step * BigInt(index), lots })))

function marketAt(id: number): fc.Arbitrary<Market> {
  const linear = {
    contract: big(0, 2).map((k) => ({ kind: 'linear' as const, atomsPerTick: [1n, 7n, 100n][Number(k)]! })),
  }
  const inverse = { contract: fc.constant({ kind: 'inverse' as const, valueAtOneTickAtoms: 1_000_003n }) }
  return fc
    .record({
      ticks: big(60, 140),
      spread: big(-2, 3),
      contract: fc.oneof(linear.contract, linear.contract, inverse.contract),
    })
    .chain(({ ticks, spread, contract }) =>
      fc.record<Market>({
        id: fc.constant(id),
        contract: fc.constant(contract),
        markTicks: fc.constant(ticks),
        fresh: mostly(true),
        fundingIndexAtoms: big(-9, 9),
        tiers,
        pool: fc.constantFrom(null, POOL, POOL),
        externalRow: fc.constant(EXTERNALS[id]!),
        takeoverLimitLots: fc.constantFrom(null, 0n, 4n, 30n),
        depth: fc.record({ bids: levels(ticks - spread, -1n), asks: levels(ticks + spread, 1n) }),
      }),
    )
}

type Draft = { lots: (bigint | null)[]; entryTicks: bigint; equityPpm: bigint; atoms: bigint; owner: number } & Pick<
  Row,
  'exempt' | 'protected'
>
const draft: fc.Arbitrary<Draft> = fc.record({
  lots: fc.array(fc.option(big(-15, 15).map((lots) => lots || 16n)), { minLength: 2, maxLength: 2 }),
  entryTicks: fc.oneof(big(60, 140), big(60, 140), fc.constant(0n)),
  // A third is deep in the money, a third around its maintenance, a third bankrupt, of which some beyond Σ n.
  equityPpm: fc.oneof(
    { weight: 3, arbitrary: big(20_000, 700_000) },
    { weight: 3, arbitrary: big(-30_000, 30_000) },
    { weight: 2, arbitrary: big(-200_000, 0) },
    { weight: 1, arbitrary: big(-1_300_000, 0) },
  ),
  atoms: big(-3, 3),
  owner: fc.integer({ min: 1, max: 4 }),
  exempt: mostly(false),
  protected: mostly(false),
})

/** The cash follows from the equity that was drawn, so that bankrupt, at risk and healthy are all frequent. */
function rowFrom(id: number, rowClass: 'trader' | 'pool', from: Draft, markets: Market[]): Row {
  const held = markets.flatMap((market, index) => {
    const lots = from.lots[index]
    return lots === null || lots === undefined ? [] : [{ market, lots }]
  })
  const value = sum(held.map(({ market, lots }) => lots * netMark(market)))
  const notional = sum(held.map(({ market, lots }) => absolute(lots * unitMark(market))))
  const positions = held.map(({ market, lots }) => {
    const entryValue = from.entryTicks === 0n ? 0n : lots * unitValueAt(market, from.entryTicks)
    return [market.id, { lots, entryValue }] as const
  })
  const { owner, exempt } = from
  const cash = ((notional + 400n) * from.equityPpm) / PPM + from.atoms - value
  return { id, owner, class: rowClass, exempt, protected: from.protected, cash, positions: new Map(positions) }
}

/** The other side of all that the rows hold, so that the lots of a market sum to zero. */
function externalOf(market: Market, rows: Row[]): Row {
  const lots = -sum(rows.map((row) => row.positions.get(market.id)?.lots ?? 0n))
  const positions = lots === 0n ? [] : [[market.id, { lots, entryValue: lots * unitMark(market) }] as const]
  const id = market.externalRow
  return {
    ...{ id, owner: id, class: 'external', exempt: false, protected: false, cash: 0n },
    positions: new Map(positions),
  }
}

export const randomWorld: fc.Arbitrary<World> = fc
  .record({
    markets: fc.tuple(marketAt(0), marketAt(1)),
    drafts: fc.array(draft, { minLength: 2, maxLength: 6 }),
    pool: draft,
    poolIsEmpty: fc.boolean(),
    floorAtoms: fc.constantFrom(0n, 0n, 50n),
    triggerActive: mostly(false),
    policy: fc.constantFrom('bitmex' as const, 'pro-rata' as const),
    options,
  })
  .map(({ markets, drafts, pool, poolIsEmpty, floorAtoms, triggerActive, policy, options }) => {
    const traders = drafts.map((from, index) => rowFrom(index + 1, 'trader', from, markets))
    const poolRow = rowFrom(POOL, 'pool', { ...pool, ...(poolIsEmpty && { lots: [] }), owner: POOL }, markets)
    const held = [...traders, poolRow]
    const nobody = { exempt: false, protected: false, cash: 0n, positions: new Map() }
    const deficit: Row = { id: DEFICIT, owner: DEFICIT, class: 'deficit', ...nobody }
    const rows = [...held, ...markets.map((market) => externalOf(market, held)), deficit]
    return { markets: [...markets], rows, pools: [{ row: POOL, floorAtoms, triggerActive }], policy, options }
  })
