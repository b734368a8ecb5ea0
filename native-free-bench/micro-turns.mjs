// Micro benchmarks by turns: tinybench times a few iterations of every contender, then of every contender again, so
// that what disturbs the machine disturbs all of them. The samples of all turns together make the medians.

import { Bench, classifyTimerSaturation } from 'tinybench'
import { settle, summarise } from './measure.mjs'

/** Before every turn: what ran in between has changed what the optimiser knows. */
const WARM_UPS = 2

/**
 * @param contenders objects with a `name` and a `run`, which does the work `operations` times, 1 when left out
 * @param turns how often, and `iterations` of each contender a turn
 * @returns for every contender the milliseconds of a run, nanoseconds an operation, and what tinybench warned of: a
 *   clock too coarse for the work makes samples that are zero or all alike
 */
export async function measureByTurns(contenders, { turns, iterations }) {
  const seen = contenders.map(() => ({ samples: [], warnings: new Set() }))
  for (let turn = 0; turn < turns; turn += 1) {
    const bench = new Bench({
      ...{ iterations, time: 0, warmupIterations: WARM_UPS, warmupTime: 0 },
      ...{ retainSamples: true, throws: true },
    })
    bench.addEventListener('warning', ({ task, reason }) => {
      seen[contenders.findIndex(({ name }) => name === task.name)].warnings.add(reason)
    })
    for (const { name, run } of contenders) bench.add(name, run, { async: false })
    // Once a turn: V8 forgets the code of what has not run for a few full collections, and would begin cold again.
    settle()
    bench.runSync()
    for (const [index, { result }] of bench.tasks.entries()) seen[index].samples.push(...result.latency.samples)
  }
  return contenders.map(({ name, operations = 1 }, index) => {
    const { samples, warnings } = seen[index]
    const time = summarise(samples)
    // A turn alone may be too short for tinybench to judge the clock by.
    const reason = classifyTimerSaturation(Float64Array.from(samples).sort(), spreadOf(samples, time.median))
    if (reason !== undefined) warnings.add(reason)
    return { name, ...time, nsPerOperation: (time.median * 1e6) / operations, warnings: [...warnings] }
  })
}

/** Median distance from the median. */
function spreadOf(samples, median) {
  return summarise(samples.map((sample) => Math.abs(sample - median))).median
}

/** The best of ours, the best of the others, and how many times as long that one takes: below 1 it is faster. */
export function rateOurs(times) {
  const best = (rows) => rows.reduce((a, b) => (b.median < a.median ? b : a))
  const ours = best(times.filter(({ name }) => isOurs(name)))
  const theirs = best(times.filter(({ name }) => !isOurs(name)))
  return { ours: ours.name, best: theirs.name, ratio: theirs.median / ours.median }
}

export function isOurs(name) {
  return name.startsWith('ours')
}
