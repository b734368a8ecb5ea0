// Small random books for properties: up to nine traders, two pools, three markets, equities around zero. Ties, several
// accounts of one owner, debts of pools and lots in odd places are all frequent.

import fc from 'fast-check'
import { netMark, unitMark, unitValueAt } from './value.ts'
import { absolute, type Level, type Market, type Options, type Row, sum, type Tier, type World } from './world.ts'

export const POOLS = [900, 901]
export const DEFICIT = 999
const EXTERNALS = [800, 801, 802]
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
  maxPasses: fc.constant(64),
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

const levels = (best: bigint, step: bigint, scale: bigint): fc.Arbitrary<Level[]> =>
  fc
    .array(big(1, 12), { maxLength: 3 })
    .map((sizes) => sizes.map((lots, index) => ({ ticks: best + step * BigInt(index), lots: lots * scale })))

/** What u is made of, with the lots that go with it. */
const kinds = fc.constantFrom(
  ...[1n, 7n, 100n].map((k) => ({ contract: { kind: 'linear' as const, atomsPerTick: k }, scale: 1n })),
  { contract: { kind: 'linear' as const, atomsPerTick: 100_000n }, scale: 100_003n },
  { contract: { kind: 'inverse' as const, valueAtOneTickAtoms: 1_000_003n }, scale: 1n },
  { contract: { kind: 'inverse' as const, valueAtOneTickAtoms: 10n ** 12n + 1n }, scale: 41n },
)

type Draw = { market: Market; scale: bigint; strayLots: bigint }

function marketAt(id: number): fc.Arbitrary<Draw> {
  const own = EXTERNALS[id]!
  return fc.record({ ticks: big(60, 140), spread: big(-2, 3), kind: kinds }).chain(({ ticks, spread, kind }) =>
    fc.record({
      market: fc.record<Market>({
        id: fc.constant(id),
        contract: fc.constant(kind.contract),
        markTicks: fc.constant(ticks),
        fresh: mostly(true),
        fundingIndexAtoms: fc.oneof(big(-9, 9), big(-9, 9), big(-500, 500)),
        tiers,
        pool: fc.constantFrom(null, POOLS[0]!, POOLS[0]!, POOLS[1]!),
        externalRow: fc.constantFrom(own, own, own, EXTERNALS[0]!),
        takeoverLimitLots: fc.constantFrom(null, 0n, 4n, 30n),
        depth: fc.record({
          bids: levels(ticks - spread, -1n, kind.scale),
          asks: levels(ticks + spread, 1n, kind.scale),
        }),
      }),
      scale: fc.constant(kind.scale),
      strayLots: fc.oneof({ weight: 7, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: big(-9, 9) }),
    }),
  )
}

type Draft = { lots: (bigint | null)[]; entryTicks: bigint; equityPpm: bigint; atoms: bigint; owner: number } & Pick<
  Row,
  'exempt' | 'protected'
> & { twin: boolean }
const draft: fc.Arbitrary<Draft> = fc.record({
  lots: fc.array(fc.option(big(-15, 15).map((lots) => lots || 16n)), { minLength: 3, maxLength: 3 }),
  entryTicks: fc.oneof(big(60, 140), big(60, 140), fc.constant(0n)),
  // A third is deep in the money, a third around its maintenance, a third bankrupt, of which some beyond Σ n.
  equityPpm: fc.oneof(
    { weight: 3, arbitrary: big(20_000, 700_000) },
    { weight: 3, arbitrary: big(-30_000, 30_000) },
    { weight: 2, arbitrary: big(-200_000, 0) },
    { weight: 1, arbitrary: big(-1_300_000, 0) },
  ),
  atoms: big(-3, 3),
  owner: fc.integer({ min: 1, max: 5 }),
  exempt: mostly(false),
  protected: mostly(false),
  twin: mostly(false),
})

/** The cash follows from the equity that was drawn, so that bankrupt, at risk and healthy are all frequent. */
function rowFrom(id: number, rowClass: 'trader' | 'pool', from: Draft, draws: Draw[]): Row {
  const held = draws.flatMap(({ market, scale }, index) => {
    const lots = from.lots[index]
    return lots === null || lots === undefined ? [] : [{ market, lots: lots * scale }]
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

const nobody = { exempt: false, protected: false, cash: 0n }

/** The other side of all that the rows hold, so that the lots of a market sum to zero; some in another's row. */
function externalsOf(draws: Draw[], rows: Row[]): Row[] {
  const externals = EXTERNALS.slice(0, draws.length).map((id): Row => {
    return { id, owner: id, class: 'external', ...nobody, positions: new Map() }
  })
  for (const { market, strayLots } of draws) {
    const lots = -sum(rows.map((row) => row.positions.get(market.id)?.lots ?? 0n))
    const own = externals.find(({ id }) => id === market.externalRow)!
    const other = externals.find(({ id }) => id !== market.externalRow) ?? own
    const parts =
      other === own
        ? [[own, lots] as const]
        : ([
            [own, lots - strayLots],
            [other, strayLots],
          ] as const)
    for (const [row, part] of parts) {
      if (part !== 0n) row.positions.set(market.id, { lots: part, entryValue: part * unitMark(market) })
    }
  }
  return externals
}

/** A twin has the positions and the worth of whoever stands before it: all their scores are equal. */
function withTwins(drafts: Draft[]): Draft[] {
  const made: Draft[] = []
  for (const next of drafts) {
    const before = made.at(-1)
    made.push(next.twin && before !== undefined ? { ...before, owner: next.owner } : next)
  }
  return made
}

export const randomWorld: fc.Arbitrary<World> = fc
  .record({
    draws: fc.oneof(
      fc.tuple(marketAt(0), marketAt(1)),
      fc.tuple(marketAt(0)),
      fc.tuple(marketAt(0), marketAt(1), marketAt(2)),
    ),
    drafts: fc.array(draft, { minLength: 2, maxLength: 9 }),
    pools: fc.array(fc.record({ draft, empty: fc.boolean() }), { minLength: 2, maxLength: 2 }),
    floorAtoms: fc.constantFrom(0n, 0n, 50n),
    triggerActive: mostly(false),
    policy: fc.constantFrom('bitmex' as const, 'pro-rata' as const),
    options,
  })
  .map(({ draws, drafts, pools, floorAtoms, triggerActive, policy, options }) => {
    const traders = withTwins(drafts).map((from, index) => rowFrom(index + 1, 'trader', from, draws))
    const poolRows = pools.map(({ draft, empty }, index) => {
      const id = POOLS[index]!
      return rowFrom(id, 'pool', { ...draft, ...(empty && { lots: [] }), owner: id }, draws)
    })
    const held = [...traders, ...poolRows]
    const deficit: Row = { id: DEFICIT, owner: DEFICIT, class: 'deficit', ...nobody, positions: new Map() }
    // By id: traders, external rows, pools, the deficit row.
    const rows = [...traders, ...externalsOf(draws, held), ...poolRows, deficit]
    const settings = POOLS.map((row, index) => ({ row, floorAtoms, triggerActive: triggerActive && index === 0 }))
    return { markets: draws.map(({ market }) => market), rows, pools: settings, policy, options }
  })
