import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ScheduleTerms,
  SEND_CHECK,
  SEND_KINDS,
  SEND_NOTHING,
  SEND_RANK,
  SEND_ROUND,
  SEND_TRADE,
  SendSchedule,
} from '../../src/sim/send-schedule.ts'

type Planned = readonly [kind: number, atMs: number]

function all(terms: ScheduleTerms): Planned[] {
  const schedule = new SendSchedule(terms)
  const planned: Planned[] = []
  for (let kind = schedule.next(); kind !== SEND_NOTHING; kind = schedule.next()) {
    planned.push([kind, schedule.plannedNs / 1e6])
  }
  assert.is(schedule.next(), SEND_NOTHING)
  return planned
}

const timesOf = (planned: readonly Planned[], kind: number) =>
  planned.filter((one) => one[0] === kind).map((one) => one[1])

test('each kind has its times', () => {
  const planned = all({ rateHz: 8, seconds: 2, roundEverySeconds: 1 })
  assert.equal(timesOf(planned, SEND_TRADE), [
    ...[0, 125, 250, 375, 500, 625, 750, 875],
    ...[1000, 1125, 1250, 1375, 1500, 1625, 1750, 1875],
  ])
  assert.equal(timesOf(planned, SEND_CHECK).slice(0, 4), [50, 150, 250, 350])
  assert.is(timesOf(planned, SEND_CHECK).at(-1), 1950)
  assert.equal(timesOf(planned, SEND_RANK), [500, 1500])
  assert.equal(timesOf(planned, SEND_ROUND), [900, 1900])
})

test('there are as many as the schedule says, in the order of their times, all before the end', () => {
  for (const terms of [
    { rateHz: 1, seconds: 1, roundEverySeconds: 5 },
    { rateHz: 997, seconds: 7, roundEverySeconds: 3 },
    { rateHz: 30_000, seconds: 3, roundEverySeconds: 1 },
  ]) {
    const planned = all(terms)
    const { counts } = new SendSchedule(terms)
    for (const [kind, name] of SEND_KINDS.entries()) assert.is(timesOf(planned, kind).length, counts[name], name)
    for (let index = 1; index < planned.length; index += 1) assert.ok(planned[index]![1] >= planned[index - 1]![1])
    assert.ok(planned.at(-1)![1] < terms.seconds * 1000)
  }
})

test('a round is played at the end, however seldom they are', () => {
  assert.equal(timesOf(all({ rateHz: 1, seconds: 7, roundEverySeconds: 3 }), SEND_ROUND), [2900, 5900, 6900])
  assert.equal(timesOf(all({ rateHz: 1, seconds: 6, roundEverySeconds: 3 }), SEND_ROUND), [2900, 5900])
  assert.equal(timesOf(all({ rateHz: 1, seconds: 2, roundEverySeconds: 60 }), SEND_ROUND), [1900])
})

test.run()
