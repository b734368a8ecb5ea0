// What a grid has found, as a page: its answers, and the worst run step by step.

import { createHash } from 'node:crypto'
import type { PageCheck, PageData, PageHash, Section } from '../page/page-data.ts'
import type { RunRecord } from '../page/run-record.ts'
import { grouped, money } from '../page/shown-number.ts'
import type { GridAnswers } from './answers.ts'
import type { Confidence } from './answers-fund.ts'
import type { GridResult } from './grid.ts'
import type { LoopResult } from './loop-types.ts'
import { beginsSection } from './page-begins.ts'
import { CellNames } from './page-curves.ts'
import { feedbackSection } from './page-feedback.ts'
import { fundSection } from './page-fund.ts'
import { lossesSection, policiesSection } from './page-losses.ts'
import { accountsSection, runsSection } from './page-runs.ts'
import { headlineOf, leadOf, tilesOf, worstName } from './page-words.ts'
import { plainJson } from './stress-file-line.ts'

export interface GridPageTerms extends Confidence {
  readonly scenario: string
  readonly version: string
  readonly command: readonly string[]
  /** Of the worst run, counted while it was played again. */
  readonly record: RunRecord | null
  /** What it has measured; null: marks that have happened were played. */
  readonly loop: LoopResult | null
  /** Of its book at the end. */
  readonly checks: readonly PageCheck[]
}

/** @throws BallastError ERR_RANGE for a confidence that is none */
export function gridPage(result: GridResult, answers: GridAnswers, terms: GridPageTerms): PageData {
  const { atom, plan, worst } = result
  const { scenario, version, command, record } = terms
  const names = new CellNames(result.runs, atom)
  return {
    title: `Stress of ${scenario}`,
    headline: headlineOf(result, answers, names),
    lead: leadOf(result, answers, terms),
    tiles: tilesOf(result, answers, terms),
    ...{ scenario, version, atom, command, policy: plan.policies.join(', ') },
    sections: sectionsOf(result, answers, names, terms),
    ...(record === null || worst === null ? {} : { run: record, runName: worstName(worst.run, result) }),
    checks: checksOf(result, terms),
    hashes: hashesOf(result),
  }
}

function sectionsOf(result: GridResult, answers: GridAnswers, names: CellNames, terms: GridPageTerms): Section[] {
  const { runs, refined, atom, plan } = result
  const found = [
    beginsSection(runs, answers, names),
    fundSection(answers, terms, atom),
    feedbackSection(runs, answers, names, movesOf(terms)),
    lossesSection(runs, answers, names, terms),
    answers.policies.length > 1 ? policiesSection(answers) : null,
    accountsSection(answers, runs, plan.keptAccounts),
    runsSection(runs, refined),
  ]
  return found.filter((section) => section !== null)
}

function movesOf({ record, loop }: GridPageTerms) {
  return record === null || loop === null ? null : { result: loop, markets: record.markets }
}

function checksOf({ runs, refined, worst, atom }: GridResult, { checks }: GridPageTerms): PageCheck[] {
  const all = [...runs, ...refined]
  const wrong = all.filter(({ outcome }) => {
    const { adlLossAtoms, socialisedAtoms, deficitAtoms, beyondFundAtoms } = outcome
    return adlLossAtoms + socialisedAtoms + deficitAtoms !== beyondFundAtoms
  })
  const rest = all.filter(({ outcome }) => !outcome.quiet).length
  return [
    {
      what: 'What the fund left to others is ADL losses, socialised losses and deficit, in every run.',
      holds: wrong.length === 0,
      figures: `${grouped(all.length)} runs, ${grouped(rest)} of them ended before the marks had come to rest`,
    },
    ...(worst === null
      ? []
      : [
          {
            what: 'The worst run came to the same when it was played once more, to the state hash.',
            holds: worst.isSame,
            figures: `beyond the fund ${money(worst.run.outcome.beyondFundAtoms, atom)}`,
          },
        ]),
    ...checks,
  ]
}

function hashesOf({ startHash, runs, refined, worst }: GridResult): PageHash[] {
  const all = createHash('sha256')
  for (const run of [...runs, ...refined]) all.update(`${plainJson(run)}\n`)
  return [
    { what: 'State hash of the book that every run began with', hash: startHash },
    { what: 'SHA-256 of all runs, as runs.jsonl has them, in the order of the grid', hash: all.digest('hex') },
    ...(worst === null ? [] : [{ what: 'State hash at the end of the worst run', hash: worst.run.outcome.stateHash }]),
  ]
}
