// Commands that bear ids of who sends them are done once, whatever is sent how often.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { DoneCommands } from '../../src/engine/done-commands.ts'
import { openEngine } from '../../src/engine/open-engine.ts'
import { inFolder, live, usual } from './kept-folder.ts'
import * as venue from './small-venue.ts'

test('a command is done once, in an engine without a journal too', () => {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  const id = { client: 7, number: 1 }
  const first = engine.once(id, () => engine.deposit(venue.ALICE, 5n))
  assert.equal(first, { isRepeated: false, result: undefined })
  const state = [engine.stateHash(), engine.lastSequence]
  assert.equal(engine.once(id, () => assert.unreachable('it is there already')).isRepeated, true)
  assert.equal([engine.stateHash(), engine.lastSequence], state)
  const listed = engine.once({ client: 7, number: 9 }, () => engine.withdrawable(venue.ALICE))
  assert.is(listed.result, 5n)
  // What was no command has not used its number, and clients do not know each other.
  assert.is(engine.once({ client: 7, number: 2 }, () => engine.deposit(venue.ALICE, 1n)).isRepeated, false)
  assert.is(engine.once({ client: 8, number: 1 }, () => engine.deposit(venue.ALICE, 1n)).isRepeated, false)
  assert.equal(engine.doneCommands.toPlain(), [
    [7, 2],
    [8, 1],
  ])
})

test('what is refused has not been done', () => {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  const id = { client: 1, number: 1 }
  const withdraw = () => engine.once(id, () => engine.withdraw(venue.ALICE, 5n))
  venue.refuses(ErrorCode.WITHDRAWAL, /./, withdraw)
  engine.deposit(venue.ALICE, 5n)
  assert.is(withdraw().isRepeated, false)
  assert.is(withdraw().isRepeated, true)
})

test('an id is for one command, and is a pair of whole numbers', () => {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  const twice = () => {
    engine.deposit(venue.ALICE, 5n)
    engine.deposit(venue.ALICE, 5n)
  }
  venue.refuses(ErrorCode.STATE, /client 3, command 4/, () => engine.once({ client: 3, number: 4 }, twice))
  assert.is(engine.account(venue.ALICE).cashAtoms, 5n)
  const nested = () => engine.once({ client: 3, number: 6 }, () => engine.deposit(venue.ALICE, 5n))
  venue.refuses(ErrorCode.STATE, /no other one/, () => engine.once({ client: 3, number: 5 }, nested))
  for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53, '1', undefined]) {
    venue.refuses(ErrorCode.RANGE, /whole number/, () => engine.once({ client: wrong as number, number: 1 }, twice))
    venue.refuses(ErrorCode.RANGE, /whole number/, () => engine.once({ client: 1, number: wrong as number }, twice))
  }
  assert.is(engine.account(venue.ALICE).cashAtoms, 5n)
})

test('clients are counted', () => {
  const done = new DoneCommands()
  for (let client = 0; client < 65_536; client += 1) done.add(done.check({ client, number: 1 }))
  venue.refuses(ErrorCode.CAPACITY, /65536 clients/, () => done.check({ client: 65_536, number: 1 }))
  assert.is(done.check({ client: 65_535, number: 2 }).number, 2)
})

test('listeners may command the engine meanwhile', () => {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  let times = 0
  engine.onEvent(({ type }) => {
    if (type !== 'round-closed') return
    engine.deposit(venue.ALICE, 1n)
    times += 1
  })
  assert.is(engine.once({ client: 1, number: 1 }, () => engine.runRound()).result?.round, 1)
  assert.is(times, 1)
})

test('ids survive in the journal and in snapshots', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, usual)
    live(opened.engine)
    const send = (engine: typeof opened.engine, number: number) =>
      engine.once({ client: 5, number }, () => engine.deposit(venue.BOB, 3n)).isRepeated
    assert.is(send(opened.engine, 1), false)
    await opened.snapshots.make()
    assert.is(send(opened.engine, 2), false)
    const { engine } = opened
    const marks = { timeMs: 5_000, markets: Uint16Array.of(venue.LINEAR), priceTicks: BigInt64Array.of(70n) }
    engine.once({ client: 6, number: 1 }, () => engine.applyMarks(marks))
    engine.once({ client: 6, number: 2 }, () => engine.runRound())
    const state = [engine.stateHash(), engine.lastSequence]
    await engine[Symbol.asyncDispose]()
    const again = await openEngine(folder)
    assert.ok(again.recovery!.snapshot > 0)
    for (const number of [0, 1, 2]) assert.is(send(again.engine, number), true)
    assert.is(again.engine.once({ client: 6, number: 2 }, () => assert.unreachable()).isRepeated, true)
    assert.equal([again.engine.stateHash(), again.engine.lastSequence], state)
    assert.is(send(again.engine, 3), false)
    await again.engine[Symbol.asyncDispose]()
  }))

test.run()
