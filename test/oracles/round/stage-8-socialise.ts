// Stage 8: what a flat account owes is paid by its pools once more, then by the open interest, then by nobody.

import { fillWater, shareDebt } from './share.ts'
import { payUp } from './stage-5-insurance.ts'
import { bankrupts, isFlat, type Round, write } from './state.ts'
import { equityOf } from './value.ts'
import { absolute, larger, lotsOf, type Market, type Row, sum } from './world.ts'

export function socialise(round: Round): void {
  for (const row of bankrupts(round, 'without pools').filter(isFlat)) payUp(round, row, 8)
  for (const row of bankrupts(round, 'with pools').filter(isFlat)) {
    const formers = round.formers.get(row.id) ?? []
    const shares = shareDebt(-row.cash, formers)
    const { socialise, haltOnDeficit } = round.world.options
    for (const [index, { market }] of formers.entries()) {
      const owed = shares[index]!
      const paid = socialise === 'per-open-interest' ? charge(round, row, market, owed) : 0n
      if (haltOnDeficit && paid < owed) round.halted.add(market.id)
    }
    if (row.cash === 0n) continue
    const deficit = round.world.rows.find((each) => each.class === 'deficit')!
    write(round, { stage: 8, type: 'deficit', from: deficit.id, to: row.id, valueAtoms: -row.cash })
  }
}

/** One water-filling over all who hold or held the market and are worth something; returns what was paid. */
function charge(round: Round, row: Row, market: Market, amount: bigint): bigint {
  const { world } = round
  const payers = world.rows.filter((each) => each.class === 'trader' && equityOf(world, each) > 0n)
  const parts = fillWater(
    amount,
    payers.map((payer) => {
      const atOpening = round.opening.get(payer)?.get(market.id) ?? 0n
      const weight = larger(absolute(lotsOf(payer, market.id)), absolute(atOpening))
      return { weight, cap: equityOf(world, payer) }
    }),
  )
  for (const [index, payer] of payers.entries()) {
    const valueAtoms = parts[index]!
    if (valueAtoms === 0n) continue
    write(round, { stage: 8, type: 'socialised', market: market.id, from: payer.id, to: row.id, valueAtoms })
  }
  return sum(parts)
}
