// Of a grid's page: whether the fall feeds itself, and in the worst run what moved each market.

import { unitsToDecimal } from '../fixed/decimal.ts'
import { atomsText, type Column, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import type { MarketRow } from '../page/run-record.ts'
import type { GridAnswers } from './answers.ts'
import type { Feedback } from './answers-feedback.ts'
import { meanCount } from './answers-order.ts'
import type { GridRun } from './grid-types.ts'
import type { Cause, LoopResult, MarketOutcome } from './loop-types.ts'
import { bySize, type CellNames, lineChart, linesNote, type ShockSide, sidesOf } from './page-curves.ts'
import { type CellOf, columnsOf, thinned, thinnedNote } from './page-rows.ts'

/** null: no run of the grid has moved a mark by a model. */
export function feedbackSection(
  runs: readonly GridRun[],
  { feedback }: GridAnswers,
  names: CellNames,
  worst: { readonly result: LoopResult; readonly markets: readonly MarketRow[] } | null,
): Section | null {
  const moved = runs.filter(({ outcome }) => outcome.fed !== null)
  if (moved.length === 0) return null
  const [first] = sidesOf(moved) as [ShockSide]
  return {
    ...{ id: 'feedback', name: 'Feedback', heading: 'Whether the fall feeds itself' },
    note:
      'Of each run the market whose mark went farthest beyond what set it off. An amplification of 100 % is the ' +
      'shock alone; the rest is what liquidations, and owners of hedges that ADL broke, sold on the order books.',
    figures: [
      amplificationFigure(first, names),
      feedbackTable(feedback),
      ...(worst === null ? [] : [movesFigure(worst.result, worst.markets)]),
    ],
  }
}

function amplificationFigure({ name, runs }: ShockSide, names: CellNames): Figure {
  const columns = bySize(runs, names, 'ppm', (there) => {
    return meanCount(there.map(({ outcome }) => outcome.fed!.amplificationPpm))!
  })
  return {
    id: 'amplification',
    title: `Amplification, by size of the shock: ${name}`,
    note: `Whole move by first move: means over the seeds.${linesNote(runs, names)}`,
    columns,
    ...lineChart(columns, 'whole move by first move, in %'),
  }
}

function feedbackTable(feedback: readonly Feedback[]): Figure {
  const rows = thinned(feedback)
  return {
    id: 'feedback',
    title: 'What fed the fall',
    note:
      'Means over the seeds, rounded up. Not back: seeds in which the mark was not where the shock alone would have ' +
      `it by the end.${thinnedNote(feedback.length, rows.length, '--json')}`,
    columns: columnsOf(rows, [
      ['Shock', 'text', ({ shock }) => shock],
      ['Policy', 'text', ({ policy }) => policy],
      ['Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)],
      ['Depth', 'ppm', ({ depthPpm }) => depthPpm],
      ['Amplification', 'ppm', ({ meanAmplificationPpm }) => meanAmplificationPpm],
      ['Worst', 'ppm', ({ worstAmplificationPpm }) => worstAmplificationPpm],
      ['There', 'text', ({ symbol }) => symbol],
      ['By liquidations', 'ppm', ({ meanByLiquidationsPpm }) => meanByLiquidationsPpm],
      ['By broken hedges', 'ppm', ({ meanByUnwindsPpm }) => meanByUnwindsPpm],
      ['Hedges broken', 'atoms', ({ meanBrokenHedgeAtoms }) => atomsText(meanBrokenHedgeAtoms)],
      ['Passes', 'count', ({ meanPasses }) => meanPasses],
      ['Not back', 'count', ({ notRecovered }) => notRecovered],
      ['Seeds', 'count', ({ seeds }) => seeds],
    ]),
    first: 12,
  }
}

/** Market by market; those whose mark went farthest beyond their first move come first. */
function movesFigure({ markets }: LoopResult, listed: readonly MarketRow[]): Figure {
  const order = markets.toSorted((a, b) => (b.amplificationPpm ?? -1) - (a.amplificationPpm ?? -1))
  const price = (market: number, ticks: bigint) => unitsToDecimal(ticks, listed[market]!.tickSize)
  const part = (cause: Cause): ['ppm', CellOf<MarketOutcome>] => {
    return ['ppm', ({ sharesPpm }) => sharesPpm?.[cause] ?? null]
  }
  const columns: Column[] = columnsOf(order, [
    ['Market', 'text', ({ market }) => listed[market]!.symbol],
    ['Role', 'text', ({ role }) => role],
    ['Start', 'decimal', ({ market, startTicks }) => price(market, startTicks)],
    ['Farthest', 'decimal', ({ market, farthestTicks }) => price(market, farthestTicks)],
    ['In step', 'id', ({ farthestStep }) => farthestStep],
    ['End', 'decimal', ({ market, endTicks }) => price(market, endTicks)],
    ['Amplification', 'ppm', ({ amplificationPpm }) => amplificationPpm],
    ['By the shock', ...part('shock')],
    ['By liquidations', ...part('liquidations')],
    ['By broken hedges', ...part('unwinds')],
    ['Steps until back', 'count', ({ recoverySteps }) => recoverySteps],
    ['Liquidated', 'atoms', ({ liquidatedAtoms }) => atomsText(liquidatedAtoms)],
    ['Deleveraged', 'atoms', ({ deleveragedAtoms }) => atomsText(deleveragedAtoms)],
    ['Sold of broken hedges', 'atoms', ({ unwoundAtoms }) => atomsText(unwoundAtoms)],
  ])
  return {
    id: 'moves',
    title: 'What moved each market, in the worst run',
    note:
      'Led: it had a shock of its own; followed: it had none, and positions were liquidated there. Parts of the move ' +
      'to the farthest mark, together 100 %. Steps until back: to where the shock alone would have it; empty: not by ' +
      'the end.',
    columns,
    first: 12,
  }
}
