// u(price), the value of a lot in atoms. The readable twin is `fixed/unit-value.ts`.

import { KIND_INVERSE } from '../../core/codes'
import * as at from '../../memory/fields'
import { column } from './places'

/** Linear and quanto: ticks · k. Inverse: −round_half_even(N / ticks). */
export function unitAt(market: usize, ticks: i64): i64 {
  const unit = load<i64>(column(at.COL_MARKET_UNIT) + (market << 3))
  if (<i32>load<u8>(column(at.COL_MARKET_KIND) + market) != KIND_INVERSE) return ticks * unit
  const quotient = unit / ticks
  const rest = unit - quotient * ticks
  // rest against ticks − rest, so that nothing is doubled and nothing overflows.
  const other = ticks - rest
  const up = rest > other || (rest == other && (quotient & 1) == 1)
  return -(quotient + <i64>up)
}
