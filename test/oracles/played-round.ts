// A round as a command: played at once, step by step as a venue does, or carried out from a proposal.

import type { Engine, LiquidationAsk, RoundReport } from '../../src/index.ts'
import { resultOf, StaticBook, withoutRepeats } from '../engine/golden-play.ts'
import type { NaiveDepth, NaiveEngine, NaiveRound } from './naive-engine.ts'
import type { GoldenCase } from './round/golden.ts'

export type RoundCommand = 'round' | 'stepRound' | 'acceptProposal'

export function playNaive(naive: NaiveEngine, name: RoundCommand, depths: readonly NaiveDepth[]): NaiveRound {
  return inOrder(name === 'acceptProposal' ? naive.acceptProposal(depths) : naive.runRound(depths))
}

/** The same keys in the same order, to be compared as text. */
function inOrder({ passes, flagged, events, deficitAtoms, depth, stuck, quiet, halted }: NaiveRound): NaiveRound {
  const sorted = events.map((event) => Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1))))
  return { passes, flagged, events: sorted as NaiveRound['events'], deficitAtoms, depth, stuck, quiet, halted }
}

export function playEngine(
  engine: Engine,
  name: RoundCommand,
  depths: readonly NaiveDepth[],
  adlAtMark: boolean,
): NaiveRound {
  const all = engine.book.marketCount
  const listed = Array.from(
    { length: all },
    (_, id) => depths.find((each) => each.id === id) ?? { id, bids: [], asks: [] },
  )
  const book = new StaticBook(listed)
  const report = reportOf(engine, name, book)
  const venue = { options: { adlPrice: adlAtMark ? 'mark' : 'bankruptcy' } } as GoldenCase['venue']
  const { rows: _, ...result } = resultOf(engine, report, book, { venue })
  const stuck = result.stuck.map((each) => (each.reason === 'stale' ? each : { ...each, reason: 'unfilled' }))
  const halted = [...engine.roundEvents()].flatMap((event) => (event.type === 'market-halted' ? [event.market] : []))
  return inOrder({ ...result, events: withoutRepeats(result.events), stuck, quiet: report.quiet, halted })
}

function reportOf(engine: Engine, name: RoundCommand, book: StaticBook): RoundReport {
  if (name === 'round') return engine.runRound({ liquidity: book })
  return name === 'acceptProposal' ? engine.acceptProposal({ liquidity: book }) : stepThrough(engine, book)
}

/**
 * Plays a round with commands, as a venue does.
 *
 * @param slice what a fill of the order book becomes: one command each
 */
export function stepThrough(
  engine: Engine,
  book: StaticBook,
  slice: (lots: bigint) => readonly bigint[] = (lots) => [lots],
): RoundReport {
  let status = engine.openRound()
  while (status.report === null) {
    answer(engine, status.wanted!, book, slice)
    status = engine.advanceRound()
  }
  return status.report
}

function answer(
  engine: Engine,
  wanted: LiquidationAsk,
  book: StaticBook,
  slice: (lots: bigint) => readonly bigint[],
): void {
  const { account, market, lots } = wanted
  let left = lots < 0n ? -lots : lots
  for (const fill of book.answer(wanted)) {
    for (const part of slice(fill.lots)) engine.fill({ account, market, priceTicks: fill.priceTicks, lots: part })
    left -= fill.lots
  }
  if (left > 0n) engine.bookExhausted({ account, market })
}
