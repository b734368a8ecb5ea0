// The page of `ballast stress --report`: the worst run is counted while it is played again.

import type { Engine } from '../engine/engine.ts'
import type { PageCheck, PageData } from '../page/page-data.ts'
import { RunTally } from '../page/run-tally.ts'
import type { GridAnswers } from '../stress/answers.ts'
import type { GridResult } from '../stress/grid.ts'
import { type GridPageTerms, gridPage } from '../stress/grid-page.ts'
import type { RunWatch } from '../stress/worst-run.ts'
import { cashBalances, lotsBalance } from './check-report.ts'

/** What neither the numbers nor the page hang on. */
const NOT_SAID = ['--threads', '--out', '--csv', '--parquet']
const NOT_SAID_ALONE = ['--resume', '--quiet', '--json']

export class StressWatch implements RunWatch {
  #engine: Engine | null = null
  #tally: RunTally | null = null

  begin(engine: Engine): void {
    this.#engine = engine
    this.#tally = new RunTally(engine)
  }

  round(engine: Engine, report: Parameters<RunWatch['round']>[1]): void {
    const tally = this.#tally!
    for (const event of engine.roundEvents()) tally.event(event)
    tally.tick({ timeMs: report.timeMs, flagged: report.flagged, report })
  }

  page(result: GridResult, answers: GridAnswers, terms: Omit<GridPageTerms, 'record' | 'checks'>): PageData {
    const record = this.#tally?.record() ?? null
    return gridPage(result, answers, { ...terms, record, checks: this.#checks() })
  }

  #checks(): PageCheck[] {
    const engine = this.#engine
    if (engine === null) return []
    return [
      { what: 'Lots add up to zero in every market at its end.', holds: lotsBalance(engine) },
      { what: 'Cash adds up to deposits less withdrawals at its end.', holds: cashBalances(engine) },
    ]
  }
}

/** The words that were typed, without those that change nothing on the page. */
export function commandOf(words: readonly string[]): string[] {
  const kept: string[] = ['ballast']
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!
    if (NOT_SAID.includes(word)) index += 1
    else if (!NOT_SAID_ALONE.includes(word) && !NOT_SAID.some((name) => word.startsWith(`${name}=`))) kept.push(word)
  }
  return kept
}
