// The header of a CSV file: columns in any order, by their names.

import { demand, ErrorCode } from '../core/errors.ts'

export interface CsvHeader {
  /** Place of every column. */
  readonly columns: ReadonlyMap<string, number>
}

/** @throws BallastError ERR_FILE for a column that stands twice */
export function openHeader(fields: readonly string[]): CsvHeader {
  const columns = new Map<string, number>()
  for (const [index, field] of fields.entries()) {
    const name = field.trim()
    demand(!columns.has(name), ErrorCode.FILE, () => `the header names the column ${JSON.stringify(name)} twice`)
    columns.set(name, index)
  }
  return { columns }
}

export interface Layout {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
  /** Exactly one of these must be there. */
  readonly oneOf?: readonly [string, string]
}

/** @throws BallastError ERR_FILE naming what is missing and what is not known */
export function checkHeader({ columns }: CsvHeader, { required, optional = [], oneOf }: Layout): void {
  const found = [...columns.keys()].join(',')
  const form = [...required, ...(oneOf === undefined ? [] : [oneOf.join(' or ')])].join(', ')
  const also = optional.length === 0 ? '' : `, and if you like ${optional.join(', ')}`
  const expected = `expected the columns ${form}${also}`
  for (const name of required) {
    demand(columns.has(name), ErrorCode.FILE, () => `the header "${found}" lacks ${name}, ${expected}`)
  }
  if (oneOf !== undefined) {
    const count = oneOf.filter((name) => columns.has(name)).length
    const fault = count === 0 ? 'lacks' : 'has both'
    demand(count === 1, ErrorCode.FILE, () => `the header "${found}" ${fault} ${oneOf.join(' and ')}, ${expected}`)
  }
  const known = [...required, ...optional, ...(oneOf ?? [])]
  for (const name of columns.keys()) {
    demand(known.includes(name), ErrorCode.FILE, () => `the header has a column ${JSON.stringify(name)}, ${expected}`)
  }
}

/** The field of a column in a row, or `otherwise` where the column is missing or the field empty. */
export function fieldReader({ columns }: CsvHeader, name: string, otherwise = '') {
  const index = columns.get(name) ?? -1
  return (fields: readonly string[]): string => (index < 0 ? otherwise : fields[index] || otherwise)
}
