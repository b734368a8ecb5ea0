// The doubles that kernels rank by: the same bytes from both, and near enough to the exact scores.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findSlot } from '../../src/book/runs.ts'
import * as at from '../../src/memory/fields.ts'
import { isNearTie } from '../../src/memory/rank-heap.ts'
import { policyOf } from '../../src/policies/known.ts'
import { isScorePolicy, type Policy } from '../../src/policies/policy.ts'
import { scoreKey } from '../../src/policies/score-key.ts'
import { CandidateFacts } from '../../src/stages/candidate-facts.ts'
import { keyKindOf } from '../../src/stages/rank-keys.ts'
import { unitAtomsOf } from '../../src/stages/rule-terms.ts'
import { fillTwins, type Twin } from './twin-books.ts'

const NAMES = ['bitmex', 'delta', 'bybit', 'hyperliquid', 'ethereal', 'binance', 'aster', 'aevo', 'bluefin'] as const

/** By side: row and key of every candidate, in the order of memory. */
function keysOf({ book, kernel }: Twin, policy: Policy): [side: number, row: number, key: number][] {
  const { rankStart, rankCount, rankEntry, rankKey, marketNeed } = book.columns
  marketNeed.fill(at.NEED_LONG | at.NEED_SHORT)
  kernel.selectShard(0, book.columns.word(at.WORD_BLOCKS), 0, 0, keyKindOf(policy), false)
  const found: [number, number, number][] = []
  for (let side = 0; side < 2 * book.marketCount; side += 1) {
    for (let index = rankStart[side]!; index < rankStart[side]! + rankCount[side]!; index += 1) {
      found.push([side, rankEntry[index]! & at.RANK_ROW_MASK, rankKey[index]!])
    }
  }
  return found
}

test('keys of random books are the same bytes from both kernels, and a near-tie of the exact scores', () => {
  const met = new Set<string>()
  const run = (seed: number) => {
    const twins = fillTwins(seed)
    for (const name of NAMES) {
      const policy = policyOf(name)
      if (!isScorePolicy(policy)) throw new Error(name)
      const [one, two] = twins.map((twin) => keysOf(twin, policy))
      assert.equal(one, two, name)
      const { book, kernel } = twins[0]!
      const terms = { unitAtoms: unitAtomsOf(book), seed: 0n }
      const facts = new CandidateFacts()
      for (const [side, row, key] of one!) {
        kernel.valueRow(row)
        facts.clear()
        const leg = findSlot(book, row, side >> 1) - book.columns.runStart[row]!
        const score = policy.score(facts.at(facts.add(book, row, leg)), terms)
        const exact = scoreKey(score)
        // Well within what is told apart exactly: a key may be off by 2^-44, a near-tie is 2^-40.
        const near = key === exact || Math.abs(key - exact) <= 2 ** -43 * Math.abs(exact)
        assert.ok(near && isNearTie(key, exact), `${name}: ${key} for ${exact}`)
        met.add(typeof score === 'string' ? `${name} ${score}` : `${name} ${score.over > 0n ? 'above' : 'not above'} 0`)
      }
    }
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 20, numRuns: 60, includeErrorInReport: true })
  for (const name of NAMES) assert.ok(met.has(`${name} above 0`), name)
  assert.ok(met.has('bybit infinite') && met.has('hyperliquid last') && met.has('ethereal infinite'), [...met].join())
})

test.run()
