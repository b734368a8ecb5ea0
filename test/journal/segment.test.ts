import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { firstOf, PREAMBLE_BYTES, preambleOf, readPreamble, segmentName } from '../../src/journal/segment.ts'
import { refusal } from './refusal.ts'

test('a name says the first number, and sorts by it', () => {
  assert.is(segmentName(42), 'journal-0000000000000042.ballast')
  assert.is(firstOf(segmentName(42)), 42)
  assert.is(firstOf(segmentName(Number.MAX_SAFE_INTEGER)), Number.MAX_SAFE_INTEGER)
  assert.ok(segmentName(9) < segmentName(10))
})

test('other names are the name of no segment', () => {
  const names = ['LOCK', 'journal-1.ballast', 'journal-0000000000000000.ballast', 'journal-9999999999999999.ballast']
  for (const name of [...names, 'journal-0000000000000001.ballast.old', 'snapshot-0000000000000001.ballast']) {
    assert.is(firstOf(name), null, name)
  }
})

test('a preamble is these bytes, and gives the salt back', () => {
  const bytes = preambleOf(0x01020304)
  assert.is(Buffer.from(bytes).toString('hex'), '42414c4c4153540a010000000403020147e1ea1100000000')
  assert.is(readPreamble(bytes, 'file'), 0x01020304)
})

test('no bit of a preamble can flip unseen, save in the four bytes that mean nothing', () => {
  for (let bit = 0; bit < 20 * 8; bit += 1) {
    const bytes = preambleOf(77)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    assert.match(refusal(() => readPreamble(bytes, 'some-file')).message, 'some-file', `bit ${bit}`)
  }
})

test('a foreign file, a short one, a damaged one and one of a newer version are told apart', () => {
  const foreign = refusal(() => readPreamble(new TextEncoder().encode('SQLite format 3 and more'), 'f'))
  assert.equal(
    [foreign.code, foreign.message],
    ['ERR_JOURNAL', 'f is no segment of a journal: byte 0 is 83, expected 66'],
  )

  const short = refusal(() => readPreamble(preambleOf(1).subarray(0, 7), 'f'))
  assert.is(short.code, 'ERR_JOURNAL_CORRUPT')
  assert.match(short.message, /7 bytes/)

  const newer = Buffer.from(preambleOf(1))
  newer.writeUInt32LE(2, 8)
  const damaged = refusal(() => readPreamble(newer, 'f'))
  assert.is(damaged.code, 'ERR_JOURNAL_CORRUPT')
  newer.writeUInt32LE(crcOf(newer), 16)
  const version = refusal(() => readPreamble(newer, 'f'))
  assert.equal(
    [version.code, version.message],
    ['ERR_JOURNAL', 'f is of version 2 of the format, this program reads 1'],
  )
  assert.is(PREAMBLE_BYTES, newer.length)
})

function crcOf(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes.subarray(0, 16)) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1))
  }
  return ~sum >>> 0
}

test.run()
