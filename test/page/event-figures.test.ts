import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventsFigure, kindsFigure } from '../../src/page/event-figures.ts'
import type { Figure } from '../../src/page/figure.ts'
import { crash, generated, played } from './played.ts'

const ATOM = { coefficient: 1n, decimals: 6 }

/** Rows as people see them. */
async function shownRows(figure: Figure): Promise<string[][]> {
  const { format } = await import('./client.ts')
  const rows = figure.columns[0]!.values.map((_, row) => row)
  return rows.map((row) => figure.columns.map((column) => format.shownCell(column, row, ATOM)))
}

test('every event is a row: who, where, how much, in units', async () => {
  const { run, events } = await played(crash())
  const figure = eventsFigure(run)
  assert.equal([figure.note, run.events.seen], [`All ${events.length} events of the run.`, events.length])
  const rows = await shownRows(figure)
  const fill = rows.find((row) => row[4] === 'adl-fill')!
  assert.equal(fill.slice(1, 7), ['3,000 ms', '3', '1', 'adl-fill', 'BTC', '1'])
  assert.match(fill.slice(7).join(' | '), /^\d | 0\.5 | 49,550 | 24,775\.00 | 75\.00 | rank 1, whole position$/)
  const call = rows.find((row) => row[4] === 'margin-call')!
  assert.equal(call.slice(4), ['margin-call', '', '1', '', '', '', '', '', 'at-risk'])
})

test('a run that the page cannot hold says how many of how many are there, and of which kind', async () => {
  const { run } = await played(generated('9', 2_000), { mostEvents: 30 })
  const kept = run.events.kept.length
  assert.ok(run.events.seen > kept)
  assert.ok(eventsFigure(run).note!.startsWith(`${kept} of ${run.events.seen} events: this page holds no more.`))
  const [, happened, there, which] = kindsFigure(run).columns
  const sum = (values: readonly unknown[]) => values.reduce((all: number, value) => all + Number(value), 0)
  assert.equal([sum(happened!.values), sum(there!.values)], [run.events.seen, kept])
  assert.ok(which!.values.some((text) => /^one in \d+/.test(String(text))))
})

test.run()
