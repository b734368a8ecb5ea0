import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LIQUIDATIONS, type Parts, PricePath, SHOCK, UNWINDS } from '../../src/sim/price-path.ts'
import { MarketMeasures, sharesOf } from '../../src/stress/market-measures.ts'

test('shares add up to a million exactly, causes against the move are below zero', () => {
  assert.equal(sharesOf([-2n, -1n, 0n], -3n), [666_667n, 333_333n, 0n])
  assert.equal(sharesOf([-30n, -90n, 20n], -100n), [300_000n, 900_000n, -200_000n])
  const part = fc.bigInt({ min: -1_000n, max: 1_000n })
  fc.assert(
    fc.property(part, part, part, (first, second, third) => {
      const parts: Parts = [first, second, third]
      const whole = first + second + third
      if (whole === 0n) return
      const shares = sharesOf(parts, whole)
      assert.is(shares[0]! + shares[1]! + shares[2]!, 1_000_000n)
      for (const [cause, share] of shares.entries()) {
        const off = share * whole - parts[cause]! * 1_000_000n
        // Less than three: one of its own, and what two causes against it were cut by.
        assert.ok(off * off <= 9n * whole * whole, `${share} for ${parts[cause]} of ${whole}`)
      }
    }),
    { seed: 16 },
  )
})

const BAND = { startTicks: 1_000n, minTicks: 1n, maxTicks: 5_000n, weightPpm: 1_000_000 }

test('the farthest mark counts, the first of its kind, and recovery is from there', () => {
  const path = new PricePath(BAND)
  const measures = new MarketMeasures(path, 3, true, 10_000)
  const step = (number: number, cause: number, ticks: bigint) => {
    path.move(cause, ticks * 1_000_000n)
    path.followMid()
    measures.mark(number)
  }
  step(1, SHOCK, -100n)
  step(2, LIQUIDATIONS, -60n)
  step(3, UNWINDS, -20n)
  step(4, LIQUIDATIONS, 0n)
  step(5, LIQUIDATIONS, 65n)
  step(6, UNWINDS, 5n)
  const outcome = measures.outcome()
  assert.equal([outcome.farthestTicks, outcome.farthestStep, outcome.endTicks], [820n, 3, 890n])
  assert.equal(outcome.movedTicks, { shock: -100n, liquidations: -60n, unwinds: -20n })
  assert.is(outcome.amplificationPpm, 1_800_000)
  // 1 % of 1,000 from 900: 885 is not yet, 890 is.
  assert.is(outcome.recoverySteps, 3)
  assert.is(outcome.role, 'led')
})

test('a market that does not move has neither shares nor amplification', () => {
  const measures = new MarketMeasures(new PricePath(BAND), 0, false, 1_000)
  measures.mark(1)
  const { farthestStep, sharesPpm, amplificationPpm, recoverySteps, role } = measures.outcome()
  assert.equal([farthestStep, sharesPpm, amplificationPpm, recoverySteps, role], [0, null, null, 0, 'quiet'])
})

test('without a shock the first move is what amplification counts from', () => {
  const path = new PricePath(BAND)
  const measures = new MarketMeasures(path, 0, false, 1_000)
  for (const [index, ticks] of [-10n, -5n, -5n].entries()) {
    path.move(LIQUIDATIONS, ticks * 1_000_000n)
    path.followMid()
    measures.mark(index + 1)
  }
  const { firstMoveTicks, amplificationPpm, recoverySteps } = measures.outcome()
  assert.equal([firstMoveTicks, amplificationPpm, recoverySteps], [-10n, 2_000_000, null])
})

test.run()
