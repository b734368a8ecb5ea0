// Leverage water-filling: everybody is brought down to one leverage L, and who is below it keeps all.
//
//   find L with Σ max(0, nᵢ − L · sᵢ) = what is needed; i keeps min(nᵢ, L · sᵢ)
//
// n is the notional that is open, s the share of equity behind the position, in units of 2^-64 atoms rounded down. It
// minimises the largest leverage that is left, within a lot. Whole lots: floor of what each gives, then largest
// remainder; ties by rank. No equity behind a position is infinite leverage: closed first, by size among several.
// Losers: after the profitable ones. Splitting an account in equal parts changes nothing but roundings, and nor does
// washing the entry price within a group. Source: arXiv 2603.15963; the formula is derived from its abstract.

import { divCeil } from '../fixed/rounding.ts'
import { dealByRemainder } from '../fixed/shares.ts'
import type { AllocationPolicy, Candidate } from './policy.ts'
import { shareOfEquity } from './share-of-equity.ts'

const SHARE_BITS = 64n

export const leverageWaterFill: AllocationPolicy = {
  name: 'leverage-water-fill',
  allocate(need, candidates, open) {
    const shares = candidates.map(wholeShare)
    const order = open.map((_, index) => index)
    // open / share descending, whoever has none first.
    order.sort((a, b) => {
      const difference = open[b]! * shares[a]! - open[a]! * shares[b]!
      return difference === 0n ? a - b : difference > 0n ? 1 : -1
    })
    const { count, openLots, share } = reachOf(need, order, open, shares)
    const cut = order.slice(0, count).sort((a, b) => a - b)
    const given = giveDown(need, cut, open, shares, { openLots, share })
    const parts = open.map(() => 0n)
    for (const [place, index] of cut.entries()) parts[index] = given[place]!
    return parts
  },
}

function wholeShare(candidate: Candidate): bigint {
  const { over, under } = shareOfEquity(candidate)
  return over <= 0n ? 0n : (over << SHARE_BITS) / under
}

// How many of the most leveraged are cut: until the leverage that they are brought down to is that of the next one.
function reachOf(need: bigint, order: readonly number[], open: readonly bigint[], shares: readonly bigint[]) {
  let [count, openLots, share] = [0, 0n, 0n]
  for (const index of order) {
    // (openLots − need) / share ≥ open / share of the next: nobody below is reached.
    // Who has no equity is always reached.
    const isBelow = (openLots - need) * shares[index]! >= open[index]! * share
    if (shares[index]! > 0n && openLots >= need && isBelow) break
    openLots += open[index]!
    share += shares[index]!
    count += 1
  }
  return { count, openLots, share }
}

// open − share · (openLots − need) / Σ share, each rounded down, the lots that are then missing to the largest
// remainder.
function giveDown(
  need: bigint,
  cut: readonly number[],
  open: readonly bigint[],
  shares: readonly bigint[],
  { openLots, share }: { readonly openLots: bigint; readonly share: bigint },
): readonly bigint[] {
  if (share === 0n) {
    return dealByRemainder(
      need,
      cut.map((index) => open[index]!),
    )
  }
  const keep = openLots - need
  const given = cut.map((index) => open[index]! - divCeil(shares[index]! * keep, share))
  const missing = need - given.reduce((total, lots) => total + lots, 0n)
  // What rounding up has kept too much of: the larger, the sooner a lot is given.
  const kept = cut.map((index) => (share - ((shares[index]! * keep) % share)) % share)
  const order = cut
    .map((_, place) => place)
    .sort((a, b) => Number(kept[b]! > kept[a]!) - Number(kept[b]! < kept[a]!) || a - b)
  for (let next = 0; next < Number(missing); next += 1) given[order[next]!]! += 1n
  return given
}
