// Which maintenance tier a notional lies in. The readable twin is `marketMaintenanceAtomPpm` of `book/markets.ts`.

import * as at from '../../memory/fields'
import { column, word } from './places'

// The scan line holds the first tier's rate; its deduction is zero.
@inline
export function tierOf(line: usize, id: usize, notional: i64): usize {
  return notional >= load<i64>(line, at.SCAN_NEXT_FLOOR) ? findTier(id, notional) : line + (at.SCAN_RATE - at.TIER_RATE)
}

// The line of the last tier whose floor the notional has reached, from the second on; one past the last is never
// reached. A function of its own, and addresses read anew, so that the loops that call it keep their registers.
export function findTier(id: usize, notional: i64): usize {
  const tierBytes = <usize>((word(at.WORD_CAP_TIERS) + 1) << at.TIER_BYTES_SHIFT)
  let tier = column(at.COL_MARKET_TIERS) + id * tierBytes + (1 << at.TIER_BYTES_SHIFT)
  while (load<i64>(tier, 1 << at.TIER_BYTES_SHIFT) <= notional) tier += 1 << at.TIER_BYTES_SHIFT
  return tier
}
