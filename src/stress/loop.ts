// The loop: marks fall, a round liquidates and deleverages, what is sold moves the order books, marks fall again, until
// they rest. docs/STRESS.md has the model; loop-types.ts what goes in and comes out.
//
// The engine is played on: take an image before (engine/book-image.ts) to play the same book again.

import type { Book } from '../book/book.ts'
import { valueRow } from '../book/equity.ts'
import { CLASS_POOL } from '../core/codes.ts'
import type { Engine } from '../engine/engine.ts'
import type { Stuck } from '../engine/round-events.ts'
import type { RoundReport } from '../engine/round-report.ts'
import * as at from '../memory/fields.ts'
import { LIQUIDATIONS, UNWINDS } from '../sim/price-path.ts'
import { BrokenHedges, type Unwound } from './broken-hedges.ts'
import { checkTerms } from './check-terms.ts'
import { LoopMarkets } from './loop-markets.ts'
import { LoopTally } from './loop-tally.ts'
import type { LoopResult, LoopStep, LoopTerms, MarketStep } from './loop-types.ts'
import { RoundTally } from './round-tally.ts'

/**
 * Plays a loop on the book of an engine, from its marks of now; policies and prices are the engine's.
 *
 * @throws BallastError before anything has changed, for terms that do not fit; from the engine, in the middle
 */
export function playLoop(engine: Engine, given: LoopTerms): LoopResult {
  const terms = checkTerms(engine.book, given)
  const markets = new LoopMarkets(engine, terms)
  const hedges = new BrokenHedges(engine, terms.unwindPpm)
  const tally = new LoopTally(markets.books, terms, fundAtoms(engine.book))
  let state = ''
  let isQuiet = false
  for (let step = 1; step <= terms.maxSteps && !isQuiet; step += 1) {
    const timeMs = engine.lastTimeMs + terms.stepMs
    engine.applyMarks(markets.open(step, timeMs))
    tally.mark(step)
    const report = engine.runRound({ liquidity: markets })
    const counted = new RoundTally(engine.book)
    for (const event of engine.roundEvents()) {
      counted.note(event)
      hedges.note(event)
    }
    markets.settle(LIQUIDATIONS)
    const unwound = hedges.unwind(markets.books)
    markets.settle(UNWINDS)
    markets.close()
    const played = stepOf(step, report, counted, unwound, markets)
    tally.step(played, counted.deleveraged)
    terms.onStep?.(played, report)
    const before = state
    state = markets.state
    isQuiet =
      step >= terms.shockSteps &&
      report.quiet &&
      played.liquidationFills + played.unwindFills === 0 &&
      !(markets.isRefilling && report.stuck.some(({ reason }) => waitsForBook(reason))) &&
      (markets.isAtRest || state === before)
  }
  return tally.result(isQuiet, engine.stateHash())
}

/** Whoever is stuck for another reason is not helped by an order book that fills up. */
const waitsForBook = (reason: Stuck['reason']) => reason !== 'stale' && reason !== 'passes'

function stepOf(
  step: number,
  report: RoundReport,
  counted: RoundTally,
  unwound: Unwound,
  { books }: LoopMarkets,
): LoopStep {
  const markets = books.map(({ path }, market): MarketStep => {
    return {
      market,
      markTicks: path.markTicks,
      midTicks: path.midTicks,
      liquidatedAtoms: counted.notionalAtoms('liquidation', market),
      takenOverAtoms: counted.notionalAtoms('takeover', market),
      deleveragedAtoms: counted.notionalAtoms('adl-fill', market),
      closedAtMarkAtoms: counted.notionalAtoms('close-at-mark', market),
      unwoundAtoms: unwound.soldAtoms[market]!,
    }
  })
  return {
    ...{ step, timeMs: report.timeMs, markets, passes: report.passes },
    ...{ flagged: report.flagged, bankrupt: counted.bankrupt, stuck: report.stuck.length },
    ...{ fundAtoms: report.insurance.afterAtoms, fundDrawnAtoms: report.insurance.drawnAtoms },
    ...{ deficitAtoms: report.deficitAtoms, socialisedAtoms: report.socialisedAtoms },
    ...{ liquidationFills: counted.liquidationFills, adlFills: counted.adlFills },
    ...{ adlAccounts: report.adl.accounts, unwindFills: unwound.fills, brokenHedgeAtoms: unwound.brokenAtoms },
  }
}

/** Equity of all pools. */
function fundAtoms(book: Book): bigint {
  const { rowClass } = book.columns
  let sum = 0n
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    if (rowClass[row] === CLASS_POOL) sum += valueRow(book, row).equityAtoms
  }
  return sum
}
