// What of an engine's options belongs to its journal: those that decide what commands do. Threads and kernel do not.

import { createHash } from 'node:crypto'
import { demand, ErrorCode } from '../core/errors.ts'
import { named } from '../core/shown.ts'
import type { SegmentStart } from '../journal/reader.ts'
import { packRecord, unpackRecord } from '../journal/records.ts'
import { orDamage } from './damage.ts'
import { capacityOf, type EngineOptions } from './options.ts'

/** The same for as long as there is a journal. */
export interface VenueOptions {
  readonly capacity: {
    readonly accounts: number
    readonly positions: number
    readonly markets: number
    readonly tiersPerMarket: number
    readonly batch: number
  }
  readonly atom: string
  readonly markOutsideBand: 'refuse' | 'halt'
}

export function venueOf(options: EngineOptions): VenueOptions {
  const { accounts, positions, markets, tiersPerMarket, batch } = capacityOf(options, null)
  const { atom = '0.000001', markOutsideBand = 'refuse' } = options
  return { capacity: { accounts, positions, markets, tiersPerMarket, batch }, atom, markOutsideBand }
}

/** @throws BallastError ERR_JOURNAL_CORRUPT for what was not made by `venueOf` */
export function readVenue(value: unknown): VenueOptions {
  const { capacity, atom, markOutsideBand } = (value ?? {}) as Partial<VenueOptions>
  const { accounts, positions, markets, tiersPerMarket, batch } = (capacity ?? {}) as Partial<VenueOptions['capacity']>
  const numbers = { accounts, positions, markets, tiersPerMarket, batch }
  for (const [name, number] of Object.entries(numbers)) {
    demand(Number.isSafeInteger(number), ErrorCode.JOURNAL_CORRUPT, () => `a venue of ${String(number)} ${name}`)
  }
  const isKnown = typeof atom === 'string' && (markOutsideBand === 'refuse' || markOutsideBand === 'halt')
  demand(isKnown, ErrorCode.JOURNAL_CORRUPT, () => 'a venue without atom, or rule for marks')
  return { capacity: numbers as VenueOptions['capacity'], atom, markOutsideBand }
}

/** 16 bytes that tell one venue from another. */
export function venueHash({ capacity, atom, markOutsideBand }: VenueOptions): Uint8Array {
  const { accounts, positions, markets, tiersPerMarket, batch } = capacity
  const text = [accounts, positions, markets, tiersPerMarket, batch, atom, markOutsideBand].join('|')
  return new Uint8Array(createHash('sha256').update(text).digest().subarray(0, 16))
}

/** What the first frame of a segment says. */
export function segmentHeader(venue: VenueOptions, first: number): Uint8Array {
  return packRecord([0, 1, first, venueHash(venue)]).slice()
}

/** @throws BallastError ERR_JOURNAL_CORRUPT for a segment that another venue has written */
export function demandOwnSegment(venue: VenueOptions, { first, file, header }: SegmentStart): void {
  const [, version, from, hash] = orDamage(
    () => `the header of ${file}`,
    () => unpackRecord(header),
  )
  const isOwn = version === 1 && from === first && hash instanceof Uint8Array && !Buffer.compare(hash, venueHash(venue))
  demand(isOwn, ErrorCode.JOURNAL_CORRUPT, () => `${file} is no segment of this venue: its header says otherwise`)
}

/** @throws BallastError ERR_CONFIG when what is said now is not what the journal was begun with */
export function demandSameVenue(stored: VenueOptions, given: Partial<EngineOptions>): void {
  const said = { ...given.capacity, atom: given.atom, markOutsideBand: given.markOutsideBand }
  const kept: Readonly<Record<string, unknown>> = { ...stored.capacity, ...stored }
  for (const [name, value] of Object.entries(said)) {
    demand(value === undefined || kept[name] === value, ErrorCode.CONFIG, () => {
      return `${name} is ${named(value)}, the journal was begun with ${named(kept[name])}`
    })
  }
}
