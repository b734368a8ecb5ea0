// The search in lanes: so many traders, sequences of so many moves. In a lane, worlds come in an order that jumps
// about, so that what time allows is a sample of all, and the same one for everybody.

import type { KernelName } from '../../src/index.ts'
import { Explorer, Visited } from './explore.ts'
import { numberAt, worldAt, worldCount } from './worlds.ts'

export interface Lane {
  readonly traders: number
  readonly depth: number
}

/** Of the time, so many parts. */
export interface TimedLane extends Lane {
  readonly parts: number
}

export const LANES: readonly TimedLane[] = [
  { traders: 1, depth: 1, parts: 5 },
  { traders: 1, depth: 2, parts: 3 },
  { traders: 2, depth: 1, parts: 3 },
  { traders: 3, depth: 1, parts: 3 },
  { traders: 2, depth: 2, parts: 2 },
  { traders: 3, depth: 2, parts: 2 },
  { traders: 1, depth: 4, parts: 2 },
  { traders: 2, depth: 4, parts: 1 },
  { traders: 3, depth: 3, parts: 1 },
]

/** Every so many worlds the reference kernel plays too. */
const REFERENCE_EVERY = 8

export interface Slice {
  /** 1 … of: which of the worlds. */
  readonly part: number
  readonly of: number
}

export interface LaneReport extends Lane {
  /** Worlds of the lane, those of the slice. */
  readonly all: number
  /** Tried; of them `same` stand for one that is tried too, and `unfinished` were left. */
  tried: number
  same: number
  unfinished: number
  readonly visited: Visited
}

export interface Limits {
  /** Of this lane; Infinity: none. */
  readonly worlds: number
  readonly isOver: () => boolean
  readonly onWorld?: (report: LaneReport) => void
}

export function searchLane(lane: Lane, slice: Slice, limits: Limits): LaneReport {
  const { traders, depth } = lane
  const count = worldCount(traders)
  // One thing for everything that a lane can remember: states of another depth are no use.
  const explorer = new Explorer()
  const all = Math.ceil((count - slice.part + 1) / slice.of)
  const report: LaneReport = { traders, depth, all, tried: 0, same: 0, unfinished: 0, visited: new Visited() }
  for (let place = slice.part - 1; place < count && report.tried < limits.worlds; place += slice.of) {
    if (limits.isOver()) break
    const start = worldAt(traders, numberAt(place, count))
    report.tried += 1
    if (start === null) {
      report.same += 1
      continue
    }
    const kernels: KernelName[] = report.tried % REFERENCE_EVERY === 0 ? ['fast', 'reference'] : ['fast']
    const isWhole = explorer.explore(start, depth, kernels, report.visited, limits.isOver)
    if (!isWhole) report.unfinished += 1
    limits.onWorld?.(report)
  }
  return report
}
