import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frameBytes, putFrameHeader, viewOf } from '../../src/journal/frames.ts'
import { Journal } from '../../src/journal/journal.ts'
import { JournalReader, type ReadOptions, segmentsIn } from '../../src/journal/reader.ts'
import { preambleOf, segmentName } from '../../src/journal/segment.ts'
import { append, FOLDER, onlyProcess, payloadOf, readAll, smallTerms, written } from './lives.ts'
import { refusal } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const path = (first: number) => `${FOLDER}/${segmentName(first)}`

/** A journal of records of 100 bytes; its segments hold 32 of them each. */
async function journalOf(count: number, isClosed = true, group = 1): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk()
  const writer = await written(disk, Array(count).fill(100), group)
  if (isClosed) await writer.close()
  return isClosed ? disk : disk.afterKill()
}

function numbers(disk: SimulatedDisk, options: ReadOptions = {}): number[] {
  return [...new JournalReader(disk, FOLDER, options).frames()].map(({ number }) => number)
}

/** Where the frames of a segment begin, by number. */
function placesOf(disk: SimulatedDisk): Map<number, { file: string; offset: number; end: number }> {
  const places = new Map()
  for (const { number, file, offset, payload } of new JournalReader(disk, FOLDER).frames()) {
    places.set(number, { file, offset, end: offset + frameBytes(payload.length) })
  }
  return places
}

function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

// ---------------------------------------------------------------------------------------------------------------------

const order = suite('order')

order('all records of all segments come in order, with place and payload', async () => {
  const disk = await journalOf(100)
  assert.equal(segmentsIn(disk, FOLDER), [1, 33, 65, 97])
  const sizes = Array(100).fill(100)
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(2) })
  const { end } = readAll(journal, sizes)
  assert.equal([end.next, end.torn, end.isStopped, end.cut?.path], [101, null, false, path(97)])
  const first = placesOf(disk).get(33)
  assert.equal([first?.file, first?.offset], [path(33), 24 + frameBytes('from 33'.length)])
})

order('a folder without segments is an empty journal', () => {
  const reader = new JournalReader(new SimulatedDisk(), FOLDER)
  assert.is(refusal(() => reader.end).code, 'ERR_STATE')
  assert.equal([...reader.frames()], [])
  assert.equal(reader.end, { next: 1, torn: null, cut: null, isStopped: false })
})

order('reading may begin at any record, and skips the segments before', async () => {
  const disk = await journalOf(100)
  for (const from of [1, 2, 32, 33, 50, 97, 100]) assert.equal(numbers(disk, { from }), upTo(from, 100))
  assert.equal(numbers(disk, { from: 101 }), [])
  disk.unlinkNow(path(1))
  disk.unlinkNow(path(33))
  assert.equal(numbers(disk, { from: 70 }), upTo(70, 100))
  const started: number[] = []
  numbers(disk, { from: 98, onSegment: ({ first }) => started.push(first) })
  assert.equal(started, [97])
})

order('a snapshot that is ahead of the journal, or behind what is left of it, is refused', async () => {
  const disk = await journalOf(40)
  const ahead = refusal(() => numbers(disk, { from: 45 }))
  assert.equal([ahead.code, /records 41 to 44 are missing/.test(ahead.message)], ['ERR_JOURNAL_CORRUPT', true])
  disk.unlinkNow(path(1))
  assert.match(refusal(() => numbers(disk, { from: 30 })).message, /records 30 to 32 are missing before .*0033/)
  assert.equal(numbers(new SimulatedDisk(), { from: 45 }), [])
})

order('stopAt stops before a record, whatever stands there', async () => {
  const disk = await journalOf(40)
  const place = placesOf(disk).get(20)!
  disk.flipBit(place.file, place.offset + 30, 2)
  assert.is(refusal(() => numbers(disk)).code, 'ERR_JOURNAL_CORRUPT')
  const reader = new JournalReader(disk, FOLDER, { stopAt: 20 })
  assert.equal(
    [...reader.frames()].map(({ number }) => number),
    upTo(1, 19),
  )
  assert.equal(reader.end, { next: 20, torn: null, cut: null, isStopped: true })
  assert.equal(numbers(disk, { stopAt: 1 }), [])
})

order('a record that is larger than the window is read whole', async () => {
  const disk = new SimulatedDisk()
  const sizes = [10, 3 << 20, 20, 1 << 20, 5]
  await (await written(disk, sizes)).close()
  assert.is(readAll(Journal.open(FOLDER, { disk, processes: onlyProcess(2) }), sizes).count, 5)
})

order('an error of the caller, in the loop or in onSegment, comes out as it is and closes the file', async () => {
  const disk = await journalOf(3)
  const mistake = new Error('mine')
  const reader = new JournalReader(disk, FOLDER, {
    onSegment: () => {
      throw mistake
    },
  })
  try {
    for (const _ of reader.frames()) assert.unreachable()
    assert.unreachable()
  } catch (error) {
    assert.is(error, mistake)
  }
})

order.run()

// ---------------------------------------------------------------------------------------------------------------------

const ends = suite('ends')

ends('zeros behind the last record are its end, and not torn', async () => {
  const disk = await journalOf(10, false)
  const reader = new JournalReader(disk, FOLDER)
  assert.is([...reader.frames()].length, 10)
  assert.is(reader.end.torn, null)
  assert.ok(disk.bytesOf(path(1)).length > reader.end.cut!.length)
})

ends('half a frame is a torn tail: it is reported with file, offset, bytes and number', async () => {
  const disk = await journalOf(10, false, 5)
  const last = placesOf(disk).get(10)!
  for (const kept of [0, 3, 23, 24, 60, 123]) {
    const torn = disk.afterKill()
    const bytes = torn.bytesOf(last.file)
    const before = bytes.slice(last.offset)
    bytes.fill(0, last.offset + kept)
    const reader = new JournalReader(torn, FOLDER)
    assert.is([...reader.frames()].length, 9)
    const used = before.subarray(0, kept).findLastIndex((byte) => byte !== 0) + 1
    const expected = { file: last.file, offset: last.offset, bytes: used, number: 10 }
    assert.equal(reader.end.torn, used === 0 ? null : expected)
    assert.equal(reader.end.cut, { path: last.file, length: last.offset })
    bytes.set(before, last.offset)
  }
})

ends('whole frames behind a lost one are torn as well, while none of them says that it was durable', async () => {
  const disk = await journalOf(10, false, 5)
  const lost = placesOf(disk).get(7)!
  const last = placesOf(disk).get(10)!
  disk.bytesOf(lost.file).fill(0, lost.offset, lost.end)
  const reader = new JournalReader(disk, FOLDER)
  assert.is([...reader.frames()].length, 6)
  assert.equal(reader.end.torn, { file: lost.file, offset: lost.offset, bytes: last.end - lost.offset, number: 7 })
})

ends('writing goes on behind the cut, and what was cut does not come back', async () => {
  const disk = await journalOf(10, false, 5)
  const lost = placesOf(disk).get(7)!
  disk.bytesOf(lost.file).fill(0, lost.offset, lost.end)
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(2) })
  const sizes = [...Array(6).fill(100), 33]
  const writer = await journal.write(readAll(journal, Array(10).fill(100)).end, smallTerms(2))
  assert.is(append(writer, payloadOf(7, 33)), 7)
  await journal.close()
  assert.is(readAll(Journal.open(FOLDER, { disk, processes: onlyProcess(3) }), sizes).count, 7)
})

ends('bytes in a payload that look like a frame of the journal are none', async () => {
  const disk = new SimulatedDisk()
  const writer = await written(disk, [50])
  const fake = new Uint8Array(200)
  putFrameHeader(fake, viewOf(fake), 40, 60, 3, 2, 0x12345678)
  append(writer, fake)
  await writer.whenDurable()
  disk.afterKill()
  const place = placesOf(disk).get(2)!
  disk.flipBit(place.file, place.offset + 4, 0)
  const reader = new JournalReader(disk, FOLDER)
  assert.equal(
    [...reader.frames()].map(({ number }) => number),
    [1],
  )
  assert.is(reader.end.torn?.number, 2)
})

ends.run()

// ---------------------------------------------------------------------------------------------------------------------

const damage = suite('damage')

damage(
  'a bit that flips in a record of which a later frame says that it is durable is found, with its place',
  async () => {
    const disk = await journalOf(60, false, 3)
    const places = placesOf(disk)
    const lastGroup = 57
    const number = fc.integer({ min: 1, max: lastGroup })
    fc.assert(
      fc.property(number, fc.nat(123), fc.nat(7), (at, byte, bit) => {
        const { file, offset } = places.get(at)!
        disk.flipBit(file, offset + byte, bit)
        const error = refusal(() => numbers(disk))
        disk.flipBit(file, offset + byte, bit)
        assert.is(error.code, 'ERR_JOURNAL_CORRUPT', `${error.message}`)
        assert.match(error.message, `${file} is damaged at byte ${offset}: record ${at} `)
      }),
      { numRuns: 300 },
    )
    assert.equal(numbers(disk), upTo(1, 60))
  },
)

damage('after a close it is found in the last group too, because the segment was sealed', async () => {
  const disk = await journalOf(6, true, 3)
  for (const number of [1, 4, 6]) {
    const { file, offset } = placesOf(disk).get(number)!
    disk.flipBit(file, offset + 50, 1)
    assert.match(refusal(() => numbers(disk)).message, `damaged at byte ${offset}: record ${number} is not whole there`)
    disk.flipBit(file, offset + 50, 1)
  }
})

damage('before a later segment every bit counts, be it in a header or in the last record', async () => {
  const disk = await journalOf(40)
  const last = placesOf(disk).get(32)!
  for (const offset of [24, 40, 50, last.offset, last.offset + 20, last.end - 1]) {
    disk.flipBit(path(1), offset, 3)
    const error = refusal(() => numbers(disk))
    assert.is(error.code, 'ERR_JOURNAL_CORRUPT', error.message)
    assert.match(error.message, path(1))
    disk.flipBit(path(1), offset, 3)
  }
  disk.flipBit(path(33), 24, 3)
  const header = refusal(() => numbers(disk))
  assert.match(header.message, `${path(33)} is damaged at byte 24: record 33 is not whole there`)
})

damage('lost bytes at the end of a segment that others follow are missing records', async () => {
  const disk = await journalOf(40)
  const last = placesOf(disk).get(32)!
  disk.open(path(1)).truncateNow(last.offset)
  assert.match(refusal(() => numbers(disk)).message, `records 32 to 32 are missing before ${path(33)}, behind byte`)
})

damage('a missing segment, and two that overlap, are named', async () => {
  const disk = await journalOf(100)
  const bytes = disk.bytesOf(path(65))
  disk.unlinkNow(path(65))
  const gap = refusal(() => numbers(disk))
  assert.equal([gap.code, gap.message.includes('records 65 to 96 are missing')], ['ERR_JOURNAL_CORRUPT', true])

  disk.put(path(65), bytes)
  disk.put(path(70), bytes)
  assert.match(refusal(() => numbers(disk)).message, `record 70 stands in ${path(65)} and in ${path(70)}`)
})

damage('a segment under the name of another is damage', async () => {
  const disk = await journalOf(100)
  disk.put(path(33), disk.bytesOf(path(65)))
  const error = refusal(() => numbers(disk))
  assert.is(error.message, `${path(33)} is damaged at byte 24: record 32 should be there, 64 is`)
})

damage('a foreign file and a newer version are refused by name', async () => {
  const disk = await journalOf(3)
  disk.put(path(4), new TextEncoder().encode('something else that is long enough'))
  assert.match(refusal(() => numbers(disk)).message, `${path(4)} is no segment of a journal`)
  disk.put(path(4), preambleOf(1).subarray(0, 20))
  assert.is(refusal(() => numbers(disk)).code, 'ERR_JOURNAL_CORRUPT')
})

damage('a sound frame with a number that is not the next is damage', async () => {
  const disk = await journalOf(3, false)
  const { file, offset } = placesOf(disk).get(3)!
  const bytes = disk.bytesOf(file)
  const salt = viewOf(bytes).getUint32(12, true)
  for (const number of [5, 2, 1, 0]) {
    putFrameHeader(bytes, viewOf(bytes), offset, 100, number, 1, salt)
    const { message } = refusal(() => numbers(disk))
    assert.is(message, `${file} is damaged at byte ${offset}: record 3 should be there, ${number} is`)
  }
})

damage.run()
