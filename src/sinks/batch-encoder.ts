// Formats of columns: rows gather in a batch, which is written as one group.

import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { ColumnBatch } from './column-batch.ts'
import type { Encoder, SinkOptions } from './sink.ts'
import type { Table } from './table.ts'

const BATCH_ROWS = 16_384
const MOST_BATCH_ROWS = 1 << 20

export function batchEncoder<Item>(
  table: Table<Item>,
  { batchRows = BATCH_ROWS }: SinkOptions,
  write: (batch: ColumnBatch) => void,
  finish: () => void,
): Encoder<Item> {
  demand(Number.isInteger(batchRows) && batchRows >= 1 && batchRows <= MOST_BATCH_ROWS, ErrorCode.RANGE, () => {
    return `batchRows is ${shown(batchRows)}, expected a whole number from 1 to ${MOST_BATCH_ROWS}`
  })
  const batch = new ColumnBatch(table)
  return {
    take: (item, index) => batch.add(table, item, index),
    flush(all) {
      if (batch.count < (all ? 1 : batchRows)) return
      write(batch)
      batch.clear()
    },
    finish,
  }
}
