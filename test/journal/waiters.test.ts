import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { callOut, Waiters } from '../../src/journal/waiters.ts'

test('those up to a number are told, in order, whatever the order in which they came', async () => {
  const waiters = new Waiters()
  const told: string[] = []
  for (const number of [5, 2, 9, 2, 7]) {
    void waiters.add(number).then((reached) => told.push(`${number} by ${reached}`))
  }
  waiters.reach(1)
  await Promise.resolve()
  assert.equal(told, [])
  waiters.reach(5)
  await Promise.resolve()
  assert.equal(told, ['2 by 5', '2 by 5', '5 by 5'])
  void waiters.add(8).then(() => told.push('8'))
  waiters.reach(8)
  waiters.reach(20)
  await Promise.resolve()
  assert.equal(told.slice(3), ['7 by 8', '8', '9 by 20'])
})

test('all who wait for the same number share a promise', () => {
  const waiters = new Waiters()
  assert.is(waiters.add(3), waiters.add(3))
})

test('a failure is told to those who still wait', async () => {
  const waiters = new Waiters()
  const early = waiters.add(1)
  const late = waiters.add(2)
  waiters.reach(1)
  const reason = new Error('no more')
  waiters.fail(reason)
  assert.is(await early, 1)
  assert.is(await late.catch((error) => error), reason)
  waiters.reach(5)
})

test('thousands of waiters are told once each', async () => {
  const waiters = new Waiters()
  const promises = Array.from({ length: 5000 }, (_, index) => waiters.add(index + 1))
  for (let number = 0; number <= 5000; number += 7) waiters.reach(number)
  waiters.reach(5000)
  const reached = await Promise.all(promises)
  assert.ok(reached.every((number, index) => number > index && number < index + 8))
})

test('a callback that throws does so for itself', async () => {
  const mistake = new Error('mistake')
  const heard = new Promise((resolve) => process.once('uncaughtException', resolve))
  callOut(() => {
    throw mistake
  })
  assert.is(await heard, mistake)
})

test.run()
