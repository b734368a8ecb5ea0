// Engines that are kept in a folder: closed and opened again they are the same, whatever has happened to the files in
// between, or they say what is wrong.

import { openSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { type OpenedEngine, type OpenOptions, openEngine } from '../../src/engine/open-engine.ts'
import type { RoundEvent } from '../../src/index.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { crash, inFolder, live, refusesLater, usual } from './kept-folder.ts'
import * as venue from './small-venue.ts'

const stateOf = (engine: Engine) => [engine.stateHash(), engine.lastSequence, engine.lastTimeMs]
const close = ({ engine }: OpenedEngine) => engine[Symbol.asyncDispose]()
/** Closed and opened again it is the same. */
async function survives(folder: string, opened: OpenedEngine, options: OpenOptions = {}): Promise<void> {
  const state = stateOf(opened.engine)
  await close(opened)
  const again = await openEngine(folder, options)
  assert.equal(stateOf(again.engine), state)
  await close(again)
}

/** Records that are no commands: the result of one round. */
const RESULTS = 1

const filesIn = (folder: string, kind: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(kind))
    .sort()

test('closed and opened again it is the same, and goes on', () =>
  inFolder(async (folder) => {
    const first = await openEngine(folder, usual)
    assert.is(first.recovery, null)
    live(first.engine)
    assert.is(await first.engine.durable(), first.engine.lastSequence)
    const before = stateOf(first.engine)
    await close(first)
    const second = await openEngine(folder)
    assert.equal(stateOf(second.engine), before)
    assert.equal(second.engine.audit().findings, [])
    const { snapshot, records, torn, sequence } = second.recovery!
    // The result of the round and the checkpoint at the end are records too.
    assert.equal([snapshot, records, torn, sequence], [0, (before[1] as number) + 2, null, before[1]])
    second.engine.deposit(venue.BOB, 5n)
    venue.mark(second.engine, 2_000, [venue.LINEAR, 80n])
    assert.is(second.engine.runRound().round, 2, 'rounds are counted on')
    const after = stateOf(second.engine)
    await close(second)
    const third = await openEngine(folder, { ...usual, kernel: 'reference', executor: { threads: 1 } })
    assert.equal(stateOf(third.engine), after)
    await close(third)
  }))

test('two at once are refused, and so is another venue', () =>
  inFolder(async (folder) => {
    const first = await openEngine(folder, usual)
    await refusesLater(ErrorCode.JOURNAL_LOCKED, /./, openEngine(folder, usual))
    await close(first)
    const other = { ...usual, capacity: { ...usual.capacity!, accounts: 301 } }
    await refusesLater(ErrorCode.CONFIG, /accounts is 301, the journal was begun with 300/, openEngine(folder, other))
    await refusesLater(ErrorCode.CONFIG, /atom is 1, the journal/, openEngine(folder, { atom: '1' }))
    await close(await openEngine(folder, usual))
  }))

test('an empty folder needs a capacity', () =>
  inFolder(async (folder) => {
    await refusesLater(ErrorCode.CONFIG, /is empty: a capacity is needed to begin/, openEngine(folder))
    await close(await openEngine(folder, usual))
  }))

test('events are told when their command is on the disk, in order, and the last ones by closing', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, usual)
    const { engine } = opened
    const told: RoundEvent[] = []
    engine.onEvent((event) => told.push(event))
    live(engine)
    assert.is(told.length, 0, 'nobody is told before')
    await engine.durable()
    assert.equal(told, [...engine.roundEvents()])
    const before = told.length
    venue.mark(engine, 2_000, [venue.LINEAR, 70n])
    engine.runRound()
    assert.is(told.length, before)
    await close(opened)
    assert.ok(told.length > before)
  }))

test('with durability none nothing waits, and closing keeps all', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, { ...usual, durability: 'none' })
    const told: RoundEvent[] = []
    opened.engine.onEvent((event) => told.push(event))
    live(opened.engine)
    assert.ok(told.length > 0)
    await survives(folder, opened)
  }))

test('what is imported stands in the first snapshot', () =>
  inFolder(async (folder) => {
    const prepare = (engine: Engine) => {
      const book = engine.beginImport()
      for (const id of venue.EXTERNALS) book.account({ id, class: 'external', cashAtoms: 0n })
      book.account({ id: venue.POOL, class: 'pool', cashAtoms: 7n })
      book.account({ id: venue.ALICE, cashAtoms: 1_000_000n })
      const market = book.market(venue.linearConfig)
      book.position({ account: venue.ALICE, market, lots: 3n, entryValueAtoms: 30_000n })
      book.position({ account: venue.EXTERNALS[0], market, lots: -3n, entryValueAtoms: -30_000n })
      book.finish()
    }
    const first = await openEngine(folder, { ...usual, prepare })
    first.engine.deposit(venue.ALICE, 1n)
    const before = stateOf(first.engine)
    await close(first)
    const second = await openEngine(folder, { prepare: () => assert.unreachable('it is there already') })
    assert.equal(stateOf(second.engine), before)
    await close(second)
  }))

test('a thread makes snapshots; what they replace goes, and a damaged one is passed over', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, { ...usual, segmentBytes: 4_096, snapshotEvery: 0 })
    const { engine, snapshots } = opened
    live(engine)
    for (let time = 2_000; time < 2_100; time += 1) engine.advanceTime(time)
    const first = await snapshots.make()
    assert.is(first.number, engine.lastSequence + RESULTS)
    for (let time = 3_000; time < 3_100; time += 1) engine.advanceTime(time)
    const second = await snapshots.make()
    assert.ok(second.removed > 0)
    assert.equal(filesIn(folder, 'snapshot').length, 2)
    assert.equal((await snapshots.make()).number, second.number, 'nothing new')
    engine.deposit(venue.BOB, 3n)
    const before = stateOf(engine)
    await close(opened)
    const [older, newest] = filesIn(folder, 'snapshot')
    const again = await openEngine(folder)
    assert.equal([again.recovery!.snapshot, again.recovery!.records], [second.number, 2])
    assert.equal(stateOf(again.engine), before)
    await close(again)
    const file = join(folder, newest!)
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(file, bytes)
    const despite = await openEngine(folder)
    assert.equal(
      despite.recovery!.damaged.map((each) => each.file),
      [file],
    )
    assert.is(despite.recovery!.snapshot, Number(older!.slice(9, 25)))
    assert.equal(stateOf(despite.engine), before)
    await close(despite)
  }))

test('snapshots come by themselves, not in the middle of a round', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, { ...usual, snapshotEvery: 50 })
    const { engine, snapshots } = opened
    live(engine)
    for (let time = 2_000; time < 2_060; time += 1) engine.advanceTime(time)
    await engine.durable()
    assert.is((await snapshots.make()).number, engine.lastSequence + RESULTS)
    engine.configureRound({ adl: 'propose' })
    engine.deposit(venue.DAVE, 10_000n)
    venue.trade(engine, venue.DAVE, venue.BOB, 5n, 75n)
    venue.mark(engine, 3_000, [venue.LINEAR, 50n])
    assert.ok(engine.runRound().proposal !== null)
    await refusesLater(ErrorCode.STATE, /a proposal waits/, snapshots.make())
    await close(opened)
  }))

test("policies of the venue's own are needed to go on; with them the engine makes its snapshots itself", () =>
  inFolder(async (folder) => {
    const policies = [{ ...proRata, name: 'ours' }]
    const opened = await openEngine(folder, { ...usual, policies, round: { policy: policies[0]! } })
    live(opened.engine)
    const before = stateOf(opened.engine)
    assert.is((await opened.snapshots.make()).number, opened.engine.lastSequence + RESULTS)
    await close(opened)
    await refusesLater(ErrorCode.CONFIG, /policy "ours"/, openEngine(folder))
    const again = await openEngine(folder, { policies })
    assert.equal(stateOf(again.engine), before)
    await close(again)
  }))

test('a torn tail is cut and said; damage in the middle keeps the engine from starting', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, { ...usual, snapshotEvery: 0 })
    live(opened.engine)
    const before = stateOf(opened.engine)
    opened.engine.advanceTime(9_000)
    await close(opened)
    const file = join(folder, filesIn(folder, 'journal').at(-1)!)
    const whole = readFileSync(file)
    // The seal, the checkpoint, and half of the last record.
    truncateSync(file, statSync(file).size - 45 - 66)
    const torn = await openEngine(folder)
    assert.ok(torn.recovery!.torn !== null)
    assert.equal(stateOf(torn.engine), before)
    await close(torn)
    rmSync(join(folder, filesIn(folder, 'journal').at(-1)!))
    writeFileSync(file, whole)
    const descriptor = openSync(file, 'r+')
    writeSync(descriptor, Uint8Array.of(whole[600]! ^ 4), 0, 1, 600)
    await refusesLater(ErrorCode.JOURNAL_CORRUPT, /journal-\d+\.ballast.*byte \d+/, openEngine(folder))
  }))

test('a policy that fails half-way through an advance stops the engine; with a mended one it goes on', () =>
  inFolder(async (folder) => {
    let isBroken = true
    const own = {
      name: 'ours',
      score({ profitAtoms }: { readonly profitAtoms: bigint }) {
        if (isBroken) throw new Error('no data')
        return { over: profitAtoms > 0n ? profitAtoms : 0n, under: 1n }
      },
    }
    const options = { ...usual, policies: [own], round: { policy: own } }
    const opened = await openEngine(folder, options)
    crash(opened.engine)
    const { wanted } = opened.engine.openRound()
    opened.engine.bookExhausted(wanted!)
    venue.refuses(ErrorCode.POLICY, /no data/, () => opened.engine.advanceRound())
    venue.refuses(ErrorCode.STATE, /has stopped/, () => opened.engine.configureRound({ policy: 'bitmex' }))
    await close(opened)
    isBroken = false
    const again = await openEngine(folder, options)
    assert.is(again.engine.advanceRound().wanted, null)
    assert.equal(again.engine.audit().findings, [])
    await survives(folder, again, options)
  }))

test('a fill that finds no room is as if it had never come', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, { ...usual, capacity: { ...usual.capacity!, positions: 5 } })
    const { engine } = opened
    venue.openVenue('fast', engine)
    for (const [id, atoms] of [
      [1, 12_600n],
      [2, 90_000n],
      [3, 11_000n],
      [4, 50_000n],
    ] as const)
      engine.deposit(id, atoms)
    venue.trade(engine, 1, 2, 5n, 100n)
    venue.trade(engine, 3, 2, 5n, 100n)
    venue.trade(engine, 4, 2, 1n, 100n, 1)
    venue.mark(engine, 1_000, [0, 75n], [1, 100n])
    let { wanted } = engine.openRound()
    for (; wanted !== null; wanted = engine.advanceRound().wanted) {
      const { account, market, limitTicks, markTicks } = wanted
      const fill = { account, market, priceTicks: limitTicks ?? markTicks, lots: 1n }
      if (account === 3) venue.refusesCommand(engine, ErrorCode.CAPACITY, /no room/, () => engine.fill(fill))
      engine.bookExhausted(wanted)
    }
    await survives(folder, opened)
  }))

test('options that a caller changes afterwards, and policies of the library, are kept as they were given', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, usual)
    const { engine } = opened
    const blend = { bankruptcy: 1, mark: 1 }
    engine.configureRound({ adlPrice: 'blend', blend, policy: proRata })
    blend.mark = 0
    engine.configureRound({ maxPasses: 50 })
    crash(engine)
    engine.runRound()
    assert.is((await opened.snapshots.make()).number, engine.lastSequence + RESULTS)
    await survives(folder, opened)
  }))

test('a round that is refused leaves a proposal as it was', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, { ...usual, round: { adl: 'propose' } })
    const { engine } = opened
    crash(engine)
    assert.ok(engine.runRound().proposal !== null)
    const answer = () => {
      throw new Error('no feed')
    }
    assert.throws(() => engine.runRound({ liquidity: { answer } }), /no feed/)
    assert.ok(engine.acceptProposal().adl.fills > 0)
    await survives(folder, opened)
  }))

test('a damaged snapshot is replaced before anything goes', () =>
  inFolder(async (folder) => {
    const opened = await openEngine(folder, usual)
    live(opened.engine)
    await opened.snapshots.make()
    const state = stateOf(opened.engine)
    await close(opened)
    const file = join(folder, filesIn(folder, 'snapshot').at(-1)!)
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(file, bytes)
    const again = await openEngine(folder, { keepSnapshots: 1 })
    assert.is(again.recovery!.snapshot, 0)
    await again.snapshots.make()
    await close(again)
    const third = await openEngine(folder)
    assert.equal(third.recovery!.damaged, [])
    assert.equal(stateOf(third.engine), state)
    await close(third)
  }))

test.run()
