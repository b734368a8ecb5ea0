import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FundWindow, WINDOW_BUCKETS } from '../../src/book/fund-window.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { max } from '../../src/fixed/rounding.ts'
import { refuses } from '../engine/small-venue.ts'

/** Ten milliseconds a bucket. */
const WINDOW_MS = 10 * WINDOW_BUCKETS

test('the peak is the largest value of the window, and when it was', () => {
  const window = new FundWindow(WINDOW_MS)
  assert.is(window.peak(0), null)
  window.observe(0, 5n)
  window.observe(7, 9n)
  window.observe(9, 8n)
  window.observe(25, -3n)
  assert.equal(window.peak(25), { atoms: 9n, timeMs: 7 })
  // The latest of equal ones.
  window.observe(31, 9n)
  assert.equal(window.peak(40), { atoms: 9n, timeMs: 31 })
})

test('a value is forgotten with its bucket, and the buckets of long ago never come back', () => {
  const window = new FundWindow(WINDOW_MS)
  window.observe(5, 100n)
  window.observe(15, 50n)
  assert.is(window.peak(WINDOW_MS - 1)!.atoms, 100n)
  assert.is(window.peak(WINDOW_MS)!.atoms, 50n)
  assert.is(window.peak(WINDOW_MS + 10), null)
  window.observe(3 * WINDOW_MS + 5, -7n)
  assert.equal(window.peak(3 * WINDOW_MS + 5), { atoms: -7n, timeMs: 3 * WINDOW_MS + 5 })
})

test('a copy goes its own way, and equal windows say the same words', () => {
  const window = new FundWindow(WINDOW_MS)
  window.observe(12, 4n)
  const copy = window.copy()
  assert.equal([...copy.words(20)], [...window.words(20)])
  copy.observe(13, 6n)
  assert.is(window.peak(20)!.atoms, 4n)
  assert.not.equal([...copy.words(20)], [...window.words(20)])
  // What is forgotten does not count, though the memory still holds it.
  const fresh = new FundWindow(WINDOW_MS)
  for (const each of [window, fresh]) each.observe(5 * WINDOW_MS, 1n)
  assert.equal([...window.words(5 * WINDOW_MS)], [...fresh.words(5 * WINDOW_MS)])
})

test('a window is a multiple of its parts', () => {
  refuses(ErrorCode.RANGE, /1000 ms, expected a multiple of 480/, () => new FundWindow(1_000))
})

test('it finds what a list of everything finds', () => {
  const steps = fc.array(fc.tuple(fc.nat(300), fc.bigInt(-5n, 5n)), { minLength: 1, maxLength: 80 })
  const property = (given: [number, bigint][]) => {
    const window = new FundWindow(WINDOW_MS)
    const seen: { timeMs: number; atoms: bigint }[] = []
    let now = 0
    for (const [wait, atoms] of given) {
      now += wait
      seen.push({ timeMs: now, atoms })
      window.observe(now, atoms)
      const oldest = Math.floor(now / 10) - WINDOW_BUCKETS
      const live = seen.filter(({ timeMs }) => Math.floor(timeMs / 10) > oldest)
      const most = live.map(({ atoms }) => atoms).reduce(max)
      assert.is(window.peak(now)!.atoms, most)
    }
  }
  fc.assert(fc.property(steps, property), { seed: 7, numRuns: 300 })
})

test.run()
