// The page as a browser shows it. Run by run.ts.

import { readFileSync, statSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Locator, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unitsToDecimal } from '../../src/fixed/decimal.ts'
import type { Cell, Column } from '../../src/page/figure.ts'
import {
  attack,
  barriers,
  drawnCharts,
  figuresOf,
  launch,
  open,
  paperOf,
  rowsOf,
  VIEWS,
  type Watched,
  widthsOf,
} from './browser.ts'
import { crashPage, gridPage, HOSTILE, hostilePage, longPage, widePage } from './pages.ts'

const ATOM = { coefficient: 1n, decimals: 6 }
const browser = await launch()
const files = {
  crash: await crashPage(),
  wide: await widePage(),
  grid: await gridPage(),
  hostile: await hostilePage(),
}
const opened: Watched[] = []

const report = suite('report')
report.after(() => browser.close())

async function look(file: string, view = VIEWS.light!): Promise<Watched> {
  const watched = await open(browser, file, view)
  opened.push(watched)
  return watched
}

const textOf = async (place: Locator) => (await place.textContent()) ?? ''

for (const [name, view] of Object.entries(VIEWS)) {
  report(`${name}: every chart has drawn what its legend shows`, async () => {
    for (const file of [files.crash, files.wide, files.grid]) {
      const { page } = await look(file, view)
      const charts = await drawnCharts(page)
      const expected = (await figuresOf(page)).filter(({ chart }) => chart !== undefined)
      assert.ok(charts.length >= 4, `${charts.length} charts`)
      assert.ok(charts.length <= expected.length)
      for (const { figure, series } of charts) {
        assert.ok(series.length > 0, figure)
        for (const { name: line, color, pixels } of series) {
          // One line may lie behind another; none of them all.
          assert.ok(pixels > 20 || series.length > 1, `${figure}, ${line}: ${pixels} pixels of ${color}`)
        }
        assert.ok(
          series.some(({ pixels }) => pixels > 20),
          `${figure}: nothing is drawn`,
        )
      }
    }
  })

  report(`${name}: nothing serious is between people and the page, and it is as wide as the window`, async () => {
    for (const file of [files.crash, files.wide, files.grid]) {
      const { page } = await look(file, view)
      for (const summary of await page.locator('summary').all()) await summary.click()
      assert.equal(await barriers(page), [])
      const [wide, window] = await widthsOf(page)
      assert.ok(wide! <= window!, `${wide} in a window of ${window}`)
    }
  })
}

report('the switch goes before the system, and the charts follow', async () => {
  const { page } = await look(files.crash)
  const before = [await paperOf(page), (await drawnCharts(page))[0]!.series[0]!.color]
  await page.selectOption('#theme', 'dark')
  const [first] = await drawnCharts(page)
  assert.is.not(await paperOf(page), before[0])
  assert.is.not(first!.series[0]!.color, before[1])
  assert.ok(first!.series[0]!.pixels > 20)
  await page.selectOption('#theme', 'auto')
  assert.is(await paperOf(page), before[0])
})

report('a part of a legend takes its line away, and brings it back', async () => {
  const { page } = await look(files.wide)
  const pixels = async (index: number) =>
    (await drawnCharts(page)).find(({ figure }) => figure === 'figure-prices')!.series[index]
  const chip = page.locator('#figure-prices .chip').first()
  const first = (await pixels(0))!.name
  await chip.click()
  assert.is.not((await pixels(0))!.name, first)
  assert.is(await chip.getAttribute('aria-pressed'), 'false')
  await chip.click()
  assert.is((await pixels(0))!.name, first)
  assert.ok((await pixels(0))!.pixels > 20)
})

report('arrow keys move through a chart, and what is there is said', async () => {
  const { page } = await look(files.crash)
  await page.locator('#figure-fund .chart').focus()
  await page.keyboard.press('End')
  const spoken = page.locator('#figure-fund .spoken')
  assert.match(await textOf(spoken), /^3,000 ms: Fund 100\.00$/)
  await page.keyboard.press('Home')
  assert.match(await textOf(spoken), /^start: Fund 100\.00$/)
  await page.keyboard.press('ArrowRight')
  assert.match(await textOf(spoken), /^1,000 ms/)
})

report('a range that is drawn open can be left again', async () => {
  const { page } = await look(files.wide)
  const chart = page.locator('#figure-fund .u-over')
  await chart.scrollIntoViewIfNeeded()
  const box = (await chart.boundingBox())!
  const reset = page.locator('#figure-fund button', { hasText: 'Whole range' })
  assert.is(await reset.isVisible(), false)
  await page.mouse.move(box.x + box.width * 0.3, box.y + 50)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 5 })
  await page.mouse.up()
  await reset.click()
  assert.is(await reset.isVisible(), false)
})

report('who paid adds up on the page, to the last place', async () => {
  const { page } = await look(files.wide)
  const atoms = (text: string) => BigInt(text.replace(/[,.]/g, ''))
  for (const figure of ['who-paid', 'fund-balance', 'who-took']) {
    const amounts = (await rowsOf(page, figure)).map((row) => atoms(row[1]!))
    const sum = amounts.slice(0, -1).reduce((all, amount) => all + amount, 0n)
    assert.is(amounts.at(-1), sum, figure)
    assert.ok(sum > 0n, figure)
  }
})

report("the table behind a chart has the chart's own values", async () => {
  const { page } = await look(files.crash)
  const fund = (await figuresOf(page)).find(({ id }) => id === 'fund')!
  await page.locator('#figure-fund summary').click()
  const rows = await rowsOf(page, 'fund')
  assert.is(rows.length, fund.columns[0]!.values.length)
  assert.equal(rows[0]!.slice(0, 3), ['start', '0', '100.00'])
})

report('events are searched, filtered, ordered and turned over', async () => {
  const { page } = await look(files.wide)
  const found = page.locator('.found')
  const all = Number(/^([\d,]+) of/.exec(await textOf(found))![1]!.replaceAll(',', ''))
  const kinds = (await figuresOf(page)).find(({ id }) => id === 'event-kinds')!
  await page.selectOption('#event-kind', { label: 'takeover' })
  const takeovers = await rowsOf(page, 'events')
  assert.is(takeovers.length, Number(kinds.columns[2]!.values[kinds.columns[0]!.values.indexOf('takeover')]))
  assert.equal([...new Set(takeovers.map((row) => row[4]))], ['takeover'])
  await page.selectOption('#event-order', { label: 'largest value first' })
  const values = (await rowsOf(page, 'events')).map((row) => Math.abs(Number(row[10]!.replaceAll(',', ''))))
  assert.equal(
    values,
    [...values].sort((a, b) => b - a),
  )
  const account = takeovers[0]![6]!
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.fill('#event-search', account)
  const ofAccount = await rowsOf(page, 'events')
  assert.ok(ofAccount.length >= 2 && ofAccount.every((row) => [row[2], row[6], row[7]].includes(account)))
  await page.fill('#event-search', 'no such thing')
  assert.match(await textOf(found), /^0 of the [\d,]+ events in this page match; none shown\.$/)
  await page.getByRole('button', { name: 'Clear' }).click()
  assert.ok((await textOf(found)).startsWith(`${all.toLocaleString('en')} of the`))
})

report('pages of events follow each other without a gap', async () => {
  const { page } = await look(await longPage(500))
  const numbers = async () => (await rowsOf(page, 'events')).map((row) => Number(row[0]))
  assert.equal(
    await numbers(),
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
  await page.getByRole('button', { name: 'Next' }).click()
  assert.equal(
    await numbers(),
    Array.from({ length: 50 }, (_, index) => index + 51),
  )
  await page.getByRole('button', { name: 'Last' }).click()
  assert.is(await page.getByRole('button', { name: 'Next' }).isDisabled(), true)
  await page.getByRole('button', { name: 'First' }).click()
  assert.is((await numbers())[0], 1)
})

/** A cell as the CSV has it, made of the embedded data by other code than the page's. */
function expectedCell({ kind, values, words }: Column, row: number): string {
  const value: Cell = values[row] ?? null
  if (value === null) return ''
  const text = words === undefined ? String(value) : words[Number(value)]!
  if (kind === 'atoms') return unitsToDecimal(BigInt(text), ATOM)
  return kind === 'text' && /^[=+\-@]/.test(text) ? `'${text}` : text
}

async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; rows: string[][] }> {
  // Chromium drops the eleventh download within a second.
  await page.waitForTimeout(150)
  const [file] = await Promise.all([page.waitForEvent('download'), click()])
  const text = readFileSync((await file.path())!, 'utf8')
  return { name: file.suggestedFilename(), rows: parse(text, { record_delimiter: '\r\n' }) }
}

async function assertDownloads(file: string): Promise<void> {
  const { page } = await look(file)
  const figures = await figuresOf(page)
  const buttons = await page.getByRole('button', { name: /^Download CSV/ }).all()
  const full = figures.filter(({ columns }) => columns[0]!.values.length > 0)
  assert.is(buttons.length, full.length)
  for (const [index, button] of buttons.entries()) {
    const { id, columns } = full[index]!
    const { name, rows } = await downloaded(page, () => button.click())
    assert.is(name, `${id}.csv`)
    assert.is(rows[0]!.length, columns.length)
    const expected = columns[0]!.values.map((_, row) => columns.map((column) => expectedCell(column, row)))
    assert.equal(rows.slice(1), expected, id)
  }
}

report('every figure can be had as CSV, cell by cell what is embedded', async () => {
  await assertDownloads(files.crash)
  await assertDownloads(files.grid)
})

report('the CSV of the events is that of the events that match', async () => {
  const { page } = await look(files.crash)
  await page.selectOption('#event-kind', { label: 'adl-fill' })
  const { rows } = await downloaded(page, () => page.getByRole('button', { name: /the events that match/ }).click())
  assert.equal(
    rows.slice(1).map((row) => row[4]),
    ['adl-fill', 'adl-fill', 'adl-fill'],
  )
})

report('a symbol that is HTML is read, not run; a script that gets in does not run either', async () => {
  const { page, troubles } = await open(browser, files.hostile, VIEWS.light!)
  assert.is((await rowsOf(page, 'markets'))[0]![0], HOSTILE)
  assert.is(await page.locator('img, svg').count(), 0)
  assert.ok((await page.locator('#event-market option').allTextContents()).includes(HOSTILE))
  assert.equal(troubles, [])
  assert.is(await attack(page), false)
})

report('two hundred thousand events make a page that opens', async () => {
  const file = await longPage(200_000)
  const bytes = statSync(file).size
  assert.ok(bytes <= 10_000_000, `${bytes} bytes`)
  const beganMs = performance.now()
  const { page } = await look(file)
  console.log(`  a page of 200,000 events: ${bytes} bytes, opened in ${Math.round(performance.now() - beganMs)} ms`)
  assert.match(
    await textOf(page.locator('[data-figure="events"] .note')),
    /of 200,0\d\d events: this page holds no more/,
  )
  assert.ok((await drawnCharts(page)).every(({ series }) => series.some(({ pixels }) => pixels > 20)))
})

report('no page asked for anything, and none complained', () => {
  assert.ok(opened.length > 10)
  for (const { requests, troubles } of opened) {
    // A download is a blob of the page itself.
    assert.equal([requests.filter((url) => !url.startsWith('blob:')), troubles], [[], []])
  }
})

report.run()
