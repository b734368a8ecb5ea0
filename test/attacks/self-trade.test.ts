// One owner, two accounts, opposite positions. The price jumps, the loser goes bankrupt, the fund pays its debt, and
// the winner keeps the gain. Emptied open engines in public; here the owner's other accounts are closed first.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Chance } from '../oracles/chance.ts'
import { DEFICIT, fundOf, play, type Stage } from './stage.ts'

const [LONG, SHORT, MIRROR] = [1001, 1002, 1003]
const [ATTACKER, ACCOMPLICE] = [1, 2]

/** Ten lots at 100, a notional of 100,000, with 20,000 behind the long and 10,000 behind the short; then 130. */
function jump(stage: Stage, shortOwner: number): void {
  stage.open(LONG, ATTACKER, 20_000n)
  stage.open(SHORT, shortOwner, 10_000n)
  stage.trade(LONG, SHORT, 10n, 100n)
  // The short has lost 30,000 of its 10,000: E = -20,000.
  stage.mark([0, 130n])
  assert.is(stage.equity(SHORT), -20_000n)
}

test('self-trade of one owner: the winner pays for the loser, the fund pays nothing, nothing is earned', () => {
  play({}, (stage) => {
    jump(stage, ATTACKER)
    const report = stage.round()
    assert.is(report.insurance.drawnAtoms, 0n)
    assert.is(stage.earned(fundOf(0)), 0n)
    assert.is(stage.earned(DEFICIT), 0n)
    assert.is(stage.earnedBy(ATTACKER), 0n)
    // The winner's 30,000 less the debt of 20,000; the loser's 10,000 are gone.
    assert.equal([stage.earned(LONG), stage.earned(SHORT)], [10_000n, -10_000n])
  })
})

test('control: two owners that nobody can link take the debt, 20,000, out of the fund', () => {
  play({}, (stage) => {
    jump(stage, ACCOMPLICE)
    const report = stage.round()
    // What no rule on owners can prevent: gain 30,000 - stake of the loser 10,000 = 20,000 = what the fund has lost.
    assert.is(stage.earnedBy(ATTACKER) + stage.earnedBy(ACCOMPLICE), 20_000n)
    assert.is(stage.earned(fundOf(0)), -20_000n)
    assert.is(report.insurance.drawnAtoms, 20_000n)
  })
})

test('it does not help that the winner is exempt from deleveraging, protected, or its market has no pool', () => {
  play({ markets: [{ poolAccount: null }] }, (stage) => {
    jump(stage, ATTACKER)
    stage.engine.setExempt(LONG, true)
    stage.engine.setProtected(LONG, true)
    stage.round()
    assert.is(stage.earnedBy(ATTACKER), 0n)
    assert.is(stage.earned(DEFICIT), 0n)
  })
})

test('a winner that is split into ten accounts pays with all ten of them', () => {
  play({}, (stage) => {
    stage.open(LONG, ATTACKER, 10_000n)
    for (let id = 0; id < 10; id += 1) stage.open(1010 + id, ATTACKER, 1_000n)
    for (let id = 0; id < 10; id += 1) stage.trade(LONG, 1010 + id, 1n, 100n)
    stage.mark([0, 70n]) // The long has lost 30,000 of its 10,000, each of the ten has won 3,000.
    stage.round()
    assert.is(stage.events('own-first').length, 10)
    assert.is(stage.earnedBy(ATTACKER), 0n)
    assert.is(stage.earned(fundOf(0)), 0n)
  })
})

test('a crash that leaves a debt above the notional: own first pays the notional, the fund what is beyond', () => {
  // |b| is at most n, what a bankrupt lot is worth at the mark. A long of ten lots with 2,000 behind it falls from 100
  // to 40: E = 2,000 - 60,000 = -58,000, n = 40,000. The winner closes at the bankruptcy price, for a loss of 40,000;
  // the other 18,000 are the debt of a flat account, and the fund pays it though the owner's winner has 22,000 left.
  // The bound: max(0, |E| - n), so a fall of less than half, the stake not counted, earns nothing.
  const setting = { markets: [{ initialRatePpm: 20_000 }] }
  const earned = (ticks: bigint) => {
    let atoms = 0n
    play(setting, (stage) => {
      stage.open(LONG, ATTACKER, 2_000n)
      stage.open(SHORT, ATTACKER, 2_000n)
      stage.trade(LONG, SHORT, 10n, 100n)
      stage.mark([0, ticks])
      stage.round()
      atoms = stage.earnedBy(ATTACKER)
      assert.is(stage.earned(fundOf(0)), -atoms)
    })
    return atoms
  }
  assert.equal([80n, 51n, 49n, 40n, 20n].map(earned), [0n, 0n, 0n, 18_000n, 58_000n])
})

test('an account in between hides the winner in another market: the fund pays what the one in between cannot', () => {
  // Two markets on one underlying. SHORT loses in the first to MIRROR, which loses as much in the second to LONG: three
  // accounts of one owner without any risk together, 40,000 of stakes. At 160 SHORT is worth 10,000 - 60,000 = -50,000,
  // MIRROR 20,000, LONG 70,000. MIRROR takes over 4 of 10 lots, 5,000 of loss each, for all it has; LONG holds nothing
  // opposite to SHORT, so six lots go to the fund. Bound: the debt less the equity of the owner's opposite accounts,
  // 50,000 - 20,000, which is no more than the owner gets by trading with strangers: isolated margin ends at its stake.
  play({ markets: [{}, {}] }, (stage) => {
    stage.open(LONG, ATTACKER, 10_000n)
    stage.open(SHORT, ATTACKER, 10_000n)
    stage.open(MIRROR, ATTACKER, 20_000n)
    stage.trade(MIRROR, SHORT, 10n, 100n, 0)
    stage.trade(LONG, MIRROR, 10n, 100n, 1)
    stage.mark([0, 160n], [1, 160n])
    assert.equal(
      [SHORT, MIRROR, LONG].map((id) => stage.equity(id)),
      [-50_000n, 20_000n, 70_000n],
    )
    stage.round()
    assert.equal(
      stage.events('own-first').map(({ to, lots, lossAtoms }) => [to, lots, lossAtoms]),
      [[MIRROR, -4n, 20_000n]],
    )
    assert.is(stage.earnedBy(ATTACKER), 30_000n)
    assert.is(stage.earned(fundOf(0)), -30_000n)
  })
})

test('any web of judged trades between accounts of one owner earns nothing, down to half the price', () => {
  // Who was worth something before the jump has, after it, at least what its lots have won; and a bankrupt lot owes at
  // most what it has lost, which is the same. So the opposite side, all of it the owner's, can always pay.
  const chance = new Chance(20_251_010)
  let debts = 0
  for (let run = 0; run < 200; run += 1) {
    const seed = chance.word()
    play({}, (stage) => {
      const draw = new Chance(seed)
      const ids = Array.from({ length: 2 + draw.below(6) }, (_, index) => 1001 + index)
      for (const id of ids) stage.open(id, ATTACKER, draw.between(5_000n, 50_000n))
      for (let count = 2 + draw.below(8); count > 0; count -= 1) {
        const [buyer, seller] = [draw.pick(ids), draw.pick(ids)]
        const [lots, priceTicks] = [draw.between(1n, 20n), draw.between(90n, 110n)]
        if (buyer === seller) continue
        const order = { market: 0, priceTicks }
        const judged = [
          { ...order, account: buyer, lots },
          { ...order, account: seller, lots: -lots },
        ]
        if (judged.every((each) => stage.engine.preTrade(each).allowed)) stage.trade(buyer, seller, lots, priceTicks)
      }
      stage.mark([0, draw.between(51n, 200n)])
      for (const id of ids) debts += stage.equity(id) < 0n ? 1 : 0
      stage.round()
      assert.is(stage.earnedBy(ATTACKER), 0n, `run ${run}`)
      assert.is(stage.earned(fundOf(0)), 0n)
    })
  }
  assert.ok(debts > 100, `${debts} debts are too few to say anything`)
})

test.run()
