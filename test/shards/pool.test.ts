// What a process sees of an engine's threads: it ends by itself when the engine is closed, nothing native is loaded.

import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { Doorbell, doorbellBytes } from '../../src/memory/doorbell.ts'
import { ThreadPool, threadFlags } from '../../src/shards/pool.ts'
import { refuses } from '../engine/small-venue.ts'

const root = new URL('../..', import.meta.url)
const capacity = { accounts: 100, positions: 200, markets: 2 }
const source = new URL('../../src/index.ts', import.meta.url).href

/** Runs a program that has `engine`, with two threads; what it prints. */
function program(body: string): string {
  const text = `import { createEngine } from '${source}'
    const engine = createEngine({ capacity: ${JSON.stringify(capacity)}, executor: { threads: 2, leastWork: 0 } })
    ${body}`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', text]
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 30_000 }).trim()
}

test('the process ends by itself after close(), whenever that comes', () => {
  assert.is(program(`engine.close(); console.log('at once')`), 'at once')
  assert.is(program(`await engine.ready(); engine.close(); console.log('when they stand')`), 'when they stand')
  const during = `await engine.ready(); engine.check().catch(({ code }) => console.log(code)); engine.close()`
  assert.ok(['', ErrorCode.STATE].includes(program(during)))
  assert.is(program(`await engine[Symbol.asyncDispose](); console.log('disposed')`), 'disposed')
})

test('a check that is under way keeps the process alive', () => {
  const printed = program(`await engine.ready()
    engine.check().then(({ checked }) => { console.log(checked + ' checked'); engine.close() })`)
  assert.is(printed, '0 checked')
})

test('no thread loads anything native', () => {
  const printed = program(`await engine.ready(); engine.checkSync()
    process.report.excludeNetwork = true
    console.log(process.report.getReport().sharedObjects.filter((file) => file.endsWith('.node')).length)
    engine.close()`)
  assert.is(printed, '0')
})

test('threads that do not start are said to whoever asks, and everything works without them', async () => {
  const bell = new Doorbell(new SharedArrayBuffer(doorbellBytes()))
  const listener = { onDone() {}, onLaneLost() {}, onLaneFreed() {}, onLaneRestored() {}, onLaneGivenUp() {} }
  const terms = { memory: new SharedArrayBuffer(8), kernel: 'fast', lanes: 2, spinMs: 0 } as const
  const pool = new ThreadPool(bell, terms, listener)
  const error = await pool.ready().catch((reason) => reason)
  assert.is(error.code, ErrorCode.THREADS)
  assert.match(error.message, /thread 1 does not start.*no book/)
  assert.is(pool.standing, 0)
  await pool.close()
})

const REFUSED: [what: string, executor: unknown, code: ErrorCode, message: RegExp][] = [
  ['no word that it knows', 'gpu', ErrorCode.CONFIG, /executor is "?gpu"?/],
  ['no threads', { threads: 0 }, ErrorCode.RANGE, /executor.threads is 0, expected a whole number of 1 to 63/],
  ['half a thread', { threads: 0.5 }, ErrorCode.RANGE, /threads is 0.5/],
  ['too many', { threads: 64 }, ErrorCode.RANGE, /threads is 64/],
  ['a deadline that nobody can keep', { threads: 1, deadlineMs: 1 }, ErrorCode.RANGE, /deadlineMs is 1/],
  ['a look-out without end', { threads: 1, spinMs: Infinity }, ErrorCode.RANGE, /spinMs is Infinity/],
  ['less than no work', { threads: 1, leastWork: -1 }, ErrorCode.RANGE, /leastWork is -1/],
]

for (const [what, executor, code, message] of REFUSED) {
  test(`an executor with ${what} is refused before anything is opened`, () => {
    refuses(code, message, () => createEngine({ capacity, executor: executor as never }))
  })
}

test('a thread has the flags of its process, but for those of a program that is typed in', () => {
  assert.equal(threadFlags(['--max-old-space-size=8192', '--import', 'tsx']), {})
  const typed = ['--import', 'tsx', '--input-type=module', '--require=./a.js', '--expose-gc', '--eval', 'text']
  assert.equal(threadFlags(typed), { execArgv: ['--import', 'tsx', '--require=./a.js'] })
})

test('waiting commands are a whole number', () => {
  refuses(ErrorCode.RANGE, /waitingCommands is -1/, () => createEngine({ capacity, waitingCommands: -1 }))
})

test.run()
