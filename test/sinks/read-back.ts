// What a file of a sink says, as rows of bigints, numbers, texts and booleans, without the cells that are null.

import { type RecordBatch, tableFromIPC } from 'apache-arrow'
import { parse } from 'csv-parse/sync'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import type { Candidate, RoundEvent } from '../../src/index.ts'
import type { Cell, Columns, ColumnType } from '../../src/sinks/table.ts'

export type ReadRow = Record<string, Cell>

/** The buffer of a file may be a part of a larger one. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}

export async function readParquet(bytes: Uint8Array, columns: Columns): Promise<ReadRow[]> {
  const rows = await parquetReadObjects({ file: bufferOf(bytes) })
  return rows.map((row) => typed(row, columns))
}

export function parquetGroups(bytes: Uint8Array): number[] {
  return parquetMetadata(bufferOf(bytes)).row_groups.map(({ num_rows }) => Number(num_rows))
}

export function readArrow(bytes: Uint8Array, columns: Columns): ReadRow[] {
  return tableFromIPC(bytes).batches.flatMap((batch: RecordBatch) => {
    return batch.toArray().map((row) => typed((row as unknown as { toJSON(): object }).toJSON(), columns))
  })
}

/** Counts and wide numbers are 64 bits and text there. */
function typed(row: object, columns: Columns): ReadRow {
  const read: ReadRow = {}
  for (const [name, cell] of Object.entries(row)) {
    if (cell === null || cell === undefined) continue
    const type = columns[name]
    if (type === 'count') {
      if (typeof cell !== 'bigint') throw new Error(`${name} is a ${typeof cell}, not 64 bits`)
      read[name] = Number(cell)
    } else read[name] = type === 'wide' ? BigInt(cell) : cell
  }
  return read
}

/** @param guarded whether text that looks like a formula has an apostrophe before it */
export function readCsv(text: string, columns: Columns, guarded = true): ReadRow[] {
  const records = parse(text, {
    cast: (cell, { quoting }) => ({ text: cell, isQuoted: quoting }),
    // Line breaks inside of cells are what they are.
    relax_column_count: false,
    record_delimiter: '\n',
  }) as unknown as { readonly text: string; readonly isQuoted: boolean }[][]
  const names = records[0]!.map((cell) => cell.text)
  return records.slice(1).map((record) => {
    const row: ReadRow = {}
    for (const [index, cell] of record.entries()) {
      if (cell.text === '' && !cell.isQuoted) continue
      row[names[index]!] = cellOf(columns[names[index]!]!, cell.text, guarded)
    }
    return row
  })
}

function cellOf(type: ColumnType, text: string, guarded: boolean): Cell {
  if (type === 'int64' || type === 'wide') return BigInt(text)
  if (type === 'count' || type === 'float64') return Number(text)
  if (type === 'boolean') return text === 'true'
  return guarded && text.startsWith("'") ? text.slice(1) : text
}

/** Events from their rows again: proof that the table has everything. */
export function eventsOf(rows: readonly ReadRow[]): RoundEvent[] {
  const events: RoundEvent[] = []
  for (let at = 0; at < rows.length; ) {
    let next = at + 1
    while (next < rows.length && rows[next]!.event === rows[at]!.event) next += 1
    events.push(eventOf(rows.slice(at, next), ''))
    at = next
  }
  return events
}

/** Fields that say null when there is no value; all others are left out. */
const NULLS: Record<string, string[]> = {
  'round-opened': ['hedge', 'liquidationBudgetAtoms', 'roundBudgetAtoms'],
  'liquidation-wanted': ['limitTicks'],
  'adl-fill': ['score'],
  'adl-round-opened': ['fundAtoms'],
}

function eventOf([first, ...behind]: readonly ReadRow[], prefix: string): RoundEvent {
  const { event: _, ...row } = first!
  const type = String(row.type).slice(prefix.length)
  const event: Record<string, unknown> = { ...row, type }
  for (const name of NULLS[type] ?? []) event[name] ??= null
  const own = `${row.type}/`
  const listed = (name: string) => behind.filter((child) => child.type === `${own}${name}`).map(cellsOnly)
  if (type === 'round-opened') {
    gather(event, 'blend', ['bankruptcy', 'mark'])
    if ('hedgeWho' in event) gather(event, 'hedge', ['thresholdPpm', 'who', 'mode'])
    event.stages = event.stages === '' ? [] : String(event.stages).split(' ')
    event.pools = listed('pool')
  }
  if (type === 'round-closed') Object.assign(event, { pools: listed('pool'), stuck: listed('stuck') })
  if (type === 'adl-fill') gather(event, 'candidate', CANDIDATE)
  if (type === 'adl-proposed') event.moves = behind.map((move) => eventOf([move], own))
  return event as unknown as RoundEvent
}

const CANDIDATE: (keyof Candidate)[] = [
  ...(['account', 'owner', 'market', 'lots', 'notionalAtoms', 'profitAtoms', 'entryValueAtoms'] as const),
  ...(['maintenanceAtomPpm', 'equityAtoms', 'accountMaintenanceAtomPpm', 'accountNotionalAtoms'] as const),
  'accountProfitAtoms',
]

function gather(event: Record<string, unknown>, prefix: string, names: readonly string[]): void {
  const gathered: Record<string, unknown> = {}
  for (const name of names) {
    const flat = `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`
    gathered[name] = event[flat]
    delete event[flat]
  }
  event[prefix] = gathered
}

function cellsOnly(row: ReadRow): ReadRow {
  const { event: _, version: __, type: ___, round: ____, pass: _____, stage: ______, ...cells } = row
  return cells
}
