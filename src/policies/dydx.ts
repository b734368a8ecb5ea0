// dYdX v4's order: none. From a pseudo-random place in the list of accounts on, one after the other.
//
// Profit is not looked at. The place is drawn from the seed of the queue, so that whoever recomputes a round finds the
// same one. That only overlapping bankruptcy prices match is the engine's cap: nobody is closed at a price that its
// equity does not bear. The chain also ends after 500 accounts or 10 attempts a block; nothing ends here before the
// queue does. Ties: none. Source: dydxprotocol/v4-chain, protocol/x/clob/keeper/deleveraging.go.

import type { Candidate, OrderPolicy, QueueTerms } from './policy.ts'

export const dydx: OrderPolicy = {
  name: 'dydx',
  fixed: { eligible: 'regardless' },
  order(candidates: readonly Candidate[], { seed }: QueueTerms): readonly number[] {
    const count = candidates.length
    const first = count === 0 ? 0 : Number(seed % BigInt(count))
    return Array.from({ length: count }, (_, place) => (first + place) % count)
  },
}
