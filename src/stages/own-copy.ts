// A batch that is applied whole or not at all is looked at twice; what is looked at must not change in between.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { kindOf } from '../core/shown.ts'

type Constructor<Column> = { readonly name: string; new (from: Column): Column }
export type ColumnType = { readonly name: string; new (...from: never[]): unknown }

/** A copy of a caller's column. @throws BallastError ERR_RANGE for anything but the typed array that is expected */
export function ownCopy<Column extends { readonly length: number }>(
  column: Column,
  type: Constructor<Column>,
  field: string,
): Column {
  checkColumn(column, type, field)
  return new type(column)
}

/** Properties of every typed array, which nothing that stands in front of them hides. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype)
const nameGetter = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)!.get!
const lengthGetter = Object.getOwnPropertyDescriptor(typedArray, 'length')!.get!

/** Entries that a column has, whatever a subclass or a property of the caller's own says. */
export function countOf(column: ArrayBufferView): number {
  return lengthGetter.call(column)
}

/** Whether it is such a typed array: a proxy or a DataView is none, whatever it is an instance of. */
export function isColumn(column: unknown, type: ColumnType): boolean {
  return nameGetter.call(column) === type.name
}

/** Whether what a class of ours was made with still stands there: such a typed array, as long as it says. */
export function isOwnColumn(column: ArrayBufferView & { readonly length: number }, type: ColumnType): boolean {
  return isColumn(column, type) && countOf(column) === column.length
}

/** @throws BallastError ERR_RANGE unless the column is the typed array that is expected */
export function checkColumn(column: unknown, type: ColumnType, field: string): void {
  if (!isColumn(column, type)) {
    throw new BallastError(ErrorCode.RANGE, `${field} of the batch is a ${kindOf(column)}, expected a ${type.name}`)
  }
  // What lies in memory that is gone looks empty.
  if (countOf(column as ArrayBufferView) === 0 && isGone(column, type)) {
    throw new BallastError(ErrorCode.RANGE, `${field} of the batch is a ${type.name} whose memory is gone`)
  }
}

function isGone(column: unknown, type: ColumnType): boolean {
  try {
    new type(column as never)
  } catch {
    // Memory that was transferred, or has been made shorter.
    return true
  }
  return false
}
