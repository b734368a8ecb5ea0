// Makes the page of a grid: the worst run is counted while it is played once more.

import type { Engine } from '../engine/engine.ts'
import type { RoundReport } from '../engine/round-report.ts'
import type { PageCheck, PageData } from '../page/page-data.ts'
import { RunTally } from '../page/run-tally.ts'
import { grouped } from '../page/shown-number.ts'
import type { GridAnswers } from './answers.ts'
import type { GridResult } from './grid.ts'
import { type GridPageTerms, gridPage } from './grid-page.ts'
import type { LoopResult } from './loop-types.ts'
import type { RunWatch } from './worst-run.ts'

/** `watch` of a grid; afterwards its page. */
export class PageWatch implements RunWatch {
  #engine: Engine | null = null
  #tally: RunTally | null = null
  /** null: marks that have happened were played. */
  #result: LoopResult | null = null

  begin(engine: Engine): void {
    this.#engine = engine
    this.#tally = new RunTally(engine)
  }

  round(engine: Engine, report: RoundReport): void {
    const tally = this.#tally!
    for (const event of engine.roundEvents()) tally.event(event)
    tally.tick({ timeMs: report.timeMs, flagged: report.flagged, report })
  }

  end(_: Engine, result: LoopResult): void {
    this.#result = result
  }

  /** Of the grid that it has watched. @throws BallastError ERR_RANGE for a confidence that is none */
  page(result: GridResult, answers: GridAnswers, terms: Omit<GridPageTerms, 'record' | 'loop' | 'checks'>): PageData {
    const record = this.#tally?.record() ?? null
    return gridPage(result, answers, { ...terms, record, loop: this.#result, checks: this.#checks() })
  }

  #checks(): PageCheck[] {
    if (this.#engine === null) return []
    const { findings } = this.#engine.audit()
    return [
      {
        what: 'A full recount of its book at the end agrees: lots add up to zero, cash to deposits less withdrawals.',
        holds: findings.length === 0,
        figures: findings.length === 0 ? 'nothing found' : `${grouped(findings.length)} findings: ${findings[0]}`,
      },
    ]
  }
}
