// Books at the limits of every number: both kernels and the naive book find the same accounts in the same state.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createEngine, type Engine } from '../../src/index.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { Chance } from '../oracles/chance.ts'
import { type ExtremeBook, extremeBook } from '../oracles/extreme-book.ts'
import { worthOf } from '../oracles/naive-state.ts'
import { reportPlainly } from '../oracles/seeds.ts'
import { columnsOf } from '../oracles/trio.ts'

const RUNS = 120
const capacity = { accounts: 260, positions: 3000, markets: 128, tiersPerMarket: 64 }
const fast = createEngine({ capacity, kernel: 'fast' })
const reference = createEngine({ capacity, kernel: 'reference' })
const engines = [fast, reference]
const kernels = engines.map(({ book, kernel }) => createKernel(kernel, book))

/** What was met: distances of E · 10^6 from the maintenance margin, states, extremes. */
const met = new Set<string>()

function fillBoth(seed: number): ExtremeBook {
  const book = extremeBook(capacity, new Chance(seed))
  for (const engine of engines) {
    for (const column of columnsOf(engine.book.columns.buffer)) column.fill(0)
    engine.book.clear()
    book.fill(engine)
  }
  return book
}

function checkOf(engine: Engine) {
  const { checked, count, ids, states, sequence } = engine.checkSync()
  return { checked, ids: [...ids.subarray(0, count)], states: [...states.subarray(0, count)], sequence }
}

function note({ naive }: ExtremeBook): void {
  for (const account of naive.accounts.values()) {
    if (account.class !== 'trader') continue
    const { equity, maintenance } = worthOf(account, naive.markets)
    const distance = equity * 1_000_000n - maintenance
    if (distance >= -1n && distance <= 1n && maintenance > 0n) met.add(`distance ${distance}`)
    if (distance === 1_000_000n || distance === -1_000_000n) met.add(`distance ${distance}`)
    if (equity === -1n || equity === 0n) met.add(`equity ${equity}`)
    if (account.positions.size === 0) met.add(account.cash < 0n ? 'debt without positions' : 'no position')
    if (account.positions.size === 128) met.add('128 positions')
    if (maintenance > 2n ** 75n) met.add('maintenance above 2^75')
    if (account.cash === 2n ** 61n || account.cash === -(2n ** 61n)) met.add(`cash ${account.cash}`)
    for (const [id, { size }] of account.positions) {
      const { terms, funding, mark } = naive.markets[id]!
      if (size === terms.maxPositionLots && mark === terms.maxMarkTicks) met.add('as long as can be')
      if (funding !== 0n && funding === terms.maxAbsFundingAtoms) met.add('funding at its bound')
      if (funding !== 0n && funding === -terms.maxAbsFundingAtoms) met.add('funding at its lower bound')
      met.add(naive.markets[id]!.kind)
    }
  }
}

test('both kernels judge random books at the limits as the naive book does', () => {
  const seeds = fc.nat(0xffff_ffff)
  const run = (seed: number) => {
    const book = fillBoth(seed)
    const expected = { ...book.naive.check(), sequence: book.naive.sequence }
    for (const engine of engines) {
      assert.equal(checkOf(engine), expected, engine.kernel)
      assert.is(engine.stateHash(), book.naive.hash(), engine.kernel)
      assert.equal(engine.audit().findings, [], engine.kernel)
    }
    note(book)
  }
  fc.assert(fc.property(seeds, run), { seed: 61, numRuns: RUNS, reporter: reportPlainly })
})

test('the books have met the limits', () => {
  const wanted = [
    ...['distance -1000000', 'distance -1', 'distance 0', 'distance 1', 'distance 1000000', 'equity -1', 'equity 0'],
    ...['debt without positions', 'no position', '128 positions', 'maintenance above 2^75', 'as long as can be'],
    ...[`cash ${2n ** 61n}`, `cash ${-(2n ** 61n)}`, 'funding at its bound', 'funding at its lower bound'],
    ...['linear', 'inverse', 'quanto'],
  ]
  assert.equal(
    wanted.filter((what) => !met.has(what)),
    [],
  )
})

test('a scan in pieces finds what a scan of the whole finds', () => {
  const run = (seed: number, cuts: readonly number[]) => {
    const { naive } = fillBoth(seed)
    const blocks = (naive.accounts.size >> 6) + 2
    const wholes = kernels.map((kernel, index) => {
      const { flagged } = engines[index]!.book.columns
      const whole = [...flagged.subarray(0, kernel.scan(0, blocks, 0))]
      flagged.fill(0xffff_ffff)
      const edges = [0, ...cuts.map((cut) => cut % (blocks + 1)), blocks].sort((a, b) => a - b)
      let next = 0
      for (const [k, edge] of edges.entries()) if (k > 0) next += kernel.scan(edges[k - 1]!, edge, next)
      assert.equal([...flagged.subarray(0, next)], whole, kernel.name)
      return whole
    })
    assert.equal(wholes[0], wholes[1])
    assert.is(wholes[0]!.length, naive.check().ids.length)
  }
  const cuts = fc.array(fc.nat(9), { maxLength: 4 })
  fc.assert(fc.property(fc.nat(0xffff_ffff), cuts, run), { seed: 62, numRuns: 30, reporter: reportPlainly })
})

test.run()
