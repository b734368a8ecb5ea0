import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sum } from '../../src/fixed/shares.ts'
import type { LossPolicy, Payer } from '../../src/policies/policy.ts'
import {
  gainsHaircut,
  socialisedDrift,
  socialisedMango,
  socialisedParadex,
  socialisedVega,
} from '../../src/policies/socialised.ts'
import * as draw from './random-positions.ts'

const RULES = [socialisedDrift, socialisedMango, socialisedVega, socialisedParadex, gainsHaircut]

/** Lots, gain and equity of the accounts 1, 2, 3 … */
const payers = (...rows: readonly (readonly [lots: bigint, gain: bigint, equity: bigint])[]): Payer[] =>
  rows.map(([lots, gainAtoms, equityAtoms], index) => ({ account: index + 1, lots, gainAtoms, equityAtoms }))

/** What each pays when no more is asked than all can. */
function paid(rule: LossPolicy, debt: bigint, given: readonly Payer[]): readonly bigint[] {
  return rule.share(debt, given, mostOf(rule, given))
}

const mostOf = (rule: LossPolicy, given: readonly Payer[]) =>
  rule.capacity?.(given) ?? given.map(({ equityAtoms }) => equityAtoms)

const RICH = 1_000_000n
const three = payers([6n, 900n, RICH], [3n, 0n, RICH], [1n, 100n, 3n * RICH])

const SHARES: [what: string, rule: LossPolicy, debt: bigint, given: Payer[], parts: bigint[]][] = [
  ['Drift: 100 by 6, 3 and 1 lots', socialisedDrift, 100n, three, [60n, 30n, 10n]],
  // 101 · 0.6 = 60.6 and 30.3 are rounded up; the last one pays what is left of 10.1.
  ['Drift: each rounded up, the last one pays less', socialisedDrift, 101n, three, [61n, 31n, 9n]],
  // One atom: the first pays ⌈0.6⌉, and nothing is left.
  ['Drift: one atom is paid by the first', socialisedDrift, 1n, three, [1n, 0n, 0n]],
  ['Mango: 100 by 6, 3 and 1 lots', socialisedMango, 100n, three, [60n, 30n, 10n]],
  // 60.6, 30.3 and 10.1: the odd atom to the largest remainder.
  ['Mango: floor, then the largest remainder', socialisedMango, 101n, three, [61n, 30n, 10n]],
  ['Mango: one atom to the largest remainder', socialisedMango, 1n, three, [1n, 0n, 0n]],
  ['Vega: 100 by gains of 900 and 100', socialisedVega, 100n, three, [90n, 0n, 10n]],
  // 101 · 0.9 = 90.9: rounded up, and 10 of 10.1 for the last.
  ['Vega: each rounded up, the last one pays what is missing', socialisedVega, 101n, three, [91n, 0n, 10n]],
  ['Vega: all gains are paid', socialisedVega, 1_000n, three, [900n, 0n, 100n]],
  // 100 by 1, 1 and 3 millions.
  ['Paradex: 100 by what accounts are worth', socialisedParadex, 100n, three, [20n, 20n, 60n]],
  ['Paradex: floor, then the largest remainder', socialisedParadex, 3n, three, [1n, 0n, 2n]],
  ['gains: 101 by 900 and 100', gainsHaircut, 101n, three, [91n, 0n, 10n]],
  // 45 and 5.
  ['gains: 50', gainsHaircut, 50n, three, [45n, 0n, 5n]],
  ['gains: the odd atom to the larger remainder', gainsHaircut, 1n, three, [1n, 0n, 0n]],
]

for (const [what, rule, debt, given, parts] of SHARES) {
  test(what, () => assert.equal(paid(rule, debt, given), parts))
}

// Equities of 50 and 20 against lots of 6, 3 and 1.
const poor = payers([6n, 900n, 50n], [3n, 600n, 20n], [1n, 500n, RICH])

const CAPPED: [rule: LossPolicy, debt: bigint, parts: bigint[]][] = [
  // 100 · 0.6 is more than 50, then 50 · 3/4 more than 20: the third pays the rest.
  [socialisedDrift, 100n, [50n, 20n, 30n]],
  [socialisedMango, 100n, [50n, 20n, 30n]],
  // 100 by 900, 600 and 500: 45, 30 → 20, so 80 by 9 and 5: 51.4 → 50, and 30.
  [socialisedVega, 100n, [50n, 20n, 30n]],
  [gainsHaircut, 100n, [50n, 20n, 30n]],
  // By worth nobody is over what it is worth: 100 · 50/1000070 is nothing.
  [socialisedParadex, 100n, [0n, 0n, 100n]],
]

for (const [rule, debt, parts] of CAPPED) {
  test(`${rule.name}: nobody pays more than it is worth, and the others pay the rest`, () => {
    assert.equal(paid(rule, debt, poor), parts)
  })
}

test('by gains nobody pays more than its gain, nor than it is worth', () => {
  const given = payers([1n, 30n, 50n], [1n, 70n, 50n], [1n, 0n, 50n])
  for (const rule of [socialisedVega, gainsHaircut]) {
    assert.equal(mostOf(rule, given), [30n, 50n, 0n], rule.name)
    assert.equal(paid(rule, 80n, given), [30n, 50n, 0n], rule.name)
  }
  for (const rule of [socialisedDrift, socialisedMango, socialisedParadex]) assert.is(rule.capacity, undefined)
})

for (const rule of RULES) {
  test(`${rule.name}: nothing is owed, nobody is there, one alone, who is worth nothing`, () => {
    assert.equal(paid(rule, 0n, three), [0n, 0n, 0n])
    assert.equal(paid(rule, 0n, []), [])
    assert.equal(paid(rule, 7n, payers([1n, 9n, 9n])), [7n])
    assert.equal(paid(rule, 7n, payers([5n, 9n, 0n], [1n, 9n, 9n])), [0n, 7n])
  })

  test(`${rule.name}: all that all can pay`, () => {
    const most = mostOf(rule, poor)
    const all = most.reduce((sum, atoms) => sum + atoms, 0n)
    assert.equal(paid(rule, all, poor), most)
  })
}

test('rounding up stops where all is paid: 2 atoms of ten equal payers are paid by the first two', () => {
  const ten = payers(...Array.from({ length: 10 }, () => [1n, 5n, 5n] as const))
  for (const rule of [socialisedDrift, socialisedVega]) {
    assert.equal(paid(rule, 2n, ten), [1n, 1n, ...Array<bigint>(8).fill(0n)], rule.name)
  }
})

for (const rule of RULES) {
  const isOrdered = rule.name === 'socialised-drift' || rule.name === 'socialised-vega'
  /** Rounded up one by one, the last of n payers pay up to n atoms less. */
  const slack = (count: number) => (isOrdered ? BigInt(count) + 1n : 2n)

  draw.holds(
    `${rule.name}: payers pay what is owed, nobody more than it can`,
    [draw.payers, draw.someOf],
    (given, some) => {
      const { most, debt, parts } = draw.shared(rule, given, some)
      for (const [index, part] of parts.entries()) {
        assert.ok(most[index]! >= 0n && most[index]! <= given[index]!.equityAtoms)
        assert.ok(part >= 0n && part <= most[index]!, `pays ${part} of ${most[index]}`)
      }
      assert.equal([parts.length, sum(parts)], [given.length, debt])
    },
  )

  draw.holds(
    `${rule.name}: a payer in two halves, or another order, changes atoms`,
    [draw.payers, fc.nat(), draw.someOf],
    (given, pick, some) => {
      const which = pick % given.length
      const whole = given[which]!
      const half = {
        ...whole,
        lots: whole.lots / 2n,
        gainAtoms: whole.gainAtoms / 2n,
        equityAtoms: whole.equityAtoms / 2n,
      }
      const before = draw.shared(rule, given, some)
      const after = draw.shared(rule, [...given.toSpliced(which, 1, half), { ...half, account: 99 }], () => before.debt)
      const both = after.parts[which]! + after.parts.at(-1)!
      draw.within(both, before.parts[which]!, -slack(given.length), slack(given.length), 'halves')
      const turned = draw.shared(rule, given.toReversed(), () => before.debt).parts.toReversed()
      for (const [index, part] of turned.entries()) {
        draw.within(part, before.parts[index]!, -slack(given.length), slack(given.length), 'turned')
      }
    },
  )

  draw.holds(
    `${rule.name}: when more is owed nobody pays less, atoms aside`,
    [draw.payers, draw.someOf, draw.someOf],
    (given, some, other) => {
      const many = draw.shared(rule, given, some)
      const little = draw.shared(rule, given, () => other(many.debt))
      for (const [index, part] of many.parts.entries()) {
        assert.ok(
          part - little.parts[index]! >= -slack(given.length),
          `${part} of ${many.debt}, ${little.parts[index]}`,
        )
      }
    },
  )
}

test('they are called by their names', () => {
  assert.equal(
    RULES.map(({ name }) => name),
    ['socialised-drift', 'socialised-mango', 'socialised-vega', 'socialised-paradex', 'gains-haircut'],
  )
})

test.run()
