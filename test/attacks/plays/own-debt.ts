// Attacks of somebody who owns the bankrupt account as well: how much of its debt others pay.

import * as assert from 'uvu/assert'
import { max } from '../../../src/fixed/rounding.ts'
import type { MarketConfig } from '../../../src/index.ts'
import type { Policy } from '../../../src/policies/policy.ts'
import type { Stage } from '../stage.ts'
import { ACCOMPLICE, earnings, fall, gain, LOSER, type Seat, SPARE, seat } from './scene.ts'

const OTHERS = 50
const [OTHER_LONG, OTHER_SHORTS] = [SPARE, [SPARE + 1, SPARE + 2]] as const

/** A short of as many lots as LOSER has, and as much a lot as the head of the queue; or more than anybody. */
const [POOR, RICH] = [114_000n, 300_000n]

/**
 * Self-trade: long 60 and short 60 of two owners that nobody can link, so without any risk together. Without it nothing
 * is earned; with it, the long's debt of 60,000 less what of it falls on the own short. What to put behind that short
 * is for the attacker to choose: the better of two counts.
 */
export function selfTrade(policy: Policy): bigint {
  const earned = [POOR, RICH].map((atoms) =>
    earnings(policy, (stage) => {
      seat(stage, { heads: [[60n, atoms]], loserOwner: ACCOMPLICE })
      fall(stage)
      stage.round()
    }),
  )
  return max(earned[0]!, earned[1]!)
}

/** A second market, with counterparties that have nothing to do with the first one. */
function others(stage: Stage): void {
  stage.open(OTHER_LONG, OTHERS, 1_000_000n)
  for (const id of OTHER_SHORTS) {
    stage.open(id, id, 200_000n)
    stage.trade(OTHER_LONG, id, 10n, 100n, 1)
  }
}

/** Self-trade with a lot more in the second market, and the same without it; initial margin for both legs. */
function withOther(loserAtoms: bigint, attacks: boolean) {
  return (stage: Stage) => {
    const losers: readonly Seat[] = [[60n, loserAtoms]]
    seat(stage, { heads: [[60n, POOR]], losers, loserOwner: ACCOMPLICE })
    others(stage)
    if (attacks) {
      assert.ok(stage.engine.preTrade({ account: LOSER, market: 1, lots: 1n, priceTicks: 100n }).allowed)
      stage.trade(LOSER, OTHER_LONG, 1n, 100n, 1)
    }
    fall(stage)
    stage.round()
  }
}

/**
 * A lot in a dead market beside the 60, with a debt of 59,000; then the market wakes up at its old price. What of the
 * debt has waited with the lot is the dead market's to pay.
 */
export function deadLot(policy: Policy): bigint {
  const twin = (attacks: boolean) => (stage: Stage) => {
    withOther(61_000n, attacks)(stage)
    assert.is(stage.lots(LOSER), 0n, 'the fresh leg is closed, with or without a dead one')
    stage.mark([0, 80n], [1, 100n])
    assert.equal(stage.round().stuck, [])
    assert.equal([stage.lots(LOSER, 1), stage.equity(LOSER)], [0n, 0n])
  }
  return gain(policy, { setting: { markets: [{}, { maxMarkAgeMs: 0 }] }, honest: twin(false), attack: twin(true) })
}

const HEAVY: Partial<MarketConfig> = { tiers: [{ floorAtoms: 0n, ratePpm: 1_000_000 }], initialRatePpm: 1_000_000 }

/** A lot where all of the notional is maintenance beside the 60, with a debt of 50,000: 10,000 are laid on that lot. */
export function mixedRates(policy: Policy): bigint {
  const twin = (attacks: boolean) => (stage: Stage) => {
    withOther(70_000n, attacks)(stage)
    assert.equal([stage.lots(LOSER, 1), stage.equity(LOSER)], [0n, 0n])
  }
  return gain(policy, { setting: { markets: [{}, HEAVY] }, honest: twin(false), attack: twin(true) })
}
