// What holds of the table in every-policy.test.ts, whatever its numbers are: what the design promises, and what it does
// not.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { policyOf } from '../../src/policies/known.ts'
import { isLossPolicy, isScorePolicy, type Policy } from '../../src/policies/policy.ts'
import { exit, unevenSplit } from './plays/own-share.ts'
import { ACCOMPLICE, CROWD, fall, HEAD, RIVAL, type Seat, seat } from './plays/scene.ts'
import { attackOf, earnedAtoms, POLICIES } from './plays/table.ts'
import { play } from './stage.ts'

const earned = (name: string, policy: Policy) => earnedAtoms(attackOf(name), policy)

/** Only names that there are. */
function named(names: string): ReadonlySet<string> {
  const found = names.split(' ').map((name) => policyOf(name).name)
  return new Set(found)
}

/** Rules that do not look at profit or entry: size, equity, leverage, worth, or a draw. */
const BLIND_TO_ENTRY = named(
  'hyperliquid ethereal dydx ftx ftx:top=2 pro-rata pro-rata-notional pro-rata-equity risk-aware risk-aware:above=2 ' +
    'leverage-water-fill vector min-max partial-tear-up socialised-drift socialised-mango socialised-paradex',
)
/** Rules that do not look at what stands behind a position. */
const BLIND_TO_EQUITY = named(
  'dydx ftx ftx:top=2 pro-rata pro-rata-notional pro-rata-profit capped-pro-rata capped-pro-rata:cap=0.05 vector ' +
    'partial-tear-up socialised-drift socialised-mango socialised-vega gains-haircut',
)

test('no attack of a winner earns more than the winner would have given: others give it instead', () => {
  for (const policy of POLICIES) {
    const pays = earned('pays', policy)
    assert.ok(pays > 0n && pays <= 60_000n, `${policy.name} takes ${pays}`)
    for (const name of ['withdraw', 'wash', 'one queue', 'ten parts', 'two parts', 'deposit']) {
      assert.ok(earned(name, policy) <= pays, `${policy.name}, ${name}: ${earned(name, policy)} of ${pays}`)
    }
  }
})

test('self-trade by owners that cannot be linked: the debt at most, and some of it under every policy', () => {
  for (const policy of POLICIES) {
    const atoms = earned('self-trade', policy)
    assert.ok(atoms > 0n && atoms <= 60_000n, `${policy.name}: ${atoms}`)
  }
})

test('a heavy lot shifts its notional at most; a dead one its share, unless lots are closed at the mark', () => {
  for (const policy of POLICIES) {
    assert.ok(earned('rates', policy) <= 10_000n, policy.name)
    // ⌈59,000 · 100 / 4,900⌉
    const atMark = isLossPolicy(policy) || policy.fixed?.adlPrice === 'mark'
    const isCapped = policy.name === 'capped-pro-rata:cap=0.05'
    if (!atMark && !isCapped) assert.ok(earned('dead lot', policy) <= 1_205n, policy.name)
    // Lots closed at the mark leave the debt with the account, which is not flat, so it waits with the dead lot; and in
    // the round that closes that, it is the only leg that the account has had.
    else assert.ok(earned('dead lot', policy) > 1_205n, policy.name)
  }
})

test('with profit first no score is proof against washing, in one queue whoever does not look at the entry', () => {
  for (const policy of POLICIES) {
    const isProof = earned('one queue', policy) === 0n
    assert.is(isProof, BLIND_TO_ENTRY.has(policy.name), policy.name)
    if (isScorePolicy(policy)) assert.is(earned('wash', policy), earned('pays', policy), policy.name)
  }
})

test('rules that do not look at equity are proof against deposits and withdrawals, and only they are', () => {
  for (const policy of POLICIES) {
    const moved = earned('deposit', policy) !== 0n || earned('withdraw', policy) !== 0n
    assert.is(moved, !BLIND_TO_EQUITY.has(policy.name), policy.name)
    // What pays for having less stands on the other side of the same rule, so nobody is paid for both.
    assert.ok(!(earned('deposit', policy) > 0n && earned('withdraw', policy) > 0n), policy.name)
  }
})

test('equal parts have the score of the whole exactly', () => {
  for (const policy of POLICIES.filter(isScorePolicy)) assert.is(earned('ten parts', policy), 0n, policy.name)
})

test('bound: okx sees through two parts of one owner, and not through those of two that nobody can link', () => {
  assert.is(unevenSplit(policyOf('okx')), 0n)
  assert.is(unevenSplit(policyOf('okx'), ACCOMPLICE), 50_000n)
})

test('bound: who trades at the mark before the round, and leaves, escapes from all that it would have given', () => {
  for (const policy of POLICIES) assert.is(exit(policy), earned('pays', policy), policy.name)
})

test('bound, min-max and capped-pro-rata: each deal starts anew, dust takes all from one', () => {
  // One account of 60 lots costs rival, head and each of the crowd 20, 20 and 2 lots, a twentieth of the equity of the
  // first two. Sixty of one lot are sixty deals, and none of them looks at what the others have taken.
  const dust = Array.from({ length: 60 }, (): Seat => [1n, 1_000n])
  for (const policy of ['min-max', 'capped-pro-rata'] as const) {
    const takenFrom = (losers: readonly Seat[]): bigint[] => {
      let lots: bigint[] = []
      play({ fundAtoms: 0n, round: { policy } }, (stage) => {
        seat(stage, { losers })
        fall(stage)
        stage.round()
        lots = [100n + stage.lots(RIVAL), 100n + stage.lots(HEAD), 10n + stage.lots(CROWD)]
      })
      return lots
    }
    assert.equal(takenFrom([[60n, 60_000n]]), [20n, 20n, 2n], policy)
    assert.equal(takenFrom(dust), [60n, 0n, 0n], policy)
  }
})

test('bound, dydx: the draw follows from the number of commands, so who sends some can look for a kind one', () => {
  // Deposits of an atom after the mark. One place in twelve is the head's own, where it gives 60,000.
  const pays = Array.from({ length: 24 }, (_, commands) => {
    let atoms = 0n
    play({ fundAtoms: 0n, round: { policy: 'dydx' } }, (stage) => {
      seat(stage)
      fall(stage)
      for (let count = 0; count < commands; count += 1) stage.deposit(HEAD, 1n)
      stage.round()
      atoms = 200_000n - stage.earned(HEAD)
    })
    return atoms
  })
  assert.equal([...new Set(pays)].sort(), [0n, 60_000n])
})

test.run()
