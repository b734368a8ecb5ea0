// Which figures stand in which section of a page.

import { accountsFigure, concentrationFigure } from './account-figures.ts'
import { eventsFigure, kindsFigure } from './event-figures.ts'
import { fundFigure, payersFigure, takersFigure } from './loss-figures.ts'
import type { PageData, Published, RunName, Section } from './page-data.ts'
import { publishedFigure } from './published-figure.ts'
import { fundSeriesFigure, marketsFigure, passesFigure, pricesFigure, roundsFigure } from './run-figures.ts'
import type { RunRecord } from './run-record.ts'

export function sectionsOf({ sections = [], run, runName, published }: PageData): readonly Section[] {
  const of = runName === undefined ? '' : `, in ${runName.short}`
  const found: Section[] = [...sections]
  if (run !== undefined) found.push(...closingSections(run, of, runName, published))
  if (published !== undefined) {
    const heading = 'Beside what was published'
    found.push({ id: 'published', name: 'Published', heading, figures: [publishedFigure(published)] })
  }
  if (run !== undefined) {
    found.push({ id: 'events', name: 'Events', heading: `Events${of}`, figures: [eventsFigure(run), kindsFigure(run)] })
  }
  return found
}

function closingSections(
  run: RunRecord,
  of: string,
  name: RunName | undefined,
  published: Published | undefined,
): Section[] {
  return [
    {
      ...{ id: 'paid', name: 'Who paid', heading: `Who paid${of}` },
      ...(name === undefined ? {} : { note: name.note }),
      figures: [payersFigure(run), fundFigure(run), takersFigure(run)],
    },
    {
      ...{ id: 'time', name: 'Over time', heading: `Prices, fund and closings over time${of}` },
      figures: [pricesFigure(run), fundSeriesFigure(run), roundsFigure(run)],
    },
    {
      ...{ id: 'where', name: 'Where', heading: `Liquidations and deleveraging by market and pass${of}` },
      figures: [marketsFigure(run), passesFigure(run)],
    },
    {
      ...{ id: 'whom', name: 'Whom', heading: `Who was closed${of}` },
      figures: [concentrationFigure(run, published), accountsFigure(run)],
    },
  ]
}
