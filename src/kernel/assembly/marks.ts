// A batch of marks: all or none. The readable twin is `reference-marks.ts`.

import { MARKET_HALTED, MARKET_TRADING } from '../../core/codes'
import {
  MARKS_APPLIED,
  MARK_DUPLICATE,
  MARK_OUTSIDE_BAND,
  MARK_TIME_AHEAD,
  MARK_TIME_BACK,
  MARK_TIME_INVALID,
  MARK_UNKNOWN_MARKET,
} from '../../core/codes'
import * as at from '../../memory/fields'
import { unitAt } from './contract'
import { column, setWord, word } from './places'

/**
 * Applies the first `count` marks of the batch columns, or none of them.
 *
 * @returns MARKS_APPLIED, or (index of the first refused mark << 8) | reason
 */
export function applyMarks(count: i32, batchTimeMs: f64, haltOutside: i32): i32 {
  const refusal = checkMarks(count, batchTimeMs, haltOutside)
  if (refusal != MARKS_APPLIED) return refusal
  const markets = column(at.COL_MARK_MARKET)
  const ticks = column(at.COL_MARK_TICKS)
  const times = column(at.COL_MARK_TIME)
  for (let i: usize = 0; i < <usize>count; i++) {
    const market = <usize>load<u16>(markets + (i << 1))
    const mark = load<i64>(ticks + (i << 3))
    if (outsideBand(market, mark)) store<u8>(column(at.COL_MARKET_STATUS) + market, <u8>MARKET_HALTED)
    else setMark(market, mark, load<f64>(times + (i << 3)))
  }
  store<f64>(<usize>(at.HEADER_BASE + at.WIDE_LAST_TIME), batchTimeMs)
  return MARKS_APPLIED
}

function checkMarks(count: i32, batchTimeMs: f64, haltOutside: i32): i32 {
  const markets = column(at.COL_MARK_MARKET)
  const ticks = column(at.COL_MARK_TICKS)
  const times = column(at.COL_MARK_TIME)
  const stamps = column(at.COL_MARKET_STAMP)
  const marketTimes = column(at.COL_MARKET_MARK_TIME)
  const listed = word(at.WORD_MARKETS)
  const serial = word(at.WORD_MARK_SERIAL) + 1
  setWord(at.WORD_MARK_SERIAL, serial)
  for (let i: i32 = 0; i < count; i++) {
    const market = <usize>load<u16>(markets + (<usize>i << 1))
    if (<u32>market >= listed) return (i << 8) | MARK_UNKNOWN_MARKET
    const stamp = stamps + (market << 2)
    if (load<u32>(stamp) == serial) return (i << 8) | MARK_DUPLICATE
    store<u32>(stamp, serial)
    const mark = load<i64>(ticks + (<usize>i << 3))
    if (haltOutside == 0 && outsideBand(market, mark)) return (i << 8) | MARK_OUTSIDE_BAND
    const time = load<f64>(times + (<usize>i << 3))
    if (!(time - floor<f64>(time) == 0)) return (i << 8) | MARK_TIME_INVALID
    if (time > batchTimeMs) return (i << 8) | MARK_TIME_AHEAD
    if (time < 0 || time < load<f64>(marketTimes + (market << 3))) return (i << 8) | MARK_TIME_BACK
  }
  return MARKS_APPLIED
}

@inline
function outsideBand(market: usize, mark: i64): bool {
  const place = market << 3
  return mark < load<i64>(column(at.COL_MARKET_MIN) + place) || mark > load<i64>(column(at.COL_MARKET_MAX) + place)
}

@inline
function setMark(market: usize, mark: i64, timeMs: f64): void {
  const unit = unitAt(market, mark)
  const sign = unit >> 63
  const line = column(at.COL_MARKET_SCAN) + (market << at.SCAN_BYTES_SHIFT)
  store<i64>(column(at.COL_MARKET_MARK) + (market << 3), mark)
  store<f64>(column(at.COL_MARKET_MARK_TIME) + (market << 3), timeMs)
  store<i64>(line, unit - load<i64>(column(at.COL_MARKET_FUNDING) + (market << 3)), at.SCAN_UNIT)
  store<i64>(line, (unit ^ sign) - sign, at.SCAN_ABS_UNIT)
}
