// Tables for people: columns apart by two spaces, no frame, so that they read well at any width and survive copying.

import Table from 'cli-table3'
import type { Colors } from './terminal.ts'

const STYLE = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 }
const FRAME = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
}

/** @param head texts of the columns; those that begin with '<' stand to the left, the others to the right */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const table = new Table({
    head: head.map((text) => colors.dim(text.replace('<', ''))),
    colAligns: head.map((text) => (text.startsWith('<') ? 'left' : 'right')),
    style: STYLE,
    chars: FRAME,
  })
  for (const row of rows) table.push([...row])
  const lines = table.toString().split('\n')
  return lines.map((line) => line.trimEnd()).join('\n')
}
