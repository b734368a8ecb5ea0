import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import type { CommandRefused } from '../../src/engine/notices.ts'
import { WaitingCommands } from '../../src/engine/waiting-commands.ts'
import { errorOf, refuses } from './small-venue.ts'

test('commands are applied in the order in which they came, once', () => {
  const waiting = new WaitingCommands(3)
  const done: string[] = []
  waiting.freeze()
  assert.is(waiting.isFrozen, true)
  for (const name of ['a', 'b', 'c']) waiting.add(name, () => void done.push(`${name} ${waiting.isFrozen}`))
  assert.equal([done, waiting.count], [[], 3])
  refuses(ErrorCode.BUSY, /d: a check is under way and 3 commands wait/, () => waiting.add('d', () => {}))
  waiting.thaw()
  assert.equal(done, ['a false', 'b false', 'c false'])
  waiting.thaw()
  assert.is(done.length, 3)
})

test('all have their turn before a refusal is told; what breaks an invariant is thrown in the end', () => {
  const waiting = new WaitingCommands(9)
  let done = 0
  const throwing = (error: unknown) => () => {
    throw error
  }
  const other: CommandRefused = {
    ...{ type: 'command-refused', command: 'batch', index: 3, code: ErrorCode.RANGE, message: 'one of many' },
  }
  const add = () => {
    waiting.freeze()
    waiting.add('first', throwing(new BallastError(ErrorCode.TIME, 'too early')))
    waiting.add('second', throwing(new TypeError('of another type')))
    waiting.addBatch('third', () => [other])
    waiting.add('last', () => {
      done += 1
    })
  }
  add()
  assert.equal(waiting.thaw(), [
    { type: 'command-refused', command: 'first', index: null, code: ErrorCode.TIME, message: 'too early' },
    { type: 'command-refused', command: 'second', index: null, code: ErrorCode.RANGE, message: 'of another type' },
    other,
  ])
  assert.is(done, 1)
  waiting.freeze()
  waiting.add('broken', throwing(new AssertionError('lots do not add up')))
  add()
  assert.is((errorOf(() => waiting.thaw()) as Error).message, 'lots do not add up')
  assert.is(done, 2)
})

test.run()
