// A figure as a table, with bars in its rows where it has some.

import { element } from './dom.js'
import { shownCell } from './format.js'

/** @typedef {import('../figure.ts').Figure} Figure */
/** @typedef {import('../figure.ts').Column} Column */
/** @typedef {import('./format.js').Atom} Atom */

/**
 * @param {Figure} figure
 * @param {readonly number[]} rows
 * @param {Atom} atom
 * @param {string} caption
 */
export function tableOf(figure, rows, atom, caption) {
  const { columns, bars, total = false } = figure
  const behind = bars?.after ?? columns.length - 1
  const bar = bars === undefined ? null : barMaker(figure, atom)
  const head = element('tr', {}, ...columns.map((column, index) => headOf(column, swatch(bars, index))))
  if (bar !== null) head.children[behind]?.after(element('th', { scope: 'col', class: 'bar-head' }, 'Parts'))
  const last = rows.length - 1
  const body = rows.map((row, place) => {
    const line = element('tr', total && place === last ? { class: 'total' } : {})
    for (const [index, column] of columns.entries()) line.append(cell(column, row, atom, index === 0))
    if (bar !== null) line.children[behind]?.after(element('td', { class: 'bar-cell' }, bar(row)))
    return line
  })
  const table = element('table', {}, element('caption', {}, caption), element('thead', {}, head))
  table.append(element('tbody', {}, ...body))
  return table
}

/** @param {Column} column @param {HTMLElement[]} before */
function headOf({ kind, name }, before) {
  return element('th', { scope: 'col', class: kind }, ...before, name)
}

/** Of a column that is a part of each bar: its colour. @param {Figure['bars']} bars @param {number} index */
function swatch(bars, index) {
  const part = bars?.parts.indexOf(index) ?? -1
  if (bars === undefined || part < 0 || bars.rowRoles !== undefined || bars.parts.length < 2) return []
  return [element('span', { class: `swatch ${bars.roles[part] ?? 'plain'}`, 'aria-hidden': 'true' })]
}

/** @param {Column} column @param {number} row @param {Atom} atom @param {boolean} first */
function cell(column, row, atom, first) {
  const text = shownCell(column, row, atom)
  const isLoss = text.startsWith('-') && column.kind !== 'text'
  const kind = isLoss ? `${column.kind} minus` : column.kind
  return first ? element('th', { scope: 'row', class: kind }, text) : element('td', { class: kind }, text)
}

/**
 * Bars say nothing that the row does not: screen readers pass them by.
 *
 * @param {Figure} figure
 * @param {Atom} atom
 * @returns {(row: number) => HTMLElement}
 */
function barMaker({ columns, bars, total = false }, atom) {
  const { parts, roles, falling = false, rowRoles } = /** @type {import('../figure.ts').Bars} */ (bars)
  const lines = columns[0]?.values.length ?? 0
  const size = (/** @type {number} */ part, /** @type {number} */ row) => {
    const value = columns[part]?.values[row] ?? 0
    return Math.max(0, Number(value)) * (columns[part]?.kind === 'atoms' ? Number(atom.coefficient) : 1)
  }
  const sums = Array.from({ length: lines }, (_, row) => parts.reduce((sum, part) => sum + size(part, row), 0))
  const full = Math.max(...sums, 0) || 1
  let begun = 0
  const starts = sums.map((sum, row) => {
    const start = falling && !(total && row === lines - 1) ? begun : 0
    begun += sum
    return start
  })
  return (row) => {
    const bar = element('div', { class: 'bar', 'aria-hidden': 'true' })
    bar.style.paddingInlineStart = `${(100 * (starts[row] ?? 0)) / full}%`
    for (const [index, part] of parts.entries()) {
      const piece = element('span', { class: `piece ${rowRoles?.[row] ?? roles[index] ?? 'plain'}` })
      piece.style.width = `${(100 * size(part, row)) / full}%`
      bar.append(piece)
    }
    return bar
  }
}

/**
 * A box that can be moved through by keyboard when the table is wider than the page.
 *
 * @param {HTMLElement} table
 * @param {string} label
 */
export function scrollBox(table, label) {
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, table)
}
