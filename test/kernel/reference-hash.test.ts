import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cashElement, positionElement, rowElement } from '../../src/book/row-hash.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, LINEAR } = venue

function recount(kernel: KernelName, prepare: (engine: ReturnType<typeof venue.emptyEngine>) => void): bigint[] {
  const engine = venue.emptyEngine(kernel)
  prepare(engine)
  createKernel(kernel, engine.book).recountHash(0, engine.book.columns.word(at.WORD_BLOCKS))
  const { wides } = engine.book.columns
  return [wides[at.WIDE_RECOUNT_HASH >> 3]!, wides[(at.WIDE_RECOUNT_HASH >> 3) + 1]!]
}

const sum = (elements: (readonly [bigint, bigint])[]) =>
  [0, 1].map((lane) =>
    BigInt.asIntN(
      64,
      elements.reduce((total, element) => total + element[lane]!, 0n),
    ),
  )

for (const kernel of venue.KERNELS) {
  test(`no rows add up to nothing (${kernel})`, () =>
    assert.equal(
      recount(kernel, () => {}),
      [0n, 0n],
    ))

  test(`a row is one element for itself, one for its cash and one a position (${kernel})`, () => {
    const lanes = recount(kernel, (engine) => {
      engine.openAccount({ id: ALICE, owner: 7, exempt: true, reservedAtoms: 4n })
      engine.openAccount({ id: BOB })
      engine.openAccount({ id: 801, class: 'external' })
      engine.listMarket(venue.linearConfig)
      engine.deposit(ALICE, 5_000n)
      venue.trade(engine, ALICE, BOB, 1n, 100n)
    })
    const rows = [rowElement(ALICE, 7, 1 | 256, 4n), rowElement(BOB, BOB, 1, 0n), rowElement(801, 801, 3, 0n)]
    const cash = [cashElement(ALICE, -5_000n), cashElement(BOB, 10_000n), cashElement(801, 0n)]
    const positions = [positionElement(ALICE, LINEAR, 1n, 10_000n), positionElement(BOB, LINEAR, -1n, -10_000n)]
    assert.equal(lanes, sum([...rows, ...cash, ...positions]))
  })

  test(`parts of a book add up to the whole, and closed rows to nothing (${kernel})`, () => {
    const engine = venue.emptyEngine(kernel)
    for (let id = 1; id <= 100; id += 1) engine.openAccount({ id })
    for (let id = 5; id <= 90; id += 7) engine.closeAccount(id)
    const { wides } = engine.book.columns
    const from = at.WIDE_RECOUNT_HASH >> 3
    wides.fill(0n, from, from + 2)
    const whole = createKernel(kernel, engine.book)
    whole.recountHash(0, 1)
    whole.recountHash(1, 2)
    assert.equal([wides[from], wides[from + 1]], [wides[at.WIDE_ROWS_HASH >> 3], wides[(at.WIDE_ROWS_HASH >> 3) + 1]])
  })
}

test.run()
