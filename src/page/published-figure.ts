// What was published of an event, beside its simulation.

import type { Figure } from './figure.ts'
import type { Published } from './page-data.ts'

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
