// Stage 8: what a flat account owes is paid by its pools once more, then as a rule shares it, then by nobody.

import { type LossRule, type Payer, perOpenInterest, shareLoss } from './losses.ts'
import { LOSSES, RULES } from './rules.ts'
import { shareDebt } from './share.ts'
import { payUp } from './stage-5-insurance.ts'
import { bankrupts, isFlat, type Round, write } from './state.ts'
import { equityOf, unitMark } from './value.ts'
import { absolute, larger, type Market, type Position, type Row, sum, type World } from './world.ts'

export function socialise(round: Round): void {
  for (const row of bankrupts(round, 'without pools').filter(isFlat)) payUp(round, row, 8)
  const rule = ruleOf(round.world)
  for (const row of bankrupts(round, 'with pools').filter(isFlat)) {
    const formers = round.formers.get(row.id) ?? []
    const shares = shareDebt(-row.cash, formers)
    for (const [index, { market }] of formers.entries()) {
      const owed = shares[index]!
      const paid = rule === null ? 0n : charge(round, rule, row, market, owed)
      if (round.world.options.haltOnDeficit && paid < owed) round.halted.add(market.id)
    }
    if (row.cash === 0n) continue
    const deficit = round.world.rows.find((each) => each.class === 'deficit')!
    write(round, { stage: 8, type: 'deficit', from: deficit.id, to: row.id, valueAtoms: -row.cash })
  }
}

/** A policy that shares losses goes before the option. */
export function ruleOf({ policy, options }: World): LossRule | null {
  const rule = RULES[policy]
  if (rule.kind === 'loss') return rule.rule
  if (options.socialise === 'none') return null
  return options.socialise === 'per-open-interest' ? perOpenInterest : LOSSES[options.socialise].rule
}

/** By all who hold or held the market and are worth something; returns what was paid. */
function charge(round: Round, rule: LossRule, row: Row, market: Market, amount: bigint): bigint {
  const { world } = round
  const payers = world.rows.filter((each) => each.class === 'trader' && equityOf(world, each) > 0n)
  const shown = payers.map((payer) => payerIn(round, payer, market))
  const holders = payers.filter((_, index) => shown[index]!.lots > 0n)
  const parts = shareLoss(
    rule,
    amount,
    shown.filter(({ lots }) => lots > 0n),
  )
  for (const [index, payer] of holders.entries()) {
    const valueAtoms = parts[index]!
    if (valueAtoms === 0n) continue
    const key = `${market.id} ${payer.id}`
    round.paid.set(key, (round.paid.get(key) ?? 0n) + valueAtoms)
    write(round, { stage: 8, type: 'socialised', market: market.id, from: payer.id, to: row.id, valueAtoms })
  }
  return sum(parts)
}

function payerIn(round: Round, row: Row, market: Market): Payer {
  const gainOf = ({ lots, entryValue }: Position) => larger(0n, lots * unitMark(market) - entryValue)
  const nothing = { lots: 0n, entryValue: 0n }
  const then = round.opening.get(row)?.get(market.id) ?? nothing
  const now = row.positions.get(market.id) ?? nothing
  const gain = larger(gainOf(then), gainOf(now)) - (round.paid.get(`${market.id} ${row.id}`) ?? 0n)
  return {
    lots: larger(absolute(then.lots), absolute(now.lots)),
    gain: larger(0n, gain),
    equity: equityOf(round.world, row),
  }
}
