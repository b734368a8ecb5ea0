// Sections that a replay has not: policies beside each other, the fund by its size, what was published.

import type { FundCurve, PageData, PolicyOutcome, Published } from '../../src/page/page-data.ts'

const DOLLAR = 1_000_000n

function outcome(name: string, adl: bigint, fund: bigint, socialised: bigint, deficit: bigint): PolicyOutcome {
  return {
    ...{ name, neededAtoms: adl + fund + socialised + deficit, usedAtoms: adl, fundAtoms: fund },
    ...{ socialisedAtoms: socialised, deficitAtoms: deficit, adlNotionalAtoms: 40n * adl, adlFills: 1_234 },
    ...{
      accountsHit: 77,
      largestHaircutPpm: 123_456,
      topSharesPpm: { 10: 456_789 },
      giniPpm: 654_321,
      hedgesBroken: 3,
    },
  }
}

export const policies: readonly PolicyOutcome[] = [
  outcome('bitmex', 900_000n * DOLLAR, 50_000n * DOLLAR, 0n, 0n),
  outcome('pro-rata', 700_000n * DOLLAR, 150_000n * DOLLAR, 100_000n * DOLLAR, 0n),
  outcome('socialised-mango', 0n, 150_000n * DOLLAR, 600_000n * DOLLAR, 200_000n * DOLLAR),
]

export const fundCurve: FundCurve = {
  measure: 'Runs that end with a deficit',
  ...{ unit: 'ppm', confidencePpm: 950_000, runs: 400 },
  points: Array.from({ length: 12 }, (_, index) => {
    const value = 900_000n / BigInt(index + 1)
    return { fundAtoms: BigInt(index) * 500_000n * DOLLAR, value, low: (value * 8n) / 10n, high: (value * 12n) / 10n }
  }),
  answer: 'A fund of 4,500,000 leaves a deficit in 9 % of the runs.',
}

export const published: Published = {
  event: 'Some venue, some day',
  topShares: [{ accounts: 1, sharePpm: 157_000 }],
  rows: [{ what: 'ADL fills', published: '34,983', simulated: '19,719' }],
  note: 'Not the accounts of that day.',
}

export const everySection: Partial<PageData> = {
  ...{ policies, fundCurve, published },
  more: {
    heading: 'More of it',
    figures: [{ id: 'own', title: 'A figure of the caller', columns: [{ name: 'N', kind: 'count', values: [1, 2] }] }],
  },
}
