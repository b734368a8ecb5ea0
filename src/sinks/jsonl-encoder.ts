// A line of JSON an item, the item as it is, lists and all: of events it is the events.jsonl that `ballast replay`
// writes. bigints are decimal text, because many readers of JSON cut numbers beyond 2^53.

import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { Output } from './output.ts'
import type { Encoder } from './sink.ts'
import type { Table } from './table.ts'
import { TextPage } from './text-page.ts'

export function jsonlEncoder<Item>(_table: Table<Item>, output: Output): Encoder<Item> {
  const page = new TextPage(output)
  return {
    take: (item) => page.add(`${JSON.stringify(item, jsonValue)}\n`),
    flush: (all) => page.flush(all),
    finish: () => {},
  }
}

function jsonValue(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  // JSON would say null.
  demand(typeof value !== 'number' || Number.isFinite(value), ErrorCode.RANGE, () => {
    return `${name} is ${shown(value)}, expected a finite number`
  })
  return value
}
