import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { RoundSeries } from '../../src/page/round-series.ts'

/** All of an engine that a series reads: marks, here those of one market, which are the round's number. */
function engineAt(round: { value: number }): Engine {
  const columns = {
    get marketMark() {
      return BigInt64Array.of(BigInt(round.value), 77n)
    },
  }
  return { book: { marketCount: 1, columns } } as unknown as Engine
}

function seriesOf(rounds: number, most: number) {
  const now = { value: 0 }
  const engine = engineAt(now)
  const series = new RoundSeries(most)
  for (let round = 1; round <= rounds; round += 1) {
    now.value = round
    const atoms = BigInt(round)
    series.add(engine, {
      ...{ round, timeMs: 1000 * round, flagged: 1, fundAtoms: -atoms, passes: round % 7 },
      closedAtoms: { book: atoms, pools: 2n * atoms, adl: 3n * atoms, other: 4n * atoms },
      ...{ paidAtoms: atoms, socialisedAtoms: atoms, deficitAtoms: atoms },
    })
  }
  return { rows: series.result(engine), perRow: series.perRow }
}

test('few rounds have a row each', () => {
  const { rows, perRow } = seriesOf(5, 10)
  assert.is(perRow, 1)
  assert.equal(
    rows.map(({ round, markTicks }) => [round, [...markTicks]]),
    [1, 2, 3, 4, 5].map((round) => [round, [BigInt(round)]]),
  )
})

test('many rounds share rows: flows add up, what stands is that of the last, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 20 }), (rounds, most) => {
      const { rows, perRow } = seriesOf(rounds, most)
      assert.ok(rows.length <= most, `${rows.length} rows`)
      let before = 0
      for (const [index, row] of rows.entries()) {
        if (index < rows.length - 1) assert.is(row.rounds, perRow)
        assert.equal([row.round, row.timeMs], [before + row.rounds, 1000 * (before + row.rounds)])
        const told = Array.from({ length: row.rounds }, (_, place) => before + 1 + place)
        const sum = told.reduce((all, round) => all + BigInt(round), 0n)
        assert.equal(row.closedAtoms, { book: sum, pools: 2n * sum, adl: 3n * sum, other: 4n * sum })
        assert.equal([row.paidAtoms, row.socialisedAtoms, row.deficitAtoms], [sum, sum, sum])
        assert.equal([row.fundAtoms, row.flagged], [BigInt(-row.round), row.rounds])
        assert.is(row.passes, Math.max(...told.map((round) => round % 7)))
        assert.equal([...row.markTicks], [BigInt(row.round)])
        before = row.round
      }
      assert.is(before, rounds)
    }),
  )
})

test.run()
