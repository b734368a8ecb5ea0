// A folder is verified: whole, torn, damaged, or with a snapshot that its records do not lead to.

import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/core/errors.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { imageOf } from '../../src/engine/engine-image.ts'
import { venueOf } from '../../src/engine/venue-options.ts'
import { verifyFolder } from '../../src/engine/verify-folder.ts'
import { checksumOf } from '../../src/journal/checksum.ts'
import { FRAME_HEADER_BYTES } from '../../src/journal/frames.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { JournalReader } from '../../src/journal/reader.ts'
import { PREAMBLE_BYTES } from '../../src/journal/segment.ts'
import { writeSnapshot } from '../../src/journal/snapshot-writer.ts'
import { inFolder, keep, usual } from './kept-folder.ts'

/** Records that are no commands: the result of a round, and the checkpoint at the end. */
const RESULTS = 2

const verify = (folder: string) => verifyFolder(nodeDisk, folder)
const filesIn = (folder: string, kind: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(kind))
    .sort()

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at]! ^= 16
  writeFileSync(file, bytes)
}

test('all records are done again from the oldest snapshot on, and every snapshot is met', () =>
  inFolder(async (folder) => {
    const { stateHash, sequence } = await keep(folder)
    const report = await verify(folder)
    assert.equal(report.findings, [])
    assert.equal([report.stateHash, report.sequence, report.torn], [stateHash, sequence, null])
    assert.equal([report.records, report.trades], [sequence + RESULTS, 2])
    assert.equal(
      report.snapshots.map(({ matches }) => matches),
      [true, true],
    )
    assert.ok(report.segments.length > 1)
    assert.is(
      report.segments.reduce((sum, { records }) => sum + records, 0),
      sequence + RESULTS,
    )
  }))

test('a torn tail is said, and is no finding', () =>
  inFolder(async (folder) => {
    const { sequence } = await keep(folder)
    const file = join(folder, filesIn(folder, 'journal').at(-1)!)
    // The checkpoint is gone as well.
    truncateSync(file, statSync(file).size - 100)
    const report = await verify(folder)
    assert.equal(report.findings, [])
    assert.ok(report.torn !== null)
    assert.is(report.sequence, sequence - 1)
  }))

test('damage of a segment is named with file and byte', () =>
  inFolder(async (folder) => {
    await keep(folder)
    const [first] = filesIn(folder, 'journal')
    flip(join(folder, first!), 700)
    const { findings, stateHash } = await verify(folder)
    assert.is(stateHash, null)
    assert.is(findings.length, 1)
    assert.match(findings[0]!, /journal-0000000000000001\.ballast.*byte \d+/)
  }))

test('a damaged snapshot is named, and the records are done from another one', () =>
  inFolder(async (folder) => {
    await keep(folder)
    const [oldest, newest] = filesIn(folder, 'snapshot')
    flip(join(folder, oldest!), statSync(join(folder, oldest!)).size >> 1)
    const report = await verify(folder)
    assert.is(report.findings.length, 1)
    assert.match(report.findings[0]!, new RegExp(oldest!))
    assert.equal(
      report.snapshots.map(({ matches }) => matches),
      [null, true],
    )
    flip(join(folder, newest!), statSync(join(folder, newest!)).size >> 1)
    assert.match((await verify(folder)).findings.at(-1)!, /holds no whole snapshot/)
  }))

test('records that the oldest snapshot has already are read, not done', () =>
  inFolder(async (folder) => {
    const { sequence } = await keep(folder)
    const [oldest, newest] = filesIn(folder, 'snapshot')
    const number = Number(newest!.slice(9, 25))
    rmSync(join(folder, oldest!))
    const { findings, records, segments } = await verify(folder)
    assert.equal([findings, records], [[], sequence + RESULTS - number])
    assert.is(
      segments.reduce((sum, each) => sum + each.records, 0),
      sequence + RESULTS,
    )
    flip(join(folder, filesIn(folder, 'journal')[0]!), 700)
    assert.match((await verify(folder)).findings.join(), /journal-0000000000000001\.ballast/)
  }))

test('a checkpoint that says another state is found, and so is a segment of another venue', () =>
  inFolder(async (folder) => {
    await keep(folder)
    const file = join(folder, filesIn(folder, 'journal').at(-1)!)
    const bytes = readFileSync(file)
    const { offset, length } = lastFrame(folder)
    // One bit of the hash, with a checksum that fits.
    bytes[offset + FRAME_HEADER_BYTES + length - 1]! ^= 1
    mend(bytes, offset, length)
    writeFileSync(file, bytes)
    assert.match((await verify(folder)).findings.join(), /record \d+ .* the checkpoint says/)
    const at = PREAMBLE_BYTES
    const header = bytes.readUInt32LE(at)
    bytes[at + FRAME_HEADER_BYTES + header - 1]! ^= 1
    mend(bytes, at, header)
    writeFileSync(file, bytes)
    assert.match((await verify(folder)).findings.join(), /is no segment of this venue/)
  }))

/** Of the last record. */
function lastFrame(folder: string): { offset: number; length: number } {
  let last = { offset: 0, length: 0 }
  const reader = new JournalReader(nodeDisk, folder)
  for (const { offset, payload } of reader.frames()) last = { offset, length: payload.length }
  return last
}

function mend(bytes: Buffer, offset: number, length: number): void {
  const salt = bytes.readUInt32LE(12)
  const covered = bytes.subarray(offset + 8, offset + FRAME_HEADER_BYTES + length)
  bytes.writeUInt32LE(checksumOf(covered, 0, covered.length, (salt ^ length) >>> 0) >>> 0, offset + 4)
}

test('a snapshot of another state is found', () =>
  inFolder(async (folder) => {
    const { sequence } = await keep(folder)
    const options = { ...usual, capacity: usual.capacity! }
    const engine = createEngine(options)
    engine.openAccount({ id: 1 })
    await writeSnapshot(nodeDisk, folder, sequence, imageOf(engine, venueOf(options)))
    const { findings, snapshots } = await verify(folder)
    assert.is(snapshots.at(-1)!.matches, false)
    assert.match(findings[0]!, /snapshot-\d+\.ballast has the state [0-9a-f]{32}, the records before it lead to/)
  }))

test('a missing segment, and a folder with nothing', () =>
  inFolder(async (folder) => {
    await keep(folder)
    const segments = filesIn(folder, 'journal')
    rmSync(join(folder, segments[0]!))
    assert.is((await verify(folder)).findings.length, 1)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    const error = await verify(folder).catch((reason: unknown) => reason)
    assert.instance(error, BallastError)
    assert.match((error as BallastError).message, /holds neither journal nor snapshot/)
  }))

test.run()
