// What a round has come to, as it is written down behind the command that ended it: the columns of its log and the
// state after it. Who recomputes the round finds the first entry that is another one.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { columnOf } from '../journal/column-bytes.ts'
import type { RoundLog } from '../stages/round-log.ts'
import { type CommandRecord, RECORD_ROUND_RESULT } from './command-log.ts'
import { packMark, readMark, type StateMark } from './state-mark.ts'

/** Columns of the log that are written down, in this order. */
export const RESULT_COLUMNS = {
  types: Uint8Array,
  stages: Uint8Array,
  passes: Uint32Array,
  markets: Uint32Array,
  froms: Uint32Array,
  tos: Uint32Array,
  numbers: Uint32Array,
  flags: Uint8Array,
  lots: BigInt64Array,
  values: BigInt64Array,
  losses: BigInt64Array,
  ticks: BigInt64Array,
} as const

type ColumnName = keyof typeof RESULT_COLUMNS
type Column = Uint8Array | Uint32Array | BigInt64Array
type ResultColumns = Readonly<Record<ColumnName, Column>>

const NAMES = Object.keys(RESULT_COLUMNS) as ColumnName[]

export interface RoundResult {
  readonly round: number
  readonly state: StateMark
  /** Entries of the log. */
  readonly count: number
  readonly columns: ResultColumns
}

/** Where two results of one round part. */
export interface ResultDifference {
  /** Of the log; −1 for the number of entries. */
  readonly entry: number
  readonly column: string
  readonly recorded: number | bigint
  readonly found: number | bigint
}

/** Views of the log: to be packed before the next round. */
export function resultOf(round: number, state: StateMark, log: RoundLog): RoundResult {
  const columns = Object.fromEntries(NAMES.map((name) => [name, log[name].subarray(0, log.count)]))
  return { round, state, count: log.count, columns: columns as unknown as ResultColumns }
}

export function packResult({ round, state, columns }: RoundResult): CommandRecord {
  return [RECORD_ROUND_RESULT, round, ...packMark(state), ...NAMES.map((name) => columns[name])]
}

/** @param parts what stands behind the code of the record @throws BallastError ERR_JOURNAL_CORRUPT, ERR_RANGE */
export function readResult([round, sequence, hash, cash, ...parts]: readonly unknown[]): RoundResult {
  const columns = NAMES.map((name, index) => asColumn(name, parts[index]))
  const count = columns[0]!.length
  if (!Number.isSafeInteger(round) || columns.some(({ length }) => length !== count)) {
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, `the result of round ${String(round)} has columns that differ`)
  }
  return {
    ...{ round: round as number, state: readMark(sequence, hash, cash), count },
    columns: Object.fromEntries(NAMES.map((name, index) => [name, columns[index]])) as unknown as ResultColumns,
  }
}

function asColumn(name: ColumnName, part: unknown): Column {
  const kind = RESULT_COLUMNS[name]
  return part instanceof kind && part.constructor === kind ? part : columnOf<Uint32Array>(kind as never, part)
}

/** The first entry in which they differ, or null. */
export function differenceOf(recorded: RoundResult, found: RoundResult): ResultDifference | null {
  const count = Math.min(recorded.count, found.count)
  for (let entry = 0; entry < count; entry += 1) {
    for (const name of NAMES) {
      const [one, other] = [recorded.columns[name][entry]!, found.columns[name][entry]!]
      if (one !== other) return { entry, column: name, recorded: one, found: other }
    }
  }
  if (recorded.count === found.count) return null
  return { entry: -1, column: 'entries', recorded: recorded.count, found: found.count }
}
