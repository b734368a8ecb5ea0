// A small scenario with order books: fixtures/small-book, deep enough for a part of what is liquidated.

import { readFileSync } from 'node:fs'
import { folderOf, json } from '../scenario/folders.ts'

const home = new URL('../../fixtures/small-book/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, home), 'utf8')
const venue = JSON.parse(read('venue.json'))

const levels = (unit: number) => [
  { distance: '0.001', size: `${unit}` },
  { distance: '0.005', size: `${2 * unit}` },
  { distance: '0.02', size: `${4 * unit}` },
]

/** Sizes about as much money in each market. */
const UNITS: Record<string, number> = { 'BTC-PERP': 1, 'ETH-PERP': 30, 'SOL-PERP': 600 }

const markets = venue.markets.map((market: { symbol: string }) => {
  return { ...market, depth: { levels: levels(UNITS[market.symbol] ?? 20_000), refillMs: 5_000 } }
})

export const DEEP = folderOf({
  'venue.json': json({ ...venue, markets }),
  ...Object.fromEntries(['accounts.csv', 'positions.csv', 'marks.csv'].map((name) => [name, read(name)])),
})
