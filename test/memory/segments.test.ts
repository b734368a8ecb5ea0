import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { AssertionError } from '../../src/core/assert.ts'
import * as at from '../../src/memory/fields.ts'
import type { Segments } from '../../src/memory/segments.ts'
import { errorOf } from '../engine/small-venue.ts'

const book = Book.open(
  { accounts: 1, positions: 1, markets: 1, tiersPerMarket: 1, batch: 1 },
  { coefficient: 1n, decimals: 2 },
  'plain',
)

function emptySegments(): Segments {
  book.segments.clear()
  return book.segments
}

type Piece = readonly [start: number, pages: number, owner: number | 'free']

/** Segments from the first page to the last. */
function walk(segments: Segments): Piece[] {
  const pieces: Piece[] = []
  for (let page = 0; page < segments.pages; page += segments.length(page)) {
    assert.ok(segments.length(page) > 0, `no segment begins at page ${page}`)
    pieces.push([page, segments.length(page), segments.isFree(page) ? 'free' : segments.owner(page)])
  }
  return pieces
}

test('all pages are one free segment at first', () => {
  const segments = emptySegments()
  assert.equal(walk(segments), [[0, segments.pages, 'free']])
})

test('segments are cut from the front, and the rest stays free', () => {
  const segments = emptySegments()
  assert.equal([segments.allocate(3, 7), segments.allocate(1, 8)], [0, 3])
  assert.equal(walk(segments), [
    [0, 3, 7],
    [3, 1, 8],
    [4, segments.pages - 4, 'free'],
  ])
})

test('a hole between two free neighbours makes one of the three', () => {
  const segments = emptySegments()
  for (const owner of [1, 2, 3, 4]) segments.allocate(2, owner)
  segments.release(0)
  segments.release(4)
  assert.equal(walk(segments).slice(0, 4), [
    [0, 2, 'free'],
    [2, 2, 2],
    [4, 2, 'free'],
    [6, 2, 4],
  ])
  segments.release(2)
  assert.equal(walk(segments).slice(0, 2), [
    [0, 6, 'free'],
    [6, 2, 4],
  ])
})

test('a hole that fits is taken before fresh memory is', () => {
  const segments = emptySegments()
  for (const owner of [1, 2, 3]) segments.allocate(4, owner)
  segments.release(4)
  assert.is(segments.allocate(4, 9), 4)
})

test('a segment gives back its end, which joins the free pages behind', () => {
  const segments = emptySegments()
  segments.allocate(8, 1)
  segments.allocate(2, 2)
  segments.shrink(0, 5)
  assert.equal(walk(segments).slice(0, 3), [
    [0, 5, 1],
    [5, 3, 'free'],
    [8, 2, 2],
  ])
  segments.shrink(8, 1)
  assert.equal(walk(segments)[3], [9, segments.pages - 9, 'free'])
})

test('a shrink to the same length does nothing', () => {
  const segments = emptySegments()
  segments.allocate(8, 1)
  segments.shrink(0, 8)
  assert.equal(walk(segments), [
    [0, 8, 1],
    [8, segments.pages - 8, 'free'],
  ])
})

for (const [hole, used] of [
  [2, 5],
  [5, 2],
  [3, 3],
] as const) {
  test(`a segment of ${used} pages slides down over a hole of ${hole}, and the hole joins what is free behind`, () => {
    const segments = emptySegments()
    segments.allocate(hole, 1)
    segments.allocate(used, 2)
    segments.release(0)
    assert.is(segments.slideDown(0), 0)
    assert.equal(walk(segments), [
      [0, used, 2],
      [used, segments.pages - used, 'free'],
    ])
  })
}

test('a demand that no hole meets is answered with -1 and changes nothing', () => {
  const segments = emptySegments()
  const half = Math.ceil(segments.pages / 2)
  segments.allocate(half, 1)
  const before = walk(segments)
  assert.is(segments.allocate(half + 1, 2), -1)
  assert.equal(walk(segments), before)
})

test('the ninth hole of its class is found when nothing larger is left', () => {
  const segments = emptySegments()
  // Holes of 7 pages at the head of the list of class 4 … 7, and nine of 4 behind them, with one page between each.
  const starts = Array.from({ length: 10 }, (_, index) => {
    const start = segments.allocate(index === 0 ? 7 : 4, 1)
    segments.allocate(1, 2)
    return start
  })
  segments.allocate(segments.length(starts[9]! + 5), 3)
  for (const start of starts) segments.release(start)
  assert.is(segments.allocate(7, 4), starts[0])
  assert.is(segments.allocate(5, 4), -1)
})

test('to release, shrink or slide what does not fit is a mistake of the program', () => {
  const segments = emptySegments()
  segments.allocate(4, 1)
  assert.instance(
    errorOf(() => segments.release(4)),
    AssertionError,
  )
  assert.instance(
    errorOf(() => segments.shrink(0, 5)),
    AssertionError,
  )
  assert.instance(
    errorOf(() => segments.shrink(0, 0)),
    AssertionError,
  )
  assert.instance(
    errorOf(() => segments.slideDown(0)),
    AssertionError,
  )
})

const step = fc.record({
  action: fc.constantFrom('allocate', 'allocate', 'release', 'shrink', 'slide', 'cursor'),
  pages: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })),
  pick: fc.nat(1_000_000),
})

test('random steps leave what a list of segments says, no two free ones side by side, the cursor at a boundary', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 120 }), (steps) => {
      const segments = emptySegments()
      let model: Piece[] = [[0, segments.pages, 'free']]
      for (const [number, { action, pages, pick }] of steps.entries()) {
        const used = model.filter(([, , owner]) => owner !== 'free')
        const holes = model.filter(([start, , owner], index) => owner === 'free' && model[index + 1] && start >= 0)
        const owner = number + 1
        if (action === 'allocate') {
          const start = segments.allocate(pages, owner)
          const fitting = model.filter(([, length, holder]) => holder === 'free' && length >= pages)
          assert.is(start >= 0, fitting.length > 0)
          model = model.flatMap((piece): Piece[] => {
            if (piece[0] !== start) return [piece]
            assert.is(piece[2], 'free')
            return [
              [start, pages, owner],
              [start + pages, piece[1] - pages, 'free'],
            ]
          })
        } else if (action === 'cursor') {
          book.columns.setWord(at.WORD_COMPACT_CURSOR, model[pick % model.length]![0])
        } else if (action === 'slide' && holes.length > 0) {
          const at0 = model.indexOf(holes[pick % holes.length]!)
          const [hole, mover] = [model[at0]!, model[at0 + 1]!]
          // Compaction, the only one who slides, stands at the hole.
          book.columns.setWord(at.WORD_COMPACT_CURSOR, hole[0])
          segments.slideDown(hole[0])
          model.splice(at0, 2, [hole[0], mover[1], mover[2]], [hole[0] + mover[1], hole[1], 'free'])
        } else if (used.length > 0 && action !== 'slide') {
          const index = model.indexOf(used[pick % used.length]!)
          const [start, length, holder] = model[index]!
          const rest = action === 'release' ? 0 : Math.max(1, length - pages)
          if (rest === 0) segments.release(start)
          else segments.shrink(start, rest)
          model.splice(index, 1, [start, rest, holder], [start + rest, length - rest, 'free'])
        }
        model = merged(model)
        assert.equal(walk(segments), model)
        const cursor = book.columns.word(at.WORD_COMPACT_CURSOR)
        assert.ok(
          model.some(([start]) => start === cursor),
          `the cursor stands at ${cursor}`,
        )
      }
    }),
    { seed: 2, numRuns: 150 },
  )
})

/** Without empty pieces, and with free neighbours made one. */
function merged(pieces: Piece[]): Piece[] {
  const result: Piece[] = []
  for (const piece of pieces.filter(([, pages]) => pages > 0)) {
    const last = result.at(-1)
    if (last !== undefined && last[2] === 'free' && piece[2] === 'free') {
      result[result.length - 1] = [last[0], last[1] + piece[1], 'free']
    } else result.push(piece)
  }
  return result
}

test.run()
