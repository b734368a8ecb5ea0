// An event as the table of the page has it. The event itself is let go: it holds a candidate and ways to its score, and
// tens of thousands of them would be the collector's work for the whole run.

import type { RoundEvent } from '../engine/round-events.ts'
import { grouped } from './shown-number.ts'

export interface KeptEvent {
  /** Place among all events, from 1. */
  readonly number: number
  readonly timeMs: number
  readonly type: string
  readonly round: number
  readonly pass: number
  readonly market: number | null
  /** Whom it is about, or who gives. */
  readonly account: number | null
  readonly to: number | null
  readonly lots: bigint | null
  /** The price; of what is wanted the worst. */
  readonly priceTicks: bigint | null
  readonly valueAtoms: bigint | null
  readonly lossAtoms: bigint | null
  /** What has no field of its own, in few words that repeat themselves. */
  readonly note: string | null
}

/** Every field that some event has, and others have not. */
type Fields = Partial<
  Record<'market' | 'account' | 'from' | 'to', number> &
    Record<'lots' | 'requiredLots' | 'filledLots' | 'valueAtoms' | 'lossAtoms', bigint> &
    Record<'priceTicks' | 'limitTicks', bigint | null>
>

export function keptEvent(number: number, timeMs: number, event: RoundEvent): KeptEvent {
  // One literal without a spread: V8 makes it in one step, and there are hundreds of thousands before most are thinned.
  const fields = event as Fields
  return {
    number,
    timeMs,
    type: event.type,
    round: event.round,
    pass: event.pass,
    market: fields.market ?? null,
    account: fields.account ?? fields.from ?? null,
    to: fields.to ?? null,
    lots: fields.lots ?? fields.requiredLots ?? fields.filledLots ?? null,
    priceTicks: fields.priceTicks ?? fields.limitTicks ?? null,
    valueAtoms: fields.valueAtoms ?? null,
    lossAtoms: fields.lossAtoms ?? null,
    note: noteOf(event),
  }
}

function noteOf(event: RoundEvent): string | null {
  switch (event.type) {
    case 'round-opened':
      return `policy ${event.policy}`
    case 'margin-call':
      return event.state
    case 'liquidation-wanted':
      return event.limitTicks === null ? 'at any price' : 'price is the worst'
    case 'adl-round-opened':
      return `${event.side}s give; ${counted(event.accounts, 'account')} bankrupt`
    case 'adl-fill':
      return `rank ${event.rank}${event.whole ? ', whole position' : ''}`
    case 'adl-round-closed':
      return counted(event.fills, 'fill')
    case 'adl-proposed':
      return `${counted(event.fills, 'fill')} proposed`
    case 'round-closed': {
      const stuck = event.stuck.length === 0 ? '' : `, ${counted(event.stuck.length, 'account')} not healthy`
      return `${counted(event.passes, 'pass', 'passes')}${event.quiet ? '' : ', ended early'}${stuck}`
    }
    default:
      return null
  }
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}
