// A fund of another size, to the atom.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { poolsOf, setFund } from '../../src/stress/grid-fund.ts'
import { newEngine, refuses, sound } from '../engine/small-venue.ts'

const pools = (...cash: readonly bigint[]) => {
  const engine = newEngine('reference')
  for (const [index, atoms] of cash.entries()) {
    engine.openAccount({ id: 10 + index, class: 'pool' })
    if (atoms > 0n) engine.deposit(10 + index, atoms)
  }
  return engine
}
const equities = (engine: ReturnType<typeof pools>) => poolsOf(engine).map(({ equityAtoms }) => equityAtoms)

test('pools keep their parts, and what does not divide goes to the first', () => {
  const engine = pools(100n, 200n)
  setFund(engine, 1_000n)
  assert.equal(equities(engine), [334n, 666n])
  setFund(engine, 10n)
  assert.equal(equities(engine), [4n, 6n])
  setFund(engine, 0n)
  assert.equal(equities(engine), [0n, 0n])
  setFund(engine, 5n)
  assert.equal(equities(engine), [3n, 2n])
  sound(engine)
})

test('a floor above what is left comes down, and one below stays', () => {
  const engine = pools(100n, 100n)
  engine.setReserved(10, 80n)
  engine.setReserved(11, 10n)
  setFund(engine, 60n)
  assert.equal(
    poolsOf(engine).map(({ equityAtoms, floorAtoms }) => [equityAtoms, floorAtoms]),
    [
      [30n, 30n],
      [30n, 10n],
    ],
  )
})

test('without a pool there is no fund', () => {
  refuses(ErrorCode.CONFIG, /a fund of 5 atoms, and no pool/, () => setFund(newEngine('reference'), 5n))
})

test.run()
