import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BLOCK_TRADERS } from '../../src/core/codes.ts'
import * as at from '../../src/memory/fields.ts'
import { loadSource, openGenerator } from '../../src/scenario/index.ts'
import { cutBook, workOf } from '../../src/shards/cut.ts'

const { engine } = await loadSource(openGenerator({ seed: '9', accounts: 9_000, positions: 40_000, markets: 9 }))
const { book } = engine
const blocks = book.columns.word(at.WORD_BLOCKS)

function cut(most: number) {
  const ranges: [from: number, to: number, before: number][] = []
  const count = cutBook(book, most, (index, from, to, before) => {
    assert.is(index, ranges.length)
    ranges.push([from, to, before])
  })
  assert.is(count, ranges.length)
  return ranges
}

function positionsOf(from: number, to: number): number {
  let positions = 0
  for (let block = from; block < to; block += 1) {
    if (book.columns.blockKind[block] === BLOCK_TRADERS) positions += book.columns.blockUsed[block]!
  }
  return positions
}

test('ranges follow each other, cover every block, and know what stands before them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (most) => {
      const ranges = cut(most)
      assert.ok(ranges.length <= most)
      let end = 0
      for (const [from, to, before] of ranges) {
        assert.ok(from === end && to > from)
        assert.is(before, positionsOf(0, from))
        end = to
      }
      assert.is(end, blocks)
    }),
    { seed: 1, numRuns: 80 },
  )
})

test('ranges hold about as much work each: no more than a share and a block', () => {
  for (const most of [1, 2, 3, 8, 40]) {
    const share = Math.ceil(workOf(book) / most)
    const largest = Math.max(...Array.from({ length: blocks }, (_, block) => positionsOf(block, block + 1)))
    for (const [from, to] of cut(most).slice(0, -1)) {
      const work = positionsOf(from, to) + 16 * (to - from)
      assert.ok(work >= share && work <= share + largest + 16, `${work} of ${share}`)
    }
  }
})

test('an empty book has no ranges', () => {
  const before = book.columns.word(at.WORD_BLOCKS)
  book.columns.setWord(at.WORD_BLOCKS, 0)
  assert.equal(cut(4), [])
  book.columns.setWord(at.WORD_BLOCKS, before)
})

test.run()
