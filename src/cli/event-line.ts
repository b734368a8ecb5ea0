// An event as a line of events.jsonl. Integers that may pass 2^53 are strings; accounts, markets, passes and times are
// numbers.

import type { RoundEvent } from '../engine/round-events.ts'

export function eventLine(event: RoundEvent): string {
  return `${JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? value.toString() : value))}\n`
}
