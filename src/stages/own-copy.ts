// A batch that is applied whole or not at all is looked at twice; what is looked at must not change in between.

import { demand, ErrorCode } from '../core/errors.ts'

type Constructor<Column> = { readonly name: string; new (from: Column): Column }

/** A copy of a caller's column. @throws BallastError ERR_RANGE for anything but the typed array that is expected */
export function ownCopy<Column extends { readonly length: number }>(
  column: Column,
  type: Constructor<Column>,
  field: string,
): Column {
  checkColumn(column, type, field)
  return new type(column)
}

/** @throws BallastError ERR_RANGE unless the column is the typed array that is expected */
export function checkColumn(column: unknown, type: { readonly name: string }, field: string): void {
  const name = Object.prototype.toString.call(column).slice('[object '.length, -1)
  demand(name === type.name, ErrorCode.RANGE, () => `${field} of the batch is a ${name}, expected a ${type.name}`)
}
