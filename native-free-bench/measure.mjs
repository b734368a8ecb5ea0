// Timing by turns: contenders run A B C A B C … in one process, so that what disturbs the machine disturbs all of them.

import v8 from 'node:v8'

export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export function summarise(samples) {
  const sorted = Float64Array.from(samples).sort()
  return {
    median: quantile(sorted, 0.5),
    p10: quantile(sorted, 0.1),
    p90: quantile(sorted, 0.9),
    rounds: sorted.length,
  }
}

/**
 * Runs every contender once a round, in turns.
 *
 * @param contenders objects with a `name` and a `run`
 * @returns for each name the milliseconds: median, p10, p90
 */
export function alternate(contenders, rounds, warmUps = 2) {
  const samples = contenders.map(() => new Float64Array(rounds))
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const start = performance.now()
      run()
      const end = performance.now()
      if (round >= 0) samples[index][round] = end - start
    }
  }
  return Object.fromEntries(contenders.map(({ name }, index) => [name, summarise(samples[index])]))
}

/**
 * Runs `work` and counts the collections in it. A full collection goes before, where there is one to call, so that what
 * the set-up left behind is not counted.
 */
export function countCollections(work) {
  globalThis.gc?.()
  const profiler = new v8.GCProfiler()
  profiler.start()
  const before = v8.getHeapStatistics().used_heap_size
  const result = work()
  const heapBytes = v8.getHeapStatistics().used_heap_size - before
  const { statistics } = profiler.stop()
  return { result, collections: statistics.length, kinds: statistics.map(({ gcType }) => gcType), heapBytes }
}

/** Whether the counter counts: garbage of 64 MiB cannot go unseen. A zero is worth nothing from one that does not. */
export function counterWorks() {
  const { collections } = countCollections(() => {
    let kept = null
    for (let index = 0; index < 65_536; index += 1) kept = new Array(128).fill(index)
    return kept
  })
  return collections > 0
}

/** Set-up leaves garbage behind: a full collection now, so that none falls into what is measured next. */
export function settle() {
  globalThis.gc?.()
}

/** 32-bit generator (mulberry32): the same numbers on every machine. */
export function generator(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    /** 0 … 2^32 − 1. */
    next,
    /** 0 … count − 1. */
    below: (count) => Math.floor((next() / 0x1_0000_0000) * count),
    /** 0 ≤ share < 1. */
    share: () => next() / 0x1_0000_0000,
  }
}
