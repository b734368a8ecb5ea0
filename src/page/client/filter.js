// Which rows of a table somebody looks for.

/** @typedef {import('../figure.ts').Column} Column */

/**
 * @typedef {object} Wanted
 * @property {readonly { column: Column, word: number }[]} words rows with this word, of columns with words
 * @property {string} text every part must stand in some cell of `searched`; whole in numbers, anywhere in words
 * @property {readonly Column[]} searched
 * @property {Column | null} largest in falling order of its size; null: as they are
 */

/**
 * @param {number} count rows there are
 * @param {Wanted} wanted
 * @returns {number[]} rows, by their place
 */
export function findRows(count, { words, text, searched, largest }) {
  const tests = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => matcher(part, searched))
  /** @type {number[]} */
  const found = []
  for (let row = 0; row < count; row += 1) {
    const isOfWords = words.every(({ column, word }) => column.values[row] === word)
    if (isOfWords && tests.every((test) => test(row))) found.push(row)
  }
  return largest === null ? found : bySize(found, largest)
}

/**
 * @param {string} part
 * @param {readonly Column[]} searched
 * @returns {(row: number) => boolean}
 */
function matcher(part, searched) {
  const tests = searched.map(({ words, values }) => {
    if (words === undefined) {
      return (/** @type {number} */ row) => values[row] !== null && String(values[row]) === part
    }
    const hits = new Set(words.flatMap((word, place) => (word.toLowerCase().includes(part) ? [place] : [])))
    return (/** @type {number} */ row) => hits.has(/** @type {number} */ (values[row]))
  })
  return (row) => tests.some((test) => test(row))
}

/**
 * Rows without a value come last, equals in their order.
 *
 * @param {number[]} rows
 * @param {Column} column
 */
function bySize(rows, column) {
  const sizes = new Map(rows.map((row) => [row, sizeOf(column.values[row] ?? null)]))
  return rows.sort((a, b) => {
    const [first, second] = [sizes.get(a) ?? -1n, sizes.get(b) ?? -1n]
    return first === second ? a - b : first > second ? -1 : 1
  })
}

/** @param {import('../figure.ts').Cell} value */
function sizeOf(value) {
  if (value === null) return -1n
  const count = BigInt(value)
  return count < 0n ? -count : count
}
