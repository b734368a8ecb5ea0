// Attacks of a winner that stands at the head of the queue: how much of what it would have to give others give instead.

import * as assert from 'uvu/assert'
import type { Policy } from '../../../src/policies/policy.ts'
import type { Setting, Stage } from '../stage.ts'
import { ATTACKER, earnings, fall, gain, HEAD, type Seat, SPARE, seat } from './scene.ts'

function honest(stage: Stage): void {
  seat(stage)
  fall(stage)
  stage.round()
}

/** What the head gives when it does nothing: of the 200,000 that it has won. */
export function pays(policy: Policy): bigint {
  return 200_000n - earnings(policy, honest)
}

/** Sells to itself and buys back at the mark: the same lots and equity, and no profit to be ranked by. */
function wash(stage: Stage): void {
  const PARTNER = SPARE
  seat(stage)
  stage.open(PARTNER, ATTACKER, 1_000_000n)
  fall(stage)
  for (const lots of [100n, -100n]) {
    assert.ok(stage.engine.preTrade({ account: HEAD, market: 0, lots, priceTicks: 80n }).allowed)
    assert.ok(stage.engine.preTrade({ account: PARTNER, market: 0, lots: -lots, priceTicks: 80n }).allowed)
    if (lots > 0n) stage.trade(HEAD, PARTNER, lots, 80n)
    else stage.trade(PARTNER, HEAD, -lots, 80n)
  }
  assert.equal([stage.lots(HEAD), stage.equity(HEAD)], [-100n, 390_000n])
  stage.round()
}

export function washTrade(policy: Policy): bigint {
  return gain(policy, { honest, attack: wash })
}

/** The same where profitable positions do not go first as a group: what is left is the rule's own weakness. */
export function washInOneQueue(policy: Policy): bigint {
  const setting: Setting = { round: { eligible: 'regardless' } }
  return gain(policy, { setting, honest, attack: wash })
}

function inParts(heads: readonly Seat[], partOwner = ATTACKER) {
  return (stage: Stage) => {
    seat(stage, { heads, partOwner })
    fall(stage)
    stage.round()
  }
}

const evenly = (count: number): Seat[] =>
  Array.from({ length: count }, () => [100n / BigInt(count), 190_000n / BigInt(count)] as const)

/** Ten accounts instead of one, with a tenth of lots and money each. */
export function evenSplit(policy: Policy): bigint {
  return gain(policy, { honest, attack: inParts(evenly(10)) })
}

/**
 * Ten lots with their initial margin and no more, ninety with all the rest: no more leverage than the rival has.
 *
 * @param partOwner who owns the ten
 */
export function unevenSplit(policy: Policy, partOwner = ATTACKER): bigint {
  const heads: readonly Seat[] = [
    [90n, 180_000n],
    [10n, 10_000n],
  ]
  return gain(policy, { honest, attack: inParts(heads, partOwner) })
}

/** Sixty bankrupt accounts of one lot: each is dealt by itself, and the attacker turns into dust as well. */
export function dust(policy: Policy): bigint {
  const losers = Array.from({ length: 60 }, (): Seat => [1n, 1_000n])
  const twin = (heads: readonly Seat[]) => (stage: Stage) => {
    seat(stage, { heads, losers })
    fall(stage)
    const { passes } = stage.round()
    assert.ok(passes <= 2, `${passes} passes`)
  }
  return gain(policy, { honest: twin(evenly(1)), attack: twin(evenly(50)) })
}

/** 60,000 are put in between mark and round, and taken out after it. */
export function deposit(policy: Policy): bigint {
  return gain(policy, {
    honest,
    attack: (stage) => {
      seat(stage)
      fall(stage)
      stage.deposit(HEAD, 60_000n)
      stage.round()
      stage.withdraw(HEAD, 60_000n)
    },
  })
}

/** All that may leave between mark and round is taken out: what was put in, none of the profit. */
export function withdrawal(policy: Policy): bigint {
  return gain(policy, {
    honest,
    attack: (stage) => {
      seat(stage)
      fall(stage)
      assert.is(stage.withdrawAll(HEAD), 190_000n)
      stage.round()
    },
  })
}

/** Closes at the mark between mark and round, with somebody who has not been there, and leaves with all it has. */
export function exit(policy: Policy): bigint {
  const MAKER = SPARE
  return gain(policy, {
    honest,
    attack: (stage) => {
      seat(stage)
      stage.open(MAKER, MAKER, 80_000n)
      fall(stage)
      assert.ok(stage.engine.preTrade({ account: MAKER, market: 0, lots: -100n, priceTicks: 80n }).allowed)
      stage.trade(HEAD, MAKER, 100n, 80n)
      assert.is(stage.withdrawAll(HEAD), 390_000n)
      stage.round()
    },
  })
}
