// positions.csv: account,market,size and either entryPrice or entryValue. What was paid is size · u(entryPrice).

import { demand, ErrorCode } from '../core/errors.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { unitValueAtoms } from '../fixed/unit-value.ts'
import { readId } from './csv-accounts.ts'
import { type CsvHeader, checkHeader, fieldReader } from './csv-header.ts'
import type { RowTaker } from './csv-rows.ts'
import type { SourcePosition } from './source.ts'
import { countText } from './unit-text.ts'
import type { Venue } from './venue.ts'
import { ticksOf } from './venue-market.ts'

const LAYOUT = { required: ['account', 'market', 'size'], oneOf: ['entryPrice', 'entryValue'] } as const

const NAMED_MARKETS = 8

export function readPositions(header: CsvHeader, venue: Venue, take: (position: SourcePosition) => void): RowTaker {
  checkHeader(header, LAYOUT)
  const account = fieldReader(header, 'account')
  const market = fieldReader(header, 'market')
  const size = fieldReader(header, 'size')
  const priced = header.columns.has('entryPrice')
  const entry = fieldReader(header, priced ? 'entryPrice' : 'entryValue')
  return (fields) => {
    const id = readId(account(fields), 'account')
    const number = readMarket(market(fields), venue)
    const { lotSize, tickSize, contract } = venue.markets[number]!
    const lots = readLots(size(fields), lotSize)
    if (!priced) {
      const entryValueAtoms = countText(entry(fields), venue.atom, 'entryValue')
      take({ account: id, market: number, lots, entryValueAtoms })
      return
    }
    const entryTicks = ticksOf(entry(fields), tickSize, 'entryPrice')
    const entryValueAtoms = lots * unitValueAtoms(contract.kind, contract.unitParam, entryTicks)
    take({ account: id, market: number, lots, entryValueAtoms, entryTicks })
  }
}

/** Number of the market with this symbol. @throws BallastError ERR_UNKNOWN_MARKET */
export function readMarket(symbol: string, venue: Venue): number {
  const market = venue.marketOf.get(symbol) ?? -1
  demand(market >= 0, ErrorCode.UNKNOWN_MARKET, () => {
    const symbols = venue.markets.slice(0, NAMED_MARKETS).map(({ config }) => config.symbol)
    const more = venue.markets.length > NAMED_MARKETS ? ', …' : ''
    const known = symbols.length === 0 ? 'no market' : `${symbols.join(', ')}${more}`
    return `market is ${JSON.stringify(symbol)}, venue.json lists ${known}`
  })
  return market
}

function readLots(text: string, lotSize: Decimal): bigint {
  const lots = countText(text, lotSize, 'size')
  demand(lots !== 0n, ErrorCode.RANGE, () => 'size is 0, expected an open position: leave the row out')
  return lots
}
