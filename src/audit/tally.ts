// What has been checked, how often, and the first thing that is not as the rules have it.

import type { RoundEvent } from '../engine/round-events.ts'

/** What a round claims, each by the rule that it follows from: docs/AUDIT.md. */
export const CLAIMS = [
  ...(['form', 'trigger', 'own-first', 'ask', 'liquidation', 'cross', 'fund', 'need', 'candidate', 'score'] as const),
  ...(['rank', 'allocation', 'caps', 'value', 'hedge', 'evened', 'rest', 'socialised', 'deficit', 'halt'] as const),
  ...(['proposal', 'totals', 'stuck', 'I1', 'I2', 'I3', 'I4', 'I5', 'book'] as const),
] as const

export type Claim = (typeof CLAIMS)[number]

export interface Checked {
  readonly claim: Claim
  readonly checked: number
}

export interface Unchecked {
  readonly claim: Claim
  readonly why: string
}

export interface Difference {
  /** Of the event at which it shows; the number of events: behind all of them. */
  readonly index: number
  /** Of that event; null behind all of them, and before the first. */
  readonly type: RoundEvent['type'] | null
  readonly claim: Claim
  readonly expected: string
  readonly found: string
  readonly message: string
}

/** Ends an audit: what follows a difference follows from it. */
export class DifferenceFound extends Error {
  readonly difference: Difference

  constructor(difference: Difference) {
    super(difference.message)
    this.difference = difference
  }
}

export class Tally {
  readonly #counts = new Map<Claim, number>()
  readonly #unchecked = new Map<string, Unchecked>()

  count(claim: Claim, times = 1): void {
    this.#counts.set(claim, (this.#counts.get(claim) ?? 0) + times)
  }

  /** Says of a claim that something of it could not be checked; once is enough. */
  skip(claim: Claim, why: string): void {
    this.#unchecked.set(`${claim} ${why}`, { claim, why })
  }

  get checked(): Checked[] {
    return CLAIMS.map((claim) => ({ claim, checked: this.#counts.get(claim) ?? 0 }))
  }

  get unchecked(): Unchecked[] {
    return [...this.#unchecked.values()]
  }
}

/** As it is shown in a difference. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}` : part)).replaceAll('"', '')
}

const TOLD = ['account', 'market', 'side', 'from', 'to', 'lots', 'valueAtoms']

/** An event in a few words. */
export function tell(event: RoundEvent | undefined): string {
  if (event === undefined) return 'the end of the events'
  const fields = event as unknown as Readonly<Record<string, unknown>>
  const said = TOLD.filter((key) => key in fields).map((key) => ` ${key} ${shown(fields[key])}`)
  return `${event.type} of pass ${event.pass}${said.join('')}`
}
