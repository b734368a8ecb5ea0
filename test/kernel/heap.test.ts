// The compiled heap against a plain sort by exact rationals. All keys are made near-ties first, so that every
// comparison is an exact one; then they are left as they are, so that nearly none is.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findSlot } from '../../src/book/runs.ts'
import * as at from '../../src/memory/fields.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { type Candidate, compareScores } from '../../src/policies/policy.ts'
import { CandidateFacts } from '../../src/stages/candidate-facts.ts'
import { Chance } from '../oracles/chance.ts'
import { TERMS } from '../policies/position.ts'
import { fillTwins, type Twin } from './twin-books.ts'

interface Standing {
  readonly row: number
  readonly group: number
  readonly candidate: Candidate
}

/** The candidates that have been selected for a side, in the order of memory. */
function standings({ book, kernel }: Twin, side: number): Standing[] {
  const { rankStart, rankCount, rankEntry, runStart } = book.columns
  return Array.from({ length: rankCount[side]! }, (_, index) => {
    const entry = rankEntry[rankStart[side]! + index]!
    const row = entry & at.RANK_ROW_MASK
    const facts = new CandidateFacts()
    kernel.valueRow(row)
    const fact = facts.add(book, row, findSlot(book, row, side >> 1) - runStart[row]!)
    return { row, group: entry >>> at.RANK_GROUP_SHIFT, candidate: facts.at(fact) }
  })
}

function sorted(all: readonly Standing[], keyKind: number): number[] {
  const byScore = (a: Candidate, b: Candidate) => {
    return keyKind === at.KEY_BITMEX ? compareScores(bitmex.score(b, TERMS), bitmex.score(a, TERMS)) : 0
  }
  const byNotional = (a: Candidate, b: Candidate) => {
    return a.notionalAtoms === b.notionalAtoms ? 0 : a.notionalAtoms < b.notionalAtoms ? 1 : -1
  }
  return all
    .toSorted(
      ({ candidate: a, ...standsA }, { candidate: b, ...standsB }) =>
        standsA.group - standsB.group || byScore(a, b) || byNotional(a, b) || a.account - b.account,
    )
    .map(({ row }) => row)
}

/** Rows as the compiled heap gives them up, a few at a time. */
function popped({ book, kernel }: Twin, side: number, keyKind: number, page: number): number[] {
  const { rankStart, rankCount, rankEntry } = book.columns
  const start = rankStart[side]!
  const count = rankCount[side]!
  assert.ok(kernel.heapify(start, count, side >> 1, keyKind))
  for (let waiting = count; waiting > 0; ) {
    const rest = kernel.popTop(start, waiting, page, side >> 1, keyKind)
    assert.is(rest, Math.max(0, waiting - page))
    waiting = rest
  }
  return [...rankEntry.subarray(start, start + count)].reverse().map((entry) => entry & at.RANK_ROW_MASK)
}

/** The head alone, taken from behind those that stay in no order. */
function taken({ book, kernel }: Twin, side: number, keyKind: number, most: number): number[] {
  const { rankStart, rankCount, rankEntry } = book.columns
  const start = rankStart[side]!
  const count = rankCount[side]!
  const rest = kernel.takeTop(start, count, most, side >> 1, keyKind)
  assert.is(rest, Math.max(0, count - most))
  return [...rankEntry.subarray(start + rest, start + count)].reverse().map((entry) => entry & at.RANK_ROW_MASK)
}

for (const near of [true, false]) {
  const keys = near ? 'all keys equal' : 'keys as they are'
  test(`candidates of random books leave the heap in the exact order, ${keys}`, () => {
    const met = new Set<string>()
    const run = (seed: number) => {
      const chance = new Chance(seed)
      const twin = fillTwins(seed).find(({ kernel }) => kernel.name === 'fast')!
      const { book, kernel } = twin
      const keyKind = chance.pick([at.KEY_BITMEX, at.KEY_BITMEX, at.KEY_NOTIONAL])
      book.columns.marketNeed.fill(at.NEED_LONG | at.NEED_SHORT)
      kernel.selectShard(0, book.columns.word(at.WORD_BLOCKS), 0, 0, keyKind, false)
      if (near) book.columns.rankKey.fill(7)
      for (let side = 0; side < 2 * book.marketCount; side += 1) {
        const all = standings(twin, side)
        for (const { candidate } of all) {
          const score = bitmex.score(candidate, TERMS)
          met.add(typeof score === 'string' ? score : score.over > 0n ? 'gain' : score.over < 0n ? 'loss' : 'zero')
          if (candidate.maintenanceAtomPpm === 0n) met.add('no maintenance')
        }
        const order = sorted(all, keyKind)
        const most = chance.pick([1, 2, 5, 40, 1000])
        assert.equal(taken(twin, side, keyKind, most), order.slice(0, most))
        assert.equal(popped(twin, side, keyKind, chance.pick([1, 3, 1000])), order)
      }
    }
    fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: near ? 11 : 12, numRuns: 60 })
    assert.equal([...met].sort(), ['gain', 'infinite', 'last', 'loss', 'no maintenance', 'zero'])
  })
}

test('the reference kernel leaves heaps to the caller', () => {
  const { kernel } = fillTwins(1).find((twin) => twin.kernel.name === 'reference')!
  assert.is(kernel.heapify(0, 0, 0, at.KEY_BITMEX), false)
  for (const heapOf of [
    () => kernel.takeTop(0, 9, 3, 0, at.KEY_BITMEX),
    () => kernel.popTop(0, 9, 3, 0, at.KEY_BITMEX),
    () => kernel.tellNearTie(0, 1, 0, at.KEY_BITMEX),
  ]) {
    assert.throws(heapOf, /the reference kernel has no heaps/)
  }
})

test.run()
