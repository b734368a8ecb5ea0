import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  LOG_ADL_FILL,
  LOG_ADL_OPENED,
  LOG_DEFICIT,
  LOG_STAGES,
  NO_MARKET,
  RoundLog,
} from '../../src/stages/round-log.ts'

const numbersOf = (log: RoundLog, index: number) => [
  ...[log.types, log.stages, log.passes, log.markets, log.froms, log.tos, log.numbers, log.flags].map(
    (column) => column[index]!,
  ),
  ...[log.lots, log.values, log.losses, log.ticks].map((column) => column[index]!),
]

test('an entry has the stage of its type, its market plus one, and else nothing', () => {
  const log = new RoundLog()
  assert.is(log.add(3, LOG_ADL_FILL, 7, 11, 12), 0)
  assert.is(log.add(3, LOG_DEFICIT, NO_MARKET, 11, 999), 1)
  assert.equal(numbersOf(log, 0), [LOG_ADL_FILL, 6, 3, 8, 11, 12, 0, 0, 0n, 0n, 0n, 0n])
  assert.equal(numbersOf(log, 1), [LOG_DEFICIT, 8, 3, 0, 11, 999, 0, 0, 0n, 0n, 0n, 0n])
})

test('an entry in the place of one that was cut has nothing of it', () => {
  const log = new RoundLog()
  const index = log.add(1, LOG_ADL_OPENED, 1, 2, 3)
  for (const column of [log.lots, log.values, log.losses, log.ticks]) column[index] = 9n
  for (const column of [log.numbers, log.flags]) column[index] = 1
  log.factOf[index] = 7
  log.notes.set(index, {} as never)
  log.cut(0)
  log.add(2, LOG_ADL_OPENED, 0, 4, 5)
  assert.equal(numbersOf(log, 0), [LOG_ADL_OPENED, LOG_STAGES[LOG_ADL_OPENED], 2, 1, 4, 5, 0, 0, 0n, 0n, 0n, 0n])
  assert.equal([log.factOf[0], log.notes.size, log.count], [0, 0, 1])
})

test('a cut keeps everything before it', () => {
  const log = new RoundLog()
  for (let entry = 0; entry < 4; entry += 1) {
    log.add(1, LOG_ADL_FILL, 0, entry, 9)
    log.factOf[entry] = entry + 1
  }
  log.cut(2)
  assert.equal([log.count, [...log.factOf.subarray(0, 2)], log.froms[1]], [2, [1, 2], 1])
})

test('columns grow and lose nothing', () => {
  const log = new RoundLog()
  for (let entry = 0; entry < 5_000; entry += 1) {
    const index = log.add(entry, LOG_ADL_FILL, entry, entry + 1, entry + 2)
    log.lots[index] = BigInt(entry)
    log.values[index] = BigInt(-entry)
    log.losses[index] = BigInt(2 * entry)
    log.ticks[index] = BigInt(3 * entry)
    log.numbers[index] = entry + 3
    log.flags[index] = entry & 1
  }
  for (let entry = 0; entry < 5_000; entry += 1) {
    const n = BigInt(entry)
    const ids = [entry + 1, entry + 1, entry + 2, entry + 3, entry & 1]
    assert.equal(numbersOf(log, entry), [LOG_ADL_FILL, 6, entry, ...ids, n, -n, 2n * n, 3n * n])
  }
})

test.run()
