// Watches the insurance pools of an engine: triggers are judged when marks have been applied and when a round has
// ended, and whose state of warning changes is told when the command stands.

import type { Book } from '../book/book.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Holdings, holdingsNow, observeFunds, type WatchTerms } from '../stages/fund-trigger.ts'
import { updateLevels, watchesOf } from '../stages/fund-warning.ts'
import type { RoundLog } from '../stages/round-log.ts'
import { EventHub } from './event-hub.ts'
import type { AdlWarning } from './warning.ts'
import { warningOf } from './warning-view.ts'

const NOTHING: Holdings = new Map()
const NO_CHANGES: readonly AdlWarning[] = []

export class WarningDesk {
  readonly hub = new EventHub<AdlWarning>()
  readonly #watching: { readonly book: Book; readonly kernel: Kernel }
  #terms: WatchTerms
  #holdings: Holdings = NOTHING
  #changed: AdlWarning[] = []

  constructor(book: Book, kernel: Kernel, terms: WatchTerms) {
    this.#watching = { book, kernel }
    this.#terms = terms
  }

  /** What was watched by other terms says nothing by new ones. */
  configure(terms: WatchTerms): void {
    if (textOf(terms) !== textOf(this.#terms)) this.#watching.book.funds.clear()
    this.#terms = terms
  }

  /** With what has been watched by these terms. */
  restore(terms: WatchTerms): void {
    this.#terms = terms
  }

  /** To be called before marks are applied. */
  beforeMarks(): void {
    this.#holdings = this.#isWatching ? holdingsNow(this.#watching) : NOTHING
  }

  afterMarks(): void {
    this.#observe(this.#holdings)
  }

  afterRound(log: RoundLog): void {
    this.#observe(log)
  }

  get #isWatching(): boolean {
    return this.#terms.trigger !== null || this.#terms.warning !== null
  }

  #observe(since: RoundLog | Holdings): void {
    if (!this.#isWatching) return
    observeFunds(this.#watching, this.#terms, since)
    for (const watch of updateLevels(this.#watching, this.#terms)) {
      this.#changed.push(warningOf(this.#watching.book, watch, this.#terms))
    }
  }

  /** Pools in the order of their markets, each followed by these. */
  now(): AdlWarning[] {
    const watches = watchesOf(this.#watching, this.#terms)
    return watches.map((watch) => warningOf(this.#watching.book, watch, this.#terms))
  }

  /** What is to be told when the command stands. */
  takeChanged(): readonly AdlWarning[] {
    if (this.#changed.length === 0) return NO_CHANGES
    const changed = this.#changed
    this.#changed = []
    return changed
  }
}

function textOf({ trigger, warning }: WatchTerms): string {
  return JSON.stringify([trigger, warning], (_, value) => (typeof value === 'bigint' ? `${value}` : value))
}
