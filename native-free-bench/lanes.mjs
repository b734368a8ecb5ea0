// One thread against two lanes (a thread and the main one), by turns, over the same book; what a check costs over its
// bare kernel on a small book; and the head of a queue.

import { makeBook } from './book.mjs'
import { toEngine } from './forms.mjs'
import { ratiosTo } from './margin.mjs'
import { alternate, settle } from './measure.mjs'
import { makeQueue, queueEngine } from './peers/queue.mjs'

const FILL = 0.85
const SMALL = { accounts: 1_000, positions: 4_000 }
/** Checks of the small book that are timed as one: the clock is too coarse for a few microseconds. */
const SMALL_TIMES = 50
const TOP = 1_000

const withThreads = (dist, threads) => ({
  ...dist,
  createEngine: (options) => dist.createEngine({ ...options, executor: threads === 0 ? 'inline' : { threads } }),
})

/** @returns milliseconds of a check by one thread and by two lanes, and the same of the head of a queue */
export async function measureLanes(dist, { accounts, positions, rounds, ties }) {
  const check = await compareChecks(dist, { accounts, positions }, rounds)
  const small = await compareSmall(dist, rounds * 20)
  const rank = await compareRanks(dist, makeQueue({ candidates: accounts, seed: 1 }), rounds)
  const equal = await compareRanks(dist, equalScores(ties), rounds)
  return { check, small, rank, equal: { ...equal, ties } }
}

/** Runs `play` with an engine a number of threads, and ends them. */
async function withEngines(dist, make, play) {
  const engines = await Promise.all([0, 1].map(async (threads) => make(withThreads(dist, threads))))
  try {
    await Promise.all(engines.map((engine) => engine.ready()))
    return await play(...engines)
  } finally {
    await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()))
  }
}

function compareChecks(dist, size, rounds) {
  const book = makeBook(size)
  const make = (ours) => toEngine(ours, book, Math.ceil(size.positions / FILL))
  return withEngines(dist, make, (one, two) => {
    settle()
    const last = {}
    const times = alternate(
      [
        { name: 'one', run: () => (last.one = one.checkSync()) },
        { name: 'two', run: () => (last.two = two.checkSync()) },
      ],
      rounds,
    )
    const { ids, count } = last.one
    const agrees = count === last.two.count && ids.subarray(0, count).every((id, at) => id === last.two.ids[at])
    return { ...size, times, speedup: times.one.median / times.two.median, agrees }
  })
}

// Over the bare kernel: what an engine with a thread adds to a check that is over before anybody could help.
function compareSmall(dist, rounds) {
  const book = makeBook(SMALL)
  const make = (ours) => toEngine(ours, book, Math.ceil(SMALL.positions / FILL))
  return withEngines(dist, make, (one, two) => {
    const kernel = new dist.FastKernel(one.book)
    const blocks = one.book.columns.word(dist.WORD_BLOCKS)
    const often = (work) => () => {
      for (let time = 0; time < SMALL_TIMES; time += 1) work()
    }
    const times = alternate(
      [
        { name: 'kernel', run: often(() => kernel.scan(0, blocks, 0)) },
        { name: 'one', run: often(() => one.checkSync()) },
        { name: 'two', run: often(() => two.checkSync()) },
      ],
      rounds,
    )
    const us = (name) => (times[name].median * 1000) / SMALL_TIMES
    return {
      ...SMALL,
      kernelUs: us('kernel'),
      oneUs: us('one'),
      twoUs: us('two'),
      overheadUs: us('two') - us('kernel'),
    }
  })
}

function compareRanks(dist, queue, rounds) {
  return withEngines(
    dist,
    (ours) => queueEngine(ours, queue),
    (one, two) => {
      const heads = [one, two].map(() => new dist.RankResult(TOP))
      settle()
      const times = alternate(
        [
          { name: 'one', run: () => one.rankTop(0, 'long', heads[0]) },
          { name: 'two', run: () => two.rankTop(0, 'long', heads[1]) },
        ],
        rounds,
      )
      const agrees = heads[0].accounts.every((id, at) => id === heads[1].accounts[at])
      const { candidates, count } = heads[0]
      return { candidates, top: count, times, speedup: ratiosTo('two', times).one, agrees }
    },
  )
}

/** Everybody entered at the same price with the same equity a lot: only size and id tell candidates apart. */
function equalScores(candidates) {
  const queue = makeQueue({ candidates, seed: 2 })
  for (let index = 0; index < candidates; index += 1) {
    const lots = queue.lots[index]
    queue.entry[index] = lots * 900_000
    queue.equity[index] = lots * 50_000
    queue.cash[index] = queue.equity[index] - lots * 1_000_000
  }
  return queue
}
