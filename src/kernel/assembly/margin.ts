// The margin scan: every trader of a range of blocks, its equity against its maintenance margin, exactly.
// The readable twin is `reference-scan.ts`.
//
// Maintenance needs up to 83 bits. Every notional is cut into its low and high 32 bits, each half is multiplied by the
// rate and summed apart; the carry is settled once an account. Bounds stand in `core/limits.ts`.

import { BLOCK_TRADERS } from '../../core/codes'
import * as at from '../../memory/fields'
import { column, word } from './places'

/** Writes flagged rows (with FLAGGED_BANKRUPT) to `out`, ascending; returns how many. */
export function scan(fromBlock: i32, toBlock: i32, out: usize): i32 {
  const kind = column(at.COL_BLOCK_KIND)
  const start = column(at.COL_BLOCK_START)
  const count = column(at.COL_RUN_COUNT)
  const cash = column(at.COL_ROW_CASH)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const lines = column(at.COL_MARKET_SCAN)
  let next = out
  for (let block = fromBlock; block < toBlock; block++) {
    if (load<u8>(kind + <usize>block) != BLOCK_TRADERS) continue
    let slot = <usize>load<u32>(start + (<usize>block << 2))
    const endRow = (block + 1) << at.BLOCK_SHIFT
    for (let row = block << at.BLOCK_SHIFT; row < endRow; row++) {
      let equity = load<i64>(cash + (<usize>row << 3))
      let low: i64 = 0
      let high: i64 = 0
      const end = slot + <usize>load<u16>(count + (<usize>row << 1))
      for (; slot < end; slot++) {
        const id = <usize>load<u16>(market + (slot << 1))
        const line = lines + (id << at.SCAN_BYTES_SHIFT)
        const lots = load<i64>(size + (slot << 3))
        const sign = lots >> 63
        equity += lots * load<i64>(line, at.SCAN_UNIT)
        const notional = ((lots ^ sign) - sign) * load<i64>(line, at.SCAN_ABS_UNIT)
        // The scan line holds the first tier's rate; its deduction is zero.
        let tier = line + (at.SCAN_RATE - at.TIER_RATE)
        if (notional >= load<i64>(line, at.SCAN_NEXT_FLOOR)) {
          tier = findTier(id, notional)
          low -= load<i64>(tier, at.TIER_DEDUCTION_LOW)
          high -= load<i64>(tier, at.TIER_DEDUCTION_HIGH)
        }
        const rate = load<i64>(tier, at.TIER_RATE)
        low += (notional & 0xffffffff) * rate
        high += (notional >> 32) * rate
      }
      // equity · 10^6 < high · 2^32 + low, both sides carried into (high, low 32 bits).
      const equityLow = (equity & 0xffffffff) * 1000000
      const equityHigh = (equity >> 32) * 1000000 + (equityLow >> 32)
      high += low >> 32
      const below =
        <i32>(equityHigh < high) |
        (<i32>(equityHigh == high) & <i32>((equityLow & 0xffffffff) < (low & 0xffffffff)))
      const bankrupt = <i32>(equity < 0)
      // One account in a thousand: a branch that is foreseen is cheaper than a store that is not needed.
      if ((below | bankrupt) != 0) {
        store<u32>(next, <u32>row | (<u32>bankrupt << 31))
        next += 4
      }
    }
  }
  return <i32>((next - out) >> 2)
}

// The line of the last tier whose floor the notional has reached, from the second on; one past the last is never
// reached. A function of its own, and addresses read anew, so that the loop above keeps its registers for itself.
function findTier(id: usize, notional: i64): usize {
  const tierBytes = <usize>((word(at.WORD_CAP_TIERS) + 1) << at.TIER_BYTES_SHIFT)
  let tier = column(at.COL_MARKET_TIERS) + id * tierBytes + (1 << at.TIER_BYTES_SHIFT)
  while (load<i64>(tier, 1 << at.TIER_BYTES_SHIFT) <= notional) tier += 1 << at.TIER_BYTES_SHIFT
  return tier
}
