// Events as rows of a table, and what was left out of it.

import { unitsToDecimal } from '../fixed/decimal.ts'
import type { KindOfEvents } from './event-sample.ts'
import { atomsText, type Cell, type Column, type Figure, wordColumn } from './figure.ts'
import type { KeptEvent } from './kept-event.ts'
import type { RunRecord } from './run-record.ts'
import { grouped } from './shown-number.ts'

export function eventsFigure({ events, markets }: RunRecord): Figure {
  const { kept, seen } = events
  const column = (name: string, kind: Column['kind'], of: (event: KeptEvent) => Cell): Column => {
    return { name, kind, values: kept.map(of) }
  }
  const words = (name: string, of: (event: KeptEvent) => string | null) => wordColumn(name, kept.map(of))
  /** So many units of what a market counts in. */
  const counted = (market: number | null, count: bigint | null, unit: 'lotSize' | 'tickSize') => {
    const listed = market === null ? undefined : markets[market]
    return count === null || listed === undefined ? null : unitsToDecimal(count, listed[unit])
  }
  return {
    id: 'events',
    title: 'Events',
    note: eventsNote(seen, kept.length),
    columns: [
      column('Number', 'id', ({ number }) => number),
      column('Time', 'time', ({ timeMs }) => timeMs),
      column('Round', 'id', ({ round }) => round),
      column('Pass', 'id', ({ pass }) => pass),
      words('Event', ({ type }) => type),
      words('Market', ({ market }) => (market === null ? null : (markets[market]?.symbol ?? null))),
      column('Account', 'id', ({ account }) => account),
      column('To', 'id', ({ to }) => to),
      column('Size', 'decimal', ({ market, lots }) => counted(market, lots, 'lotSize')),
      column('Price', 'decimal', ({ market, priceTicks }) => counted(market, priceTicks, 'tickSize')),
      column('Value', 'atoms', ({ valueAtoms }) => atomsText(valueAtoms)),
      column('Loss', 'atoms', ({ lossAtoms }) => atomsText(lossAtoms)),
      words('Note', ({ note }) => note),
    ],
  }
}

function eventsNote(seen: number, kept: number): string {
  if (seen === kept) return `All ${grouped(seen)} events of the run.`
  return (
    `${grouped(kept)} of ${grouped(seen)} events: this page holds no more. Of frequent kinds every n-th is here and ` +
    'the largest, as the table below says; searching and filtering see only these. All sums and charts are over all ' +
    'events.'
  )
}

function whichOf({ every, hasLargest }: KindOfEvents): string {
  if (every === 1) return 'all'
  return `one in ${grouped(every)}${hasLargest ? ', and the largest' : ''}`
}

/** What stands in the table of events, kind by kind. */
export function kindsFigure({ events: { kinds } }: RunRecord): Figure {
  const order = [...kinds].sort((a, b) => b.seen - a.seen)
  return {
    id: 'event-kinds',
    title: 'Events by kind: how many there were, and how many are in the table',
    columns: [
      { name: 'Event', kind: 'text', values: order.map(({ type }) => type) },
      { name: 'Happened', kind: 'count', values: order.map(({ seen }) => seen) },
      { name: 'In the table', kind: 'count', values: order.map(({ kept }) => kept) },
      {
        name: 'Which',
        kind: 'text',
        values: order.map(whichOf),
      },
    ],
    bars: { parts: [1], roles: ['plain'] },
  }
}
