// What is written down of commands: those that stand, in the order in which they were done, and enough to do them
// again. Random sequences are in property/commands.test.ts.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import type { CommandRecord } from '../../src/engine/command-log.ts'
import * as record from '../../src/engine/command-log.ts'
import { Engine } from '../../src/engine/engine.ts'
import { playRecord } from '../../src/engine/play-record.ts'
import { TradeBatch } from '../../src/index.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import * as venue from '../engine/small-venue.ts'
import { MemoryLog } from '../oracles/memory-log.ts'

class FullLog extends MemoryLog {
  isFull = false

  override begin(command: CommandRecord): void {
    if (this.isFull) throw new BallastError(ErrorCode.JOURNAL_FULL, 'no room')
    super.begin(command)
  }
}

function logged(log: MemoryLog, open = true): Engine {
  const { book } = venue.newEngine('fast')
  const engine = new Engine({ book, kernel: createKernel('fast', book), log })
  if (!open) return engine
  venue.openVenue('fast', engine)
  for (const id of [venue.ALICE, venue.BOB, venue.CAROL]) engine.deposit(id, 20_000n)
  return engine
}

const codes = (log: MemoryLog): number[] => log.records.map(([[code]]) => code)

function again(log: MemoryLog, policies: Parameters<typeof playRecord>[2] = []): Engine {
  const engine = venue.newEngine('reference')
  for (const [command] of log.records) playRecord(engine, command, policies)
  return engine
}

/** Alice goes bankrupt against Bob and Carol. */
function crash(engine: Engine): void {
  venue.trade(engine, venue.ALICE, venue.BOB, 5n, 100n)
  venue.trade(engine, venue.ALICE, venue.CAROL, 5n, 100n)
  venue.mark(engine, 1_000, [venue.LINEAR, 75n])
}

test('commands that were refused are not there', () => {
  const log = new MemoryLog()
  const engine = logged(log)
  const before = log.records.length
  venue.refuses(ErrorCode.UNKNOWN_ACCOUNT, /./, () => engine.deposit(77, 1n))
  venue.refuses(ErrorCode.WITHDRAWAL, /./, () => engine.withdraw(venue.ALICE, 20_001n))
  venue.refuses(ErrorCode.DUPLICATE, /./, () => engine.openAccount({ id: venue.ALICE }))
  venue.refuses(ErrorCode.TIME, /./, () => engine.advanceTime(-1))
  assert.is(log.records.length, before)
  engine.withdraw(venue.ALICE, 20_000n)
  assert.equal(codes(log).slice(before), [record.RECORD_WITHDRAW])
  assert.is(again(log).stateHash(), engine.stateHash())
})

test('a log that takes no more refuses every command, and nothing changes', () => {
  const log = new FullLog()
  const engine = logged(log)
  crash(engine)
  log.isFull = true
  const batch = new TradeBatch(1)
  batch.count = 1
  const none = new Uint16Array(0)
  const commands: (() => unknown)[] = [
    () => engine.deposit(venue.ALICE, 1n),
    () => engine.setExempt(venue.ALICE, true),
    () => engine.applyTrades(batch),
    () => engine.applyMarks({ timeMs: 2_000, markets: none, priceTicks: new BigInt64Array(0) }),
    () => engine.runRound(),
    () => engine.openRound(),
    () => engine.configureRound({ maxPasses: 3 }),
    () => engine.advanceTime(3_000),
    () => engine.compact(10),
    () => engine.haltMarket(0),
  ]
  for (const command of commands) venue.refusesCommand(engine, ErrorCode.JOURNAL_FULL, /no room/, command)
  log.isFull = false
  assert.ok(engine.runRound().adl.fills > 0)
  assert.is(again(log).stateHash(), engine.stateHash())
})

test('an order book that answered at once is not needed again', () => {
  const log = new MemoryLog()
  const engine = logged(log)
  crash(engine)
  const asked: bigint[] = []
  engine.runRound({
    liquidity: {
      answer({ lots, limitTicks }) {
        asked.push(lots)
        return limitTicks === null ? [] : [1n, 2n].map((part) => ({ priceTicks: limitTicks, lots: part }))
      },
    },
  })
  assert.ok(asked.length > 0)
  const played = again(log)
  assert.is(played.stateHash(), engine.stateHash())
  const plain = (each: Engine) => [...each.roundEvents()].map((event) => ({ ...event, sequence: 0 }))
  assert.equal(plain(played), plain(engine))
})

test('policies of a caller are kept by name, and have to be brought again', () => {
  const log = new MemoryLog()
  const engine = logged(log)
  engine.configureRound({ policy: { ...proRata, name: 'ours' } })
  crash(engine)
  engine.runRound()
  venue.refuses(ErrorCode.CONFIG, /policy "ours" of the venue's own, given are: none/, () => again(log))
  assert.is(again(log, [{ ...proRata, name: 'ours' }]).stateHash(), engine.stateHash())
})

test('what waits for a check is written down when it is done', async () => {
  const log = new MemoryLog()
  const engine = logged(log)
  const before = log.records.length
  const check = engine.check()
  engine.deposit(venue.ALICE, 7n)
  engine.deposit(12_345, 7n)
  assert.is(log.records.length, before)
  await check
  assert.equal(codes(log).slice(before), [record.RECORD_DEPOSIT])
  assert.is(again(log).stateHash(), engine.stateHash())
})

test('a round that a policy breaks is not there', () => {
  const log = new MemoryLog()
  const engine = logged(log)
  crash(engine)
  const before = log.records.length
  engine.configureRound({ policy: { name: 'bad', score: () => 1 as never } })
  venue.refuses(ErrorCode.POLICY, /bad/, () => engine.runRound())
  assert.equal(codes(log).slice(before), [record.RECORD_CONFIGURE_ROUND])
})

test('a record of no known kind, and a tape that nobody asks for, are said', () => {
  const engine = venue.newEngine('reference')
  venue.refuses(ErrorCode.JOURNAL_CORRUPT, /no command has the number 999/, () => playRecord(engine, [999], []))
  const log = new MemoryLog()
  logged(log)
  const played = again(log)
  const tape = [record.RECORD_RUN_ROUND, Uint32Array.of(0), new BigInt64Array(0), new BigInt64Array(0)] as const
  venue.refuses(ErrorCode.JOURNAL_CORRUPT, /asked the order book less often/, () => playRecord(played, tape, []))
})

test.run()
