import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import type { CommandRefused } from '../../src/engine/notices.ts'
import { WaitingCommands } from '../../src/engine/waiting-commands.ts'
import { errorOf, refuses } from './small-venue.ts'

test('commands are applied in the order in which they came, once', () => {
  const waiting = new WaitingCommands(3)
  const done: string[] = []
  waiting.freeze()
  assert.is(waiting.isFrozen, true)
  for (const name of ['a', 'b', 'c']) waiting.add(name, () => done.push(`${name} ${waiting.isFrozen}`))
  assert.equal([done, waiting.count], [[], 3])
  refuses(ErrorCode.BUSY, /d: a check is under way and 3 commands wait/, () => waiting.add('d', () => {}))
  waiting.thaw(() => {})
  assert.equal(done, ['a false', 'b false', 'c false'])
  waiting.thaw(() => {})
  assert.is(done.length, 3)
})

test('a refusal is told and the others stand; anything else is thrown in the end', () => {
  const waiting = new WaitingCommands(9)
  const told: CommandRefused[] = []
  let done = 0
  waiting.freeze()
  waiting.add('first', () => {
    throw new BallastError(ErrorCode.TIME, 'too early')
  })
  waiting.add('second', () => {
    throw new Error('a mistake')
  })
  waiting.add('third', () => {
    done += 1
  })
  const thrown = errorOf(() => waiting.thaw((refused) => told.push(refused))) as Error
  assert.is(thrown.message, 'a mistake')
  assert.equal(told, [
    { type: 'command-refused', command: 'first', index: null, code: ErrorCode.TIME, message: 'too early' },
  ])
  assert.is(done, 1)
})

test.run()
