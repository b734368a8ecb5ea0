// Rounds of a journal audited: those that were played in every way are verified, and whatever was changed of what the
// journal or the venue says of them is found and named.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { auditFolder } from '../../src/audit/audit-folder.ts'
import { eventLine } from '../../src/cli/event-line.ts'
import { RECORD_ROUND_RESULT } from '../../src/engine/command-log.ts'
import { packCommand, unpackCommand } from '../../src/engine/record-columns.ts'
import type { RoundEvent } from '../../src/index.ts'
import { checksumOf } from '../../src/journal/checksum.ts'
import { FRAME_HEADER_BYTES } from '../../src/journal/frames.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { JournalReader } from '../../src/journal/reader.ts'
import { inFolder } from '../engine/kept-folder.ts'
import { fourRounds } from '../engine/kept-rounds.ts'

const published = (events: readonly RoundEvent[]) => ({ lines: events.map(eventLine), lineOf: eventLine })

test('rounds that were played at once, step by step, and from a proposal are verified', () =>
  inFolder(async (folder) => {
    const { before, after } = await fourRounds(folder)
    const all = after.flatMap(({ events }) => events)
    for (const [index, { hash, events }] of after.entries()) {
      const audit = await auditFolder(nodeDisk, folder, index + 1, { published: published(all) })
      assert.is(audit.difference, null, `round ${index + 1}: ${audit.difference?.message}`)
      assert.equal(audit.stateHash, { before: before[index]!, after: hash })
      assert.equal([audit.isRecorded, audit.events, audit.published], [true, events.length, events.length])
      assert.equal(audit.unchecked, [], `round ${index + 1}`)
      const counts = new Map(audit.claims.map(({ claim, checked }) => [claim, checked]))
      for (const claim of ['trigger', 'I1', 'I2', 'book'] as const) assert.ok(counts.get(claim)! > 0, claim)
      if (index === 2) continue
      for (const claim of ['need', 'rank', 'score', 'caps', 'value'] as const) assert.ok(counts.get(claim)! > 0, claim)
    }
  }))

test('an event that was published otherwise, twice or not at all is found', () =>
  inFolder(async (folder) => {
    const { after } = await fourRounds(folder)
    const { events } = after[0]!
    const fill = events.findIndex(({ type }) => type === 'adl-fill')
    const forged = events.map((event, index) => (index === fill ? { ...event, lots: 1n } : event)) as RoundEvent[]
    const cases = [forged, events.toSpliced(fill, 1), events.toSpliced(fill, 0, events[fill]!), events.slice(0, -1)]
    for (const each of cases) {
      const { difference } = await auditFolder(nodeDisk, folder, 1, { published: published(each) })
      assert.is(difference!.with, 'published')
      assert.match(difference!.message, /recomputed/)
    }
  }))

test('a result of the journal that is none is found, entry and column', () =>
  inFolder(async (folder) => {
    await fourRounds(folder)
    changeResult(folder, 4, (parts) => {
      const losses = parts[4 + 10] as BigInt64Array
      const entry = losses.findIndex((each) => each !== 0n)
      losses[entry]! += 1n
    })
    const { difference, isRecorded } = await auditFolder(nodeDisk, folder, 4)
    assert.is(isRecorded, true)
    assert.is(difference!.with, 'journal')
    assert.match(difference!.message, /losses of entry \d+: the journal says/)
    assert.is((await auditFolder(nodeDisk, folder, 3)).difference, null)
  }))

/** Changes columns of a round's result where it stands, and makes the checksum fit. */
function changeResult(folder: string, round: number, change: (parts: readonly unknown[]) => void): void {
  for (const { file, offset, payload } of new JournalReader(nodeDisk, folder).frames()) {
    const command = unpackCommand(payload)
    if (command[0] !== RECORD_ROUND_RESULT || command[1] !== round) continue
    change(command.slice(1))
    const packed = packCommand(command)
    assert.is(packed.length, payload.length)
    const bytes = readFileSync(file)
    bytes.set(packed, offset + FRAME_HEADER_BYTES)
    const covered = bytes.subarray(offset + 8, offset + FRAME_HEADER_BYTES + packed.length)
    const start = (bytes.readUInt32LE(12) ^ packed.length) >>> 0
    bytes.writeUInt32LE(checksumOf(covered, 0, covered.length, start) >>> 0, offset + 4)
    writeFileSync(file, bytes)
    return
  }
  assert.unreachable(`no result of round ${round} in ${readdirSync(folder).map((name) => join(folder, name))}`)
}

test.run()
