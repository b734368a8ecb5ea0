// Tables of the data folder: rows as objects of texts. A column that is missing is said with the file's name.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parseDecimal } from './paper-decimals.mjs'

/** @param columns those that are needed; the others are ignored */
export function readTable(file, columns) {
  const rows = parse(readFileSync(file, 'utf8'), { columns: true, skip_empty_lines: true })
  const [first] = rows
  if (first === undefined) throw new Error(`${basename(file)}: no rows`)
  const missing = columns.filter((column) => !(column in first))
  if (missing.length > 0) throw new Error(`${basename(file)}: no column ${missing.join(', ')}`)
  return rows.map((row, index) => ({ text: row, decimal: (column) => decimalOf(file, row, column, index) }))
}

function decimalOf(file, row, column, index) {
  try {
    return parseDecimal(row[column])
  } catch (error) {
    throw new Error(`${basename(file)}, row ${index + 1}, ${column}: ${error.message}`)
  }
}
