// The compiled heap against a plain sort by exact rationals. All keys are made near-ties first, so that every
// comparison is an exact one; then they are left as they are, so that nearly none is.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setPosition } from '../../src/book/cells.ts'
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

/**
 * Nobody has won or lost: all scores are zero. Sizes are equal on a side, or a lot apart, or as they were; in market 0
 * a lot may become an atom, and there are so many that doubles confuse them.
 */
function evenOut({ book }: Twin, chance: Chance): void {
  const { marketFunding, marketScan, posSize, rankCount, rankEntry, rankStart } = book.columns
  const isLarge = chance.once(2)
  if (isLarge) {
    marketFunding[0] = 0n
    marketScan.fill(1n, 0, 2)
  }
  for (let side = 0; side < 2 * book.marketCount; side += 1) {
    const market = side >> 1
    const unit = marketScan[4 * market]! + marketFunding[market]!
    const entries = rankEntry.subarray(rankStart[side]!, rankStart[side]! + rankCount[side]!)
    const lotsOf = (entry: number) => posSize[findSlot(book, entry & at.RANK_ROW_MASK, market)]!
    for (const entry of entries) {
      const first = lotsOf(entries[0]!)
      const large = (first < 0n ? -1n : 1n) * (2n ** 53n + chance.between(0n, 3n))
      const lots =
        isLarge && market === 0 ? large : chance.pick([lotsOf(entry), first, first > 1n ? first - 1n : first])
      setPosition(book, entry & at.RANK_ROW_MASK, market, lots, lots * unit)
    }
  }
}

test('candidates who have all a score of zero leave the heap by notional, then id, however large they are', () => {
  let [rounded, equal] = [0, 0]
  const run = (seed: number) => {
    const chance = new Chance(seed)
    const twin = fillTwins(seed).find(({ kernel }) => kernel.name === 'fast')!
    const { book, kernel } = twin
    const select = () => kernel.selectShard(0, book.columns.word(at.WORD_BLOCKS), 0, 0, at.KEY_BITMEX, false)
    book.columns.marketNeed.fill(at.NEED_LONG | at.NEED_SHORT)
    select()
    evenOut(twin, chance)
    select()
    // One group of them all at times, as the rules of some venues have it.
    const { rankEntry } = book.columns
    const mask = chance.pick([at.RANK_ROW_MASK, -1])
    for (const [index, entry] of rankEntry.entries()) rankEntry[index] = entry & mask
    for (let side = 0; side < 2 * book.marketCount; side += 1) {
      const all = standings(twin, side)
      const order = sorted(all, at.KEY_BITMEX)
      const notionals = all.map(({ candidate }) => candidate.notionalAtoms)
      if (new Set(notionals).size < all.length) equal += 1
      if (new Set(notionals.map(Number)).size < new Set(notionals).size) rounded += 1
      const most = chance.pick([1, 5, 40, 1000])
      assert.equal(taken(twin, side, at.KEY_BITMEX, most), order.slice(0, most))
      assert.equal(popped(twin, side, at.KEY_BITMEX, chance.pick([1, 3, 1000])), order)
    }
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 13, numRuns: 60, includeErrorInReport: true })
  assert.ok(
    equal > 60 && rounded > 10,
    `${equal} sides with equal notionals, ${rounded} with such that doubles confuse`,
  )
})

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
