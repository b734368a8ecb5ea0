// Candidates of one side of a market, and payers of a loss, as fast-check draws them: few lots, or as many as a market
// may have; without equity, without profit, isolated or part of a larger account.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sum } from '../../src/fixed/shares.ts'
import type { AllocationPolicy, Candidate, LossPolicy, Payer } from '../../src/policies/policy.ts'
import { dealAt, position } from './position.ts'

const small = fc.bigInt({ min: 0n, max: 12n })
const huge = fc.bigInt({ min: 2n ** 39n, max: 2n ** 41n })
const amount = fc.oneof(small, fc.bigInt({ min: 0n, max: 2n ** 40n }))

/** What one candidate is drawn with. */
interface Row {
  readonly lots: bigint
  readonly profit: bigint
  readonly equity: bigint
  readonly maintenance: bigint
  /** What the account has beside the position. */
  readonly otherNotional: bigint
  readonly otherMaintenance: bigint
}

/** Few lots and atoms; as many as there may be; and all of these together. */
const SIZES = ['few', 'mixed', 'huge'] as const
type Sizes = (typeof SIZES)[number]

function row(sizes: Sizes, least: bigint): fc.Arbitrary<Row> {
  const atoms = sizes === 'huge' ? huge : sizes === 'few' ? small : fc.oneof(amount, huge)
  /** Nothing, one time in four. */
  const orNone = fc.oneof({ arbitrary: fc.constant(0n), weight: 1 }, { arbitrary: atoms, weight: 3 })
  return fc.record({
    lots: (sizes === 'few' ? small : fc.oneof(atoms, huge)).map((count) => count + 1n),
    profit: fc.tuple(orNone, fc.boolean()).map(([profit, minus]) => (minus ? -profit : profit)),
    equity: orNone.map((equity) => equity + least),
    maintenance: orNone,
    otherNotional: orNone,
    otherMaintenance: orNone,
  })
}

export interface Drawn {
  readonly candidates: readonly Candidate[]
  /** Everything is so large that two remainders are never the same. */
  readonly isHuge: boolean
}

/** Positions in the order of their rank. @param least equity of an account @param evenly in halves too */
export function drawn(most: number, least = 0n, evenly = false): fc.Arbitrary<Drawn> {
  const unit = fc.bigInt({ min: 1n, max: 1_000n })
  return fc.tuple(fc.constantFrom(...SIZES), unit).chain(([sizes, atomsALot]) => {
    return fc.array(row(sizes, least), { minLength: 1, maxLength: most }).map((rows) => {
      const candidates = rows.map((each, index) => candidateOf(each, index + 1, atomsALot, evenly ? 2n : 1n))
      return { isHuge: sizes === 'huge', candidates: ranked(candidates) }
    })
  })
}

function candidateOf(drawnRow: Row, account: number, unit: bigint, times: bigint): Candidate {
  const lots = drawnRow.lots * times
  const notionalAtoms = lots * unit
  const profitAtoms = drawnRow.profit * times
  return position({
    ...{ account, owner: account, lots, notionalAtoms, profitAtoms, accountProfitAtoms: profitAtoms },
    entryValueAtoms: notionalAtoms > profitAtoms ? notionalAtoms - profitAtoms : notionalAtoms,
    maintenanceAtomPpm: drawnRow.maintenance * times,
    equityAtoms: drawnRow.equity * times,
    accountMaintenanceAtomPpm: (drawnRow.maintenance + drawnRow.otherMaintenance) * times,
    accountNotionalAtoms: notionalAtoms + drawnRow.otherNotional * times,
  })
}

/** The engine's order of an allocation: by notional, then by account. */
export function ranked(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => {
    if (a.notionalAtoms !== b.notionalAtoms) return a.notionalAtoms > b.notionalAtoms ? -1 : 1
    return a.account - b.account
  })
}

/** A part of what is there: nothing, one, all and everything between. */
export const someOf = fc.oneof(
  fc.constantFrom(0, 1).map((part) => (all: bigint) => (part === 0 ? (all > 0n ? 1n : 0n) : all)),
  fc.bigInt({ min: 0n, max: 2n ** 32n }).map((part) => (all: bigint) => (all * part) >> 32n),
)

export type SomeOf = (all: bigint) => bigint

/** What one bankrupt position costs its takers: at least an atom a lot, or nothing. */
export const cost = fc.record({
  lossAtoms: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1_000n, max: 10n ** 9n })),
  lossLots: fc.bigInt({ min: 1n, max: 1_000n }),
})

export interface Cost {
  readonly lossAtoms: bigint
  readonly lossLots: bigint
}

/** What each may give, and by account what each gives of a part of that. */
export function given(policy: AllocationPolicy, candidates: readonly Candidate[], some: SomeOf, price: Cost) {
  const holds = candidates.map(({ lots }) => lots)
  const deal = dealAt(price, candidates.length)
  const open = policy.capacity?.(candidates, holds.slice(), deal) ?? holds
  const need = some(sum(open))
  const parts = policy.allocate(need, candidates, open.slice(), deal)
  return { open, need, parts, byAccount: new Map(candidates.map(({ account }, index) => [account, parts[index]!])) }
}

/** An account in two equal halves: its id, and another one. */
export function halved(candidates: readonly Candidate[], which: number, other: number): Candidate[] {
  const whole = candidates[which]!
  const half: Candidate = {
    ...whole,
    lots: whole.lots / 2n,
    notionalAtoms: whole.notionalAtoms / 2n,
    profitAtoms: whole.profitAtoms / 2n,
    entryValueAtoms: whole.entryValueAtoms / 2n,
    maintenanceAtomPpm: whole.maintenanceAtomPpm / 2n,
    equityAtoms: whole.equityAtoms / 2n,
    accountMaintenanceAtomPpm: whole.accountMaintenanceAtomPpm / 2n,
    accountNotionalAtoms: whole.accountNotionalAtoms / 2n,
    accountProfitAtoms: whole.accountProfitAtoms / 2n,
  }
  return ranked(candidates.toSpliced(which, 1, half, { ...half, account: other, owner: other }))
}

/** What each may pay, and what each pays of a part of that. */
export function shared(rule: LossPolicy, payersOf: readonly Payer[], some: SomeOf) {
  const most = rule.capacity?.(payersOf) ?? payersOf.map(({ equityAtoms }) => equityAtoms)
  const debt = some(sum(most))
  return { most, debt, parts: rule.share(debt, payersOf, most.slice()) }
}

const payer = fc.record({
  lots: amount.map((lots) => 2n * lots + 2n),
  gainAtoms: amount.map((a) => 2n * a),
  equityAtoms: amount.map((a) => 2n * a),
})

export const payers = fc.array(payer, { minLength: 1, maxLength: 8 }).map((rows): Payer[] => {
  return rows.map((each, index) => ({ ...each, account: index + 1 }))
})

/** A property of whatever is drawn; a counterexample is shown with its bigints. */
export function holds<Arguments extends [unknown, ...unknown[]]>(
  what: string,
  arbitraries: { [Key in keyof Arguments]: fc.Arbitrary<Arguments[Key]> },
  check: (...drawn: Arguments) => void,
  numRuns = 400,
): void {
  const reporter = (details: fc.RunDetails<Arguments>) => {
    if (!details.failed) return
    const error = details.errorInstance
    if (!(error instanceof Error)) throw new Error(fc.defaultReportMessage(details))
    error.message += `\nfor ${fc.stringify(details.counterexample).slice(0, 3_000)}`
    throw error
  }
  test(what, () => fc.assert(fc.property(...arbitraries, check), { seed: 71, numRuns, reporter }))
}

export function within(given: bigint, expected: bigint, least: bigint, most: bigint, what: string): void {
  const difference = given - expected
  assert.ok(difference >= least && difference <= most, `${what}: ${given}, ${expected} expected`)
}

/** The smallest of all ratios that a dealing can make its largest. */
export function leastOf(
  deals: Iterable<readonly bigint[]>,
  ratioOf: (part: bigint, index: number) => [bigint, bigint],
): [bigint, bigint] {
  let least: [bigint, bigint] | null = null
  for (const deal of deals) {
    const largest = deal.map(ratioOf).reduce((a, b) => (a[0] * b[1] >= b[0] * a[1] ? a : b))
    if (least === null || largest[0] * least[1] < least[0] * largest[1]) least = largest
  }
  return least!
}

/** Every way to deal `need` lots out. */
export function* allDeals(need: bigint, open: readonly bigint[], from = 0): Generator<bigint[]> {
  if (from === open.length - 1) {
    if (need <= open[from]!) yield [need]
    return
  }
  for (let part = 0n; part <= open[from]! && part <= need; part += 1n) {
    for (const rest of allDeals(need - part, open, from + 1)) yield [part, ...rest]
  }
}
