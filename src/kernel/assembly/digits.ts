// Products of any width in digits of 32 bits, least significant first, in scratch memory.

/** Writes an unsigned number of 64 bits as two digits. */
@inline
export function putDigits(place: usize, value: u64): void {
  store<u64>(place, value)
}

/** Writes high · 2^32 + low, low < 2^32, as three digits. */
@inline
export function putWideDigits(place: usize, high: u64, low: u64): void {
  store<u64>(place, low | (high << 32))
  store<u32>(place, <u32>(high >> 32), 8)
}

/** a · b, by the schoolbook, into as many digits as both have at `out`, which is neither of them. */
export function multiplyDigits(a: usize, aDigits: i32, b: usize, bDigits: i32, out: usize): void {
  // A loop of stores is quicker here than a fill, which is a call.
  for (let i = 0; i < aDigits + bDigits; i++) store<u32>(out + (<usize>i << 2), 0)
  for (let i = 0; i < aDigits; i++) {
    const digit = <u64>load<u32>(a + (<usize>i << 2))
    if (digit == 0) continue
    let place = out + (<usize>i << 2)
    let carry: u64 = 0
    for (let j = 0; j < bDigits; j++) {
      // (2^32 − 1)^2 + 2 · (2^32 − 1) is the largest number of 64 bits.
      const sum = digit * <u64>load<u32>(b + (<usize>j << 2)) + <u64>load<u32>(place) + carry
      store<u32>(place, <u32>sum)
      carry = sum >> 32
      place += 4
    }
    store<u32>(place, <u32>carry)
  }
}

/** Negative when a is the smaller number of so many digits, positive when it is the larger one. */
export function compareDigits(a: usize, b: usize, digits: i32): i32 {
  for (let i = digits - 1; i >= 0; i--) {
    const one = load<u32>(a + (<usize>i << 2))
    const other = load<u32>(b + (<usize>i << 2))
    if (one != other) return one < other ? -1 : 1
  }
  return 0
}
