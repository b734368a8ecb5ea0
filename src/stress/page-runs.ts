// Of a grid's page: the accounts most at risk, and the runs themselves.

import { atomsText, type Column, type Figure, wordColumn } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import { grouped } from '../page/shown-number.ts'
import type { AccountAtRisk, GridAnswers } from './answers.ts'
import { type GridRun, shockName } from './grid-types.ts'

/** Rows of the table of runs that a page holds. */
const MOST_RUNS = 5_000

export function accountsSection({ accountsAtRisk }: GridAnswers, kept: number): Section {
  const column = (name: string, kind: Column['kind'], of: (each: AccountAtRisk) => string | number | null): Column => {
    return { name, kind, values: accountsAtRisk.map(of) }
  }
  const figure: Figure = {
    id: 'at-risk',
    title: 'Accounts most at risk of ADL',
    note: `A run remembers its ${grouped(kept)} largest losses: small accounts may be counted too rarely.`,
    columns: [
      column('Policy', 'text', ({ policy }) => policy),
      column('Account', 'id', ({ account }) => account),
      column('Part of the runs', 'ppm', ({ timesPpm }) => timesPpm),
      column('Runs with it', 'count', ({ times }) => times),
      column('Closed', 'atoms', ({ notionalAtoms }) => atomsText(notionalAtoms)),
      column('Lost', 'atoms', ({ lossAtoms }) => atomsText(lossAtoms)),
      column('Lost in its worst run', 'atoms', ({ worstLossAtoms }) => atomsText(worstLossAtoms)),
    ],
    bars: { parts: [5], roles: ['adl'] },
    first: 12,
  }
  return { id: 'at-risk', name: 'At risk', heading: 'Who is deleveraged', figures: [figure] }
}

export function runsSection(runs: readonly GridRun[], refined: readonly GridRun[]): Section {
  const all = [...runs, ...refined]
  const { shown, every } = thinned(all)
  const column = (name: string, kind: Column['kind'], of: (run: GridRun) => string | number | null): Column => {
    return { name, kind, values: shown.map(of) }
  }
  const more = refined.length === 0 ? '' : ` and ${grouped(refined.length)} halvings`
  const note =
    every === 1
      ? `All ${grouped(runs.length)} runs${more}.`
      : `One in ${grouped(every)} of ${grouped(runs.length)} runs${more}: this page holds no more; --csv writes all.`
  const figure: Figure = {
    ...{ id: 'runs', title: 'Runs', note },
    columns: [
      wordColumn(
        'Shock',
        shown.map(({ cell }) => shockName(cell.shock)),
      ),
      wordColumn(
        'Policy',
        shown.map(({ cell }) => cell.policy),
      ),
      column('Fund', 'atoms', ({ outcome }) => atomsText(outcome.fundStartAtoms)),
      column('Depth', 'ppm', ({ cell }) => cell.depthPpm),
      column('Seed', 'id', ({ cell }) => cell.seed),
      column('Steps', 'count', ({ outcome }) => outcome.steps),
      column('First ADL in step', 'id', ({ outcome }) => outcome.adlStep),
      column('Liquidated', 'atoms', ({ outcome }) => atomsText(outcome.liquidatedAtoms)),
      column('Taken over', 'atoms', ({ outcome }) => atomsText(outcome.takenOverAtoms)),
      column('Deleveraged', 'atoms', ({ outcome }) => atomsText(outcome.deleveragedAtoms)),
      column('Paid by the fund', 'atoms', ({ outcome }) => atomsText(outcome.fundDrawnAtoms)),
      column('Fund after', 'atoms', ({ outcome }) => atomsText(outcome.fundEndAtoms)),
      column('Beyond the fund', 'atoms', ({ outcome }) => atomsText(outcome.beyondFundAtoms)),
      column('Accounts', 'count', ({ outcome }) => outcome.adlAccounts),
      column('State hash', 'text', ({ outcome }) => outcome.stateHash),
    ],
    first: 12,
  }
  return { id: 'runs', name: 'Runs', heading: 'Every run', figures: [figure] }
}

/** Every n-th, so that the parts of a grid stay as large to each other as they are. */
function thinned(runs: readonly GridRun[]): { readonly shown: readonly GridRun[]; readonly every: number } {
  const every = Math.max(1, Math.ceil(runs.length / MOST_RUNS))
  return { shown: every === 1 ? runs : runs.filter((_, index) => index % every === 0), every }
}
