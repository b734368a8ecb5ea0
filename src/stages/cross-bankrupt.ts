// Stage 4: bankrupt accounts on opposite sides of a market are closed against each other at the mark, which costs
// nobody anything.
//
// Reads and writes: the bankrupt rows. Bound: their legs, and one trade for each position that it closes. Allocation:
// lists of rows. Deterministic: by ids on both sides.

import { abs, min } from '../fixed/rounding.ts'
import { closeAtMark } from './moves.ts'
import { LOG_CROSS } from './round-log.ts'
import { bankruptRows, freshMarkets, lotsOf, type Round } from './round-state.ts'

/** Bankrupt rows on one side of a market, by id; those before `next` have nothing left there. */
interface Queue {
  readonly rows: number[]
  next: number
}

export function crossBankrupt(round: Round): void {
  const rows = bankruptRows(round, true)
  const queues = new Map<number, Queue>()
  for (const row of rows) {
    for (const market of freshMarkets(round, row)) queueOf(queues, round, row, market).rows.push(row)
  }
  for (const row of rows) for (const market of freshMarkets(round, row)) crossLeg(round, queues, row, market)
}

function queueOf(queues: Map<number, Queue>, round: Round, row: number, market: number): Queue {
  const key = sideKey(market, lotsOf(round.book, row, market) < 0n)
  let queue = queues.get(key)
  if (queue === undefined) {
    queue = { rows: [], next: 0 }
    queues.set(key, queue)
  }
  return queue
}

function sideKey(market: number, short: boolean): number {
  return 2 * market + (short ? 1 : 0)
}

function crossLeg(round: Round, queues: ReadonlyMap<number, Queue>, row: number, market: number): void {
  const { book } = round
  let lots = lotsOf(book, row, market)
  const queue = queues.get(sideKey(market, lots > 0n))
  if (queue === undefined) return
  while (lots !== 0n && queue.next < queue.rows.length) {
    const other = queue.rows[queue.next]!
    const opposite = lotsOf(book, other, market)
    if (opposite !== 0n) {
      closeAtMark(round, row, other, market, min(abs(lots), abs(opposite)), { type: LOG_CROSS })
      lots = lotsOf(book, row, market)
    }
    if (lotsOf(book, other, market) === 0n) queue.next += 1
  }
}
