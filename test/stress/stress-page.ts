// The page of a grid, as `ballast stress --report` makes it, beside what it is made of.

import type { PageData } from '../../src/page/page-data.ts'
import { answersOf, type GridAnswers } from '../../src/stress/answers.ts'
import { type GridOptions, type GridResult, playGrid } from '../../src/stress/grid.ts'
import { parseShocks } from '../../src/stress/grid-terms.ts'
import type { GridTerms } from '../../src/stress/grid-types.ts'
import { PageWatch } from '../../src/stress/page-watch.ts'
import { DEEP } from './grid-folder.ts'

export const PAGE_TERMS: Partial<GridTerms> = {
  shocks: parseShocks('uniform:-10%..-40%/4,BTC-PERP:-30%'),
  policies: ['bitmex', 'pro-rata'],
  funds: [null, 0n, 2_000_000_000_000n],
  seeds: [1, 2, 3, 4, 5],
  steps: 3,
}

export const SURE = { quantilePpm: 800_000, intervalPpm: 900_000 }

export interface PlayedGrid {
  readonly result: GridResult
  readonly answers: GridAnswers
  readonly page: PageData
}

export async function gridPlayed(options: GridOptions = { terms: PAGE_TERMS }): Promise<PlayedGrid> {
  const watch = new PageWatch()
  const result = await playGrid(DEEP, { ...options, watch })
  const terms = { ...SURE, topAccounts: 10, millionAtoms: 1_000_000_000_000n }
  const answers = answersOf(result.runs, result.refined, terms)
  const said = { ...SURE, scenario: 'deep', version: '1.2.3', command: ['ballast', 'stress', 'deep'] }
  return { result, answers, page: watch.page(result, answers, said) }
}
