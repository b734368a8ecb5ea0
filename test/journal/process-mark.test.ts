import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { processes } from '../../src/journal/process-mark.ts'

test('this process lives, and says the same of itself each time', () => {
  const mark = processes.self()
  assert.is(mark.pid, process.pid)
  assert.equal(processes.self(), mark)
  assert.ok(processes.isAlive(mark))
  if (process.platform !== 'win32') assert.ok(mark.start !== '')
})

test('another start is another process, where the system tells starts', () => {
  const { pid, start } = processes.self()
  if (start !== '') assert.not(processes.isAlive({ pid, start: 'another' }))
  assert.ok(processes.isAlive({ pid, start: '' }))
})

test('a process that has ended is dead', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
  const mark = { pid: child.pid!, start: '' }
  assert.ok(processes.isAlive(mark))
  child.kill()
  await once(child, 'exit')
  assert.not(processes.isAlive(mark))
})

test('a process of somebody else lives as well', () => {
  if (process.platform !== 'win32') assert.ok(processes.isAlive({ pid: 1, start: '' }))
})

test.run()
