// What is written down of a life besides its commands, and what is not written down at all.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { RECORD_CHECKPOINT } from '../../src/engine/command-log.ts'
import { openEngine } from '../../src/engine/open-engine.ts'
import { unpackCommand } from '../../src/engine/record-columns.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { JournalReader } from '../../src/journal/reader.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { inFolder, live, refusesLater, usual } from './kept-folder.ts'
import * as venue from './small-venue.ts'

const own = { ...proRata, name: 'ours' }

test('options that do not fit are refused before there is a folder', () =>
  inFolder(async (folder) => {
    const later = join(folder, 'later')
    await refusesLater(ErrorCode.CONFIG, /policy "ours"/, openEngine(later, { ...usual, round: { policy: own } }))
    const wrong = { ...usual, durability: 'often' as 'sync' }
    await refusesLater(ErrorCode.CONFIG, /durability is often/, openEngine(later, wrong))
    await refusesLater(ErrorCode.CONFIG, /segmentBytes is 7/, openEngine(later, { ...usual, segmentBytes: 7 }))
    await refusesLater(ErrorCode.CONFIG, /checkpointEvery is 0/, openEngine(later, { ...usual, checkpointEvery: 0 }))
    assert.is(existsSync(later), false)
  }))

test('what could not be done again is refused', () =>
  inFolder(async (folder) => {
    const { engine } = await openEngine(folder, usual)
    live(engine)
    venue.refusesCommand(engine, ErrorCode.CONFIG, /policy "ours"/, () => engine.configureRound({ policy: own }))
    for (const slots of [Number.NaN, -1, 0.5]) {
      venue.refusesCommand(engine, ErrorCode.RANGE, /slots is/, () => engine.compact(slots))
    }
    const { lastSequence } = engine
    await engine[Symbol.asyncDispose]()
    const again = await openEngine(folder)
    assert.is(again.engine.lastSequence, lastSequence)
    await again.engine[Symbol.asyncDispose]()
  }))

test('checkpoints stand between the commands, every so many, and at the end', () =>
  inFolder(async (folder) => {
    const { engine } = await openEngine(folder, { ...usual, checkpointEvery: 4 })
    live(engine)
    const { lastSequence } = engine
    await engine[Symbol.asyncDispose]()
    const codes = [...new JournalReader(nodeDisk, folder).frames()].map(({ payload }) => unpackCommand(payload)[0])
    const found = codes.filter((code) => code === RECORD_CHECKPOINT).length
    assert.ok(found >= Math.floor(lastSequence / 4), `${found} checkpoints of ${codes.length} records`)
    assert.is(codes.at(-1), RECORD_CHECKPOINT)
    const again = await openEngine(folder)
    assert.is(again.recovery!.records, codes.length)
    await again.engine[Symbol.asyncDispose]()
  }))

test.run()
