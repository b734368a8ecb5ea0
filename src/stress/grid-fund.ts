// A fund of another size: the pools together get so much equity at the start, each its part of it.

import { valueRow } from '../book/equity.ts'
import { CLASS_POOL } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { max } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { atPlace } from '../scenario/place-error.ts'

interface Pool {
  readonly id: number
  readonly equityAtoms: bigint
  readonly floorAtoms: bigint
}

/** By id. */
export function poolsOf({ book }: Engine): Pool[] {
  const { rowId, rowClass, rowReserved } = book.columns
  const pools: Pool[] = []
  const rows = book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT
  for (let row = 0; row < rows; row += 1) {
    if (rowClass[row] !== CLASS_POOL) continue
    pools.push({ id: rowId[row]!, equityAtoms: valueRow(book, row).equityAtoms, floorAtoms: rowReserved[row]! })
  }
  return pools.sort((a, b) => a.id - b.id)
}

/**
 * Pools keep their parts of the whole (equal ones where nothing is there), rounded down; what is left goes to the
 * first. A floor above what a pool then has comes down to it.
 *
 * @throws BallastError ERR_CONFIG without a pool; ERR_WITHDRAWAL for what a pool cannot give, such as open profit
 */
export function setFund(engine: Engine, fundAtoms: bigint): void {
  const pools = poolsOf(engine)
  demand(pools.length > 0, ErrorCode.CONFIG, () => `a fund of ${fundAtoms} atoms, and no pool to hold it`)
  const weights = pools.map(({ equityAtoms }) => max(0n, equityAtoms))
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  const parts = weights.map((weight) => {
    return total === 0n ? fundAtoms / BigInt(pools.length) : (fundAtoms * weight) / total
  })
  parts[0]! += fundAtoms - parts.reduce((sum, part) => sum + part, 0n)
  atPlace(`a fund of ${fundAtoms} atoms`, () => {
    for (const [index, { id, equityAtoms, floorAtoms }] of pools.entries()) {
      const part = parts[index]!
      if (floorAtoms > part) engine.setReserved(id, part)
      if (part > equityAtoms) engine.deposit(id, part - equityAtoms)
      if (part < equityAtoms) engine.withdraw(id, equityAtoms - part)
    }
  })
}
