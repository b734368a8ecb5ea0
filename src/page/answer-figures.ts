// Answers of comparisons: policies beside each other, and the fund by its size.

import { atomsText, type Figure } from './figure.ts'
import type { FundCurve, PolicyOutcome, Published } from './page-data.ts'
import { grouped, share } from './shown-number.ts'

export function policiesFigure(policies: readonly PolicyOutcome[]): Figure {
  const column = (name: string, of: (policy: PolicyOutcome) => bigint) => {
    return { name, kind: 'atoms', values: policies.map((policy) => atomsText(of(policy))) } as const
  }
  return {
    id: 'policies',
    title: 'The same shock under every policy, by who paid',
    note:
      'Needed is what bankrupt accounts lacked beyond the order book and takeovers of the fund. The Gini coefficient ' +
      'and the share of the first ten are of the deleveraged notional, by account.',
    columns: [
      { name: 'Policy', kind: 'text', values: policies.map(({ name }) => name) },
      column('Needed', ({ neededAtoms }) => neededAtoms),
      column('Deleveraged', ({ usedAtoms }) => usedAtoms),
      column('Insurance fund', ({ fundAtoms }) => fundAtoms),
      column('Socialised', ({ socialisedAtoms }) => socialisedAtoms),
      column('Deficit', ({ deficitAtoms }) => deficitAtoms),
      column('ADL notional', ({ adlNotionalAtoms }) => adlNotionalAtoms),
      { name: 'ADL fills', kind: 'count', values: policies.map(({ adlFills }) => adlFills) },
      { name: 'Accounts hit', kind: 'count', values: policies.map(({ accountsHit }) => accountsHit) },
      { name: 'Largest haircut', kind: 'ppm', values: policies.map(({ largestHaircutPpm }) => largestHaircutPpm) },
      { name: 'First ten', kind: 'ppm', values: policies.map(({ topSharesPpm }) => topSharesPpm[10]) },
      { name: 'Gini', kind: 'ppm', values: policies.map(({ giniPpm }) => giniPpm) },
      { name: 'Hedges broken', kind: 'count', values: policies.map(({ hedgesBroken }) => hedgesBroken) },
    ],
    bars: { parts: [2, 3, 4, 5], roles: ['adl', 'fund', 'socialised', 'deficit'], after: 0 },
  }
}

export function fundCurveFigure({ measure, unit, confidencePpm, runs, points, answer }: FundCurve): Figure {
  const sure = share(BigInt(confidencePpm), 1_000_000n)
  const cells = (of: (point: FundCurve['points'][number]) => bigint) => {
    return points.map((point) => (unit === 'ppm' ? Number(of(point)) : atomsText(of(point))))
  }
  return {
    id: 'fund-size',
    title: `${measure}, by size of the fund`,
    note: `${answer === undefined ? '' : `${answer} `}The band is the interval of ${sure}, from ${grouped(runs)} runs.`,
    columns: [
      { name: 'Fund', kind: 'atoms', values: points.map(({ fundAtoms }) => atomsText(fundAtoms)) },
      { name: measure, kind: unit, values: cells(({ value }) => value) },
      { name: 'Interval from', kind: unit, values: cells(({ low }) => low) },
      { name: 'Interval to', kind: unit, values: cells(({ high }) => high) },
    ],
    chart: {
      kind: 'band',
      x: 0,
      series: [1, 2, 3],
      roles: ['fund', 'fund', 'fund'],
      unit: unit === 'ppm' ? 'share in %' : 'settlement currency',
    },
  }
}

export function publishedFigure({ event, rows, note }: Published): Figure {
  return {
    id: 'published',
    title: `${event}: what was published, and this simulation of it`,
    note,
    columns: [
      { name: 'What', kind: 'text', values: rows.map(({ what }) => what) },
      { name: 'Published', kind: 'text', values: rows.map(({ published }) => published) },
      { name: 'Simulated', kind: 'text', values: rows.map(({ simulated }) => simulated) },
    ],
  }
}
