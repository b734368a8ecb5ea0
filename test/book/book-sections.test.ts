// The state of a book in pieces: another book made of them is the same, goes on the same, and finds room the same.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { restoreSections, type Section, sectionsOf } from '../../src/book/book-sections.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import * as venue from '../engine/small-venue.ts'

const capacity = { accounts: 300, positions: 2_000, markets: 130, tiersPerMarket: 4, batch: 8 }

/** Rows freed, arenas moved, funding paid, a market halted. */
function lived(): Engine {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  for (const id of [venue.ALICE, venue.BOB, venue.CAROL]) engine.deposit(id, 1_000_000n)
  venue.trade(engine, venue.ALICE, venue.BOB, 7n, 100n)
  venue.trade(engine, venue.CAROL, venue.ALICE, 3n, 50n, venue.INVERSE)
  venue.mark(engine, 1_000, [venue.LINEAR, 104n], [venue.INVERSE, 51n])
  engine.payFunding(venue.LINEAR, 1_234_567n, 2_000)
  engine.closeAccount(venue.DAVE)
  engine.haltMarket(venue.TIERED)
  return engine
}

const copied = (engine: Engine): Map<string, Uint8Array> => {
  return new Map([...sectionsOf(engine.book)].map(({ name, bytes }: Section) => [name, bytes.slice()]))
}

function restored(sections: ReadonlyMap<string, Uint8Array>, kernel: 'fast' | 'reference', target?: Engine): Engine {
  const engine = target ?? createEngine({ capacity, atom: '0.01', kernel })
  restoreSections(engine.book, (name) => sections.get(name)!)
  return engine
}

test('a book made of the pieces is the same, and stays so under further commands, on both kernels', () => {
  const engine = lived()
  const sections = copied(engine)
  for (const kernel of venue.KERNELS) {
    const again = restored(sections, kernel)
    assert.is(again.stateHash(), engine.stateHash())
    assert.is(again.lastSequence, engine.lastSequence)
    assert.equal(again.audit().findings, [])
    assert.equal([...again.accountIds()], [...engine.accountIds()])
  }
  const again = restored(sections, 'fast')
  for (const each of [engine, again]) {
    venue.trade(each, venue.BOB, venue.CAROL, 2n, 103n)
    each.openAccount({ id: 1_000 })
    each.deposit(1_000, 5n)
    venue.mark(each, 3_000, [venue.LINEAR, 90n])
    each.runRound()
  }
  assert.is(again.stateHash(), engine.stateHash())
  assert.equal(copied(again), copied(engine))
})

test('what a book held before is gone, and threads make no difference', async () => {
  const engine = lived()
  const sections = copied(engine)
  const other = createEngine({ capacity, atom: '0.01', executor: { threads: 1 } })
  for (let id = 1; id <= 200; id += 1) other.openAccount({ id })
  restored(sections, 'fast', other)
  await other.ready()
  assert.is(other.stateHash(), engine.stateHash())
  assert.equal(other.audit().findings, [])
  venue.mark(other, 5_000, [venue.LINEAR, 100n])
  venue.mark(engine, 5_000, [venue.LINEAR, 100n])
  assert.is((await other.check()).checked, engine.checkSync().checked)
  await other[Symbol.asyncDispose]()
})

test('unused ends are left out', () => {
  const { length } = [...sectionsOf(lived().book)].find(({ name }) => name === 'column-4')!.bytes
  assert.ok(length > 0 && length < 64 * 8 * 3, `cash of 300 rows in ${length} bytes`)
})

test('a book of another capacity or atom cannot take them', () => {
  const sections = copied(lived())
  for (const options of [
    { capacity: { ...capacity, positions: 2_001 }, atom: '0.01' },
    { capacity, atom: '0.02' },
  ]) {
    const engine = createEngine({ ...options, kernel: 'reference' })
    const run = () => restoreSections(engine.book, (name) => sections.get(name)!)
    const before = engine.stateHash()
    venue.refuses(ErrorCode.CAPACITY, /a book of 300, .* cannot become one of 300, 2000, 130, 4, 2, 1/, run)
    assert.is(engine.stateHash(), before)
  }
})

test('a piece that is too long is refused', () => {
  const sections = copied(lived())
  sections.set('words', new Uint8Array(1_000))
  const engine = createEngine({ capacity, atom: '0.01', kernel: 'reference' })
  venue.refuses(ErrorCode.HEADER, /section words has 1000 bytes, the book holds 56/, () =>
    restored(sections, 'reference', engine),
  )
})

test.run()
