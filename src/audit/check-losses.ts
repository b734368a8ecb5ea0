// Stage 8: what flat accounts owe. Their pools pay once more; then traders who hold or held the former markets share it
// by the rule of the round, each with at most what it is worth; what is then left stands in the deficit row.

import { abs, max, min } from '../fixed/rounding.ts'
import type { LossPolicy, Payer } from '../policies/policy.ts'
import { checkPaidUp } from './check-fund.ts'
import { lotsOf, positionOf, type RunningMarket, type RunningRow } from './running-book.ts'
import { splitDebt, sumOf } from './split-loss.ts'
import type { Walk } from './walk.ts'

export function checkLosses(walk: Walk): void {
  const isFlat = (row: RunningRow) => row.positions.length === 0
  for (const row of walk.bankrupts('without pools').filter(isFlat)) checkPaidUp(walk, row, 8)
  walk.noMore('fund', 'pools have no more to pay', 'fund-draw')
  for (const row of walk.bankrupts('with pools').filter(isFlat)) checkDebt(walk, row)
  walk.noMore('socialised', 'nobody flat owes more', 'socialised')
  walk.noMore('deficit', 'nobody flat owes more', 'deficit')
}

function checkDebt(walk: Walk, row: RunningRow): void {
  const { sharing } = walk.terms
  const formers = walk.formers.get(row) ?? []
  const shares = splitDebt(-row.cashAtoms, formers)
  for (const [index, { market }] of formers.entries()) {
    const owed = shares[index]!
    const paid = sharing === null ? 0n : checkShares(walk, sharing, row, market, owed)
    if (paid < owed) walk.toHalt.add(market.id)
  }
  const debt = -row.cashAtoms
  if (debt === 0n) return
  const event = walk.take('deficit', 8, 'deficit', () => `of account ${row.id}, ${debt}`)
  const { from, to, valueAtoms } = event
  walk.same('deficit', 'payment', `from ${walk.book.deficit?.id} to ${row.id}`, `from ${from} to ${to}`)
  walk.same('deficit', 'valueAtoms', debt, valueAtoms)
  walk.pay(walk.book.deficit!, row, debt)
}

/** Returns what was paid. */
function checkShares(
  walk: Walk,
  rule: LossPolicy | 'unknown',
  to: RunningRow,
  market: RunningMarket,
  owedAtoms: bigint,
): bigint {
  if (owedAtoms === 0n) return 0n
  const found = payersOf(walk, market)
  if (rule === 'unknown') return takeAsTold(walk, found, to, market, owedAtoms)
  const equities = found.map(({ payer }) => payer.equityAtoms)
  const payers = found.map(({ payer }) => payer)
  const most = rule.capacity?.(payers) ?? equities
  const debt = min(owedAtoms, sumOf(most))
  const parts = rule.share(debt, payers, most.slice())
  for (const [index, { row }] of found.entries()) {
    const atoms = parts[index]!
    if (atoms === 0n) continue
    const bears = atoms <= equities[index]!
    if (!bears) walk.fail('socialised', `a rule that charges account ${row.id} at most ${equities[index]}`, walk.next)
    walk.takePay('socialised', 8, { claim: 'socialised', from: row, to, market, atoms })
    notePaid(walk, market, row, atoms)
  }
  if (sumOf(parts) !== debt) walk.fail('socialised', `a rule that shares out ${debt} atoms`, walk.next)
  return debt
}

/** A rule that the auditor does not know: payers held something, pay once each, and no more than they are worth. */
function takeAsTold(
  walk: Walk,
  found: ReturnType<typeof payersOf>,
  to: RunningRow,
  market: RunningMarket,
  owedAtoms: bigint,
): bigint {
  const waiting = new Map(found.map((each) => [each.row.id, each]))
  let paid = 0n
  for (;;) {
    const event = walk.next
    if (event?.type !== 'socialised' || event.to !== to.id || event.market !== market.id) return paid
    const payer = waiting.get(event.from)
    const most = min(payer?.payer.equityAtoms ?? 0n, owedAtoms - paid)
    if (payer === undefined || event.valueAtoms <= 0n || event.valueAtoms > most) {
      walk.fail('socialised', `a holder of market ${market.id}, 1 to ${most} atoms`, event)
    }
    waiting.delete(event.from)
    const atoms = event.valueAtoms
    walk.takePay('socialised', 8, { claim: 'socialised', from: payer.row, to, market, atoms })
    notePaid(walk, market, payer.row, atoms)
    paid += atoms
  }
}

/** Traders with a position in the market now, or when the round opened: nobody escapes by having been closed. */
function payersOf(walk: Walk, market: RunningMarket): { readonly row: RunningRow; readonly payer: Payer }[] {
  const { book } = walk
  return book.holders(market.id).flatMap((row) => {
    const then = walk.opening.get(row) ?? row
    const lots = max(abs(lotsOf(row, market.id)), abs(lotsOf(then, market.id)))
    if (lots === 0n || then.positions.length === 0) return []
    const gains = [positionOf(then, market.id), positionOf(row, market.id)].map((each) => {
      return each.lots * market.unit - each.entryValueAtoms
    })
    const paid = walk.paid.get(`${market.id} ${row.id}`) ?? 0n
    const gainAtoms = max(0n, max(0n, max(gains[0]!, gains[1]!)) - paid)
    const equityAtoms = max(0n, book.equityOf(row))
    return [{ row, payer: { account: row.id, lots, gainAtoms, equityAtoms } }]
  })
}

function notePaid({ paid }: Walk, market: RunningMarket, row: RunningRow, atoms: bigint): void {
  const key = `${market.id} ${row.id}`
  paid.set(key, (paid.get(key) ?? 0n) + atoms)
}
