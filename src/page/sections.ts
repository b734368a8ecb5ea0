// Which figures stand in which section of a page.

import { accountsFigure, concentrationFigure } from './account-figures.ts'
import { fundCurveFigure, policiesFigure, publishedFigure } from './answer-figures.ts'
import { eventsFigure, kindsFigure } from './event-figures.ts'
import type { Figure } from './figure.ts'
import { fundFigure, payersFigure, takersFigure } from './loss-figures.ts'
import type { PageData } from './page-data.ts'
import { fundSeriesFigure, marketsFigure, passesFigure, pricesFigure, roundsFigure } from './run-figures.ts'

export interface Section {
  /** Lower-case letters and hyphens. */
  readonly id: string
  /** In the list of sections. */
  readonly name: string
  readonly heading: string
  readonly figures: readonly Figure[]
}

export function sectionsOf({ run, published, policies, fundCurve, more }: PageData): readonly Section[] {
  const sections: Section[] = []
  const add = (id: string, name: string, heading: string, figures: readonly Figure[]) => {
    sections.push({ id, name, heading, figures })
  }
  if (run !== undefined) {
    const payers = [payersFigure(run), fundFigure(run), takersFigure(run)]
    add('paid', 'Who paid', 'Who paid', payers)
    add('time', 'Over time', 'Prices, fund and closings over time', [
      ...[pricesFigure(run), fundSeriesFigure(run), roundsFigure(run)],
    ])
    add('where', 'Where', 'Liquidations and deleveraging by market and pass', [marketsFigure(run), passesFigure(run)])
    add('whom', 'Whom', 'Who was closed', [concentrationFigure(run, published), accountsFigure(run)])
  }
  if (published !== undefined) add('published', 'Published', 'Beside what was published', [publishedFigure(published)])
  if (policies !== undefined) add('policies', 'Policies', 'Other policies', [policiesFigure(policies)])
  if (fundCurve !== undefined) add('size', 'Fund size', 'How large the fund has to be', [fundCurveFigure(fundCurve)])
  if (more !== undefined) add('more', 'More', more.heading, more.figures)
  if (run !== undefined) add('events', 'Events', 'Events', [eventsFigure(run), kindsFigure(run)])
  return sections
}
