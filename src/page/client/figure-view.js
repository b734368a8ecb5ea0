// A figure on the page: title, chart with its legend, table, and the values as a file.

import { ChartView, colorName } from './chart.js'
import { csvOf } from './csv.js'
import { button, download, element } from './dom.js'
import { ppmText, shownCell } from './format.js'
import { scrollBox, tableOf } from './table.js'

/** @typedef {import('../figure.ts').Figure} Figure */
/** @typedef {import('./format.js').Atom} Atom */

/** So many parts of a legend are seen at first. */
const CHIPS = 12

/** @type {ChartView[]} */
export const charts = []

/** @param {HTMLElement} host @param {Figure} figure @param {Atom} atom */
export function showFigure(host, figure, atom) {
  const rows = Array.from({ length: figure.columns[0]?.values.length ?? 0 }, (_, row) => row)
  const box = element('figure', { id: `figure-${figure.id}` })
  const head = element('div', {}, element('h3', {}, figure.title))
  if (figure.note !== undefined) head.append(element('p', { class: 'note' }, figure.note))
  const save = button('Download CSV', () => download(`${figure.id}.csv`, csvOf(figure.columns, rows, atom)), {
    'aria-label': `Download CSV: ${figure.title}`,
  })
  const tools = element('div', { class: 'tools' }, save)
  box.append(element('figcaption', { class: 'head' }, head, tools))
  if (rows.length === 0) {
    box.append(element('p', { class: 'none' }, 'Nothing of this happened.'))
  } else if (figure.chart === undefined) {
    box.append(longTable(figure, rows, atom))
  } else {
    box.append(chartOf(figure, atom, rows.length, tools), tableBehind(figure, rows, atom))
  }
  host.replaceChildren(box)
}

/** The first rows, and a button for the rest. @param {Figure} figure @param {number[]} rows @param {Atom} atom */
function longTable(figure, rows, atom) {
  const { first = rows.length, title } = figure
  const box = element('div')
  const show = (/** @type {number} */ count) => {
    const isAll = count >= rows.length
    const caption = isAll ? title : `${title}: the first ${count} of ${rows.length} rows`
    box.replaceChildren(scrollBox(tableOf(figure, rows.slice(0, count), atom, caption), title))
    if (isAll && rows.length <= first) return
    const text = isAll ? `Show the first ${first} rows` : `Show all ${rows.length.toLocaleString('en')} rows`
    box.append(button(text, () => show(isAll ? first : rows.length), { class: 'more' }))
  }
  show(first)
  return box
}

/** @param {Figure} figure @param {number[]} rows @param {Atom} atom */
function tableBehind(figure, rows, atom) {
  const details = element('details', {}, element('summary', {}, 'The figures as a table'))
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1) details.append(longTable(figure, rows, atom))
  })
  return details
}

/** @param {Figure} figure @param {Atom} atom @param {number} rows @param {HTMLElement} tools */
function chartOf(figure, atom, rows, tools) {
  const chart = /** @type {import('../figure.ts').Chart} */ (figure.chart)
  const { series, shown: most = series.length } = chart
  const shown = new Set(series.map((_, index) => index).slice(0, most))
  const label = `Chart: ${figure.title}; ${rows} points. Arrow keys move through it; the table below has all figures.`
  const host = element('div', { class: 'chart', tabindex: '0', role: 'img', 'aria-label': label })
  const legend = element('div', { class: 'legend' })
  const at = element('span', { class: 'at' }, ' ')
  const spoken = element('p', { class: 'spoken', 'aria-live': 'polite' })
  const values = series.map(() => element('span', { class: 'value' }))
  const box = element('div', { class: 'plot' }, element('p', { class: 'unit' }, chart.unit, at), host, legend, spoken)

  const onRow = (/** @type {number | null} */ row, /** @type {boolean} */ byKey) => {
    const where = row === null ? '' : atText(figure, row, atom)
    at.textContent = where
    for (const [index, value] of values.entries())
      value.textContent = row === null ? '' : valueText(figure, index, row, atom)
    if (!byKey || row === null) return
    const named = series.flatMap((place, index) => {
      return shown.has(index) ? [`${figure.columns[place]?.name} ${valueText(figure, index, row, atom)}`] : []
    })
    spoken.textContent = `${where}: ${named.join(', ')}`
  }
  // The element has a width only when it stands on the page.
  queueMicrotask(() => {
    const view = new ChartView(figure, atom, host, shown, onRow)
    charts.push(view)
    const reset = button('Whole range', () => view.resetZoom())
    reset.hidden = true
    tools.prepend(reset)
    host.addEventListener('zoom', () => {
      reset.hidden = !view.isZoomed
    })
    legend.append(...chips(figure, shown, values, () => view.draw()))
  })
  return box
}

/**
 * @param {Figure} figure
 * @param {Set<number>} shown
 * @param {HTMLElement[]} values
 * @param {() => void} redraw
 */
function chips(figure, shown, values, redraw) {
  const chart = /** @type {import('../figure.ts').Chart} */ (figure.chart)
  const made = chart.series.map((place, index) => {
    const name = figure.columns[place]?.name ?? ''
    const chip = button('', () => {
      if (!shown.delete(index)) shown.add(index)
      chip.setAttribute('aria-pressed', String(shown.has(index)))
      redraw()
    })
    chip.className = 'chip'
    chip.setAttribute('aria-pressed', String(shown.has(index)))
    const swatch = element('span', { class: `swatch ${colorName(chart, index)}`, 'aria-hidden': 'true' })
    chip.append(swatch, element('span', { class: 'name' }, name), values[index] ?? '')
    chip.hidden = index >= CHIPS
    return chip
  })
  if (made.length <= CHIPS) return made
  const more = button(`${made.length - CHIPS} more`, () => {
    for (const chip of made) chip.hidden = false
    more.remove()
    made[CHIPS]?.focus()
  })
  more.className = 'more'
  return [...made, more]
}

/** @param {Figure} figure @param {number} row @param {Atom} atom */
function atText({ columns, chart }, row, atom) {
  const column = columns[chart?.x ?? 0]
  if (column === undefined) return ''
  const text = shownCell(column, row, atom)
  return column.kind === 'time' ? text : `${column.name} ${text}`
}

/** @param {Figure} figure @param {number} index @param {number} row @param {Atom} atom */
function valueText({ columns, chart }, index, row, atom) {
  const column = columns[chart?.series[index] ?? 0]
  if (column === undefined) return ''
  const text = shownCell(column, row, atom)
  if (chart?.change !== true || text === '') return text
  const first = Number(column.values.find((value) => Number(value) !== 0) ?? 0)
  const change = first === 0 ? 0 : Math.round((Number(column.values[row]) / first - 1) * 1e6)
  return `${text} (${change > 0 ? '+' : ''}${ppmText(change)})`
}
