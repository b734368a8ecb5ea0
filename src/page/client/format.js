// Values as people read them, and as programs do. Money stays an exact whole number until it is text.

/** @typedef {import('../figure.ts').Column} Column */
/** @typedef {import('../figure.ts').Cell} Cell */
/** @typedef {{ coefficient: bigint, decimals: number }} Atom */

/** @param {string} text */
export function grouped(text) {
  const [whole = '', places] = text.split('.')
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return places === undefined ? separated : `${separated}.${places}`
}

/**
 * So many units of 10^-places, as exact decimal text.
 *
 * @param {bigint} count
 * @param {number} places
 */
function withPlaces(count, places) {
  const minus = count < 0n ? '-' : ''
  const digits = String(count < 0n ? -count : count).padStart(places + 1, '0')
  return places === 0 ? `${minus}${digits}` : `${minus}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/**
 * Hundredths, rounded towards minus infinity: a loss is never made smaller.
 *
 * @param {string} atoms
 * @param {Atom} atom
 */
export function moneyText(atoms, atom) {
  const size = 10n ** BigInt(atom.decimals)
  const value = BigInt(atoms) * atom.coefficient * 100n
  const floor = value / size - (value < 0n && value % size !== 0n ? 1n : 0n)
  return grouped(withPlaces(floor, 2))
}

/** @param {string} atoms @param {Atom} atom */
function allPlaces(atoms, atom) {
  return grouped(withPlaces(BigInt(atoms) * atom.coefficient, atom.decimals))
}

/**
 * Exact, without zeros at the end of the places.
 *
 * @param {string} atoms
 * @param {Atom} atom
 */
export function exactMoney(atoms, atom) {
  const text = withPlaces(BigInt(atoms) * atom.coefficient, atom.decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Times of a clock, or of a scenario that counts from zero. @param {number} ms */
export function timeText(ms) {
  if (ms < 1e11) return `${grouped(String(ms))} ms`
  const text = new Date(ms).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, ms % 1000 === 0 ? 19 : 23)}`
}

/** @param {number} ppm */
export function ppmText(ppm) {
  const text = withPlaces(BigInt(Math.round(Math.abs(ppm) / 100)), 2)
  return `${ppm < 0 && text !== '0.00' ? '-' : ''}${grouped(text)} %`
}

/**
 * @param {Column} column
 * @param {number} row
 * @returns {Cell}
 */
export function cellOf(column, row) {
  const value = column.values[row] ?? null
  return value !== null && column.words !== undefined ? (column.words[Number(value)] ?? null) : value
}

/**
 * As it stands in a table.
 *
 * @param {Column} column
 * @param {number} row
 * @param {Atom} atom
 */
export function shownCell(column, row, atom) {
  const value = cellOf(column, row)
  if (value === null) return column.kind === 'time' ? 'start' : ''
  switch (column.kind) {
    case 'atoms':
      if (column.exact === true) return allPlaces(String(value), atom)
      return moneyText(String(value), atom)
    case 'ppm':
      return ppmText(Number(value))
    case 'time':
      return timeText(Number(value))
    case 'count':
    case 'decimal':
      return grouped(String(value))
    default:
      return String(value)
  }
}

/**
 * As a number for a chart; null where there is none.
 *
 * @param {Column} column
 * @param {number} row
 * @param {Atom} atom
 */
export function plotted(column, row, atom) {
  const value = column.values[row] ?? null
  if (value === null) return null
  if (column.kind === 'ppm') return Number(value) / 10_000
  return column.kind === 'atoms' ? (Number(value) * Number(atom.coefficient)) / 10 ** atom.decimals : Number(value)
}

const SIZES = /** @type {const} */ ([
  [1e12, 'tn'],
  [1e9, 'bn'],
  [1e6, 'm'],
  [1e3, 'k'],
])

/** For the ticks of an axis: 12.5m. @param {number} value */
export function shortNumber(value) {
  const size = Math.abs(value)
  for (const [unit, name] of SIZES) if (size >= unit) return `${Number((value / unit).toPrecision(4))}${name}`
  return String(Number(value.toPrecision(4)))
}
