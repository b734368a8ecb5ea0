// Of a grid's page: the accounts most at risk, and the runs themselves.

import { atomsText, type Figure, wordColumn } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import { grouped } from '../page/shown-number.ts'
import type { GridAnswers } from './answers.ts'
import { type GridRun, shockName } from './grid-types.ts'
import { columnsOf, thinned, thinnedNote } from './page-rows.ts'

/** null: no account was asked for. */
export function accountsSection(
  { accountsAtRisk }: GridAnswers,
  runs: readonly GridRun[],
  kept: number,
): Section | null {
  if (accountsAtRisk.length === 0 && runs.some(({ outcome }) => outcome.adlTriggered)) return null
  const rows = thinned(accountsAtRisk)
  const figure: Figure = {
    id: 'at-risk',
    title: 'Accounts most at risk of ADL',
    note:
      `A run remembers its ${grouped(kept)} largest losses: small accounts may be counted too rarely.` +
      thinnedNote(accountsAtRisk.length, rows.length, '--json'),
    columns: columnsOf(rows, [
      ['Policy', 'text', ({ policy }) => policy],
      ['Account', 'id', ({ account }) => account],
      ['Part of the runs', 'ppm', ({ timesPpm }) => timesPpm],
      ['Runs with it', 'count', ({ times }) => times],
      ['Closed', 'atoms', ({ notionalAtoms }) => atomsText(notionalAtoms)],
      ['Lost', 'atoms', ({ lossAtoms }) => atomsText(lossAtoms)],
      ['Lost in its worst run', 'atoms', ({ worstLossAtoms }) => atomsText(worstLossAtoms)],
    ]),
    bars: { parts: [5], roles: ['adl'] },
    first: 12,
  }
  return { id: 'at-risk', name: 'At risk', heading: 'Who is deleveraged', figures: [figure] }
}

export function runsSection(runs: readonly GridRun[], refined: readonly GridRun[]): Section {
  const all = [...runs, ...refined]
  const rows = thinned(all)
  const words = (name: string, of: (run: GridRun) => string) => wordColumn(name, rows.map(of))
  const more = refined.length === 0 ? '' : ` and ${grouped(refined.length)} halvings`
  const figure: Figure = {
    id: 'runs',
    title: 'Runs',
    note: `${grouped(runs.length)} runs${more}.${thinnedNote(all.length, rows.length, '--csv')}`,
    columns: [
      words('Shock', ({ cell }) => shockName(cell.shock)),
      words('Policy', ({ cell }) => cell.policy),
      ...columnsOf(rows, [
        ['Fund', 'atoms', ({ outcome }) => atomsText(outcome.fundStartAtoms)],
        ['Depth', 'ppm', ({ cell }) => cell.depthPpm],
        ['Seed', 'id', ({ cell }) => cell.seed],
        ['Steps', 'count', ({ outcome }) => outcome.steps],
        ['First ADL in step', 'id', ({ outcome }) => outcome.adlStep],
        ['Liquidated', 'atoms', ({ outcome }) => atomsText(outcome.liquidatedAtoms)],
        ['Taken over', 'atoms', ({ outcome }) => atomsText(outcome.takenOverAtoms)],
        ['Deleveraged', 'atoms', ({ outcome }) => atomsText(outcome.deleveragedAtoms)],
        ['Paid by the fund', 'atoms', ({ outcome }) => atomsText(outcome.fundDrawnAtoms)],
        ['Fund after', 'atoms', ({ outcome }) => atomsText(outcome.fundEndAtoms)],
        ['Beyond the fund', 'atoms', ({ outcome }) => atomsText(outcome.beyondFundAtoms)],
        ['Accounts', 'count', ({ outcome }) => outcome.adlAccounts],
        ['State hash', 'text', ({ outcome }) => outcome.stateHash],
      ]),
    ],
    first: 12,
  }
  return { id: 'runs', name: 'Runs', heading: 'Every run', figures: [figure] }
}
