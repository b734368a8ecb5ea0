import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Collections } from '../../src/cli/load-collections.ts'

/** Garbage of 64 MiB cannot go unseen. */
function litter(): number {
  let kept: number[] = []
  for (let index = 0; index < 65_536; index += 1) kept = new Array<number>(128).fill(index)
  return kept.length
}

test('collections are counted where they happen: in rounds, or elsewhere, or not at all', () => {
  const collections = new Collections()
  litter()
  collections.begin()
  collections.beginRound()
  litter()
  collections.endRound()
  collections.end()
  const { count, pauseUs, worstUs } = collections.inRounds
  assert.ok(count > 0)
  assert.ok(worstUs > 0 && worstUs <= pauseUs)
  assert.is(collections.count, count + collections.elsewhere.count)
  collections.begin()
  litter()
  collections.end()
  assert.ok(collections.elsewhere.count > 0)
  assert.is(collections.inRounds.count, count)
  const before = collections.count
  litter()
  collections.end()
  assert.is(collections.count, before)
})

test.run()
