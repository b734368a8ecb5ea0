import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { factorMoves } from '../../src/sim/factor.ts'

const TICK = 1_000_000n
const move = (mid: bigint, by: bigint) => ({ midMicro: mid * TICK, movedMicro: by * TICK })

test('a move goes to the others by lead and beta, and not back to itself', () => {
  // −10 % with lead 0.5: the factor falls by 5 %; with β 0.8 that is 4 % of 500.
  const terms = [
    { betaPpm: 1_000_000, leadPpm: 500_000 },
    { betaPpm: 800_000, leadPpm: 0 },
  ]
  assert.equal(factorMoves(terms, [move(1_000n, -100n), move(500n, 0n)]), [0n, -20n * TICK])
})

test('several moves add up, each market without its own', () => {
  const terms = [1, 2, 3].map(() => ({ betaPpm: 1_000_000, leadPpm: 1_000_000 }))
  // Of 1 %, 2 % and −4 %: the others' sums are −2 %, −3 % and 3 %.
  const moves = [move(1_000n, 10n), move(1_000n, 20n), move(1_000n, -40n)]
  assert.equal(factorMoves(terms, moves), [-20n * TICK, -30n * TICK, 30n * TICK])
})

test('a beta below zero goes the other way', () => {
  const terms = [
    { betaPpm: 0, leadPpm: 1_000_000 },
    { betaPpm: -500_000, leadPpm: 0 },
  ]
  assert.equal(factorMoves(terms, [move(1_000n, -100n), move(1_000n, 0n)]), [0n, 50n * TICK])
})

test.run()
