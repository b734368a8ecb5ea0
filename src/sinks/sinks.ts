// The formats by name, and by the ending of a file.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { RoundEvent } from '../engine/round-events.ts'
import { loadArrow } from './arrow-encoder.ts'
import { csvEncoder } from './csv-encoder.ts'
import { EVENT_TABLE } from './event-table.ts'
import { jsonlEncoder } from './jsonl-encoder.ts'
import type { Destination } from './output.ts'
import { loadParquet } from './parquet-encoder.ts'
import { type MakeEncoder, openSink, type Sink, type SinkOptions } from './sink.ts'
import type { Table } from './table.ts'

/** Opens a sink of events, or of a table. @throws BallastError ERR_CONFIG, ERR_RANGE, ERR_FILE */
export interface OpenSink<To = Destination> {
  (to: To): Promise<Sink<RoundEvent>>
  <Item>(to: To, table: Table<Item>, options?: SinkOptions): Promise<Sink<Item>>
}

function opens(load: () => MakeEncoder | Promise<MakeEncoder>, own: SinkOptions = {}): OpenSink {
  // Overloads are told apart by what the table is; without one there is that of events.
  return async <Item>(to: Destination, table = EVENT_TABLE as unknown as Table<Item>, options: SinkOptions = {}) => {
    // First, so that nothing has been begun when a package is missing.
    const make = await load()
    return openSink(make, to, table, { ...own, ...options }) as Sink<Item> & Sink<RoundEvent>
  }
}

export const jsonlSink: OpenSink = opens(() => jsonlEncoder)
export const csvSink: OpenSink = opens(() => csvEncoder)
/** With the package hyparquet-writer. */
export const parquetSink: OpenSink = opens(loadParquet)
/** With the package apache-arrow; as an IPC file, or with `form: 'stream'` as a stream. */
export const arrowSink: OpenSink = opens(loadArrow)
const arrowStreamSink = opens(loadArrow, { form: 'stream' })

const BY_ENDING: Record<string, OpenSink> = {
  jsonl: jsonlSink,
  ndjson: jsonlSink,
  csv: csvSink,
  parquet: parquetSink,
  arrow: arrowSink,
  feather: arrowSink,
  arrows: arrowStreamSink,
}

/** A sink by the ending of the file: .jsonl, .csv, .parquet, .arrow, .arrows (stream). */
export const fileSink: OpenSink<string> = async <Item>(path: string, table?: Table<Item>, options?: SinkOptions) => {
  const ending = /\.([a-z]+)$/.exec(path)?.[1] ?? ''
  const open = Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending]! : null
  if (open === null) {
    const known = Object.keys(BY_ENDING).join(', .')
    throw new BallastError(ErrorCode.CONFIG, `${shown(path)} says no format by its ending: there are .${known}`)
  }
  const own = table ?? (EVENT_TABLE as unknown as Table<Item>)
  return (await open(path, own, options)) as Sink<Item> & Sink<RoundEvent>
}
