// CSV as RFC 4180 has it, UTF-8, a line feed behind each row. A cell without a value is empty; text without characters
// is "". Integers are decimal text, exact.
//
// Spreadsheets take a cell that begins with = + - @ for a formula, and text of somebody else's (a symbol, a name, a
// message) may be one. Such text gets an apostrophe before it, which they take for "this is text". So that nothing is
// lost, text that begins with an apostrophe gets one too: a program takes the first one off. Numbers are no text and
// are left alone: −5 is no formula.

import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { Output } from './output.ts'
import type { Encoder, SinkOptions } from './sink.ts'
import { type Cell, type ColumnType, checkCell, type RowWriter, refuseColumn, type Table } from './table.ts'
import { TextPage } from './text-page.ts'

/** A tab and a carriage return are skipped by some before they look for a formula; so are wide forms of the signs. */
const LOOKS_LIKE_FORMULA = /^['=+\-@\t\r\n＝＋－＠]/
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

export function csvEncoder<Item>(table: Table<Item>, output: Output, options: SinkOptions): Encoder<Item> {
  const { formulas = 'apostrophe' } = options
  demand(formulas === 'apostrophe' || formulas === 'as-they-are', ErrorCode.CONFIG, () => {
    return `formulas is ${shown(formulas)}, expected apostrophe or as-they-are`
  })
  const page = new TextPage(output)
  const rows = new CsvRows(table, formulas === 'apostrophe')
  page.add(`${Object.keys(table.columns).join(',')}\n`)
  return {
    take(item, index) {
      // Made whole before any of it is kept.
      rows.begin()
      table.write(item, index, rows)
      page.add(rows.lines)
    },
    flush: (all) => page.flush(all),
    finish: () => {},
  }
}

class CsvRows implements RowWriter {
  lines = ''
  readonly #name: string
  readonly #types: readonly ColumnType[]
  readonly #indices = new Map<string, number>()
  readonly #guards: boolean
  #cells: string[] = []

  constructor({ name, columns }: Pick<Table<never>, 'name' | 'columns'>, guards: boolean) {
    this.#name = name
    this.#types = Object.values(columns)
    this.#guards = guards
    for (const [index, column] of Object.keys(columns).entries()) this.#indices.set(column, index)
    this.begin()
  }

  /** Forgets what an item that was refused has left. */
  begin(): void {
    this.lines = ''
    this.#cells = new Array<string>(this.#types.length).fill('')
  }

  set(column: string, cell: Cell): void {
    if (cell === null || cell === undefined) return
    const index = this.#indices.get(column) ?? refuseColumn(this.#name, column)
    checkCell(column, this.#types[index]!, cell)
    this.#cells[index] = typeof cell === 'string' ? cellText(cell, this.#guards) : String(cell)
  }

  end(): void {
    this.lines += `${this.#cells.join(',')}\n`
    this.#cells.fill('')
  }
}

function cellText(cell: string, guards: boolean): string {
  const text = guards && LOOKS_LIKE_FORMULA.test(cell) ? `'${cell}` : cell
  return text === '' || NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
