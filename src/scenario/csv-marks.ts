// marks.csv: time,market,price. Rows of one time are one batch, in which a market stands once at most.

import { demand, ErrorCode } from '../core/errors.ts'
import { MAX_TIME_MS } from '../core/limits.ts'
import { unitsToDecimal } from '../fixed/decimal.ts'
import { type CsvHeader, checkHeader, fieldReader } from './csv-header.ts'
import { readMarket } from './csv-positions.ts'
import type { RowTaker } from './csv-rows.ts'
import type { SourceMark } from './source.ts'
import type { Venue } from './venue.ts'
import { ticksOf } from './venue-market.ts'

const LAYOUT = { required: ['time', 'market', 'price'] } as const

export function readMarks(header: CsvHeader, venue: Venue, take: (mark: SourceMark) => void): RowTaker {
  checkHeader(header, LAYOUT)
  const time = fieldReader(header, 'time')
  const symbol = fieldReader(header, 'market')
  const price = fieldReader(header, 'price')
  const lastTimes = new Float64Array(venue.markets.length).fill(-1)
  let lastTime = 0
  return (fields) => {
    const timeMs = readTime(time(fields), 'time')
    demand(timeMs >= lastTime, ErrorCode.TIME, () => {
      return `time is ${timeMs}, before ${lastTime} of the row above: sort the rows by time`
    })
    const market = readMarket(symbol(fields), venue)
    demand(lastTimes[market] !== timeMs, ErrorCode.DUPLICATE, () => {
      return `market ${symbol(fields)} has a price at time ${timeMs} already: leave one out`
    })
    const priceTicks = bandedTicks(price(fields), market, venue)
    lastTime = timeMs
    lastTimes[market] = timeMs
    take({ timeMs, market, priceTicks })
  }
}

/** Milliseconds. @throws BallastError ERR_TIME */
export function readTime(text: string, field: string): number {
  const timeMs = /^[0-9]{1,16}$/.test(text) ? Number(text) : -1
  demand(timeMs >= 0 && timeMs <= MAX_TIME_MS, ErrorCode.TIME, () => {
    return `${field} is ${JSON.stringify(text)}, expected whole milliseconds from 0 to ${MAX_TIME_MS}`
  })
  return timeMs
}

function bandedTicks(text: string, market: number, venue: Venue): bigint {
  const { config, tickSize } = venue.markets[market]!
  const ticks = ticksOf(text, tickSize, 'price')
  const { minMarkTicks, maxMarkTicks, symbol } = config
  demand(ticks >= minMarkTicks && ticks <= maxMarkTicks, ErrorCode.PRICE_BAND, () => {
    const band = `${unitsToDecimal(minMarkTicks, tickSize)} to ${unitsToDecimal(maxMarkTicks, tickSize)}`
    return `price is ${text}, expected ${band}, the band of ${symbol} in venue.json (minMark, maxMark)`
  })
  return ticks
}
