import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Executor, shardCases } from './cases.ts'

const EXECUTORS: [what: string, executor: Executor][] = [1, 2, 3, 7].map((threads) => [
  `${threads} threads`,
  { threads, leastWork: 0 },
])

for (const { what, play } of shardCases) {
  let inline: readonly string[] | null = null
  for (const [who, executor] of EXECUTORS) {
    test(`${what}: ${who} come to what one thread does`, async () => {
      inline ??= await play('inline')
      const threaded = await play(executor)
      assert.is(threaded.length, inline.length)
      for (const [index, line] of threaded.entries()) assert.is(line, inline[index]!)
    })
  }
}

test.run()
