// Everybody gives the same part of something: of its position, its notional, its profit or its equity.
//
// Weights are those of the lots that are open at a dealing; a profit or an equity goes with the lots in equal parts, in
// units of 2^-64 atoms, rounded down. Floor first, then largest remainder; ties of remainders go by rank, which is by
// notional, then by id. Losers are dealt nothing before the profitable ones are used up; then by size where there is no
// profit to weigh. Dust: a position of fewer lots than its share rounds to gives none of them.

import { max } from '../fixed/rounding.ts'
import { dealByRemainder } from '../fixed/shares.ts'
import type { AllocationPolicy, Candidate } from './policy.ts'
import { dealByWeight, ofOpenLots } from './weights.ts'

/** By lots. Contract pro rata of arXiv 2512.01112. */
export const proRata: AllocationPolicy = {
  name: 'pro-rata',
  allocate: (need, _candidates, open) => dealByRemainder(need, open),
}

/** By notional: in one market that is by lots, as all lots are worth the same. */
export const proRataNotional = proRataBy('pro-rata-notional', ({ notionalAtoms }) => notionalAtoms)

/** By profit: wealth pro rata of arXiv 2512.01112, where only profit may be taken. */
export const proRataProfit = proRataBy('pro-rata-profit', ({ profitAtoms }) => max(0n, profitAtoms))

/** By equity of the account. */
export const proRataEquity = proRataBy('pro-rata-equity', ({ equityAtoms }) => max(0n, equityAtoms))

function proRataBy(name: string, amountOf: (candidate: Candidate) => bigint): AllocationPolicy {
  return {
    name,
    allocate(need, candidates, open) {
      const weights = candidates.map((candidate, index) => {
        return ofOpenLots(amountOf(candidate), open[index]!, candidate.lots)
      })
      return dealByWeight(need, weights, open)
    },
  }
}
