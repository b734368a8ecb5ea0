// What a scenario is, wherever it comes from: a venue, and three streams in this order. A folder of CSV files and the
// generator are sources; the engine's importer and the writer of folders take from them.

import type { ImportedAccount, ImportedPosition } from '../engine/importer.ts'
import type { PublishedFacts } from './published.ts'
import type { Venue } from './venue.ts'

export interface SourcePosition extends ImportedPosition {
  /** The price behind the entry value, where the source knows it. */
  readonly entryTicks?: bigint
}

export interface SourceMark {
  /** Milliseconds, never falling. */
  readonly timeMs: number
  readonly market: number
  readonly priceTicks: bigint
}

export interface SourceCounts {
  readonly accounts: number
  readonly positions: number
  readonly marks: number
}

/** How far a stream is. Called between batches; what it returns is waited for, and what it throws ends the stream. */
export type Pulse = (progress: Progress) => void

export interface Progress {
  /** 'accounts.csv', 'accounts' … */
  readonly what: string
  readonly rows: number
  /** Bytes read, or rows made. */
  readonly done: number
  readonly total: number
}

export interface ScenarioSource {
  readonly venue: Venue
  /** At most so many rows will come; the engine's capacity follows from it. */
  readonly counts: SourceCounts
  /** What is known of the event that the scenario is calibrated to, if it is to one. */
  readonly published?: PublishedFacts
  accounts(take: (account: ImportedAccount) => void, pulse: Pulse): Promise<void>
  positions(take: (position: SourcePosition) => void, pulse: Pulse): Promise<void>
  marks(take: (mark: SourceMark) => void, pulse: Pulse): Promise<void>
}
