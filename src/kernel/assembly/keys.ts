// Doubles to order candidates by, for scores other than BitMEX's: the policies of the same names have them exactly.
// Each is a few roundings away from the exact score, less than 2^-44 of it. The readable twin is `reference-keys.ts`,
// and the roundings are in the same order.

import * as at from '../../memory/fields'
import { wide, word } from './places'

/** Keys that follow from a position and the notional and worth of its account. */
@inline
export function plainKey(kind: i32, profit: f64, notional: f64, total: f64, worth: i64, entry: i64): f64 {
  if (kind == at.KEY_LEVERAGE) return worth <= 0 ? Infinity : total / <f64>worth
  if (entry == 0) return -Infinity
  if (kind == at.KEY_HYPERLIQUID) {
    return worth <= 0 ? Infinity : (notional / abs<f64>(<f64>entry)) * (notional / <f64>worth)
  }
  if (worth <= 0) return profit > 0 ? Infinity : 0
  return (profit / abs<f64>(<f64>entry)) * (total / <f64>worth)
}

/** Binance's: Σ profit / max(1, wallet) · maintenance / equity. The sum may pass 64 bits, so it is kept in halves. */
export function walletKey(account: usize, legs: i32): f64 {
  let high: i64 = 0
  let low: i64 = 0
  for (let leg = 0; leg < legs; leg++) {
    const profit = load<i64>(account + <usize>((at.LEGS_FIRST + leg * at.LEG_WORDS + at.LEG_PROFIT) << 3))
    high += profit >> 32
    low += profit & 0xffffffff
  }
  high += low >> 32
  low &= 0xffffffff
  const worth = load<i64>(account, at.LEGS_EQUITY << 3)
  if (high < 0 || (high == 0 && low == 0) || worth <= 0) return 0
  let walletHigh = (worth >> 32) - high
  let walletLow = (worth & 0xffffffff) - low
  if (walletLow < 0) {
    walletLow += 0x100000000
    walletHigh--
  }
  const wallet = max(<f64>walletHigh * 4294967296.0 + <f64>walletLow, unitAtoms())
  const profit = <f64>high * 4294967296.0 + <f64>low
  return (profit / wallet) * (atomPpm(account, at.LEGS_MAINTENANCE_HIGH << 3) / 1000000.0 / <f64>worth)
}

/** Bluefin's: max(0, PnL%) · notional / max(maintenance, share of equity). */
export function bluefinKey(account: usize, leg: usize, entry: i64): f64 {
  if (entry == 0) return -Infinity
  const profit = <f64>load<i64>(leg, at.LEG_PROFIT << 3)
  if (profit <= 0) return 0
  const notional = <f64>load<i64>(leg, at.LEG_NOTIONAL << 3)
  const worth = <f64>load<i64>(account, at.LEGS_EQUITY << 3)
  const maintenance = atomPpm(leg, at.LEG_MAINTENANCE_HIGH << 3)
  const share =
    maintenance > 0
      ? (worth * maintenance) / atomPpm(account, at.LEGS_MAINTENANCE_HIGH << 3)
      : (worth * notional) / <f64>load<i64>(account, at.LEGS_NOTIONAL << 3)
  const behind = max(maintenance / 1000000.0, share)
  if (behind <= 0) return Infinity
  return (profit / abs<f64>(<f64>entry)) * (notional / behind)
}

/** ⌈10^decimals / coefficient⌉ of the atom. */
function unitAtoms(): f64 {
  let power: i64 = 1
  for (let digit: u32 = 0; digit < word(at.WORD_ATOM_DECIMALS); digit++) power *= 10
  const coefficient = load<i64>(wide(at.WIDE_ATOM_COEFFICIENT))
  return <f64>((power + coefficient - 1) / coefficient)
}

// High and low 32 bits in the word behind it.
@inline
export function atomPpm(place: usize, high: usize): f64 {
  return <f64>load<i64>(place + high) * 4294967296.0 + <f64>load<i64>(place + high + 8)
}
