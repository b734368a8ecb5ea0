// What a page is made of. Every part but the head may be left out; the page has a section for each that is there.

import type { Decimal } from '../fixed/decimal.ts'
import type { Figure } from './figure.ts'
import type { RunRecord } from './run-record.ts'

export interface PageData {
  readonly title: string
  /** One sentence: what happened, who paid. Made of `run` when left out. */
  readonly headline?: string
  readonly lead?: string
  /** The figures that matter most. Made of `run` when left out. */
  readonly tiles?: readonly Tile[]
  readonly scenario: string
  readonly policy: string
  /** Of Ballast. */
  readonly version: string
  readonly atom: Decimal
  /** What recomputes the page, word by word. */
  readonly command: readonly string[]
  readonly checks: readonly PageCheck[]
  readonly hashes: readonly PageHash[]
  /** Before those of the run. */
  readonly sections?: readonly Section[]
  readonly run?: RunRecord
  /** Of a page about more than this run: which one it is. */
  readonly runName?: RunName
  readonly published?: Published
}

export interface Tile {
  readonly name: string
  readonly value: string
  readonly under: string
}

export interface Section {
  /** Lower-case letters and hyphens. */
  readonly id: string
  /** In the list of sections. */
  readonly name: string
  readonly heading: string
  readonly note?: string
  readonly figures: readonly Figure[]
}

/** 'the worst run', and in a sentence what it is of. */
export interface RunName {
  readonly short: string
  readonly note: string
}

export interface PageCheck {
  readonly what: string
  readonly holds: boolean
  readonly figures?: string
}

export interface PageHash {
  readonly what: string
  readonly hash: string
}

/** What was published of the event that the run is a simulation of. */
export interface Published {
  readonly event: string
  readonly topShares: readonly { readonly accounts: number; readonly sharePpm: number }[]
  readonly rows: readonly { readonly what: string; readonly published: string; readonly simulated: string }[]
  readonly note: string
}
