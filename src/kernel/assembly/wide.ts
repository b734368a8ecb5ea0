// Products and quotients wider than 64 bits, by the schoolbook with 32-bit digits. The readable twins are the BigInt
// functions of `fixed/rounding.ts`.

@inline
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff
  const aHigh = a >> 32
  const bLow = b & 0xffffffff
  const bHigh = b >> 32
  const middle = aHigh * bLow + ((aLow * bLow) >> 32)
  const cross = aLow * bHigh + (middle & 0xffffffff)
  return aHigh * bHigh + (middle >> 32) + (cross >> 32)
}

// (high · 2^64 + low) / divisor for high < divisor: Knuth's algorithm D (TAOCP 4.3.1) with two digits.
function divideWide(high: u64, low: u64, divisor: u64): u64 {
  const shift = clz(divisor)
  const d = divisor << shift
  const dHigh = d >> 32
  const dLow = d & 0xffffffff
  const top = shift == 0 ? high : (high << shift) | (low >> (64 - shift))
  const rest = low << shift
  const q1 = quotientDigit(top, rest >> 32, d, dHigh, dLow)
  const middle = ((top << 32) | (rest >> 32)) - q1 * d
  const q0 = quotientDigit(middle, rest & 0xffffffff, d, dHigh, dLow)
  return (q1 << 32) + q0
}

@inline
function quotientDigit(top: u64, nextDigit: u64, d: u64, dHigh: u64, dLow: u64): u64 {
  let digit = top / dHigh
  let remainder = top - digit * dHigh
  while (digit >> 32 != 0 || digit * dLow > ((remainder << 32) | nextDigit)) {
    digit--
    remainder += dHigh
    if (remainder >> 32 != 0) break
  }
  return digit
}

@inline
function magnitude(value: i64): u64 {
  const sign = value >> 63
  return <u64>((value ^ sign) - sign)
}

/** trunc(value · rest / old) for |rest| ≤ |old|, rest and old of one sign. */
export function scaleDown(value: i64, rest: i64, old: i64): i64 {
  const a = magnitude(value)
  const b = magnitude(rest)
  const divisor = magnitude(old)
  const high = highProduct(a, b)
  const low = a * b
  const quotient = high == 0 ? low / divisor : divideWide(high, low, divisor)
  return value < 0 ? -(<i64>quotient) : <i64>quotient
}
