// Two candidates with keys that a few roundings may have turned round, told apart exactly: BitMEX's scores as
// rationals, then notional, then id. The readable twins are `policies/bitmex.ts` and `compareScores`.
//
//   profit: P · n · U / (e · E · w)     loss: P · E · w / (e · n · U)
//
// with profit P, notional n, entry value e, equity E, and w of U: the leg's maintenance of the account's, by notional
// where that is zero. Cross products reach 14 digits of 32 bits.

import * as at from '../../memory/fields'
import { compareDigits, multiplyDigits, putDigits, putWideDigits } from './digits'
import { isRaised, isUnrounded } from './keys'
import { column } from './places'
import { valueRow } from './value'

// 2^-40: keys closer than this part of the larger one are told apart exactly.
export const NEAR_TIE: f64 = 9.094947017729282e-13

// Places of digits in the scratch memory, 64 bytes each.
const DIGIT_AREA: usize = 64

// Standing of a score among those that are no fraction: below all, a fraction, above all.
const LAST = 0
const FRACTION = 1
const INFINITE = 2

/** The order of a ranking: whether the candidate of key and entry A is to be served before that of B. */
@inline
export function precedes(
  keyA: f64,
  entryA: u32,
  keyB: f64,
  entryB: u32,
  market: i32,
  keyKind: i32,
  scratch: usize,
): bool {
  const groupA = entryA >> at.RANK_GROUP_SHIFT
  const groupB = entryB >> at.RANK_GROUP_SHIFT
  if (groupA != groupB) return groupA < groupB
  // Most keys are far apart, and told so by one comparison; what is infinite is never beyond an infinite reach.
  const distance = keyA - keyB
  const reach = NEAR_TIE * (abs(keyA) + abs(keyB))
  if (distance > reach) return true
  if (distance < -reach) return false
  return tellApart(keyA, entryA, keyB, entryB, market, keyKind, scratch)
}

function tellApart(
  keyA: f64,
  entryA: u32,
  keyB: f64,
  entryB: u32,
  market: i32,
  keyKind: i32,
  scratch: usize,
): bool {
  // A sort meets its pivot.
  if (entryA == entryB) return false
  if (keyKind == at.KEY_BITMEX && isRaised(keyA) && isRaised(keyB)) {
    // Roundings make notionals equal, but never turn them round.
    if (keyA != keyB) return keyA > keyB
    if (isUnrounded(keyA)) return idOf(entryA) < idOf(entryB)
  }
  const distance = abs(keyA - keyB)
  const near = keyA == keyB || (distance != Infinity && distance <= NEAR_TIE * max(abs(keyA), abs(keyB)))
  return near ? standsBefore(entryA, entryB, market, keyKind, scratch) : keyA > keyB
}

@inline
function idOf(entry: u32): u32 {
  return load<u32>(column(at.COL_ROW_ID) + (<usize>(entry & at.RANK_ROW_MASK) << 2))
}

/** Whether the candidate of entry `a` is to be served before that of `b`; both are of one group, and not changed. */
export function standsBefore(entryA: u32, entryB: u32, market: i32, keyKind: i32, scratch: usize): bool {
  const rowA = <i32>(entryA & at.RANK_ROW_MASK)
  const rowB = <i32>(entryB & at.RANK_ROW_MASK)
  const a = scratch + at.LANE_FACTS_A
  const b = scratch + at.LANE_FACTS_B
  gatherFacts(rowA, market, a, scratch)
  gatherFacts(rowB, market, b, scratch)
  if (keyKind == at.KEY_BITMEX) {
    const order = compareScores(a, b, scratch + at.LANE_DIGITS)
    if (order != 0) return order > 0
  }
  const notionalA = fact(a, at.FACT_NOTIONAL)
  const notionalB = fact(b, at.FACT_NOTIONAL)
  if (notionalA != notionalB) return notionalA > notionalB
  return idOf(entryA) < idOf(entryB)
}

@inline
function fact(facts: usize, word: i32): i64 {
  return load<i64>(facts + (<usize>word << 3))
}

@inline
function setFact(facts: usize, word: i32, value: i64): void {
  store<i64>(facts + (<usize>word << 3), value)
}

// A trader's legs fit into the part of the scratch memory before the facts.
function gatherFacts(row: i32, market: i32, facts: usize, scratch: usize): void {
  valueRow(row, scratch)
  let slot = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const markets = column(at.COL_POS_MARKET)
  let leg = scratch + (at.LEGS_FIRST << 3)
  while (<i32>load<u16>(markets + (slot << 1)) != market) {
    slot++
    leg += at.LEG_WORDS << 3
  }
  const entry = load<i64>(column(at.COL_POS_ENTRY) + (slot << 3))
  const notional = load<i64>(leg, at.LEG_NOTIONAL << 3)
  setFact(facts, at.FACT_PROFIT, load<i64>(leg, at.LEG_PROFIT << 3))
  setFact(facts, at.FACT_NOTIONAL, notional)
  setFact(facts, at.FACT_ENTRY, entry < 0 ? -entry : entry)
  setFact(facts, at.FACT_EQUITY, load<i64>(scratch, at.LEGS_EQUITY << 3))
  const high = load<i64>(leg, at.LEG_MAINTENANCE_HIGH << 3)
  const low = load<i64>(leg, at.LEG_MAINTENANCE_LOW << 3)
  const hasMaintenance = (high | low) != 0
  const total = load<i64>(scratch, at.LEGS_NOTIONAL << 3)
  setFact(facts, at.FACT_WEIGHT_HIGH, hasMaintenance ? high : notional >> 32)
  setFact(facts, at.FACT_WEIGHT_LOW, hasMaintenance ? low : notional & 0xffffffff)
  setFact(facts, at.FACT_TOTAL_HIGH, hasMaintenance ? load<i64>(scratch, at.LEGS_MAINTENANCE_HIGH << 3) : total >> 32)
  setFact(
    facts,
    at.FACT_TOTAL_LOW,
    hasMaintenance ? load<i64>(scratch, at.LEGS_MAINTENANCE_LOW << 3) : total & 0xffffffff,
  )
}

function standing(facts: usize): i32 {
  if (fact(facts, at.FACT_ENTRY) == 0) return LAST
  return fact(facts, at.FACT_PROFIT) > 0 && fact(facts, at.FACT_EQUITY) <= 0 ? INFINITE : FRACTION
}

// Negative when a's score is the smaller one.
function compareScores(a: usize, b: usize, digits: usize): i32 {
  const standingA = standing(a)
  const standingB = standing(b)
  if (standingA != FRACTION || standingB != FRACTION) return standingA - standingB
  const profitable = fact(a, at.FACT_PROFIT) > 0
  const left = digits
  const right = digits + DIGIT_AREA
  const rest = digits + 2 * DIGIT_AREA
  if (profitable) {
    crossProduct(gain(a), a, false, b, true, left, rest)
    crossProduct(gain(b), b, false, a, true, right, rest)
    return compareDigits(left, right, 14)
  }
  // Losses: the smaller one is the higher score. Without equity the score is 0, as without a loss.
  if (loss(a) == 0 || loss(b) == 0) return <i32>(loss(a) == 0) - <i32>(loss(b) == 0)
  crossProduct(loss(a), a, true, b, false, left, rest)
  crossProduct(loss(b), b, true, a, false, right, rest)
  return compareDigits(right, left, 14)
}

@inline
function gain(facts: usize): u64 {
  return <u64>fact(facts, at.FACT_PROFIT)
}

@inline
function loss(facts: usize): u64 {
  return fact(facts, at.FACT_EQUITY) <= 0 ? 0 : <u64>-fact(facts, at.FACT_PROFIT)
}

// amount · (n · U of one, or E · w) · e · (E · w of the other, or n · U), into 14 digits at `out`.
function crossProduct(
  amount: u64,
  one: usize,
  oneByShare: bool,
  other: usize,
  otherByShare: bool,
  out: usize,
  rest: usize,
): void {
  const first = rest
  const second = rest + DIGIT_AREA
  const third = rest + 2 * DIGIT_AREA
  const fourth = rest + 3 * DIGIT_AREA
  // amount · factor · wide: 2 + 2 + 3 digits.
  sideProduct(amount, one, oneByShare, first, second, third)
  sideProduct(<u64>fact(other, at.FACT_ENTRY), other, otherByShare, fourth, second, third)
  multiplyDigits(first, 7, fourth, 7, out)
}

function sideProduct(amount: u64, facts: usize, byShare: bool, out: usize, work: usize, more: usize): void {
  const equity = fact(facts, at.FACT_EQUITY)
  // Who has no equity has a loss of zero here, or a profit that is infinite and has been told apart before.
  putDigits(more, amount)
  putDigits(more + 8, byShare ? <u64>(equity > 0 ? equity : 0) : <u64>fact(facts, at.FACT_NOTIONAL))
  multiplyDigits(more, 2, more + 8, 2, work)
  const high = byShare ? fact(facts, at.FACT_WEIGHT_HIGH) : fact(facts, at.FACT_TOTAL_HIGH)
  const low = byShare ? fact(facts, at.FACT_WEIGHT_LOW) : fact(facts, at.FACT_TOTAL_LOW)
  putWideDigits(more, <u64>high, <u64>low)
  multiplyDigits(work, 4, more, 3, out)
}
