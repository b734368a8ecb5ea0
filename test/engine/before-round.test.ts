// Rounds of a journal done again: played at once, step by step, from a proposal; and what was written down of them.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { openBeforeRound } from '../../src/engine/before-round.ts'
import { openEngine } from '../../src/engine/open-engine.ts'
import { differenceOf } from '../../src/engine/round-result.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { inFolder, refusesLater } from './kept-folder.ts'
import { fourRounds } from './kept-rounds.ts'

test('every round is found, stands on the state before it, and comes out as it did', () =>
  inFolder(async (folder) => {
    const { before, after } = await fourRounds(folder)
    for (const kernel of ['fast', 'reference'] as const) {
      for (const [index, { hash, events }] of after.entries()) {
        const past = await openBeforeRound(nodeDisk, folder, index + 1, { kernel })
        assert.is(past.engine.stateHash(), before[index], `before round ${index + 1}`)
        assert.is(past.recovery.snapshot > 0, index > 0, 'from the newest snapshot that is old enough')
        const { recorded, found } = past.play()
        assert.is(past.engine.stateHash(), hash)
        assert.equal([...past.engine.roundEvents()], events)
        assert.is(recorded!.round, index + 1)
        assert.is(recorded!.state.stateHash, hash)
        assert.is(differenceOf(recorded!, found), null)
        past.engine.close()
      }
    }
  }))

test('the first entry that differs is named', () =>
  inFolder(async (folder) => {
    await fourRounds(folder)
    const past = await openBeforeRound(nodeDisk, folder, 2)
    const { recorded, found } = past.play()
    const lots = (found.columns.lots as BigInt64Array).slice()
    const entry = lots.findIndex((each) => each !== 0n)
    lots[entry]! += 1n
    const forged = { ...recorded!, columns: { ...recorded!.columns, lots } }
    const expected = { entry, column: 'lots', recorded: lots[entry], found: lots[entry]! - 1n }
    assert.equal(differenceOf(forged, found), expected)
    const shorter = { ...recorded!, count: recorded!.count - 1 }
    const count = recorded!.count
    assert.equal(differenceOf(shorter, found), { entry: -1, column: 'entries', recorded: count - 1, found: count })
    past.engine.close()
  }))

test('a round that is not there, or too old, is refused', () =>
  inFolder(async (folder) => {
    await fourRounds(folder)
    await refusesLater(
      ErrorCode.RANGE,
      /no round 5: the journal ends after round 4/,
      openBeforeRound(nodeDisk, folder, 5),
    )
    await refusesLater(ErrorCode.RANGE, /rounds count from 1/, openBeforeRound(nodeDisk, folder, 0))
    const opened = await openEngine(folder, { keepSnapshots: 1 })
    await opened.snapshots.make()
    await opened.engine[Symbol.asyncDispose]()
    const old = /round 4 cannot be recomputed: the oldest snapshot was made after round 4/
    await refusesLater(ErrorCode.RANGE, old, openBeforeRound(nodeDisk, folder, 4))
  }))

test.run()
