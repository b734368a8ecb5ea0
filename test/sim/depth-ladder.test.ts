import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DepthLadder, type LadderTerms } from '../../src/sim/depth-ladder.ts'

/** Mark 1,000: bids 999 (10 lots), 990 (20), 900 (30); asks 1,001, 1,010, 1,100. */
const TERMS: LadderTerms = {
  levels: [
    { distancePpm: 1_000, lots: 10n },
    { distancePpm: 10_000, lots: 20n },
    { distancePpm: 100_000, lots: 30n },
  ],
  refillMs: 1_000,
  minTicks: 1n,
  maxTicks: 10_000n,
}

const order = (lots: bigint, limitTicks: bigint | null, timeMs = 0, markTicks = 1_000n) => {
  return { lots, limitTicks, timeMs, markTicks }
}

const told = (fills: { priceTicks: bigint; lots: bigint }[]) => fills.map(({ priceTicks, lots }) => [priceTicks, lots])

test('a sale takes the bids, best first, no worse than its limit', () => {
  const ladder = new DepthLadder(TERMS)
  assert.equal(told(ladder.take(order(25n, 990n))), [
    [999n, 10n],
    [990n, 15n],
  ])
  assert.equal(told(ladder.take(order(25n, 990n))), [[990n, 5n]])
  assert.equal(told(ladder.take(order(25n, 990n))), [])
  assert.equal(told(ladder.take(order(25n, null))), [[900n, 25n]])
})

test('a purchase takes the asks: the other side is not touched', () => {
  const ladder = new DepthLadder(TERMS)
  ladder.take(order(60n, null))
  assert.equal(told(ladder.take(order(-12n, 1_010n))), [
    [1_001n, 10n],
    [1_010n, 2n],
  ])
})

test('levels move with the mark and are rounded away from it', () => {
  // 1 % of 1,050 is 10.5: a bid at 1,039, an ask at 1,061.
  const ladder = new DepthLadder({ ...TERMS, levels: [{ distancePpm: 10_000, lots: 5n }] })
  assert.equal(told(ladder.take(order(1n, null, 0, 1_050n))), [[1_039n, 1n]])
  assert.equal(told(ladder.take(order(-1n, null, 0, 1_050n))), [[1_061n, 1n]])
})

test('what was taken comes back evenly, and never more than there was', () => {
  const ladder = new DepthLadder(TERMS)
  ladder.take(order(10n, null, 1_000))
  // After 300 of 1,000 ms: 3 of 10 lots.
  assert.equal(told(ladder.take(order(10n, 999n, 1_300))), [[999n, 3n]])
  assert.equal(told(ladder.take(order(99n, 999n, 9_000))), [[999n, 10n]])
})

test('without a time to refill nothing comes back, with none at all everything at once', () => {
  const never = new DepthLadder({ ...TERMS, refillMs: null })
  never.take(order(60n, null))
  assert.equal(told(never.take(order(1n, null, 1_000_000))), [])
  const atOnce = new DepthLadder({ ...TERMS, refillMs: 0 })
  atOnce.take(order(60n, null, 1))
  assert.equal(told(atOnce.take(order(1n, null, 1))), [])
  assert.equal(told(atOnce.take(order(1n, null, 2))), [[999n, 1n]])
})

test('no level stands outside the price band of the market', () => {
  const ladder = new DepthLadder({ ...TERMS, minTicks: 950n, maxTicks: 1_005n })
  assert.equal(told(ladder.take(order(99n, null))), [
    [999n, 10n],
    [990n, 20n],
  ])
  assert.equal(told(ladder.take(order(-99n, null))), [[1_001n, 10n]])
})

test('by a half-life half of it comes back, however often one looks', () => {
  const terms = { ...TERMS, refillMs: null, halfLifeMs: 1_000 }
  const [often, once] = [new DepthLadder(terms), new DepthLadder(terms)]
  for (const ladder of [often, once]) ladder.take(order(10n, 999n))
  for (let timeMs = 10; timeMs < 2_000; timeMs += 10) assert.equal(often.take(order(99n, 1_000n, timeMs)), [])
  // 7.5 of 10 lots are back after two half-lives; half of a lot cannot be sold to.
  assert.equal(told(once.take(order(10n, 999n, 2_000))), [[999n, 7n]])
  assert.equal(told(often.take(order(10n, 999n, 2_000))), [[999n, 7n]])
})

test('an even refill is not lost by looking often', () => {
  const ladder = new DepthLadder(TERMS)
  ladder.take(order(10n, 999n))
  for (let timeMs = 10; timeMs < 500; timeMs += 10) ladder.depletionParts(true, timeMs)
  assert.equal(told(ladder.take(order(10n, 999n, 500))), [[999n, 5n]])
})

test('depletion is the way that the best price has gone, level by level', () => {
  // 10 lots take the way from 0.1 % to 1 %; half of the next 20 half of that to 10 %.
  const ladder = new DepthLadder({ ...TERMS, refillMs: null })
  assert.is(ladder.depletionParts(true, 0), 0n)
  ladder.take(order(20n, null))
  assert.is(ladder.depletionParts(true, 0), (9_000n + 45_000n) * 1_000_000n)
  assert.is(ladder.depletionParts(false, 0), 0n)
  assert.is(ladder.takenParts, 20_000_000n)
  // Behind the last level lies as much as before it.
  ladder.take(order(40n, null))
  assert.is(ladder.depletionParts(true, 0), (9_000n + 90_000n + 90_000n) * 1_000_000n)
})

test.run()
