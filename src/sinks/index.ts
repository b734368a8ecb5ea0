// Files of what an engine tells: `import { parquetSink, writeEvents } from 'ballast-adl/sinks'`. See docs/SINKS.md.

export { type BatchColumn, ColumnBatch } from './column-batch.ts'
export { EVENT_TABLE, eventRows } from './event-table.ts'
export type { Destination } from './output.ts'
export type { Sink, SinkOptions, SinkReport } from './sink.ts'
export { arrowSink, csvSink, fileSink, jsonlSink, type OpenSink, parquetSink } from './sinks.ts'
export {
  type Cell,
  type Columns,
  type ColumnType,
  defineTable,
  type RowOf,
  type RowWriter,
  type Table,
} from './table.ts'
export { WARNING_TABLE } from './warning-table.ts'
export { type StopWriting, type WriteOptions, writeAll, writeEvents, writeWarnings } from './write.ts'
