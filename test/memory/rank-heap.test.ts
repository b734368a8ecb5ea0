import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { bytesFor, Columns, writeHeader } from '../../src/memory/columns.ts'
import { RANK_GROUP_SHIFT, RANK_ROW_MASK } from '../../src/memory/fields.ts'
import { dimensionsOf } from '../../src/memory/layout.ts'
import { isNearTie, NEAR_TIE, RAISED_BELOW, RankHeap } from '../../src/memory/rank-heap.ts'
import { errorOf } from '../engine/small-venue.ts'

const columns = fresh()

function fresh(): Columns {
  const dimensions = dimensionsOf({ accounts: 10, positions: 200, markets: 1, tiersPerMarket: 1, batch: 1 })
  const buffer = new SharedArrayBuffer(bytesFor(dimensions))
  writeHeader(buffer, dimensions)
  return new Columns(buffer)
}

interface Standing {
  readonly key: number
  readonly group: number
}

const START = 3
const byRow = (a: number, b: number) => (a & RANK_ROW_MASK) < (b & RANK_ROW_MASK)

/** Row numbers are the places in the list. */
function put(candidates: readonly Standing[]): void {
  for (const [row, { key, group }] of candidates.entries()) {
    columns.rankKey[START + row] = key
    columns.rankEntry[START + row] = (row | (group << RANK_GROUP_SHIFT)) >>> 0
  }
}

function rowsOf(heap: RankHeap, count = heap.count): number[] {
  return Array.from({ length: count }, (_, place) => heap.at(place) & RANK_ROW_MASK)
}

// What a kernel makes of zeros never meets what policies make of scores.
const key = fc.oneof(
  fc.double({ noNaN: true }).filter((double) => double === 0 || Math.abs(double) >= RAISED_BELOW),
  fc.constantFrom(Infinity, -Infinity, 0, -0, 1, 1 + 2 ** -50, 1 - 2 ** -50, 1e300, -1e300),
)
const standings = fc.array(fc.record({ key, group: fc.integer({ min: 0, max: 3 }) }), { maxLength: 120 })

/** The order by a plain sort; keys that are near only by a chain of others have no order by sorting. */
function sorted(candidates: readonly Standing[]): number[] {
  return candidates
    .map((candidate, row) => ({ ...candidate, row }))
    .sort((a, b) => a.group - b.group || (isNearTie(a.key, b.key) ? a.row - b.row : b.key - a.key))
    .map(({ row }) => row)
}

test('it ranks as a sort does: by group, key descending, and near-ties as the caller tells', () => {
  fc.assert(
    fc.property(standings, (candidates) => {
      put(candidates)
      const heap = new RankHeap(columns, START, candidates.length, byRow)
      assert.is(heap.count, candidates.length)
      assert.equal(rowsOf(heap), sorted(candidates))
    }),
    { seed: 1, numRuns: 600 },
  )
})

test('the head alone is what a sort puts first, and whoever was ranked can be read again', () => {
  fc.assert(
    fc.property(standings, fc.nat(), (candidates, part) => {
      if (candidates.length === 0) return
      put(candidates)
      const heap = new RankHeap(columns, START, candidates.length, byRow)
      const count = (part % candidates.length) + 1
      const expected = sorted(candidates)
      assert.equal(rowsOf(heap, count), expected.slice(0, count))
      assert.equal(rowsOf(heap, count), expected.slice(0, count))
      assert.is(heap.at(count - 1) & RANK_ROW_MASK, expected[count - 1])
    }),
    { seed: 2, numRuns: 300 },
  )
})

test('candidates stay in their range, all of them, ranked or not, and entry and key together', () => {
  const candidates = Array.from({ length: 50 }, (_, row) => ({ key: (row * 37) % 50, group: row % 3 }))
  put(candidates)
  const [before, behind] = [START - 1, START + candidates.length]
  columns.rankKey[before] = 1e9
  columns.rankEntry[before] = 77
  columns.rankKey[behind] = 1e9
  columns.rankEntry[behind] = 78
  const heap = new RankHeap(columns, START, candidates.length, byRow)
  heap.at(20)
  const rows = Array.from({ length: 50 }, (_, index) => heap.entry(index) & RANK_ROW_MASK)
  assert.equal(
    rows.toSorted((a, b) => a - b),
    candidates.map((_, row) => row),
  )
  for (const [index, row] of rows.entries()) assert.is(columns.rankKey[START + index], candidates[row]!.key)
  assert.equal([columns.rankEntry[before], columns.rankEntry[behind]], [77, 78])
})

test('only near-ties of one group are told apart by the caller', () => {
  const told = new Set<string>()
  const tell = (a: number, b: number) => {
    told.add([a & RANK_ROW_MASK, b & RANK_ROW_MASK].sort((x, y) => x - y).join(' '))
    return (a & RANK_ROW_MASK) > (b & RANK_ROW_MASK)
  }
  const near = 1 + NEAR_TIE / 2
  put([
    { key: 1, group: 0 },
    { key: near, group: 0 },
    { key: 1.001, group: 0 },
    { key: 1, group: 1 },
    { key: Infinity, group: 0 },
    { key: Infinity, group: 0 },
    { key: -Infinity, group: 0 },
  ])
  // The caller says: the later row first; so 5 is before 4. 1 is near 0, not 2; 3 is of another group.
  assert.equal(rowsOf(new RankHeap(columns, START, 7, tell)), [5, 4, 2, 1, 0, 6, 3])
  assert.equal([...told].sort(), ['0 1', '4 5'])
})

const PAIRS: [what: string, a: number, b: number, near: boolean][] = [
  ['a number and itself', 5, 5, true],
  ['two zeros of different sign', 0, -0, true],
  ['numbers a part of 2^-41 apart', 1, 1 + 2 ** -41, true],
  ['numbers a part of 2^-39 apart', 1, 1 + 2 ** -39, false],
  ['large numbers by their ratio', 2 ** 60, 2 ** 60 + 2 ** 19, true],
  ['negative numbers too', -1, -1 - 2 ** -41, true],
  ['a small number and its opposite', 1e-200, -1e-200, false],
  ['zero and what a kernel may have made of it', 0, 2 ** -999, true],
  ['zero and the smallest score', 0, RAISED_BELOW, false],
  ['two zeros that a kernel has raised', 2 ** -999, 2 ** -998, false],
  ['two infinities', Infinity, Infinity, true],
  ['infinity and the largest number', Infinity, Number.MAX_VALUE, false],
  ['infinity and its opposite', Infinity, -Infinity, false],
  ['the largest number and its opposite', Number.MAX_VALUE, -Number.MAX_VALUE, false],
]

for (const [what, a, b, near] of PAIRS) {
  test(`${what} are ${near ? '' : 'not '}a near-tie`, () => {
    assert.equal([isNearTie(a, b), isNearTie(b, a)], [near, near])
  })
}

test('a zero that has been raised is told apart from one that has not, and from others by its key', () => {
  put([
    { key: 0, group: 0 },
    { key: 2 ** -999, group: 0 },
    { key: 2 ** -998, group: 0 },
    { key: -1e-60, group: 0 },
    { key: 1e-60, group: 0 },
  ])
  // 0 is before what has been raised because the caller says so, 2 before 1 because of its key.
  assert.equal(rowsOf(new RankHeap(columns, START, 5, byRow)), [4, 0, 2, 1, 3])
})

test('who asks for the last place is helped at once, who asks for the first a page at a time', () => {
  for (const [place, wanted] of [
    [0, 1024],
    [1500, 1501],
  ] as const) {
    const asked: number[] = []
    const takeTop = (_: number, count: number, most: number) => {
      asked.push(most)
      return count - most
    }
    const big = { rankKey: new Float64Array(2_000), rankEntry: new Uint32Array(2_000) }
    const help = { takeTop, heapify: () => false, popTop: (_: number, waiting: number) => waiting }
    new RankHeap(big, 0, 2_000, byRow, help).at(place)
    assert.equal(asked, [wanted])
  }
})

test('a place behind the last candidate is a mistake, and so are candidates behind the column', () => {
  put([{ key: 1, group: 0 }])
  const heap = new RankHeap(columns, START, 1, byRow)
  assert.instance(
    errorOf(() => heap.at(1)),
    AssertionError,
  )
  const end = columns.rankKey.length
  assert.instance(
    errorOf(() => new RankHeap(columns, end, 1, byRow)),
    AssertionError,
  )
})

test('nobody to rank is a ranking of nobody', () => assert.is(new RankHeap(columns, START, 0, byRow).count, 0))

test.run()
