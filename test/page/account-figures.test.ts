import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountsFigure, concentrationFigure } from '../../src/page/account-figures.ts'
import type { Published } from '../../src/page/page-data.ts'
import type { RunRecord } from '../../src/page/run-record.ts'

/** Of accounts with so much deleveraged, in falling order. */
function runOf(notionals: readonly number[]): RunRecord {
  const sorted = [...notionals].sort((a, b) => b - a)
  const deleveraged = sorted.map((notional, index) => {
    return { account: index + 1, notionalAtoms: BigInt(notional), lossAtoms: 0n, fills: 1, whole: 1 }
  })
  return { deleveraged } as unknown as RunRecord
}

const anyNotionals = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 300 })

test('each point is the share of so many accounts, the last one everything', () => {
  fc.assert(
    fc.property(anyNotionals, (notionals) => {
      const [counts, shares] = concentrationFigure(runOf(notionals), undefined).columns
      const sorted = [...notionals].sort((a, b) => b - a)
      const all = sorted.reduce((sum, each) => sum + each, 0)
      for (const [index, count] of counts!.values.entries()) {
        const first = sorted.slice(0, Number(count)).reduce((sum, each) => sum + each, 0)
        assert.is(shares!.values[index], Math.floor((first * 1e6) / all))
      }
      assert.equal([counts!.values.at(-1), shares!.values.at(-1)], [notionals.length, 1_000_000])
    }),
  )
})

test('what was published stands beside the point of as many accounts', () => {
  const published = { topShares: [7, 1_000].map((accounts) => ({ accounts, sharePpm: 5 })) } as unknown as Published
  const { columns, chart } = concentrationFigure(runOf(Array.from({ length: 50 }, () => 3)), published)
  const [counts, , told] = columns
  assert.is(told!.values[counts!.values.indexOf(7)], 5)
  assert.equal([told!.values.filter((value) => value !== null).length, chart!.points], [1, [2]])
})

test('nobody was deleveraged: a curve without points', () => {
  assert.equal(concentrationFigure(runOf([]), undefined).columns[0]!.values, [])
})

test('of many accounts the first thousand are there, and the note says of how many', () => {
  const { columns, note } = accountsFigure(runOf(Array.from({ length: 1_234 }, (_, index) => index + 1)))
  assert.is(columns[0]!.values.length, 1_000)
  assert.match(note!, /^The first 1,000 of 1,234 accounts/)
})

test.run()
