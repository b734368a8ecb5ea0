// A run as one HTML file to look at: `import { RunTally, renderPage } from 'ballast-adl/page'`.

export type { Bars, Cell, Chart, Column, ColumnKind, Figure, Role } from './figure.ts'
export type { PageCheck, PageData, PageHash, Published, RunName, Section, Tile } from './page-data.ts'
export { renderPage } from './render-page.ts'
export type { RunRecord } from './run-record.ts'
export { type PlayedRound, RunTally } from './run-tally.ts'
