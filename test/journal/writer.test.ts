import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BallastError } from '../../src/core/errors.ts'
import { Journal } from '../../src/journal/journal.ts'
import { JournalReader, segmentsIn } from '../../src/journal/reader.ts'
import { segmentName } from '../../src/journal/segment.ts'
import type { JournalWriter } from '../../src/journal/writer.ts'
import type { WriterOptions } from '../../src/journal/writer-options.ts'
import { append, FOLDER, onlyProcess, payloadOf, readAll, smallTerms, written } from './lives.ts'
import { refusal, rejection } from './refusal.ts'
import { type OperationKind, SimulatedDisk } from './simulated-disk.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

async function open(disk: SimulatedDisk, options: Partial<WriterOptions> = {}): Promise<JournalWriter> {
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(1) })
  return journal.write(readAll(journal, []).end, { ...smallTerms(), ...options })
}

function recordsOf(disk: SimulatedDisk, sizes: readonly number[]): number {
  return readAll(Journal.open(FOLDER, { disk, processes: onlyProcess(2) }), sizes).count
}

// ---------------------------------------------------------------------------------------------------------------------

const memory = suite('begin and commit')

memory('numbers begin with 1 and go on by one', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  assert.is(writer.lastNumber, 0)
  for (const number of [1, 2, 3]) {
    assert.is(writer.begin(payloadOf(number, 40)), number)
    assert.is(writer.lastNumber, number - 1)
    assert.is(writer.commit(), number)
  }
  await writer.close()
  assert.is(recordsOf(disk, [40, 40, 40]), 3)
})

memory('what was begun and not committed leaves nothing, even when it began a new segment', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  writer.begin(payloadOf(9, 3000))
  append(writer, payloadOf(1, 3000))
  writer.begin(payloadOf(9, 3900))
  writer.begin(payloadOf(9, 1))
  append(writer, payloadOf(2, 20))
  assert.is(await writer.whenDurable(), 2)
  await writer.close()
  assert.is(recordsOf(disk, [3000, 20]), 2)
})

memory('a payload may come in two parts', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  const payload = payloadOf(1, 50)
  writer.begin(payload.subarray(0, 20), payload.subarray(20))
  writer.commit()
  await writer.close()
  assert.is(recordsOf(disk, [50]), 1)
})

memory('commit without begin, or after the loop has come between, is a mistake of the program', async () => {
  const writer = await open(new SimulatedDisk())
  assert.throws(() => writer.commit(), /commit without a begin/)
  append(writer, payloadOf(1, 10))
  writer.begin(payloadOf(2, 10))
  await writer.whenDurable()
  assert.throws(() => writer.commit(), /commit without a begin/)
  assert.throws(() => writer.whenDurable(2), /waiting for record 2, the last one is 1/)
  assert.is(refusal(() => writer.begin(new Uint8Array(0))).code, 'ERR_RANGE')
})

memory('a caller that never waits has its records in order, with bounded memory', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk, { segmentBytes: 1 << 20, chunkBytes: 1 << 18 })
  const sizes = Array.from({ length: 400 }, (_, index) => 1000 + ((index * 7919) % 90_000))
  for (const [index, size] of sizes.entries()) append(writer, payloadOf(index + 1, size))
  const before = disk.operations
  assert.ok(before > 50, 'what did not fit was written on the way')
  assert.is(await writer.whenDurable(), 400)
  await writer.close()
  assert.is(recordsOf(disk, sizes), 400)
})

memory('what was written over is not what was appended: payloads are copied', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  const slab = payloadOf(1, 30)
  append(writer, slab)
  slab.fill(0)
  await writer.close()
  assert.is(recordsOf(disk, [30]), 1)
})

memory.run()

// ---------------------------------------------------------------------------------------------------------------------

const promises = suite('durability')

promises('sync: one sync for all who wait, and they are told when it is done', async () => {
  const disk = new SimulatedDisk()
  const told: number[] = []
  const syncs: number[] = []
  const writer = await open(disk, { onDurable: (number) => told.push(number) })
  disk.options = {
    fails: ({ kind, path, count }) => {
      if (kind === 'datasync' && !path.includes('spare-2')) syncs.push(count)
      return null
    },
  }
  const waiting = []
  for (let number = 1; number <= 20; number += 1) {
    append(writer, payloadOf(number, 60))
    waiting.push(writer.whenDurable())
  }
  assert.is(writer.durableNumber, 0)
  assert.equal(await Promise.all(waiting), Array(20).fill(20))
  assert.equal([told, syncs.length, writer.syncedNumber, writer.durableNumber], [[20], 1, 20, 20])
  assert.is(await writer.whenDurable(3), 20)
})

promises('interval: they are told when the system has it, and the disk gets it soon', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk, { durability: 'interval', intervalMs: 5 })
  append(writer, payloadOf(1, 60))
  assert.is(await writer.whenDurable(), 1)
  assert.equal([writer.durableNumber, writer.syncedNumber], [1, 0])
  assert.is(recordsOf(disk.afterKill(), [60]), 1)
  disk.isDead = false
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.is(writer.syncedNumber, 1)
})

promises('none: nobody waits, it is written all the same, and whenSynced has it synced', async () => {
  const disk = new SimulatedDisk()
  const told: number[] = []
  const writer = await open(disk, { durability: 'none', onDurable: (number) => told.push(number) })
  append(writer, payloadOf(1, 60))
  assert.equal([writer.durableNumber, writer.syncedNumber, told], [1, 0, []])
  assert.is(await writer.whenDurable(), 1)
  for (let turns = 0; turns < 5; turns += 1) await turn()
  assert.is(recordsOf(disk.afterKill(), [60]), 1)
  disk.isDead = false
  assert.equal([writer.syncedNumber, told], [0, [1]])
  assert.is(await writer.whenSynced(), 1)
  assert.is(writer.syncedNumber, 1)
})

promises('whenSynced is kept whenever it is asked for, in the middle of a write as well', async () => {
  for (const durability of ['none', 'interval', 'sync'] as const) {
    const writer = await open(new SimulatedDisk(), { durability, segmentBytes: 1 << 16, intervalMs: 1000 })
    append(writer, payloadOf(1, 60))
    assert.is(await writer.whenSynced(), 1)
    const waiting: Promise<number>[] = []
    for (let number = 2; number <= 40; number += 1) {
      append(writer, payloadOf(number, 60))
      if (number % 3 === 0) waiting.push(writer.whenSynced(), writer.whenDurable(number - 1))
      for (let turns = 0; turns < number % 4; turns += 1) await turn()
    }
    waiting.push(writer.whenSynced())
    const last = (await Promise.all(waiting)).at(-1)
    assert.equal([last, writer.syncedNumber], [40, 40])
  }
})

promises('a callback that throws does not stop the journal', async () => {
  const mistake = new Error('mistake')
  const heard = new Promise((resolve) => process.once('uncaughtException', resolve))
  const writer = await open(new SimulatedDisk(), {
    onDurable() {
      throw mistake
    },
  })
  append(writer, payloadOf(1, 10))
  assert.is(await writer.whenDurable(), 1)
  assert.is(await heard, mistake)
  assert.is(writer.failure, null)
})

promises('durable numbers of frames never say more than the disk has', async () => {
  const disk = new SimulatedDisk()
  await (await written(disk, Array(50).fill(80), 7)).close()
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(2) })
  const durable = [...journal.read().frames()].map((frame) => frame.durable)
  assert.equal(durable.slice(0, 9), [0, 0, 0, 0, 0, 0, 0, 7, 7])
})

promises.run()

// ---------------------------------------------------------------------------------------------------------------------

const full = suite('a full disk')

full('a command without room is refused and leaves nothing; with room again it goes on', async () => {
  const disk = new SimulatedDisk({ capacity: 14_000 })
  const writer = await open(disk)
  const sizes: number[] = []
  let refused: BallastError | null = null
  for (let number = 1; refused === null; number += 1) {
    assert.ok(number < 200, 'the disk never runs full')
    try {
      append(writer, payloadOf(number, 200))
      sizes.push(200)
    } catch (error) {
      refused = error as BallastError
    }
    await turn()
  }
  assert.is(refused.code, 'ERR_JOURNAL_FULL')
  assert.match(refused.message, `record ${sizes.length + 1} is refused: the disk has no room for the `)
  for (let tries = 0; tries < 3; tries += 1) {
    assert.is(refusal(() => writer.begin(payloadOf(1, 200))).code, 'ERR_JOURNAL_FULL')
  }
  assert.is(await writer.whenDurable(), sizes.length)
  assert.is(writer.failure, null)

  disk.options = { capacity: 60_000 }
  for (let index = 0; index < 60; index += 1) {
    append(writer, payloadOf(sizes.length + 1, 200))
    sizes.push(200)
    await turn()
  }
  await writer.close()
  assert.is(recordsOf(disk, sizes), sizes.length)
})

full('whatever the room and the sizes, what was accepted is there and what was refused is not', async () => {
  const sizesOf = fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 9000, max: 40_000 }), sizesOf, async (capacity, wanted) => {
      const disk = new SimulatedDisk({ capacity })
      const writer = await open(disk)
      const sizes: number[] = []
      for (const [index, size] of wanted.entries()) {
        if (index === 25) disk.options = {}
        try {
          append(writer, payloadOf(sizes.length + 1, size))
          sizes.push(size)
        } catch (error) {
          assert.is((error as BallastError).code, 'ERR_JOURNAL_FULL', String(error))
          assert.ok(index < 25, 'there is room again')
        }
        if (index % 3 === 0) await turn()
      }
      assert.is(await writer.whenDurable(), sizes.length)
      // There is always room to seal.
      if (wanted.length % 2 === 0) disk.options = { capacity: disk.used }
      await writer.close()
      disk.options = {}
      assert.is(recordsOf(disk, sizes), sizes.length)
    }),
    { numRuns: 150 },
  )
})

full.run()

// ---------------------------------------------------------------------------------------------------------------------

const failing = suite('a disk that fails')

/** Lets the next operation of a kind on a segment fail, and no other. */
function failNext(disk: SimulatedDisk, kind: OperationKind, code = 'EIO'): { times: number } {
  const seen = { times: 0 }
  disk.options = {
    fails: (operation) => {
      if (operation.kind !== kind || operation.path.includes('spare-2')) return null
      seen.times += 1
      return seen.times === 1 ? code : null
    },
  }
  return seen
}

for (const kind of ['write', 'datasync'] as const) {
  failing(`a failed ${kind} is not tried again: the journal is read-only until it is opened anew`, async () => {
    const disk = new SimulatedDisk()
    const heard: BallastError[] = []
    const writer = await open(disk, { onFailure: (error) => heard.push(error) })
    append(writer, payloadOf(1, 60))
    await writer.whenDurable()

    const seen = failNext(disk, kind)
    append(writer, payloadOf(2, 60))
    const error = await rejection(writer.whenDurable())
    assert.is(error.code, 'ERR_JOURNAL')
    const doing = kind === 'write' ? 'writing records up to 2 at byte' : 'syncing records 2 to 2 of'
    assert.match(error.message, doing)
    assert.match(error.message, segmentName(1))
    assert.match(error.message, 'EIO')
    assert.match(error.message, /errno -1/)
    assert.match(error.message, 'read-only, 1 is its last record known to be on the disk')
    assert.equal(heard, [error])
    assert.is(writer.failure, error)

    assert.is(
      refusal(() => writer.begin(payloadOf(3, 5))),
      error,
    )
    assert.is(await rejection(writer.whenDurable(2)), error)
    assert.is(await rejection(writer.whenSynced(2)), error)
    assert.is(await writer.whenDurable(1), 1)
    assert.is(await rejection(writer.close()), error)
    assert.is(seen.times, 1)

    const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(2) })
    const { count, end } = readAll(journal, [60, 60])
    const again = await journal.write(end, smallTerms(2))
    append(again, payloadOf(count + 1, 60))
    assert.is(await again.whenDurable(), count + 1)
  })
}

failing('a failure while a segment is sealed or named is one as well', async () => {
  const beginning = `beginning ${segmentName(2)} after record 1`
  const cases = [
    ['truncate', beginning],
    ['rename', beginning],
    ['syncFolder', `beginning ${segmentName(3)} after record 2`],
  ] as const
  for (const [kind, doing] of cases) {
    const disk = new SimulatedDisk()
    const writer = await open(disk)
    const seen = failNext(disk, kind)
    for (let number = 1; number <= 3; number += 1) append(writer, payloadOf(number, 2500))
    assert.match((await rejection(writer.whenDurable())).message, doing)
    assert.is(seen.times, 1)
  }
})

failing('after a failure with many segments under way, no file stays open and no draft is left', async () => {
  for (const kind of ['write', 'datasync', 'truncate', 'rename'] as const) {
    const disk = new SimulatedDisk()
    const writer = await open(disk)
    failNext(disk, kind)
    try {
      for (let number = 1; number <= 12; number += 1) append(writer, payloadOf(number, 2500))
    } catch {
      // The operation that fails may be one of those that the caller does.
    }
    await rejection(writer.close())
    assert.is(disk.openFiles, 0)
    assert.not(
      disk.list(FOLDER).some((name) => name.endsWith('.tmp')),
      kind,
    )
  }
})

failing('a new segment that cannot be made, and not for lack of room, ends the journal too', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  append(writer, payloadOf(1, 3000))
  await writer.whenDurable()
  disk.options = { fails: ({ kind }) => (kind === 'create' ? 'EACCES' : null) }
  const error = refusal(() => writer.begin(payloadOf(2, 3000)))
  assert.equal([error.code, /making a segment for record 2/.test(error.message)], ['ERR_JOURNAL', true])
  const again = refusal(() => writer.begin(payloadOf(2, 1)))
  assert.is(again, error)
})

failing('a spare that cannot be made does no harm while there is room', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  disk.options = { fails: ({ path }) => (path.includes('spare-2') ? 'EIO' : null) }
  for (let number = 1; number <= 5; number += 1) {
    append(writer, payloadOf(number, 2000))
    await writer.whenDurable()
  }
  await writer.close()
  assert.is(recordsOf(disk, Array(5).fill(2000)), 5)
})

failing('a folder that cannot be written is told by open', async () => {
  const disk = new SimulatedDisk()
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(1) })
  const { end } = readAll(journal, [])
  disk.options = { fails: ({ kind }) => (kind === 'datasync' ? 'EIO' : null) }
  assert.is((await rejection(journal.write(end, smallTerms()))).code, 'ERR_JOURNAL')
  disk.options = { capacity: 100 }
  assert.is((await rejection(journal.write(end, smallTerms()))).code, 'ERR_JOURNAL_FULL')
  disk.options = {}
  append(await journal.write(end, smallTerms()), payloadOf(1, 5))
  await journal.close()
  assert.is(recordsOf(disk, [5]), 1)
})

failing.run()

// ---------------------------------------------------------------------------------------------------------------------

const closing = suite('close')

closing('it writes and syncs what there is, truncates, and leaves segments and nothing else', async () => {
  const disk = new SimulatedDisk()
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(1) })
  const writer = await journal.write(readAll(journal, []).end, smallTerms(1, 'none'))
  for (let number = 1; number <= 10; number += 1) append(writer, payloadOf(number, 1500))
  const closed = journal.close()
  assert.is(refusal(() => writer.begin(payloadOf(11, 5))).code, 'ERR_STATE')
  await closed
  await writer.close()
  assert.equal(disk.list(FOLDER).sort(), segmentsIn(disk, FOLDER).map(segmentName))
  const power = disk.afterPowerLoss(() => 0)
  const { count, end } = readAll(Journal.open(FOLDER, { disk: power, processes: onlyProcess(2) }), Array(10).fill(1500))
  assert.equal([count, end.cut?.length], [10, power.bytesOf(end.cut!.path).length])
})

closing('an empty segment that was begun and never used goes with it', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk)
  append(writer, payloadOf(1, 3000))
  writer.begin(payloadOf(2, 3000))
  await writer.close()
  assert.equal(segmentsIn(disk, FOLDER), [1])
  assert.not(disk.list(FOLDER).some((name) => name.endsWith('.tmp')))
})

closing('opening and closing without a record leaves one segment, which the next one replaces', async () => {
  const disk = new SimulatedDisk()
  for (const pid of [1, 2, 3]) {
    const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(pid) })
    await journal.write(readAll(journal, []).end, smallTerms(pid))
    await journal.close()
    assert.equal(disk.list(FOLDER), [segmentName(1)])
  }
})

closing('a segment that was taken while zeros were still on their way is sealed when they have arrived', async () => {
  const disk = new SimulatedDisk({ turns: (_, bytes) => (bytes.every((byte) => byte === 0) ? 60 : 1) })
  const writer = await open(disk, { chunkBytes: 512 })
  append(writer, payloadOf(1, 1000))
  await writer.whenDurable()
  while (!disk.list(FOLDER).includes('spare-2.tmp')) await turn()
  while (disk.bytesOf(`${FOLDER}/spare-2.tmp`).length < 1000) await turn()
  const sizes = [1000]
  while (segmentsIn(disk, FOLDER).length < 4) {
    sizes.push(700)
    append(writer, payloadOf(sizes.length, 700))
    await turn()
  }
  await writer.close()
  assert.is(recordsOf(disk, sizes), sizes.length)
  const [first, second, third] = segmentsIn(disk, FOLDER)
  const ends = [...new JournalReader(disk, FOLDER, { stopAt: third! }).frames()].filter(
    (frame) => frame.number >= second!,
  )
  assert.is(disk.bytesOf(`${FOLDER}/${segmentName(second!)}`).length, ends.at(-1)!.offset + 724, `segments ${first} …`)
})

closing('a write that is under way is not disturbed by what is appended meanwhile', async () => {
  const disk = new SimulatedDisk()
  const writer = await open(disk, { segmentBytes: 1 << 16 })
  const sizes: number[] = []
  for (let round = 0; round < 200; round += 1) {
    for (let index = 0; index <= round % 4; index += 1) {
      sizes.push(10 + ((round * 31) % 500))
      append(writer, payloadOf(sizes.length, sizes.at(-1)!))
    }
    await turn()
  }
  await writer.close()
  assert.is(recordsOf(disk, sizes), sizes.length)
})

closing.run()
