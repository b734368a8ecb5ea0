// A figure as CSV (RFC 4180): exact decimals, milliseconds, parts of a million; a header that names the units.

import { cellOf, exactMoney } from './format.js'

/** @typedef {import('../figure.ts').Column} Column */
/** @typedef {import('./format.js').Atom} Atom */

const UNITS = { text: '', count: '', id: '', decimal: '', atoms: '', ppm: ' (ppm)', time: ' (ms)' }

/**
 * @param {readonly Column[]} columns
 * @param {Iterable<number>} rows
 * @param {Atom} atom
 */
export function csvOf(columns, rows, atom) {
  const lines = [columns.map(({ name, kind }) => quoted(safe(`${name}${UNITS[kind]}`))).join(',')]
  for (const row of rows) lines.push(columns.map((column) => csvCell(column, row, atom)).join(','))
  return `${lines.join('\r\n')}\r\n`
}

/**
 * @param {Column} column
 * @param {number} row
 * @param {Atom} atom
 */
function csvCell(column, row, atom) {
  const value = cellOf(column, row)
  if (value === null) return ''
  if (column.kind === 'atoms') return exactMoney(String(value), atom)
  return column.kind === 'text' ? quoted(safe(String(value))) : String(value)
}

/** A spreadsheet takes text that begins so for a formula; names of markets come from outside. @param {string} text */
function safe(text) {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

/** @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
