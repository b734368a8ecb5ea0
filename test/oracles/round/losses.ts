// The rules by which payers share what a flat account owes. Payers come by id.

import { fillWater, fillWaterUp } from './share.ts'
import { smaller } from './world.ts'

export type Payer = {
  /** What it holds in the market, or held when the round opened, when that was more. */
  lots: bigint
  /** What that had won when the round opened, or has won now, when that is more; less what it has paid. */
  gain: bigint
  equity: bigint
}

export type LossRule = {
  weight: (payer: Payer) => bigint
  /** Nobody pays more than its gain. */
  isGainTheMost?: true
  /** Shares are rounded up by id until all is paid, instead of by the largest remainder. */
  isRoundedUp?: true
}

export const perOpenInterest: LossRule = { weight: ({ lots }) => lots }

export function shareLoss(rule: LossRule, debt: bigint, payers: Payer[]): bigint[] {
  const shares = payers.map((payer) => {
    const cap = rule.isGainTheMost ? smaller(payer.gain, payer.equity) : payer.equity
    return { weight: rule.weight(payer), cap }
  })
  return rule.isRoundedUp ? fillWaterUp(debt, shares) : fillWater(debt, shares)
}
