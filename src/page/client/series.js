// The columns of a figure as uPlot takes them: one row of numbers for x, one for each line.

import { plotted } from './format.js'

/** @typedef {import('../figure.ts').Figure} Figure */
/** @typedef {import('../figure.ts').Chart} Chart */
/** @typedef {import('./format.js').Atom} Atom */

/**
 * @param {Figure} figure
 * @param {Atom} atom
 * @returns {(number | null)[][]}
 */
export function valuesOf({ columns, chart }, atom) {
  const { x, series, change = false, logY = false } = /** @type {Chart} */ (chart)
  const rows = columns[x]?.values.length ?? 0
  const line = (/** @type {number} */ place) => {
    const column = columns[place]
    if (column === undefined) return []
    const values = Array.from({ length: rows }, (_, row) => plotted(column, row, atom))
    return logY ? values.map((value) => (value !== null && value > 0 ? value : null)) : values
  }
  const lines = series.map((place) => (change ? changeOf(line(place)) : line(place)))
  return [places(line(x)), ...lines]
}

/** The start has no time of its own: it stands one step before the first. @param {(number | null)[]} values */
function places(values) {
  const [first, second, third] = values
  if (first !== null || second === null || second === undefined) return values
  return [second - ((third ?? second + 1_000) - second || 1_000), ...values.slice(1)]
}

/** Percent since the first. @param {(number | null)[]} values */
function changeOf(values) {
  const first = values.find((value) => value !== null && value !== 0) ?? null
  return values.map((value) => (value === null || first === null ? null : (value / first - 1) * 100))
}

/**
 * Each line on top of those before it that are shown.
 *
 * @param {(number | null)[][]} lines
 * @param {(index: number) => boolean} isShown
 */
export function stacked(lines, isShown) {
  const sums = new Array(lines[0]?.length ?? 0).fill(0)
  return lines.map((line, index) => {
    if (!isShown(index)) return line
    return line.map((value, row) => {
      sums[row] += value ?? 0
      return sums[row]
    })
  })
}

/** A time axis is for clocks: scenarios may count from zero. @param {(number | null)[]} values */
export function isClock(values) {
  return (values.at(-1) ?? 0) >= 1e11
}
