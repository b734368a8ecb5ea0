// Events of a run, all of them while they are few. When they are more than a page can hold, the most frequent kind is
// thinned to every second, fourth, … of it, and of each kind the largest stay. What was left out is counted, so that
// the page can say so.

import type { RoundEvent } from '../engine/round-events.ts'
import { type KeptEvent, keptEvent } from './kept-event.ts'

/** A page of so many opens at once and stays far below ten megabytes. */
export const MOST_EVENTS = 30_000

/** Of each kind, beside every n-th. */
const LARGEST = 250

export interface KindOfEvents {
  readonly type: string
  readonly seen: number
  readonly kept: number
  /** Every n-th was kept; 1: all. */
  readonly every: number
  /** Whether the largest were kept besides: of kinds that move something. */
  readonly hasLargest: boolean
}

export interface SampledEvents {
  readonly seen: number
  readonly kept: readonly KeptEvent[]
  readonly kinds: readonly KindOfEvents[]
}

interface Kind {
  seen: number
  every: number
  kept: KeptEvent[]
  readonly largest: { weight: number; kept: KeptEvent }[]
  /** Of `largest`, once it is full. */
  least: number
}

export class EventSample {
  readonly #most: number
  readonly #kinds = new Map<string, Kind>()
  #seen = 0
  #kept = 0

  constructor(most = MOST_EVENTS) {
    this.#most = most
  }

  /** @param weight what it moved; 0: nothing */
  add(event: RoundEvent, timeMs: number, weight: number): void {
    let kind = this.#kinds.get(event.type)
    if (kind === undefined) {
      kind = { seen: 0, every: 1, kept: [], largest: [], least: 0 }
      this.#kinds.set(event.type, kind)
    }
    this.#seen += 1
    const isNth = kind.seen % kind.every === 0
    kind.seen += 1
    const isLarge = weight > kind.least
    if (!isNth && !isLarge) return
    const kept = keptEvent(this.#seen, timeMs, event)
    if (isLarge) keepLargest(kind, kept, weight)
    if (!isNth) return
    kind.kept.push(kept)
    this.#kept += 1
    if (this.#kept > this.#most) this.#thin()
  }

  result(): SampledEvents {
    const kept: KeptEvent[] = []
    const kinds: KindOfEvents[] = []
    for (const [type, kind] of this.#kinds) {
      const all = new Map(kind.kept.map((each) => [each.number, each]))
      // While a kind is whole the largest are among it.
      for (const { kept: each } of kind.largest) all.set(each.number, each)
      kept.push(...all.values())
      kinds.push({ type, seen: kind.seen, kept: all.size, every: kind.every, hasLargest: kind.largest.length > 0 })
    }
    kept.sort((a, b) => a.number - b.number)
    return { seen: this.#seen, kept, kinds }
  }

  #thin(): void {
    let most: Kind | null = null
    for (const kind of this.#kinds.values()) if (most === null || kind.kept.length > most.kept.length) most = kind
    const before = most!.kept
    most!.every *= 2
    most!.kept = before.filter((_, index) => index % 2 === 0)
    this.#kept -= before.length - most!.kept.length
  }
}

// Of equals the first stay. A newcomer is large ever more rarely, so a search is cheaper than an order.
function keepLargest(kind: Kind, kept: KeptEvent, weight: number): void {
  const { largest } = kind
  if (largest.length < LARGEST) {
    largest.push({ weight, kept })
  } else {
    let least = 0
    for (let index = 1; index < largest.length; index += 1) {
      if (largest[index]!.weight <= largest[least]!.weight) least = index
    }
    largest[least] = { weight, kept }
  }
  if (largest.length === LARGEST) {
    kind.least = largest.reduce((least, each) => Math.min(least, each.weight), Number.POSITIVE_INFINITY)
  }
}
