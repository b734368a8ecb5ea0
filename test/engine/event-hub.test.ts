import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { EventHub, type EventIterator } from '../../src/engine/event-hub.ts'
import { refuses } from './small-venue.ts'

const publish = (hub: EventHub<number>, ...events: number[]) => {
  hub.publish(events)
}

async function readAll(iterator: EventIterator<number>): Promise<number[]> {
  const read: number[] = []
  for await (const event of iterator) read.push(event)
  return read
}

test('listeners are called in the order in which they came, with every event in order', () => {
  const hub = new EventHub<number>()
  const heard: string[] = []
  hub.on((event) => heard.push(`a${event}`))
  hub.on((event) => heard.push(`b${event}`))
  publish(hub, 1, 2)
  assert.equal(heard, ['a1', 'b1', 'a2', 'b2'])
})

test('a listener hears nothing more once it is off, and one that came twice is off once', () => {
  const hub = new EventHub<number>()
  const heard: number[] = []
  const listener = (event: number) => heard.push(event)
  const off = hub.on(listener)
  const offToo = hub.on(listener)
  publish(hub, 1)
  off()
  off()
  publish(hub, 2)
  offToo()
  publish(hub, 3)
  assert.equal([heard, hub.isHeard], [[1, 1, 2], false])
})

test('what is no function does not listen', () => {
  refuses(ErrorCode.CONFIG, /a listener is a function/, () => new EventHub<number>().on(null as never))
})

test('a hub is heard while a listener or an iterator is there', async () => {
  const hub = new EventHub<number>()
  assert.not(hub.isHeard)
  const iterator = hub.iterate()
  assert.ok(hub.isHeard)
  await iterator.return!()
  assert.not(hub.isHeard)
})

test('an iterator has every event since it was asked for, whether it waits for them or they for it', async () => {
  const hub = new EventHub<number>()
  publish(hub, 1)
  const iterator = hub.iterate()
  publish(hub, 2, 3)
  assert.equal(await iterator.next(), { done: false, value: 2 })
  assert.equal(await iterator.next(), { done: false, value: 3 })
  const waiting = [iterator.next(), iterator.next()]
  publish(hub, 4, 5)
  assert.equal(await Promise.all(waiting), [
    { done: false, value: 4 },
    { done: false, value: 5 },
  ])
})

test('iterators read at their own pace, each all of it', async () => {
  const hub = new EventHub<number>()
  const [one, other] = [hub.iterate(), hub.iterate()]
  publish(hub, 1, 2)
  assert.equal((await one.next()).value, 1)
  publish(hub, 3)
  hub.close()
  assert.equal(
    [await readAll(one), await readAll(other)],
    [
      [2, 3],
      [1, 2, 3],
    ],
  )
})

test('more than two thousand events are read in their order while others come', async () => {
  const hub = new EventHub<number>()
  const iterator = hub.iterate()
  const read: number[] = []
  for (let event = 0; event < 3_000; event += 1) {
    publish(hub, event)
    if (event % 3 !== 0) read.push((await iterator.next()).value)
  }
  hub.close()
  read.push(...(await readAll(iterator)))
  assert.equal(
    read,
    Array.from({ length: 3_000 }, (_, event) => event),
  )
})

test('a full iterator fails once what waits has been read, and only then', async () => {
  const hub = new EventHub<number>()
  const iterator = hub.iterate({ capacity: 2 })
  publish(hub, 1, 2, 3, 4)
  assert.not(hub.isHeard)
  const read: number[] = []
  let error: unknown
  try {
    for await (const event of iterator) read.push(event)
  } catch (thrown) {
    error = thrown
  }
  assert.equal(read, [1, 2])
  assert.instance(error, BallastError)
  assert.is((error as BallastError).code, ErrorCode.CAPACITY)
  assert.match((error as BallastError).message, /2 events wait to be read/)
  assert.equal(await iterator.next(), { done: true, value: undefined })
})

test('with drop-oldest it forgets the oldest and counts them', async () => {
  const hub = new EventHub<number>()
  const iterator = hub.iterate({ capacity: 2, overflow: 'drop-oldest' })
  publish(hub, 1, 2, 3, 4, 5)
  assert.is(iterator.dropped, 3)
  hub.close()
  assert.equal([await readAll(iterator), iterator.dropped], [[4, 5], 3])
})

test('reading makes room again', async () => {
  const hub = new EventHub<number>()
  const iterator = hub.iterate({ capacity: 1 })
  for (const event of [1, 2, 3]) {
    publish(hub, event)
    assert.equal(await iterator.next(), { done: false, value: event })
  }
})

test('leaving a for await loop ends the subscription', async () => {
  const hub = new EventHub<number>()
  const iterator = hub.iterate()
  publish(hub, 1, 2)
  for await (const _ of iterator) break
  assert.not(hub.isHeard)
  publish(hub, 3)
  assert.equal(await iterator.next(), { done: true, value: undefined })
})

test('closing ends whoever waits, and listeners too', async () => {
  const hub = new EventHub<number>()
  const heard: number[] = []
  hub.on((event) => heard.push(event))
  const iterator = hub.iterate()
  const waiting = iterator.next()
  hub.close()
  publish(hub, 1)
  assert.equal(await waiting, { done: true, value: undefined })
  assert.equal([heard, hub.isHeard], [[], false])
})

for (const capacity of [0, -1, 1.5, Number.NaN]) {
  test(`a capacity of ${capacity} is refused`, () => {
    refuses(ErrorCode.RANGE, /capacity is .*, expected a whole number from 1/, () => {
      new EventHub<number>().iterate({ capacity })
    })
  })
}

test('an overflow that there is not is refused', () => {
  refuses(ErrorCode.CONFIG, /overflow is "block"/, () => new EventHub<number>().iterate({ overflow: 'block' as never }))
})

// The process sees what a listener throws, so it takes a process of its own.
test('a listener that throws keeps nobody from hearing, and the process sees the error', () => {
  const hub = JSON.stringify(new URL('../../src/engine/event-hub.ts', import.meta.url).href)
  const script = `
    import { EventHub } from ${hub}
    process.on('uncaughtException', (error) => console.log('seen', error.message))
    const hub = new EventHub()
    hub.on(() => { throw new Error('from a listener') })
    hub.on((event) => console.log('heard', event))
    hub.publish([7])
    console.log('published')
  `
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', script]
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd })
  assert.is(stdout, 'heard 7\npublished\nseen from a listener\n', stderr)
})

test.run()
