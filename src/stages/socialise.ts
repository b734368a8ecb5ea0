// Stage 8: what a flat account owes is paid by the pools once more, then by traders of its former markets by a rule,
// each payer with at most what it is worth; what is then left stands in the deficit row, for all to see.
//
// Reads: the whole book, once for each market that is charged. Writes: flat rows, pools, payers, the deficit row.
// Bound: the payers of a market, for each debt that is charged to it. Allocation: BigInt, lists. Deterministic: by ids,
// then markets.

import { unitAtMark } from '../book/markets.ts'
import { BLOCK_TRADERS } from '../core/codes.ts'
import { abs, max, min } from '../fixed/rounding.ts'
import { shareDebt, sum } from '../fixed/shares.ts'
import * as at from '../memory/fields.ts'
import { knownPolicies } from '../policies/known.ts'
import { isLossPolicy, type LossPolicy, type Payer } from '../policies/policy.ts'
import { socialisedMango } from '../policies/socialised.ts'
import { formersOf, payUp } from './cover-shortfall.ts'
import { type AmountWords, demandAmounts, refuse } from './demand-amounts.ts'
import { pay } from './moves.ts'
import { LOG_DEFICIT, LOG_SOCIALISED, NO_MARKET } from './round-log.ts'
import { bankruptRows, byId, entryOf, isFlat, lotsOf, type Round } from './round-state.ts'
import { called } from './telling.ts'

export function socialise(round: Round): void {
  const { book, settings } = round
  for (const row of bankruptRows(round, false)) if (isFlat(book, row)) payUp(round, row, 8)
  const debtors = bankruptRows(round, true)
  const rule = isLossPolicy(settings.policy) ? settings.policy : settings.sharing
  const payers = rule === null ? null : new Payers(round, rule)
  for (const row of debtors) if (isFlat(book, row)) settle(round, row, payers)
}

function settle(round: Round, row: number, payers: Payers | null): void {
  const { book, settings } = round
  const { rowCash } = book.columns
  const formers = round.formers.has(row) ? formersOf(round, row) : []
  const shares = shareDebt(-rowCash[row]!, formers)
  for (const [index, { market }] of formers.entries()) {
    let unpaid = shares[index]!
    if (payers !== null) unpaid -= payers.charge(market, row, unpaid)
    if (unpaid > 0n && settings.haltOnDeficit) round.toHalt.add(market)
  }
  const debt = -rowCash[row]!
  if (debt > 0n) pay(round, LOG_DEFICIT, NO_MARKET, book.columns.word(at.WORD_DEFICIT_ROW), row, debt)
}

/** A payer while it pays: its gain and its equity shrink. */
interface PayingRow extends Payer {
  readonly row: number
  gainAtoms: bigint
  equityAtoms: bigint
}

/** Who pays in which market, and what each is worth while it pays. */
class Payers {
  readonly #round: Round
  readonly #rule: LossPolicy
  readonly #markets = new Map<number, readonly PayingRow[]>()
  readonly #equities = new Map<number, bigint>()

  constructor(round: Round, rule: LossPolicy) {
    this.#round = round
    this.#rule = rule
  }

  /** Charges an amount to the traders of a market; returns what was paid. */
  charge(market: number, to: number, amount: bigint): bigint {
    if (amount === 0n) return 0n
    const payers = this.#of(market)
    for (const payer of payers) payer.equityAtoms = max(0n, this.#equity(payer.row))
    const parts = sharedBy(this.#rule, amount, payers)
    let paid = 0n
    for (const [index, payer] of payers.entries()) {
      const part = parts[index]!
      if (part === 0n) continue
      pay(this.#round, LOG_SOCIALISED, market, payer.row, to, part)
      this.#equities.set(payer.row, this.#equity(payer.row) - part)
      payer.gainAtoms = max(0n, payer.gainAtoms - part)
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
  #of(market: number): readonly PayingRow[] {
    let payers = this.#markets.get(market)
    if (payers === undefined) {
      const round = this.#round
      const { rowId } = round.book.columns
      const looksAtGains = this.#rule !== socialisedMango
      const paid = looksAtGains ? paidBefore(round, market) : NOTHING_PAID
      payers = Array.from(byId(round.book, holdersOf(round, market)), (row) => ({
        row,
        account: rowId[row]!,
        lots: max(abs(lotsOf(round.book, row, market)), abs(round.lotsAtOpening(row, market))),
        gainAtoms: looksAtGains ? max(0n, gainOf(round, row, market) - (paid.get(rowId[row]!) ?? 0n)) : 0n,
        equityAtoms: 0n,
      }))
      this.#markets.set(market, payers)
    }
    return payers
  }
}

const NOTHING_PAID: ReadonlyMap<number, bigint> = new Map()

/** By account: what it has been charged in a market in this round, so that no gain is charged twice. */
function paidBefore({ log }: Round, market: number): ReadonlyMap<number, bigint> {
  const paid = new Map<number, bigint>()
  for (let entry = 0; entry < log.count; entry += 1) {
    if (log.types[entry] !== LOG_SOCIALISED || log.markets[entry] !== market + 1) continue
    const account = log.froms[entry]!
    paid.set(account, (paid.get(account) ?? 0n) + log.values[entry]!)
  }
  return paid
}

/** What a position had won when the round opened, or has won now, when that is more. Marks stay within a round. */
function gainOf(round: Round, row: number, market: number): bigint {
  const { book } = round
  const unit = unitAtMark(book, market)
  const atOpening = round.lotsAtOpening(row, market) * unit - round.entryAtOpening(row, market)
  return max(0n, max(atOpening, lotsOf(book, row, market) * unit - entryOf(book, row, market)))
}

const SHARES: AmountWords = {
  ...{ whole: 'shares out to', whom: 'payers' },
  one: (amount, index) => `charges payer ${index} ${amount} atoms`,
}

// As much as the rule lets them pay, and no atom more or less. @throws BallastError ERR_POLICY
function sharedBy(rule: LossPolicy, amount: bigint, payers: readonly PayingRow[]): readonly bigint[] {
  const equities = Array.from(payers, ({ equityAtoms }) => equityAtoms)
  // Our own rules keep no hold on what they are shown.
  const shown = knownPolicies.includes(rule) ? payers : Array.from(payers, (payer): Payer => ({ ...payer }))
  const given = rule.capacity === undefined ? equities : called(rule.name, () => rule.capacity!(shown))
  const most = demandAmounts(rule.name, given, equities, SHARES)
  const debt = min(amount, sum(most))
  const shares = called(rule.name, () => rule.share(debt, shown, most.slice()))
  const parts = demandAmounts(rule.name, shares, most, SHARES)
  const paid = sum(parts)
  if (paid !== debt) refuse(rule.name, `shares out ${paid} atoms, ${debt} are owed`)
  return parts
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
