// Threads that die, hang or are late: every answer is right, somebody is told, and the pool is whole again.

import type { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/index.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { loadSource, openGenerator } from '../../src/scenario/index.ts'
import { ThreadExecutor } from '../../src/shards/thread-executor.ts'
import type { ThreadOptions } from '../../src/shards/thread-options.ts'
import { type Executor, type FlaggedRows, InlineExecutor } from '../../src/stages/executor.ts'
import { Rankings } from '../../src/stages/rank.ts'
import { placeOf } from '../../src/stages/ranked-book.ts'
import { Chance } from '../oracles/chance.ts'
import { ODD } from './odd-workers.ts'

const SIZES = { seed: '5', accounts: 40_000, positions: 160_000, markets: 20 }
const ODD_WORKERS = new URL('./odd-workers.ts', import.meta.url)
const silent = { onLaneLost() {}, onLaneRestored() {}, onLaneGivenUp() {} }
const HANGING = new URL('./hanging-worker.ts', import.meta.url)
const MARKETS = Uint16Array.from({ length: SIZES.markets }, (_, market) => market)

/** A book that threads of a test go over, with lanes for three of them. */
const engine = await openEngine()
const kernel = createKernel('fast', engine.book)
const EXPECTED = textOf({ entries: engine.book.columns.flagged, count: kernel.scan(0, blocks(), 0) })

async function openEngine(): Promise<Engine> {
  const { engine: loaded } = await loadSource(openGenerator(SIZES), { executor: { threads: 3 } })
  const ticks = Array.from(MARKETS, (market) => (loaded.market(market).markTicks * 900n) / 1000n)
  loaded.applyMarks({ timeMs: loaded.lastTimeMs + 1, markets: MARKETS, priceTicks: BigInt64Array.from(ticks) })
  return loaded
}

function blocks(): number {
  return engine.book.columns.word(at.WORD_BLOCKS)
}

function textOf({ entries, count }: FlaggedRows): string {
  return `${count}: ${entries.subarray(0, count)}`
}

/** An executor with what it was told, closed whatever happens. */
async function withThreads(
  options: ThreadOptions,
  play: (executor: ThreadExecutor, notices: string[]) => Promise<void>,
  file?: URL,
): Promise<void> {
  const notices: string[] = []
  const listener = {
    onLaneLost: (lane: number, why: string) => void notices.push(`lost ${lane}: ${why}`),
    onLaneRestored: (lane: number) => void notices.push(`restored ${lane}`),
    onLaneGivenUp: (lane: number) => void notices.push(`given up ${lane}`),
  }
  const executor = new ThreadExecutor(engine.book, kernel, { leastWork: 0, ...options }, listener, file)
  try {
    await executor.ready()
    await play(executor, notices)
  } finally {
    await executor.close()
  }
}

/** What a scan that leaves this thread free has found. */
async function scanLater(executor: ThreadExecutor, signal?: AbortSignal): Promise<FlaggedRows> {
  let found: FlaggedRows | null = null
  await executor.scanLater((rows) => {
    found = { entries: rows.entries.slice(0, rows.count), count: rows.count }
  }, signal)
  return found!
}

/** Waits until something holds; turns of the event loop bring it about, not time. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${what} does not come`)
}

function idsOf(executor: Executor): number[] {
  const settings = { policy: bitmex, eligible: 'all' as const }
  const place = placeOf(3, true)
  const ranking = new Rankings({ book: engine.book, kernel, executor, settings }, [place]).of(place)
  return Array.from({ length: Math.min(500, ranking.count) }, (_, rank) => ranking.row(rank))
}

test('a thread terminated at random moments in 200 checks changes no answer, and is replaced', async () => {
  await withThreads({ threads: 3 }, async (executor, notices) => {
    const chance = new Chance(3)
    const killed = new Set<Worker>()
    for (let check = 0; check < 200; check += 1) {
      if (check % 6 === 0) {
        await until(() => executor.standing > 0, 'a thread')
        const standing = executor.pool.workers.filter((worker) => worker !== null)
        const victim = chance.pick(standing)
        killed.add(victim)
        void victim.terminate()
        // The thread ends at some moment of the checks that follow.
      }
      if (chance.once(2)) assert.is(textOf(executor.scan()), EXPECTED)
      else assert.is(textOf(await scanLater(executor)), EXPECTED)
      if (chance.once(4)) await new Promise((resolve) => setTimeout(resolve, chance.below(4)))
    }
    // The last ones may still be ending: a pool that is whole may be so because it has not been told yet.
    const told = (what: string) => notices.filter((notice) => notice.startsWith(what)).length
    await until(() => told('lost') === killed.size && told('restored') === killed.size, 'news of every thread')
    await until(() => executor.standing === 3, 'a whole pool')
    assert.equal([told('lost'), told('restored')], [killed.size, killed.size])
    assert.is(textOf(executor.scan()), EXPECTED)
  })
})

test('a thread terminated in the middle of rankings changes no queue', async () => {
  const expected = idsOf(new InlineExecutor(engine.book, kernel))
  await withThreads({ threads: 2, deadlineMs: 30 }, async (executor) => {
    for (let turn = 0; turn < 8; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      await until(() => executor.standing > 0, 'a thread')
      void executor.pool.workers.find((worker) => worker !== null)!.terminate()
      for (let rank = 0; rank < 10; rank += 1) assert.equal(idsOf(executor), expected)
    }
  })
})

test('a thread that is late holds nobody up, and its own part is done by the main thread', async () => {
  await withThreads(
    { threads: 1, deadlineMs: 10_000 },
    async (executor, notices) => {
      // The bell has rung, and the thread sleeps over its part in every one of these.
      for (let check = 0; check < 20; check += 1) assert.is(textOf(executor.scan()), EXPECTED)
      await new Promise((resolve) => setTimeout(resolve, 500))
      assert.is(textOf(executor.scan()), EXPECTED)
      assert.equal(notices, [])
    },
    HANGING,
  )
})

for (const [how, scan] of [
  ['checkSync', async (executor: ThreadExecutor) => executor.scan()],
  ['check', (executor: ThreadExecutor) => scanLater(executor)],
] as const) {
  test(`a thread that hangs past the deadline of a ${how} is ended, told of, and replaced`, async () => {
    await withThreads(
      { threads: 1, deadlineMs: 60 },
      async (executor, notices) => {
        // Where the main thread is faster than the bell, there is nothing left to hang over.
        while (notices.length === 0) {
          assert.is(textOf(await scan(executor)), EXPECTED)
          await new Promise((resolve) => setTimeout(resolve, 100))
          assert.is(textOf(executor.scan()), EXPECTED)
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        await until(() => notices.some((notice) => notice.startsWith('restored')), 'a new thread')
        assert.is(notices[0], 'lost 1: it held a part of the work for more than 60 ms')
        assert.is(textOf(await scan(executor)), EXPECTED)
      },
      HANGING,
    )
  })
}

test('a ranking past whose deadline a thread hangs is made apart, and is the same', async () => {
  const expected = idsOf(new InlineExecutor(engine.book, kernel))
  await withThreads(
    { threads: 1, deadlineMs: 50 },
    async (executor, notices) => {
      while (notices.length === 0) {
        assert.equal(idsOf(executor), expected)
        assert.equal(idsOf(executor), expected)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      await until(() => notices.some((notice) => notice.startsWith('restored')), 'a new thread')
    },
    HANGING,
  )
})

test('an aborted scan ends with the reason, and the next one is whole', async () => {
  await withThreads({ threads: 2 }, async (executor) => {
    for (let turn = 0; turn < 20; turn += 1) {
      const stop = new AbortController()
      const scan = scanLater(executor, stop.signal)
      stop.abort(new Error('not wanted'))
      await scan.then(
        () => assert.unreachable('an aborted scan has ended well'),
        (error) => assert.is(error.message, 'not wanted'),
      )
      assert.is(textOf(await scanLater(executor)), EXPECTED)
    }
  })
})

/** Sets what goes wrong in the threads that start from now on. */
const oddly = (what: string) => {
  process.env[ODD] = what
}

test('a thread that is away between doing a chunk and counting it spoils no later job', async () => {
  oddly('countsLate')
  await withThreads(
    { threads: 1 },
    async (executor) => {
      for (let check = 0; check < 400; check += 1) assert.is(textOf(executor.scan()), EXPECTED)
      for (let check = 0; check < 20; check += 1) assert.is(textOf(await scanLater(executor)), EXPECTED)
    },
    ODD_WORKERS,
  )
})

test('a check ends when the last thread dies for good, and that is told', async () => {
  oddly('diesForGood')
  await withThreads(
    { threads: 1, deadlineMs: 50 },
    async (executor, notices) => {
      assert.is(textOf(await scanLater(executor)), EXPECTED)
      await until(() => notices.includes('given up 1'), 'a notice')
      assert.is(textOf(await scanLater(executor)), EXPECTED)
    },
    ODD_WORKERS,
  )
})

test('what a thread took before it was known to stand is not lost with it', async () => {
  oddly('diesUnseen')
  const executor = new ThreadExecutor(
    engine.book,
    kernel,
    { threads: 2, leastWork: 0, deadlineMs: 50 },
    silent,
    ODD_WORKERS,
  )
  try {
    await until(() => executor.standing > 0, 'a thread')
    for (let check = 0; check < 6; check += 1) {
      assert.is(textOf(executor.scan()), EXPECTED)
      assert.is(textOf(await scanLater(executor)), EXPECTED)
    }
  } finally {
    await executor.close()
  }
})

test('an abandoned ranking is not done on a book that has changed since', async () => {
  await withThreads(
    { threads: 1, deadlineMs: 30 },
    async (executor, notices) => {
      while (notices.length === 0) {
        idsOf(executor)
        const { marketNeed, rankKey } = engine.book.columns
        // What a selection would now write to is far more than what it was cut for.
        marketNeed.fill(3)
        rankKey.fill(-1)
        await new Promise((resolve) => setTimeout(resolve, 20))
        await until(() => executor.standing === 1, 'a new thread')
        assert.ok(rankKey.every((key) => key === -1))
      }
    },
    HANGING,
  )
})

test('a slow check ends no thread that works', async () => {
  const slow = createKernel('reference', engine.book)
  const notices: string[] = []
  const listener = { ...silent, onLaneLost: (lane: number, why: string) => void notices.push(`${lane} ${why}`) }
  const executor = new ThreadExecutor(engine.book, slow, { threads: 1, leastWork: 0, deadlineMs: 60 }, listener)
  try {
    await executor.ready()
    for (let check = 0; check < 3; check += 1) assert.is(textOf(await scanLater(executor)), EXPECTED)
    assert.equal(notices, [])
  } finally {
    await executor.close()
  }
})

test('who watches collections is not kept waiting when the engine is closed', async () => {
  const executor = new ThreadExecutor(engine.book, kernel, { threads: 1 }, silent)
  await executor.ready()
  const stop = await executor.pool.watchCollections()
  await executor.close()
  await stop()
})

test('threads count their collections when they are asked to', async () => {
  await withThreads({ threads: 2 }, async (executor) => {
    const stop = await executor.pool.watchCollections()
    for (let check = 0; check < 50; check += 1) assert.is(textOf(executor.scan()), EXPECTED)
    const collections = await stop()
    // A thread that has just started may still collect what its start has left; the benchmark has warm ones.
    assert.is(collections.length, 2)
    for (const count of collections) assert.ok(Number.isInteger(count) && count >= 0 && count < 20, `${count}`)
  })
})

test('the end', async () => {
  await engine[Symbol.asyncDispose]()
})

test.run()
