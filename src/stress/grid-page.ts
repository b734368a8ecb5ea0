// What a grid has found, as a page: its answers, and the worst run step by step.

import { createHash } from 'node:crypto'
import type { PageCheck, PageData, PageHash, RunName, Section, Tile } from '../page/page-data.ts'
import type { RunRecord } from '../page/run-record.ts'
import { grouped, money, roughMoney, share } from '../page/shown-number.ts'
import type { AdlBegins, GridAnswers } from './answers.ts'
import type { Confidence, FundNeeded } from './answers-fund.ts'
import type { GridResult } from './grid.ts'
import { type GridRun, percentText, shockName } from './grid-types.ts'
import { beginsSection } from './page-begins.ts'
import { CellNames } from './page-curves.ts'
import { answerOf, fundSection } from './page-fund.ts'
import { lossesSection, policiesSection } from './page-losses.ts'
import { accountsSection, runsSection } from './page-runs.ts'
import { plainJson } from './stress-file-line.ts'

export interface GridPageTerms extends Confidence {
  readonly scenario: string
  readonly version: string
  readonly command: readonly string[]
  /** Of the worst run, counted while it was played again. */
  readonly record: RunRecord | null
  /** Of its book at the end. */
  readonly checks: readonly PageCheck[]
}

/** @throws BallastError ERR_RANGE for a confidence that is none */
export function gridPage(result: GridResult, answers: GridAnswers, terms: GridPageTerms): PageData {
  const { atom, plan, worst } = result
  const { scenario, version, command, record } = terms
  return {
    title: `Stress of ${scenario}`,
    headline: headlineOf(result, answers),
    lead: leadOf(result, answers, terms),
    tiles: tilesOf(result, answers, terms),
    ...{ scenario, version, atom, command, policy: plan.policies.join(', ') },
    sections: sectionsOf(result, answers, terms),
    ...(record === null || worst === null ? {} : { run: record, runName: nameOf(worst.run, result) }),
    checks: checksOf(result, terms),
    hashes: hashesOf(result),
  }
}

function sectionsOf({ runs, refined, atom, plan }: GridResult, answers: GridAnswers, terms: GridPageTerms): Section[] {
  const names = new CellNames(runs, atom)
  const fund = fundSection(answers, terms, atom)
  return [
    beginsSection(runs, answers, names),
    ...(fund === null ? [] : [fund]),
    lossesSection(runs, answers, names, terms),
    ...(answers.policies.length > 1 ? [policiesSection(answers)] : []),
    accountsSection(answers, plan.keptAccounts),
    runsSection(runs, refined),
  ]
}

function headlineOf({ runs }: GridResult, { adlBegins }: GridAnswers): string {
  const first = adlBegins.find(({ firstPpm }) => firstPpm !== null)
  if (first === undefined) {
    const isThereAny = runs.some(({ outcome }) => outcome.adlTriggered)
    return isThereAny ? 'Somebody is deleveraged without any shock.' : 'Nobody is deleveraged in any of the runs.'
  }
  return `ADL begins with ${shockWords(first)}.`
}

/** "a fall of every market by 15%" */
function shockWords({ family, side, firstPpm }: AdlBegins): string {
  const size = percentText(firstPpm!)
  if (side === 'path') return `the scenario's own marks, ${size} of their way`
  if (family === 'uniform') return `a ${side} of every market by ${size}`
  if (family === 'betas') return `a ${side} by ${size}, in each market by its beta`
  if (family.startsWith('lead=')) return `a ${side} of ${family.slice(5)} by ${size} that the others follow`
  return `a ${side} of ${family} by ${size}`
}

function leadOf(result: GridResult, answers: GridAnswers, terms: GridPageTerms): string {
  const { runs, refined, plan, accounts, positions, fundAtoms, atom } = result
  const counts = [
    [plan.shocks.length, 'shocks'],
    [plan.policies.length, 'policies'],
    [plan.funds.length, 'funds'],
    [plan.depthsPpm.length, 'depths'],
    [plan.seeds.length, 'seeds'],
  ] as const
  const several = counts.filter(([count]) => count > 1).map(([count, name]) => `${grouped(count)} ${name}`)
  const made = several.length === 0 ? '' : `, ${several.join(' × ')}`
  const more = refined.length === 0 ? '' : `, and ${grouped(refined.length)} halvings`
  const book = `${grouped(accounts)} accounts, ${grouped(positions)} positions, fund ${money(fundAtoms, atom)}`
  const needed = hardest(answers.fundNeeded)
  const fund = needed === null ? '' : ` At ${needed.shock}: ${answerOf(needed, terms, atom)}`
  return `${grouped(runs.length)} runs${made}${more}, each from the same book: ${book}.${fund}`
}

/** Of the first policy and depth, the shock that wants the largest fund that is known; null: there is one fund only. */
function hardest(needed: readonly FundNeeded[]): FundNeeded | null {
  const [first] = needed
  if (first === undefined || first.curve.length < 2) return null
  const beside = needed.filter(({ policy, depthPpm }) => policy === first.policy && depthPpm === first.depthPpm)
  const known = beside.filter(({ fundAtoms }) => fundAtoms !== null)
  return known.reduce((most, each) => (each.fundAtoms! >= most.fundAtoms! ? each : most), known[0] ?? first)
}

function tilesOf({ runs, worst, atom }: GridResult, answers: GridAnswers, { quantilePpm }: GridPageTerms): Tile[] {
  const withAdl = runs.filter(({ outcome }) => outcome.adlTriggered).length
  const first = answers.adlBegins.find(({ firstPpm }) => firstPpm !== null)
  const tail = answers.beyondFund.reduce((most, each) => (each.tailMeanAtoms > most.tailMeanAtoms ? each : most))
  const tiles: Tile[] = [
    {
      ...{ name: 'Runs with ADL', value: `${grouped(withAdl)} of ${grouped(runs.length)}` },
      under: share(BigInt(withAdl), BigInt(runs.length)),
    },
    {
      name: 'Smallest shock with ADL',
      value: first === undefined ? 'none' : percentText(first.firstPpm!),
      under: first === undefined ? 'of this grid' : `${first.family}, ${first.side}, ${first.policy}`,
    },
    {
      name: 'Expected shortfall beyond the fund',
      value: roughMoney(tail.tailMeanAtoms, atom),
      under: `${tail.shock}: mean of the worst ${percentText(1_000_000 - quantilePpm)}`,
    },
  ]
  const [hit] = answers.accountsAtRisk
  if (hit !== undefined) {
    const under = `in ${grouped(hit.times)} of ${grouped(hit.runs)} runs, ${hit.policy}`
    tiles.push({ name: 'Account most at risk', value: String(hit.account), under })
  }
  if (worst !== null) {
    const { cell, outcome } = worst.run
    const value = roughMoney(outcome.beyondFundAtoms, atom)
    tiles.push({ name: 'Worst run, beyond the fund', value, under: `${shockName(cell.shock)}, ${cell.policy}` })
  }
  return tiles
}

function nameOf({ cell, outcome }: GridRun, { atom }: GridResult): RunName {
  const { shock, policy, depthPpm, seed } = cell
  const fund = `a fund of ${money(outcome.fundStartAtoms, atom)}`
  const which = `${shockName(shock)}, ${policy}, ${fund}, depth ${percentText(depthPpm)}, seed ${seed}`
  return { short: 'the worst run', note: `The run that leaves others the largest loss: ${which}. Played once more.` }
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
