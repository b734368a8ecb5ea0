import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MAX_LANES } from '../../src/core/limits.ts'
import { Doorbell, doorbellBytes, JOB_SCAN, JOB_SELECT, MAX_CHUNKS } from '../../src/memory/doorbell.ts'

const SCAN = { kind: JOB_SCAN, keyKind: 0, onlyProfitable: false, page: 0, announced: false } as const

/** A bell with a job of so many chunks: chunk i is of block i. */
function rung(chunks: number, terms: Partial<Parameters<Doorbell['open']>[0]> = {}): Doorbell {
  const bell = new Doorbell(new SharedArrayBuffer(doorbellBytes()))
  for (let chunk = 0; chunk < chunks; chunk += 1) bell.setChunk(chunk, chunk, chunk + 1, 100 * chunk)
  bell.open({ ...SCAN, ...terms }, chunks)
  return bell
}

test('a bell that has never rung has nothing to do, and is done', () => {
  const bell = new Doorbell(new SharedArrayBuffer(doorbellBytes()))
  assert.equal([bell.isDone, bell.claim(0, 0), bell.isStopped, bell.serial], [true, -1, false, 0])
})

test('every chunk is claimed once, from where a lane begins, round and round', () => {
  const bell = rung(5)
  const claimed = [bell.claim(1, 3), bell.claim(2, 3), bell.claim(1, 3), bell.claim(3, 0), bell.claim(1, 4)]
  assert.equal(claimed, [3, 4, 0, 1, 2])
  assert.is(bell.claim(0, 0), -1)
  assert.equal(
    [0, 1, 2, 3, 4].map((chunk) => bell.holder(chunk)),
    [1, 3, 1, 1, 2],
  )
})

test('a job is done when its last chunk is, and who does that is told', () => {
  const bell = rung(3)
  for (let chunk = 0; chunk < 3; chunk += 1) bell.claim(0, 0)
  assert.equal([bell.finish(2, 20), bell.finish(0, 0), bell.isDone], [false, false, false])
  assert.is(bell.finish(1, 10), true)
  assert.is(bell.isDone, true)
  assert.equal(
    [0, 1, 2].map((chunk) => [bell.result(chunk), bell.holder(chunk), bell.isChunkDone(chunk)]),
    [
      [0, -1, true],
      [10, -1, true],
      [20, -1, true],
    ],
  )
})

test('another thread over the same words reads the job', () => {
  const bell = rung(2, { kind: JOB_SELECT, keyKind: 1, onlyProfitable: true, page: 77, announced: true })
  const other = new Doorbell(bell.words.buffer as SharedArrayBuffer)
  assert.equal(
    [other.kind, other.chunks, other.keyKind, other.onlyProfitable, other.page, other.isAnnounced],
    [JOB_SELECT, 2, 1, true, 77, true],
  )
  assert.equal([other.fromBlock(1), other.toBlock(1), other.first(1)], [1, 2, 100])
})

test('a chunk that a lane has done without counting it, because it died, is done all the same', () => {
  const bell = rung(2)
  bell.claim(1, 0)
  bell.claim(2, 0)
  bell.finish(0, 7)
  // What `finish` does first.
  const line = bell.words.indexOf(3, 16)
  assert.is(bell.holder(1), 2)
  Atomics.store(bell.words, line, -1)
  assert.is(bell.isDone, true)
  assert.is(bell.awaitDone(1, 5), true)
})

test('waiting ends when the time is up, when the job is done, or when there is a ring', () => {
  const bell = rung(1)
  assert.is(bell.awaitDone(3, 1), false)
  bell.finish(bell.claim(0, 0), 1)
  assert.is(bell.awaitDone(3, 1_000), true)
  const before = bell.serial
  bell.ring()
  bell.awaitRing(before, 0)
  bell.awaitRing(before, 1)
  assert.is(bell.serial, before + 1)
})

test('lanes are asked to watch their collections, and to stop', () => {
  const bell = rung(1)
  bell.watch(true)
  assert.equal([bell.isWatching, bell.laneWatches(3)], [true, false])
  bell.setLaneWatches(3, true, 0)
  assert.is(bell.laneWatches(3), true)
  bell.setLaneWatches(3, false, 12)
  assert.equal([bell.laneWatches(3), bell.collections(3)], [false, 12])
  bell.stop()
  assert.is(bell.isStopped, true)
})

test('lanes and chunks lie on cache lines of their own, all of them', () => {
  const bell = new Doorbell(new SharedArrayBuffer(doorbellBytes()))
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk += 1) bell.setChunk(chunk, chunk, chunk, chunk)
  for (let lane = 0; lane < MAX_LANES; lane += 1) bell.setLaneWatches(lane, true, lane)
  assert.equal(
    [bell.fromBlock(0), bell.fromBlock(MAX_CHUNKS - 1), bell.collections(MAX_LANES - 1), bell.collections(0)],
    [0, MAX_CHUNKS - 1, MAX_LANES - 1, 0],
  )
  assert.is(bell.words.length, 16 * (3 + MAX_LANES + MAX_CHUNKS))
})

test.run()
