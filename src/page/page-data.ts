// What a page is made of. Every part but the head may be left out; the page has a section for each that is there.

import type { Decimal } from '../fixed/decimal.ts'
import type { Figure } from './figure.ts'
import type { RunRecord } from './run-record.ts'

export interface PageData {
  readonly title: string
  /** One sentence: what happened, who paid. Made of `run` when left out. */
  readonly headline?: string
  readonly lead?: string
  readonly scenario: string
  readonly policy: string
  /** Of Ballast. */
  readonly version: string
  readonly atom: Decimal
  /** What recomputes the page, word by word. */
  readonly command: readonly string[]
  readonly checks: readonly PageCheck[]
  readonly stateHash?: string
  readonly run?: RunRecord
  readonly published?: Published
  readonly policies?: readonly PolicyOutcome[]
  readonly fundCurve?: FundCurve
  /** Further figures, under a heading of their own. */
  readonly more?: { readonly heading: string; readonly figures: readonly Figure[] }
}

export interface PageCheck {
  readonly what: string
  readonly holds: boolean
  readonly figures?: string
}

/** What was published of the event that the run is a simulation of. */
export interface Published {
  readonly event: string
  readonly topShares: readonly { readonly accounts: number; readonly sharePpm: number }[]
  readonly rows: readonly { readonly what: string; readonly published: string; readonly simulated: string }[]
  readonly note: string
}

/** One policy on the same shock as the others; `PolicyMetrics` of the policy lab fit. */
export interface PolicyOutcome {
  readonly name: string
  readonly neededAtoms: bigint
  readonly usedAtoms: bigint
  readonly fundAtoms: bigint
  readonly socialisedAtoms: bigint
  readonly deficitAtoms: bigint
  readonly adlNotionalAtoms: bigint
  readonly adlFills: number
  readonly accountsHit: number
  readonly largestHaircutPpm: number
  readonly topSharesPpm: { readonly 10: number }
  readonly giniPpm: number
  readonly hedgesBroken: number
}

/** How often, or how much, something is missing with a fund of a size. */
export interface FundCurve {
  /** 'Runs that end with a deficit'. */
  readonly measure: string
  readonly unit: 'ppm' | 'atoms'
  /** How sure the interval is: 950,000 for 95 %. */
  readonly confidencePpm: number
  readonly runs: number
  /** By size. */
  readonly points: readonly FundPoint[]
  /** The answer in words: 'A fund of 12.5 million …'. */
  readonly answer?: string
}

export interface FundPoint {
  readonly fundAtoms: bigint
  readonly value: bigint
  readonly low: bigint
  readonly high: bigint
}
