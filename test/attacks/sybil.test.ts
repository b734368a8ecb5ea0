// Split one account into many just before the round, so that somebody else is closed. The ranking is of one moment:
// what splitting does to it is measured here for both policies, against a rival with the same position.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PolicyName } from '../../src/policies/known.ts'
import { play } from './stage.ts'

const [WHALE, RIVAL, FIRST_PART, FIRST_LOSER] = [1001, 1002, 1010, 1500]
const [ATTACKER, RIVALS, LOSERS] = [1, 2, 3]

interface Split {
  readonly policy: PolicyName
  /** Lots short and equity of each of the attacker's accounts. */
  readonly parts: readonly (readonly [lots: bigint, atoms: bigint])[]
  /** Lots long of each account that goes bankrupt, at a loss of 1,000 a lot. */
  readonly losers: readonly bigint[]
}

/** How many lots of the attacker and of the rival, of 100 each, are closed; the rival has 200,000. */
function closed({ policy, parts, losers }: Split): [attacker: bigint, rival: bigint] {
  const counted: [bigint, bigint][] = []
  play({ round: { policy }, fundAtoms: 0n }, (stage) => {
    stage.open(WHALE, 9, 100_000_000n)
    stage.open(RIVAL, RIVALS, 200_000n)
    for (const [index, [, atoms]] of parts.entries()) stage.open(FIRST_PART + index, ATTACKER, atoms)
    for (const [index, lots] of losers.entries()) stage.open(FIRST_LOSER + index, LOSERS, lots * 1_000n)
    for (const [index, [lots]] of parts.entries()) stage.trade(WHALE, FIRST_PART + index, lots, 100n)
    stage.trade(WHALE, RIVAL, 100n, 100n)
    for (const [index, lots] of losers.entries()) stage.trade(FIRST_LOSER + index, WHALE, lots, 100n)
    stage.mark([0, 80n])
    stage.round()
    const left = parts.reduce((sum, _, index) => sum - stage.lots(FIRST_PART + index), 0n)
    const pair: [bigint, bigint] = [100n - left, 100n + stage.lots(RIVAL)]
    // A lot that is closed costs 1,000 of the 2,000 that it has won.
    assert.equal(
      [stage.earnedBy(ATTACKER), stage.earnedBy(RIVALS)],
      [200_000n - pair[0] * 1_000n, 200_000n - pair[1] * 1_000n],
    )
    counted.push(pair)
  })
  return counted[0]!
}

const even = (count: number, atoms: bigint) =>
  Array.from({ length: count }, () => [100n / BigInt(count), atoms / BigInt(count)] as const)

test('bitmex: equal parts have the score of the whole; a tie by notional is all that splitting changes', () => {
  const policy = 'bitmex'
  const losers = [60n]
  // A little more leverage than the rival and the parts are closed first as the whole would be; a little less, and
  // none.
  for (const count of [1, 2, 10, 100]) {
    assert.equal(closed({ policy, losers, parts: even(count, 199_000n) }), [60n, 0n])
    assert.equal(closed({ policy, losers, parts: even(count, 201_000n) }), [0n, 60n])
  }
  // To the atom as much: the whole of 100 lots ties with the rival on notional and loses by its higher id; so do parts.
  for (const count of [1, 2, 10, 100]) {
    assert.equal(closed({ policy, losers, parts: even(count, 200_000n) }), [0n, 60n])
  }
})

test('bound, bitmex: a small part with little behind it goes first, and lets the large one off', () => {
  const policy = 'bitmex'
  const losers = [60n]
  // 100 lots with 190,000 would be the head of the queue: 60 closed. Ten lots with their 10,000 of initial margin are
  // still the head; ninety with the other 180,000 have less leverage than the rival. Closed: 10, so 50,000 of loss have
  // gone to the rival. The bound is what the small part cannot give: need - its lots.
  assert.equal(closed({ policy, losers, parts: [[100n, 190_000n]] }), [60n, 0n])
  const parts = [
    [10n, 10_000n],
    [90n, 180_001n],
  ] as const
  assert.equal(closed({ policy, losers, parts }), [10n, 50n])
})

test('pro rata: of one bankrupt position the parts give what the whole gives, within a lot', () => {
  const policy = 'pro-rata'
  for (const need of [1n, 30n, 51n, 60n, 99n]) {
    const [whole] = closed({ policy, losers: [need], parts: even(1, 200_000n) })
    for (const count of [2, 4, 10, 100]) {
      const [inParts, ofRival] = closed({ policy, losers: [need], parts: even(count, 200_000n) })
      const saved = whole - inParts
      // Everybody is dealt its exact share rounded down or up: the rival can be dealt less than a lot more for it.
      assert.ok(saved >= -1n && saved <= 1n, `need ${need}, ${count} parts: ${inParts} instead of ${whole}`)
      assert.is(inParts + ofRival, need)
    }
  }
})

test('pro rata does not look at equity: how it is spread over the parts changes nothing', () => {
  const parts = [
    [10n, 10_000n],
    [90n, 500_000n],
  ] as const
  assert.equal(closed({ policy: 'pro-rata', losers: [60n], parts }), [30n, 30n])
})

test('bound, pro rata: every bankrupt position is dealt by itself, so against dust splitting escapes', () => {
  // One bankrupt account of 60 lots takes 30 from each. Sixty of one lot are sixty deals of one lot, each to the
  // largest remainder, which is the largest position: the whole and the rival take turns, the parts of one lot never
  // have one. A lot a deal and rival, which for dust is everything: 30,000 of loss have gone to the rival.
  const policy = 'pro-rata'
  const dust = Array.from({ length: 60 }, () => 1n)
  assert.equal(closed({ policy, losers: [60n], parts: even(100, 200_000n) }), [30n, 30n])
  assert.equal(closed({ policy, losers: dust, parts: even(1, 200_000n) }), [30n, 30n])
  assert.equal(closed({ policy, losers: dust, parts: even(100, 200_000n) }), [0n, 60n])
})

test.run()
