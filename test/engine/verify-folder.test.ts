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
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { writeSnapshot } from '../../src/journal/snapshot-writer.ts'
import { inFolder, keep, usual } from './kept-folder.ts'

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
    assert.equal([report.records, report.trades], [sequence, 2])
    assert.equal(
      report.snapshots.map(({ matches }) => matches),
      [true, true],
    )
    assert.ok(report.segments.length > 1)
    assert.is(
      report.segments.reduce((sum, { records }) => sum + records, 0),
      sequence,
    )
  }))

test('a torn tail is said, and is no finding', () =>
  inFolder(async (folder) => {
    const { sequence } = await keep(folder)
    const file = join(folder, filesIn(folder, 'journal').at(-1)!)
    truncateSync(file, statSync(file).size - 40)
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
