// Random worlds under all policies and options. Those of the golden rounds stay frequent; every other one occurs.

import fc from 'fast-check'
import { randomWorld } from './random-world.ts'
import { IN_ORDER } from './round.ts'
import { LOSSES, type LossName, RULES, type RuleName } from './rules.ts'
import type { AdlPrice, Options, StageName, World } from './world.ts'

export const RULE_NAMES = Object.keys(RULES) as RuleName[]
export const LOSS_NAMES = Object.keys(LOSSES) as LossName[]
export const ADL_PRICES: AdlPrice[] = ['bankruptcy', 'mark', 'mark-until-fund-nearly-empty', 'blend', 'uniform']

const often = <Value>(weight: number, usual: Value, others: fc.Arbitrary<Value>, otherWeight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: otherWeight, arbitrary: others })

const policy: fc.Arbitrary<RuleName> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<RuleName>('bitmex', 'bitmex', 'pro-rata') },
  { weight: 8, arbitrary: fc.constantFrom(...RULE_NAMES) },
)

const stages: fc.Arbitrary<StageName[]> = often(
  5,
  IN_ORDER,
  fc.shuffledSubarray(IN_ORDER, { minLength: IN_ORDER.length }),
  4,
)

type Drawn = Required<
  Pick<Options, 'eligible' | 'adlPrice' | 'socialise' | 'blend' | 'nearlyEmptyAtoms' | 'stages' | 'adlFor'>
>
const options: fc.Arbitrary<Drawn> = fc.record({
  eligible: fc.constantFrom('all' as const, 'all' as const, 'profitable' as const, 'regardless' as const),
  adlPrice: often<AdlPrice>(4, 'bankruptcy', fc.constantFrom(...ADL_PRICES.slice(1)), 6),
  socialise: often<Options['socialise']>(3, 'per-open-interest', fc.constantFrom('none', ...LOSS_NAMES), 4),
  blend: fc.constantFrom(...[2, 0, 1, 3].map((bankruptcy) => ({ bankruptcy, mark: bankruptcy === 3 ? 0 : 1 }))),
  nearlyEmptyAtoms: fc.constantFrom(0n, 0n, 40n, 1_000n),
  stages,
  adlFor: fc.constantFrom('bankrupt' as const, 'bankrupt' as const, 'unfilled' as const),
})

/** Nobody fills, nobody else is of the same owner: what is bankrupt comes to deleveraging. */
function bared(world: World): World {
  const rows = world.rows.map((row) => ({ ...row, owner: row.id }))
  return { ...world, rows, markets: world.markets.map((market) => ({ ...market, depth: { bids: [], asks: [] } })) }
}

/** Of two accounts that are alike, the later one has won something else in its last market. */
function unlikeTwins(world: World): World {
  const rows = world.rows.map((row, index) => {
    const before = world.rows[index - 1]
    const [last, ...others] = [...row.positions].reverse()
    if (last === undefined || others.length === 0 || row.cash !== before?.cash) return row
    const [market, { lots, entryValue }] = last
    return { ...row, positions: new Map(row.positions).set(market, { lots, entryValue: entryValue + lots }) }
  })
  return { ...world, rows }
}

const book: fc.Arbitrary<World> = fc.oneof(
  { weight: 3, arbitrary: randomWorld },
  { weight: 1, arbitrary: randomWorld.map(bared) },
  { weight: 1, arbitrary: randomWorld.map(unlikeTwins) },
)

export const ruledWorld: fc.Arbitrary<World> = fc
  .tuple(book, policy, options)
  .map(([world, policy, { adlFor, ...options }]) => {
    // What the order book leaves has to be known by then.
    const isKnown = options.stages.indexOf('book') < options.stages.indexOf('adl')
    return { ...world, policy, options: { ...world.options, ...options, ...(isKnown ? { adlFor } : {}) } }
  })
