// Take a bankrupt position in crumbs and live on what is rounded. The loss handed over with k of q lots is the round-up
// of |b| · k / q, counted from the first lot on: so parts add up to the whole, whoever takes them and in whatever
// order.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFICIT, fundOf, play } from './stage.ts'

const [LOSER, FIRST] = [1001, 1002]

interface Taken {
  /** Loss of each fill, pool first. */
  readonly losses: bigint[]
  readonly ofAttacker: bigint
}

/** Ten lots with a debt of `debtAtoms`, taken by accounts of these sizes, after the pool has taken what it can. */
function takeIn(sizes: readonly bigint[], debtAtoms: bigint, fundAtoms = 0n): Taken {
  const taken: Taken[] = []
  play({ fundAtoms, round: { takeover: 'partial' } }, (stage) => {
    stage.open(LOSER, 9, 10_000n - debtAtoms)
    for (const index of sizes.keys()) stage.open(FIRST + index, 1, 1_000n * sizes[index]!)
    for (const [index, lots] of sizes.entries()) stage.trade(LOSER, FIRST + index, lots, 100n)
    stage.mark([0, 90n])
    assert.is(stage.equity(LOSER), -debtAtoms)
    stage.round()
    assert.equal([stage.equity(LOSER), stage.earned(DEFICIT)], [0n, 0n], 'the bankrupt side is never charged beyond 0')
    const fills = [...stage.events('takeover'), ...stage.events('adl-fill')]
    assert.is(
      fills.reduce((sum, { lots }) => sum + lots, 0n),
      10n,
    )
    // Ten lots have won 1,000 each; what the attacker has less is what it has paid.
    const ofAttacker = 10_000n - stage.earnedBy(1)
    assert.is(ofAttacker - stage.earned(fundOf(0)), debtAtoms)
    taken.push({ losses: fills.map(({ lossAtoms }) => lossAtoms), ofAttacker })
  })
  return taken[0]!
}

test('ten accounts of one lot pay to the atom what one account of ten lots pays', () => {
  for (const debt of [1n, 7n, 9n, 10n, 11n, 99n, 101n]) {
    assert.is(takeIn([10n], debt).ofAttacker, debt)
    assert.is(takeIn([3n, 7n], debt).ofAttacker, debt)
    assert.is(
      takeIn(
        Array.from({ length: 10 }, () => 1n),
        debt,
      ).ofAttacker,
      debt,
    )
  }
})

test('lot by lot the slices are the steps of one stair: no order of small fills is cheaper', () => {
  // 7 atoms over ten lots: round-ups of 0.7, 1.4, 2.1 … are 1 2 3 3 4 5 5 6 7 7.
  assert.equal(
    takeIn(
      Array.from({ length: 10 }, () => 1n),
      7n,
    ).losses,
    [1n, 1n, 1n, 0n, 1n, 1n, 0n, 1n, 1n, 0n],
  )
  // The larger position stands first: seven lots for 5, three for 2.
  assert.equal(takeIn([3n, 7n], 7n).losses, [5n, 2n])
})

test('the part that a pool takes first costs it its share, and leaves to the others no less than the rest', () => {
  // A pool of 5 bears seven lots, as 0.7 · 7 = 4.9; the three lots that are left carry 2.
  assert.equal(takeIn([10n], 7n, 5n), { losses: [5n, 2n], ofAttacker: 2n })
  for (let fund = 1n; fund <= 7n; fund += 1n) {
    const { losses } = takeIn([10n], 7n, fund)
    assert.ok(losses[0]! <= fund, `a pool of ${fund} has paid ${losses[0]}`)
  }
})

test.run()
