// A forced move of lots as its two accounts see it: who buys, which position shrinks, and why. Users of several venues
// could not tell a deleveraged position from a liquidated one, nor the two roles of one fill; here they are apart.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type {
  AdlFill,
  CloseAtMark,
  Cross,
  HedgeClose,
  Liquidation,
  OwnFirst,
  RoundEvent,
  Takeover,
} from '../engine/round-events.ts'
import { abs } from '../fixed/rounding.ts'
import type { Listing } from './to-text.ts'

/** Events in which the venue closes a position that its trader did not close. */
export type ForcedMove = AdlFill | Liquidation | Takeover | OwnFirst | Cross | CloseAtMark | HedgeClose

/** `from` is the account in trouble, `to` who takes its lots; both are sound in a `hedge-close`. */
export type Role = 'from' | 'to'

/** 'adl': a sound position is closed to meet a bankrupt one. 'liquidation': the account itself was in trouble. */
export type Cause = 'adl' | 'liquidation'

/** One side of a forced move. */
export interface ForcedFill {
  readonly account: number
  readonly market: number
  readonly cause: Cause
  /** What the account does in this fill. */
  readonly side: 'buy' | 'sell'
  /** Which of its positions becomes smaller. */
  readonly position: 'long' | 'short'
  /** Above 0. */
  readonly lots: bigint
  /** Of `priceTicks`: rounded, unless the fill was on the order book. */
  readonly priceTicks: bigint
  /** Sold or bought on the order book; otherwise closed by the venue itself. */
  readonly onBook: boolean
  /** Whether nothing is left of the position; null: the event does not say. */
  readonly whole: boolean | null
}

/** Why `to` has a part in the move; null: it is no trader, but the order book or a pool. */
const CAUSE_OF_TO: Record<ForcedMove['type'], Cause | null> = {
  'adl-fill': 'adl',
  // The other account of the owner is as sound as any that is deleveraged.
  'own-first': 'adl',
  'close-at-mark': 'adl',
  'hedge-close': 'adl',
  // Both are bankrupt.
  cross: 'liquidation',
  liquidation: null,
  takeover: null,
}

export function isForcedMove(event: RoundEvent): event is ForcedMove {
  return Object.hasOwn(CAUSE_OF_TO, event.type)
}

/** The roles of a move that traders have: a message is due to each. */
export function rolesOf(event: ForcedMove): readonly Role[] {
  return CAUSE_OF_TO[event.type] === null ? ['from'] : ['from', 'to']
}

/**
 * @throws BallastError ERR_ACCOUNT_CLASS for the order book's or a pool's side of a move
 * @throws BallastError ERR_STATE for an event that closes no position
 * @throws BallastError ERR_RANGE for a move of no lots
 */
export function fillOf(event: ForcedMove, role: Role): ForcedFill {
  demand(isForcedMove(event), ErrorCode.STATE, () => `an event "${(event as RoundEvent).type}" closes no position`)
  demand(event.lots !== 0n, ErrorCode.RANGE, () => `an event "${event.type}" moves no lots`)
  const cause = role === 'from' && event.type !== 'hedge-close' ? 'liquidation' : CAUSE_OF_TO[event.type]
  if (cause === null) {
    const whose = event.type === 'takeover' ? 'an insurance pool' : 'the order book'
    throw new BallastError(ErrorCode.ACCOUNT_CLASS, `${whose} is the other side of a ${event.type}, not a trader`)
  }
  // The lots leave `from` with the sign that they have there, and meet their opposite at `to`.
  const long = event.lots > 0n === (role === 'from')
  return {
    account: event[role],
    market: event.market,
    cause,
    side: long ? 'sell' : 'buy',
    position: long ? 'long' : 'short',
    lots: abs(event.lots),
    priceTicks: event.priceTicks,
    onBook: event.type === 'liquidation',
    whole: event.type === 'adl-fill' && role === 'to' ? event.whole : null,
  }
}

/**
 * What the lots were worth at the price of the fill, exactly, 0 or more: the value that was paid without the funding
 * that it carries. The price of an event is rounded, this is not. `listing` has to be of the round of the event: the
 * funding index does not move within one.
 */
export function paidAtoms({ valueAtoms, lots }: ForcedMove, { fundingAtoms }: Listing): bigint {
  return abs(valueAtoms + lots * fundingAtoms)
}
