// Stage 8: what a flat account owes is paid by the pools once more, then by the open interest of its former markets,
// each payer with at most what it is worth; what is then left stands in the deficit row, for all to see.
//
// Reads: the whole book, once for each market that is charged. Writes: flat rows, pools, payers, the deficit row.
// Bound: the payers of a market, for each debt that is charged to it. Allocation: BigInt, lists. Deterministic: by ids,
// then markets.

import { BLOCK_TRADERS } from '../core/codes.ts'
import { abs, max } from '../fixed/rounding.ts'
import { fillWater, shareDebt } from '../fixed/shares.ts'
import * as at from '../memory/fields.ts'
import { formersOf, payUp } from './cover-shortfall.ts'
import { pay } from './moves.ts'
import { LOG_DEFICIT, LOG_SOCIALISED, NO_MARKET } from './round-log.ts'
import { bankruptRows, byId, isFlat, lotsOf, type Round } from './round-state.ts'

export function socialise(round: Round): void {
  const { book } = round
  for (const row of bankruptRows(round, false)) if (isFlat(book, row)) payUp(round, row, 8)
  const debtors = bankruptRows(round, true)
  const payers = new Payers(round)
  for (const row of debtors) if (isFlat(book, row)) settle(round, row, payers)
}

function settle(round: Round, row: number, payers: Payers): void {
  const { book, settings } = round
  const { rowCash } = book.columns
  const formers = round.formers.has(row) ? formersOf(round, row) : []
  const shares = shareDebt(-rowCash[row]!, formers)
  for (const [index, { market }] of formers.entries()) {
    let unpaid = shares[index]!
    if (settings.socialise === 'per-open-interest') unpaid -= payers.charge(market, row, unpaid)
    if (unpaid > 0n && settings.haltOnDeficit) round.toHalt.add(market)
  }
  const debt = -rowCash[row]!
  if (debt > 0n) pay(round, LOG_DEFICIT, NO_MARKET, book.columns.word(at.WORD_DEFICIT_ROW), row, debt)
}

interface MarketPayers {
  readonly rows: readonly number[]
  readonly weights: readonly bigint[]
}

/** Who pays in which market, and what each is worth while it pays. */
class Payers {
  readonly #round: Round
  readonly #markets = new Map<number, MarketPayers>()
  readonly #equities = new Map<number, bigint>()

  constructor(round: Round) {
    this.#round = round
  }

  /** Charges an amount to the open interest of a market; returns what was paid. */
  charge(market: number, to: number, amount: bigint): bigint {
    if (amount === 0n) return 0n
    const { rows, weights } = this.#of(market)
    const caps: bigint[] = []
    for (const row of rows) caps.push(max(0n, this.#equity(row)))
    const parts = fillWater(amount, weights, caps)
    let paid = 0n
    for (const [index, row] of rows.entries()) {
      const part = parts[index]!
      if (part === 0n) continue
      pay(this.#round, LOG_SOCIALISED, market, row, to, part)
      this.#equities.set(row, this.#equity(row) - part)
      paid += part
    }
    return paid
  }

  #equity(row: number): bigint {
    let equity = this.#equities.get(row)
    if (equity === undefined) {
      equity = this.#round.kernel.equity(row)
      this.#equities.set(row, equity)
    }
    return equity
  }

  // Lots: the larger of what is held now and what was held when the round opened, so nobody escapes by being closed.
  #of(market: number): MarketPayers {
    let payers = this.#markets.get(market)
    if (payers === undefined) {
      const round = this.#round
      const rows = byId(round.book, holdersOf(round, market))
      const weights: bigint[] = []
      for (const row of rows) {
        weights.push(max(abs(lotsOf(round.book, row, market)), abs(round.lotsAtOpening(row, market))))
      }
      payers = { rows, weights }
      this.#markets.set(market, payers)
    }
    return payers
  }
}

/** Traders with a position in a market now, or when the round opened. */
function holdersOf(round: Round, market: number): number[] {
  const { book, newcomers } = round
  const { blockKind } = book.columns
  const rows: number[] = []
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    if (blockKind[row >> at.BLOCK_SHIFT] !== BLOCK_TRADERS) continue
    const holds = lotsOf(book, row, market) !== 0n || round.lotsAtOpening(row, market) !== 0n
    if (holds && !newcomers.has(row)) rows.push(row)
  }
  return rows
}
