// Of a grid's page: what is said before any figure.

import type { RunName, Tile } from '../page/page-data.ts'
import { grouped, money, roughMoney, share } from '../page/shown-number.ts'
import type { AdlBegins, GridAnswers } from './answers.ts'
import type { Confidence, FundNeeded } from './answers-fund.ts'
import type { GridResult } from './grid.ts'
import { type GridRun, percentText, shockName } from './grid-types.ts'
import type { CellNames } from './page-curves.ts'
import { answerOf } from './page-fund.ts'

/** Of falls and rises before paths, whose sizes are factors; null: no shock does. */
function smallest(adlBegins: readonly AdlBegins[]): AdlBegins | null {
  const known = adlBegins.filter(({ firstPpm }) => firstPpm !== null)
  const falls = known.filter(({ side }) => side !== 'path')
  const among = falls.length > 0 ? falls : known
  return among.reduce<AdlBegins | null>((least, each) => {
    return least === null || each.firstPpm! < least.firstPpm! ? each : least
  }, null)
}

export function headlineOf({ runs }: GridResult, { adlBegins }: GridAnswers, names: CellNames): string {
  const isAtRest = ({ cell, outcome }: GridRun) => cell.shock.sizePpm === 0 && outcome.adlTriggered
  if (runs.some(isAtRest)) return 'Somebody is deleveraged without any shock.'
  const first = smallest(adlBegins)
  if (first === null) return 'Nobody is deleveraged in any of the runs.'
  const under = names.named(first.policy, first.fundAtoms, first.depthPpm)
  return `ADL begins with ${shockWords(first)}${under === null ? '' : ` (${under})`}.`
}

/** "a fall of every market by 15%" */
function shockWords({ family, side, firstPpm }: AdlBegins): string {
  const size = percentText(firstPpm!)
  if (side === 'path') return `the scenario's own marks, ${size} of their way`
  if (family === 'uniform') return `a ${side} of every market by ${size}`
  if (family === 'betas') return `a ${side} by ${size}, in each market by its beta`
  if (family.startsWith('lead=')) return `a ${side} of ${family.slice(5)} by ${size} that the others follow`
  return `a ${side} of ${family.replace(/^market=/, '')} by ${size}`
}

export function leadOf(result: GridResult, answers: GridAnswers, confidence: Confidence): string {
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
  const book = `${grouped(accounts)} accounts, ${grouped(positions)} positions, its own fund ${money(fundAtoms, atom)}`
  const first = `${grouped(runs.length)} runs${made}${more}, each from the same book: ${book}.`
  return `${first}${fundWords(answers.fundNeeded, result, confidence)}`
}

/** Of the first policy and depth: the shock that wants the largest fund that is known, and those for which none is. */
function fundWords(needed: readonly FundNeeded[], { atom }: GridResult, confidence: Confidence): string {
  const [first] = needed
  if (first === undefined || first.curve.length < 2) return ''
  const beside = needed.filter(({ policy, depthPpm }) => policy === first.policy && depthPpm === first.depthPpm)
  const known = beside.filter(({ fundAtoms }) => fundAtoms !== null)
  const most = known.reduce((found, each) => (each.fundAtoms! >= found.fundAtoms! ? each : found), known[0] ?? first)
  const said = ` At ${most.shock}: ${answerOf(most, confidence, atom)}`
  const others = beside.length - Math.max(1, known.length)
  if (others === 0) return said
  const without = known.length === 0 ? 'the same holds at' : 'no fund of the grid does that at'
  return `${said.replace(/\.$/, ';')} ${without} ${grouped(others)} other ${others === 1 ? 'shock' : 'shocks'}.`
}

export function tilesOf({ runs, worst, atom }: GridResult, answers: GridAnswers, { quantilePpm }: Confidence): Tile[] {
  const withAdl = runs.filter(({ outcome }) => outcome.adlTriggered).length
  const first = smallest(answers.adlBegins)
  const tail = answers.beyondFund.reduce((most, each) => (each.tailMeanAtoms > most.tailMeanAtoms ? each : most))
  const tiles: Tile[] = [
    {
      ...{ name: 'Runs with ADL', value: `${grouped(withAdl)} of ${grouped(runs.length)}` },
      under: share(BigInt(withAdl), BigInt(runs.length)),
    },
    {
      name: 'Smallest shock with ADL',
      value: first === null ? 'none' : percentText(first.firstPpm!),
      under: first === null ? 'of this grid' : `${first.family}, ${first.side}, ${first.policy}`,
    },
    {
      name: 'Expected shortfall beyond the fund',
      value: roughMoney(tail.tailMeanAtoms, atom),
      under: `${tail.shock}, ${tail.policy}: mean of the worst ${percentText(1_000_000 - quantilePpm)}`,
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

export function worstName({ cell, outcome }: GridRun, { atom }: GridResult): RunName {
  const { shock, policy, depthPpm, seed } = cell
  const fund = `a fund of ${money(outcome.fundStartAtoms, atom)}`
  const which = `${shockName(shock)}, ${policy}, ${fund}, depth ${percentText(depthPpm)}, seed ${seed}`
  return { short: 'the worst run', note: `${whyWorst(outcome)}: ${which}. Played once more.` }
}

function whyWorst({ beyondFundAtoms, fundDrawnAtoms }: GridRun['outcome']): string {
  if (beyondFundAtoms > 0n) return 'The run that leaves others the largest loss'
  if (fundDrawnAtoms > 0n) return 'No run leaves others a loss; this one costs the fund most'
  return 'No run leaves a loss to anybody; in this one most is liquidated'
}
