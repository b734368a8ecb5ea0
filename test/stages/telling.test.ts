import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Candidate, Policy } from '../../src/policies/policy.ts'
import { Telling } from '../../src/stages/telling.ts'
import * as venue from '../engine/small-venue.ts'
import { position, TERMS } from '../policies/position.ts'

/** Rows 0, 1 and 2 are accounts 30, 10 and 20; the first and the last belong to one owner. */
const HELD: readonly Candidate[] = [
  position({ account: 30, owner: 1, notionalAtoms: 300n }),
  position({ account: 10, owner: 2, notionalAtoms: 100n }),
  position({ account: 20, owner: 1, notionalAtoms: 200n }),
]
const ROWS = [0, 1, 2]

function telling(policy: Policy): Telling {
  const told = new Telling(policy, TERMS, (row) => HELD[row]!)
  told.tellAll(ROWS)
  return told
}

const inOrder = (told: Telling) => {
  return ROWS.toSorted((a, b) => told.key(b) - told.key(a) || (told.precedes(a, b) ? -1 : 1))
}

test('an order is given all candidates by id, and stands as it was given', () => {
  const seen: number[] = []
  const policy: Policy = {
    name: 'last-first',
    order: (candidates) => {
      seen.push(...candidates.map(({ account }) => account))
      return [2, 0, 1]
    },
  }
  const told = telling(policy)
  assert.equal(seen, [10, 20, 30])
  // The third by id is 30 in row 0, then 10 and 20.
  assert.equal(inOrder(told), [0, 1, 2])
  assert.is(told.score(0), null)
})

test('owners are scored together, and each of their positions has that score', () => {
  const policy: Policy = {
    name: 'families',
    score: () => 'last',
    scoreTogether: (candidates) => ({ over: BigInt(candidates.length), under: 1n }),
  }
  const told = telling(policy)
  assert.equal(
    ROWS.map((row) => told.score(row)),
    // Who is alone is scored as everybody is.
    [{ over: 2n, under: 1n }, 'last', { over: 2n, under: 1n }],
  )
  // Two of one score: the larger notional first.
  assert.equal(inOrder(told), [0, 2, 1])
})

test('a tie is told apart by the rule first, then by notional, then by id', () => {
  const equal = () => ({ over: 1n, under: 2n })
  assert.equal(inOrder(telling({ name: 'even', score: equal })), [0, 2, 1])
  const byId = (a: Candidate, b: Candidate) => a.account - b.account
  assert.equal(inOrder(telling({ name: 'by-id', score: equal, tellApart: byId })), [1, 2, 0])
})

const WRONG: [what: string, policy: object, why: RegExp][] = [
  ['an order that names somebody twice', { order: () => [0, 1, 1] }, /policy odd gives no order of 3 candidates/],
  ['an order without somebody', { order: () => [0, 1] }, /no order of 3/],
  ['an order of something else', { order: () => [0, 1, 3] }, /no order of 3/],
  ['no order', { order: () => undefined }, /no order of 3/],
  ['an order that throws', { order: () => assert.unreachable('no') }, /policy odd has failed/],
  ['a score of a family that is none', { score: () => 'last', scoreTogether: () => 7 }, /the score 7/],
  ['an order with a hole', { order: () => new Array(3) }, /no order of 3/],
  ['a score that is no text', { score: () => Symbol('s') }, /account \d+ the score Symbol\(s\)/],
  [
    'a part of a score that is no text',
    { score: () => ({ over: 1n, under: Object.create(null) }) },
    /score 1\/an object/,
  ],
  ['a tie that is no text', { score: () => 'last', tellApart: () => Symbol('s') }, /policy odd gives Symbol\(s\)/],
  [
    'what throws what is no text',
    {
      score: () => {
        throw Object.create(null)
      },
    },
    /policy odd has failed: an object/,
  ],
  ['a tie that is no number', { score: () => 'last', tellApart: () => 'a' }, /policy odd gives a/],
]

for (const [what, policy, why] of WRONG) {
  test(`refused: ${what}`, () => {
    venue.refuses(ErrorCode.POLICY, why, () => inOrder(telling({ name: 'odd', ...policy } as unknown as Policy)))
  })
}

test('a score that changes its mind is asked once', () => {
  let asked = 0
  const score = () => ({
    get over() {
      asked += 1
      return asked > 3 ? (Number.NaN as unknown as bigint) : 1n
    },
    under: 2n,
  })
  assert.equal(inOrder(telling({ name: 'fickle', score })), [0, 2, 1])
})

test('an order that changes its mind is asked once', () => {
  const order = () => new Proxy([2, 0, 1], { get: once })
  const seen = new Set<PropertyKey>()
  function once(target: number[], key: PropertyKey): unknown {
    const isAgain = seen.has(key) && key !== 'length'
    seen.add(key)
    return isAgain ? 7 : Reflect.get(target, key)
  }
  assert.equal(inOrder(telling({ name: 'fickle', order })), inOrder(telling({ name: 'firm', order: () => [2, 0, 1] })))
})

test.run()
