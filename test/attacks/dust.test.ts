// Twenty thousand accounts of one lot each, all bankrupt in one instant. The round has to end, its work has to be
// bounded by what there is to do, and the report has to say how much that was.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createEngine } from '../../src/engine/engine.ts'
import type { LiquidationAsk } from '../../src/engine/liquidity.ts'
import { min } from '../../src/fixed/rounding.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import type { AllocationPolicy } from '../../src/policies/policy.ts'
import { DEFICIT, fundOf, play, type Setting, Stage } from './stage.ts'

const DUST = 20_000
const FIRST = 1001
const OTHERS = 100_000

interface Crowd {
  readonly dust: number
  /** Accounts on the other side, with as many lots together. */
  readonly others: number
  /** Whether all of them belong to one owner; else each of the dust has its own. */
  readonly sameOwner?: boolean
}

/** Longs of one lot with 1,000 each; at 80 every one of them owes 1,000. */
function crowd(kernel: KernelName, { dust, others, sameOwner = false }: Crowd, setting: Setting): Stage {
  const capacity = { accounts: dust + others + 10, positions: 2 * dust + 10, markets: 1, tiersPerMarket: 4, batch: 8 }
  const stage = new Stage(kernel, { ...setting, engine: createEngine({ capacity, atom: '0.01', kernel }) })
  const each = dust / others
  for (let index = 0; index < dust; index += 1) stage.open(FIRST + index, sameOwner ? 1 : FIRST + index, 1_000n)
  for (let index = 0; index < others; index += 1) {
    stage.open(FIRST + dust + index, sameOwner ? 1 : OTHERS, 2_000n * BigInt(each))
  }
  for (let index = 0; index < dust; index += 1) {
    stage.trade(FIRST + index, FIRST + dust + Math.floor(index / each), 1n, 100n)
  }
  stage.mark([0, 80n])
  return stage
}

const MARKET = { maxPositionLots: 100_000n }

test('against one counterparty: two passes, one fill an account, and nothing is left over', () => {
  const stage = crowd('fast', { dust: DUST, others: 1 }, { markets: [MARKET], fundAtoms: 0n })
  const report = stage.round()
  assert.is(report.passes, 2)
  assert.is(report.flagged, DUST)
  assert.equal([report.adl.fills, report.adl.accounts, report.adl.lossAtoms], [DUST, 1, 20_000_000n])
  assert.equal(report.stuck, [])
  assert.is(stage.earnedBy(OTHERS), 20_000_000n, '40,000,000 won at the mark, half of it given')
  stage.settle()
})

test('against as much dust: still two passes, and as many events as there are things that happen to an account', () => {
  const stage = crowd('fast', { dust: DUST, others: DUST }, { markets: [MARKET], fundAtoms: 0n })
  const report = stage.round()
  assert.is(report.passes, 2)
  assert.equal([report.adl.fills, report.adl.accounts, report.adl.wholeCloses], [DUST, DUST, DUST])
  let events = 0
  for (const _ of stage.engine.roundEvents()) events += 1
  // Margin call, wanted, exhausted, fill; and opened and closed, of the round and of one side.
  assert.is(events, 4 * DUST + 4)
  stage.settle()
})

test('a fund that is taken over by dust pays each debt once, and ends with one position', () => {
  const stage = crowd('fast', { dust: DUST, others: 1 }, { markets: [MARKET], fundAtoms: 30_000_000n })
  const report = stage.round()
  assert.equal([report.takeovers.count, report.insurance.drawnAtoms], [DUST, 20_000_000n])
  assert.is(stage.lots(fundOf(0)), BigInt(DUST))
  assert.is(stage.earned(fundOf(0)), -20_000_000n)
  stage.settle()
})

test('a bid of one lot a time makes passes, maxPasses at most; it is reported, and keeps no bankrupt waiting', () => {
  play({ round: { maxPasses: 5, maxSlippagePpm: 0 } }, (stage) => {
    const [slow, broke, maker] = [1001, 1002, 1003]
    stage.open(slow, 1, 93_000n)
    stage.open(broke, 2, 1_000n)
    stage.open(maker, 3, 1_000_000n)
    stage.trade(slow, maker, 100n, 80n)
    stage.trade(broke, maker, 1n, 90n)
    stage.mark([0, 71n]) // 93,000 - 90,000 = 3,000 against a maintenance of 7,100; the other one owes 900.
    const asked: number[] = []
    const liquidity = {
      answer: ({ account, markTicks }: LiquidationAsk) => {
        asked.push(account)
        return account === slow ? [{ priceTicks: markTicks, lots: 1n }] : []
      },
    }
    const report = stage.engine.runRound({ liquidity })
    assert.equal([report.passes, report.quiet], [5, false])
    assert.equal(asked, [slow, broke, slow, slow, slow, slow])
    assert.equal(report.stuck, [{ account: slow, state: 'at-risk', reason: 'unfilled' }])
    assert.equal([stage.lots(slow), stage.equity(broke), stage.earned(fundOf(0))], [95n, 0n, -900n])
  })
})

test("dust of one owner on both sides: every lot is closed against the owner's own, and the fund pays nothing", () => {
  const stage = crowd('fast', { dust: 500, others: 500, sameOwner: true }, { markets: [MARKET] })
  const report = stage.round()
  assert.is(report.passes, 2)
  assert.is(stage.events('own-first').length, 500)
  assert.is(stage.earnedBy(1), 0n)
  assert.is(stage.earned(fundOf(0)), 0n)
  stage.settle()
})

/** Pro rata that counts how many candidates it is shown. */
function counting(): AllocationPolicy & { shown: number } {
  return {
    name: 'counting',
    shown: 0,
    allocate(need, candidates, open) {
      this.shown += candidates.length
      const parts = open.map(() => 0n)
      let left = need
      for (const [index, lots] of open.entries()) {
        parts[index] = min(lots, left)
        left -= parts[index]!
      }
      return parts
    },
  }
}

test('bound, allocation policies: every bankrupt position is dealt to all candidates, a product of both', () => {
  // Dust against dust: n, n - 1, … 1 candidates in n deals, n · (n + 1) / 2. It is what dealing means; a venue that has
  // dust on both sides does better with a queue, or with a minimum position size.
  for (const dust of [50, 100, 200]) {
    const policy = counting()
    const stage = crowd('fast', { dust, others: dust }, { markets: [MARKET], fundAtoms: 0n, round: { policy } })
    const report = stage.round()
    assert.is(report.adl.fills, dust)
    assert.ok(policy.shown <= (dust * (dust + 1)) / 2, `${policy.shown} candidates in ${dust} deals`)
    stage.settle()
  }
})

test('dust that owes more than it is worth is charged to everybody: an event a pair at most, and no deficit', () => {
  // At 40 a lot carries its 4,000; 60 - 1,000 - 4,000 = 1,000 of every account are socialised over all lots there were.
  const dust = 100
  const stage = crowd('fast', { dust, others: dust }, { markets: [MARKET], fundAtoms: 0n })
  stage.mark([0, 40n])
  const report = stage.round()
  assert.is(report.socialisedAtoms, 100_000n)
  assert.is(stage.earned(DEFICIT), 0n)
  assert.ok(stage.events('socialised').length <= dust * dust)
  stage.settle()
})

test.run()
