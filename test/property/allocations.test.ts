// What every rule of allocation keeps, on random positions; what each is proof against, and what not.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sum } from '../../src/fixed/shares.ts'
import { cappedProRata } from '../../src/policies/capped-pro-rata.ts'
import { ftx } from '../../src/policies/ftx.ts'
import { knownPolicies } from '../../src/policies/known.ts'
import { leverageWaterFill } from '../../src/policies/leverage-water-fill.ts'
import { minMax } from '../../src/policies/min-max.ts'
import { type AllocationPolicy, type Candidate, isAllocationPolicy } from '../../src/policies/policy.ts'
import { riskAware } from '../../src/policies/risk-aware.ts'
import { shareOfEquity } from '../../src/policies/share-of-equity.ts'
import { vector } from '../../src/policies/vector.ts'
import { dealAt, dealt, positions, sized } from '../policies/position.ts'
import * as draw from '../policies/random-positions.ts'

const MADE = [
  ...[ftx({ top: 1 }), ftx({ top: 3 }), cappedProRata({ capPpm: 300_000 }), riskAware({ power: 3 })],
  ...[riskAware({ power: 8 }), riskAware({ abovePpm: 2_500_000 })],
]
const RULES: readonly AllocationPolicy[] = [...knownPolicies.filter(isAllocationPolicy), ...MADE]

/** What two candidates may have alike, so that one lot goes by their places. */
const ALIKE: ((candidate: Candidate) => bigint)[] = [
  ({ lots }) => lots,
  ({ equityAtoms }) => equityAtoms,
  ({ profitAtoms }) => profitAtoms,
]

function allDiffer(values: readonly bigint[]): boolean {
  const some = values.filter((value) => value > 0n)
  return new Set(some).size === some.length
}

// What every rule keeps

for (const rule of RULES) {
  draw.holds(
    `${rule.name}: parts are what is needed, and nobody is over what it may give`,
    [draw.drawn(8), draw.someOf, draw.cost],
    ({ candidates }, some, cost) => {
      const { open, need, parts } = draw.given(rule, candidates, some, cost)
      for (const [index, part] of parts.entries()) {
        assert.is(typeof part, 'bigint')
        assert.ok(open[index]! >= 0n && open[index]! <= candidates[index]!.lots, `may give ${open[index]}`)
        assert.ok(part >= 0n && part <= open[index]!, `gives ${part} of ${open[index]}`)
      }
      assert.equal([parts.length, sum(parts)], [candidates.length, need])
    },
  )

  // Odd lots of equal remainders go by place, so a place may matter where lots are few, and then for one lot.
  draw.holds(
    `${rule.name}: who gives what does not hang on who stands where`,
    [draw.drawn(8), fc.nat(), draw.someOf, draw.cost],
    ({ candidates, isHuge }, turn, some, cost) => {
      const moved = candidates.toReversed()
      moved.push(...moved.splice(0, turn % moved.length))
      const differ = isHuge && ALIKE.every((of) => allDiffer(candidates.map(of)))
      const before = draw.given(rule, candidates, some, cost).byAccount
      const after = draw.given(rule, moved, some, cost).byAccount
      for (const [account, part] of before) {
        draw.within(after.get(account)!, part, differ ? 0n : -1n, differ ? 0n : 1n, `account ${account}`)
      }
    },
  )
}

// What splitting an account in two equal halves changes, in lots: both together less what the whole gives.

/** Two halves round twice, so a lot or two. Caps in whole lots add as many. */
const ROUNDING = [-2n, 2n] as const
const SPLIT: Record<string, readonly [least: bigint, most: bigint] | 'halves' | 'anything'> = {
  // As d'Hondt's seats: two parts have one less than the whole at most; and one more where ties go by rank.
  'min-max': [-2n, 0n],
  'capped-pro-rata': [-4n, 4n],
  'capped-pro-rata:cap=0.3': [-4n, 4n],
  vector: 'halves',
  ...{ ftx: 'anything', 'ftx:top=1': 'anything', 'ftx:top=3': 'anything' },
}

for (const rule of RULES) {
  const change = SPLIT[rule.name] ?? ROUNDING
  if (change === 'anything') continue
  draw.holds(
    `${rule.name}: an account in two halves gives ${change === 'halves' ? 'half at least, and no more' : 'the same'}`,
    [draw.drawn(6, 1n, true), fc.nat(), draw.someOf, draw.cost],
    ({ candidates }, pick, some, cost) => {
      const which = pick % candidates.length
      const { account } = candidates[which]!
      const halves = draw.halved(candidates, which, 99)
      // Whole lots of two halves may bear one lot less than a whole one.
      const all = (given: readonly Candidate[]) => sum(draw.given(rule, given, (open) => open, cost).open)
      const need = some([all(candidates), all(halves)].toSorted((a, b) => (a < b ? -1 : 1))[0]!)
      const before = draw.given(rule, candidates, () => need, cost).byAccount
      const after = draw.given(rule, halves, () => need, cost).byAccount
      const [whole, both] = [before.get(account)!, after.get(account)! + after.get(99)!]
      if (change === 'halves') {
        assert.ok(both <= whole + 2n && 2n * both >= whole - 4n, `${both} instead of ${whole}`)
      } else draw.within(both, whole, ...change, `account ${account}`)
    },
  )
}

test('ftx: a position in halves may give nothing, or all: it is no more among the largest, or both are', () => {
  const [top, whole] = [ftx({ top: 2 }), positions({ lots: 8n }, { lots: 6n }, { lots: 5n })]
  assert.equal(dealt(top, 7n, whole), [4n, 3n, 0n])
  assert.equal(dealt(top, 7n, positions({ lots: 8n }, { lots: 3n }, { lots: 3n }, { lots: 5n })), [4n, 0n, 0n, 3n])
})

// What more of something changes

/** One candidate with more or less of something gives no fewer lots. */
const NO_FEWER: [
  what: string,
  rules: readonly string[],
  change: (candidate: Candidate, by: bigint) => Partial<Candidate>,
][] = [
  [
    'profit',
    ['pro-rata-profit', 'capped-pro-rata', 'capped-pro-rata:cap=0.3'],
    ({ profitAtoms }, by) => ({ profitAtoms: profitAtoms + by }),
  ],
  [
    'leverage',
    ['leverage-water-fill', 'risk-aware', 'risk-aware:power=3', 'risk-aware:above=2.5'],
    ({ equityAtoms }, by) => ({ equityAtoms: equityAtoms > by ? equityAtoms - by : 1n }),
  ],
  ['equity', ['min-max', 'pro-rata-equity'], ({ equityAtoms }, by) => ({ equityAtoms: equityAtoms + by })],
]

for (const [what, names, change] of NO_FEWER) {
  for (const rule of RULES.filter(({ name }) => names.includes(name))) {
    draw.holds(
      `${rule.name}: with more ${what} nobody gives less`,
      [
        draw.drawn(6, 1n),
        fc.nat(),
        fc.oneof(fc.bigInt({ min: 1n, max: 9n }), fc.bigInt({ min: 1n, max: 2n ** 45n })),
        draw.someOf,
        draw.cost,
      ],
      ({ candidates }, pick, by, some, cost) => {
        const which = pick % candidates.length
        const more = candidates.with(which, { ...candidates[which]!, ...change(candidates[which]!, by) })
        const before = draw.given(rule, candidates, some, cost)
        const after = draw.given(rule, more, () => before.need, cost)
        assert.ok(
          after.parts[which]! >= before.parts[which]!,
          `${after.parts[which]} instead of ${before.parts[which]}`,
        )
      },
    )
  }
}

/** Lots that somebody may give fewer of when one more is needed in all: largest remainders are not monotone by one. */
for (const rule of RULES.filter(({ name }) => !name.startsWith('ftx'))) {
  const odd = rule.name === 'min-max' ? 0n : -1n
  draw.holds(
    `${rule.name}: when more is needed nobody gives less${odd === 0n ? '' : ', an odd lot aside'}`,
    [draw.drawn(6, 1n), draw.someOf, draw.someOf, draw.cost],
    ({ candidates }, some, other, cost) => {
      const few = draw.given(rule, candidates, (open) => other(some(open)), cost)
      const many = draw.given(rule, candidates, some, cost)
      for (const [index, part] of many.parts.entries()) {
        assert.ok(part - few.parts[index]! >= odd, `${part} of ${many.need}, ${few.parts[index]} of ${few.need}`)
      }
    },
  )
}

test('ftx: when more is needed than the largest have, these give less than before', () => {
  const given = positions({ lots: 50n }, { lots: 25n }, { lots: 10n })
  assert.equal(dealt(ftx({ top: 2 }), 75n, given), [50n, 25n, 0n])
  assert.equal(dealt(ftx({ top: 2 }), 76n, given), [45n, 22n, 9n])
})

// What some are the best of

const few = fc.array(fc.record({ lots: fc.integer({ min: 1, max: 6 }), equity: fc.integer({ min: 1, max: 9 }) }), {
  minLength: 1,
  maxLength: 5,
})
const fewSized = few.map((rows) =>
  draw.ranked(
    sized(
      rows.map(({ lots }) => BigInt(lots)),
      rows.map(({ equity }) => BigInt(equity)),
    ),
  ),
)

draw.holds(
  'min-max: no other whole lots make a smaller largest loss for its equity',
  [fewSized, draw.someOf],
  (candidates, some) => {
    const open = candidates.map(({ lots }) => lots)
    const need = some(sum(open))
    const ratioOf = (part: bigint, index: number): [bigint, bigint] => [part, candidates[index]!.equityAtoms]
    const [over, under] = draw.leastOf([dealt(minMax, need, candidates).slice()], ratioOf)
    const best = draw.leastOf(draw.allDeals(need, open), ratioOf)
    assert.is(over * best[1], best[0] * under, `${over}/${under} instead of ${best}`)
  },
)

draw.holds(
  'leverage-water-fill: less than one lot above the smallest largest leverage that whole lots can leave',
  [fewSized, draw.someOf],
  (candidates, some) => {
    const open = candidates.map(({ lots }) => lots)
    const need = some(sum(open))
    const shareOf = (index: number) => candidates[index]!.equityAtoms
    const best = draw.leastOf(draw.allDeals(need, open), (part, index) => [open[index]! - part, shareOf(index)])
    for (const [index, part] of dealt(leverageWaterFill, need, candidates).entries()) {
      const keeps = open[index]! - part
      assert.ok(
        keeps === 0n || (keeps - 1n) * best[1] < best[0] * shareOf(index),
        `${index} keeps ${keeps}, best ${best}`,
      )
    }
  },
)

draw.holds(
  'leverage-water-fill: there is one level to which all are brought down, a lot aside, and who is below it keeps all',
  [draw.drawn(8, 1n), draw.someOf],
  ({ candidates }, some) => {
    const need = some(sum(candidates.map(({ lots }) => lots)))
    const parts = dealt(leverageWaterFill, need, candidates)
    // In the units of the rule, 2^-64 atoms.
    const shares = candidates.map(shareOfEquity).map(({ over, under }) => (over << 64n) / under)
    // Who gives k lots had at least L after all but one of them; who keeps r lots has at most L without one of these.
    for (const [a, part] of parts.entries()) {
      if (part === 0n) continue
      const least = candidates[a]!.lots - part + 1n
      for (const [b, other] of parts.entries()) {
        const keeps = candidates[b]!.lots - other - 1n
        if (a === b || keeps < 0n) continue
        assert.ok(keeps * shares[a]! <= least * shares[b]!, `${a} gives ${part}, ${b} keeps ${keeps + 1n}`)
      }
    }
  },
)

draw.holds(
  'vector: the nearest to nobody, within a lot: the level μ is one for all who are not used up',
  [draw.drawn(8), draw.someOf],
  ({ candidates }, some) => {
    const open = candidates.map(({ lots }) => lots)
    const need = some(sum(open))
    const parts = dealt(vector, need, candidates)
    // Of a projection: x = min(1, μ·c), so x/c ≥ μ of nobody is more than x/c ≤ μ of another one that is not used up.
    for (const [a, part] of parts.entries()) {
      for (const [b, other] of parts.entries()) {
        if (part === 0n || other === open[b]!) continue
        assert.ok(
          (part - 1n) * open[b]! ** 2n <= (other + 1n) * open[a]! ** 2n,
          `${part} of ${open[a]}, ${other} of ${open[b]}`,
        )
      }
    }
  },
)

draw.holds(
  'vector: no dealing of whole lots is nearer by more than its rounding',
  [fewSized, draw.someOf],
  (candidates, some) => {
    const open = candidates.map(({ lots }) => Number(lots))
    const need = some(sum(candidates.map(({ lots }) => lots)))
    const farOf = (parts: readonly bigint[]) =>
      parts.reduce((total, part, index) => total + (Number(part) / open[index]!) ** 2, 0)
    let nearest = Infinity
    for (const deal of draw.allDeals(
      need,
      candidates.map(({ lots }) => lots),
    ))
      nearest = Math.min(nearest, farOf(deal))
    // Each part is less than a lot from the projection x; |x + d|² ≤ |x|² + 2x·d + |d|², and Σ c·d = 0.
    const slack = open.reduce((total, lots) => total + 1 / lots ** 2, 0)
    assert.ok(farOf(dealt(vector, need, candidates)) <= nearest + slack + 2 * slack ** 0.5 + 1e-9)
  },
)

test('a rule keeps no hold on what it is given', () => {
  const given = Object.freeze(sized([5n, 9n, 7n], [3n, 1n, 8n]).map(Object.freeze)) as Candidate[]
  for (const rule of RULES) {
    const open = Object.freeze(given.map(({ lots }) => lots)) as bigint[]
    const parts = rule.allocate(8n, given, open, dealAt({}, 3))
    assert.ok(parts !== open, rule.name)
  }
})

test.run()
