// An exact score as a double to sort by. Doubles decide nothing: whoever sorts tells near keys apart by the scores.

import { abs } from '../fixed/rounding.ts'
import type { Score } from './policy.ts'

/** Quotients beyond 2^±930 are infinite or zero as keys, and told apart exactly. Which they are is decided exactly. */
const EXTREME_BITS = 930n
const LARGE = 2 ** 929
/** Numbers of fewer hexadecimal digits fit a double. */
const MOST_DIGITS = 250

/** Within 2^-50 of the score; ±Infinity for 'infinite' and 'last'. */
export function scoreKey(score: Score): number {
  if (score === 'infinite') return Infinity
  if (score === 'last') return -Infinity
  const { over, under } = score
  const key = quotient(over, under)
  const size = Math.abs(key)
  if (size < 1 / LARGE && abs(over) << EXTREME_BITS < under) return 0
  if (size > LARGE && abs(over) > under << EXTREME_BITS) return over < 0n ? -Infinity : Infinity
  return key
}

function quotient(over: bigint, under: bigint): number {
  const numerator = Number(over)
  const denominator = Number(under)
  if (Number.isFinite(numerator) && Number.isFinite(denominator)) return numerator / denominator
  // Both lose as many digits as the longer one has too many; what is left of the shorter one may be nothing.
  const digits = (value: bigint) => value.toString(16).length
  const shift = BigInt(4 * (Math.max(digits(over), digits(under)) - MOST_DIGITS))
  const small = under >> shift
  if (small < 1n << 60n) return over < 0n ? -Infinity : Infinity
  const large = Number(over >> shift)
  return Math.abs(large) < 2 ** 60 ? 0 : large / Number(small)
}
