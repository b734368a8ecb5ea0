// What counterparties have given up of their positions, netted by market: to be held against what they have left.

import type { RoundEvent } from '../engine/round-events.ts'

/** Signed lots by market, by account. */
export type GivenLots = Map<number, Map<number, bigint>>

/** What the bankrupt account hands over with its own sign is the opposite of what the counterparty held. */
export function noteGiven(given: GivenLots, event: RoundEvent): void {
  if (event.type === 'adl-fill' || event.type === 'close-at-mark') {
    give(given, event.to, event.market, -event.lots)
  } else if (event.type === 'hedge-close') {
    give(given, event.from, event.market, event.lots)
    give(given, event.to, event.market, -event.lots)
  }
}

function give(given: GivenLots, account: number, market: number, lots: bigint): void {
  let own = given.get(account)
  if (own === undefined) {
    own = new Map()
    given.set(account, own)
  }
  own.set(market, (own.get(market) ?? 0n) + lots)
}
