// What a state is known by: how many commands it stands behind, its hash, and all cash together.

import type { Book } from '../book/book.ts'
import { stateHash } from '../book/state-hash.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { readWide } from '../fixed/wide.ts'
import { wideFromBytes, wideToBytes } from '../journal/wide.ts'
import * as at from '../memory/fields.ts'

export interface StateMark {
  readonly sequence: number
  /** 32 hexadecimal digits. */
  readonly stateHash: string
  /** Σ cash of all rows; 0 unless something is broken. */
  readonly cashAtoms: bigint
}

/** As parts of a record: the hash and the sum have 16 bytes each. */
export type PackedMark = readonly [sequence: number, hash: Uint8Array, cash: Uint8Array]

export function markOf(book: Book): StateMark {
  const cashAtoms = readWide(book.columns.wides, at.WIDE_CASH_TOTAL >> 3)
  return { sequence: book.sequence, stateHash: stateHash(book), cashAtoms }
}

export function packMark({ sequence, stateHash, cashAtoms }: StateMark): PackedMark {
  return [sequence, wideToBytes(BigInt(`0x${stateHash}`)), wideToBytes(BigInt.asUintN(128, cashAtoms))]
}

/** @throws BallastError ERR_RANGE for what is no mark */
export function readMark(sequence: unknown, hash: unknown, cash: unknown): StateMark {
  if (!Number.isSafeInteger(sequence)) {
    throw new BallastError(ErrorCode.RANGE, `a state has the number ${String(sequence)}`)
  }
  return {
    sequence: sequence as number,
    stateHash: wideFromBytes(hash as Uint8Array)
      .toString(16)
      .padStart(32, '0'),
    cashAtoms: BigInt.asIntN(128, wideFromBytes(cash as Uint8Array)),
  }
}

/** @param who says what the state has to be @throws BallastError ERR_JOURNAL_CORRUPT when it is another one */
export function demandState(book: Book, expected: StateMark, who: string): void {
  const found = markOf(book)
  const isSame =
    found.stateHash === expected.stateHash &&
    found.sequence === expected.sequence &&
    found.cashAtoms === expected.cashAtoms
  if (isSame) return
  const told = `${who} says ${expected.stateHash} after ${expected.sequence}, cash ${expected.cashAtoms}`
  const state = `the state has the hash ${found.stateHash} after ${found.sequence} commands, cash ${found.cashAtoms}`
  throw new BallastError(ErrorCode.JOURNAL_CORRUPT, `${state}; ${told}`)
}
