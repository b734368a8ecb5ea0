// No allocation in the hot path, counted: collections of every thread in windows of a warm engine, by itself and with a
// thread. A full collection goes before each window; what a window leaves on the heap is told as well.

import v8 from 'node:v8'
import { MARKETS, makeBook } from './book.mjs'
import { toEngine } from './forms.mjs'
import { generator, settle } from './measure.mjs'
import { BATCH, makeBatches, shuffledRows } from './trades.mjs'

const FILL = 0.85
const TOP = 1_000

/** @returns for an engine without threads and one with a thread: collections and bytes in every window */
export async function measureQuiet(dist, { accounts, positions, trades, times }) {
  const results = []
  for (const threads of [0, 1]) {
    const executor = threads === 0 ? 'inline' : { threads }
    const ours = { ...dist, createEngine: (options) => dist.createEngine({ ...options, executor }) }
    const book = makeBook({ accounts, positions })
    const engine = toEngine(ours, book, Math.ceil(positions / FILL))
    try {
      await engine.ready()
      for (const window of windowsOf(dist, engine, book, { trades, times })) {
        results.push({ threads, ...(await count(engine, window)) })
      }
    } finally {
      await engine[Symbol.asyncDispose]()
    }
  }
  return results
}

function windowsOf(dist, engine, book, { trades, times }) {
  const rows = shuffledRows(engine, generator(3))
  const count = Math.ceil(trades / BATCH)
  const batches = makeBatches(dist, engine, book, { law: 'zipf', count: count + 4, rows, seed: 5 })
  const markets = Uint16Array.from({ length: MARKETS }, (_, market) => market)
  const prices = [1000n, 1001n].map((factor) =>
    BigInt64Array.from(book.markets, ({ ticks }) => (BigInt(ticks) * factor + 999n) / 1000n),
  )
  const marks = { timeMs: 0, markets, priceTicks: prices[0] }
  const head = new dist.RankResult(TOP)
  const tick = (index) => {
    marks.timeMs += 1
    marks.priceTicks = prices[index & 1]
    engine.applyMarks(marks)
    engine.checkSync()
  }
  const rank = (index) => engine.rankTop(index % MARKETS, index & 1 ? 'long' : 'short', head)
  return [
    // The last batches warm up, so that nothing is applied twice.
    {
      what: 'trades',
      times: count * BATCH,
      each: BATCH,
      work: (index) => engine.applyTrades(batches[index]),
      warm: [count, count + 4],
    },
    { what: 'marks and check', times, each: 1, work: tick, warm: [0, 8] },
    { what: 'rank', times, each: 1, work: rank, warm: [0, 8] },
  ]
}

async function count(engine, { what, times, each, work, warm }) {
  for (let index = warm[0]; index < warm[1]; index += 1) work(index)
  const stop = await engine.watchCollections()
  settle()
  const profiler = new v8.GCProfiler()
  profiler.start()
  const before = v8.getHeapStatistics().used_heap_size
  for (let index = 0; index < times / each; index += 1) work(index)
  const heapBytes = v8.getHeapStatistics().used_heap_size - before
  const own = profiler.stop().statistics.length
  const collections = [own, ...(await stop())]
  return { what, times, collections, bytesEach: heapBytes / times }
}
