// Sections that a replay has not: of the caller, with every kind of chart, and what was published.

import type { Figure } from '../../src/page/figure.ts'
import type { PageData, Published } from '../../src/page/page-data.ts'

const DOLLAR = 1_000_000n
const funds = Array.from({ length: 12 }, (_, index) => BigInt(index) * 500_000n * DOLLAR)
const shares = funds.map((_, index) => Math.floor(900_000 / (index + 1)))

const fundSize: Figure = {
  ...{ id: 'fund-size', title: 'Runs that end with a deficit, by size of the fund', note: 'The band is the interval.' },
  columns: [
    { name: 'Fund', kind: 'atoms', values: funds.map(String) },
    { name: 'Runs with a deficit', kind: 'ppm', values: shares },
    { name: 'Interval from', kind: 'ppm', values: shares.map((share) => Math.floor(share * 0.8)) },
    { name: 'Interval to', kind: 'ppm', values: shares.map((share) => Math.ceil(share * 1.1)) },
  ],
  chart: { kind: 'band', x: 0, series: [1, 2, 3], roles: ['fund', 'fund', 'fund'], whole: true, unit: 'share in %' },
}

const bySize: Figure = {
  ...{ id: 'by-size', title: 'Losses, by size of the shock' },
  columns: [
    { name: 'Shock', kind: 'ppm', values: [-400_000, -300_000, -200_000] },
    { name: 'bitmex', kind: 'atoms', values: ['3000000', '2000000', '1000000'] },
    { name: 'pro-rata', kind: 'atoms', values: ['1500000', null, '500000'] },
  ],
  chart: { kind: 'lines', x: 0, series: [1, 2], dots: true, unit: 'settlement currency' },
}

export const published: Published = {
  event: 'Some venue, some day',
  topShares: [{ accounts: 1, sharePpm: 157_000 }],
  rows: [{ what: 'ADL fills', published: '34,983', simulated: '19,719' }],
  note: 'Not the accounts of that day.',
}

export const everySection: Partial<PageData> = {
  published,
  sections: [
    {
      id: 'size',
      name: 'Fund size',
      heading: 'How large the fund has to be',
      note: 'Of 400 runs.',
      figures: [fundSize],
    },
    { id: 'more', name: 'More', heading: 'More of it', figures: [bySize] },
  ],
}
