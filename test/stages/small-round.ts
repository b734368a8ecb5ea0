// A round over the small venue, stage by stage, and its log told in short sentences.

import { rowOf } from '../../src/book/rows.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { eventAt } from '../../src/engine/log-events.ts'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import { type RoundOptions, roundSettings } from '../../src/engine/round-options.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import { InlineExecutor } from '../../src/stages/executor.ts'
import { Round } from '../../src/stages/round-state.ts'
import * as venue from '../engine/small-venue.ts'

/** What an account is given: `[market, lots, ticks at which they were bought or sold]`. */
export type Holding = readonly [market: number, lots: bigint, ticks: bigint]

/** Gives an account cash, then positions from the external row: at the prices paid, its equity is that cash. */
export function give(engine: Engine, id: number, atoms: bigint, ...holdings: readonly Holding[]): void {
  if (atoms > 0n) engine.deposit(id, atoms)
  for (const [market, lots, ticks] of holdings) {
    const external = venue.EXTERNALS[market]!
    if (lots > 0n) venue.trade(engine, id, external, lots, ticks, market)
    else venue.trade(engine, external, id, -lots, ticks, market)
  }
}

/** A round that has opened over the marks of now; nobody is flagged yet. */
export function roundOver(engine: Engine, options: RoundOptions = {}): Round {
  const kernel = createKernel(engine.kernel, engine.book)
  const round = new Round(engine.book, kernel, new InlineExecutor(engine.book, kernel), roundSettings(options))
  round.open()
  return round
}

/** An engine with the small venue, filled and marked: `[market, ticks]` at time 1. */
export function marked(
  kernel: KernelName,
  fill: (engine: Engine) => void,
  ...marks: readonly (readonly [market: number, ticks: bigint])[]
): Engine {
  const engine = venue.openVenue(kernel)
  fill(engine)
  venue.mark(engine, 1, ...marks)
  return engine
}

/** The changes stand, and everything counts up. */
export function settle(engine: Engine, round: Round): void {
  round.changes.commit()
  venue.sound(engine)
}

export const row = (engine: Engine, id: number) => rowOf(engine.book, id)

/** The entries of the log from `first` on; opening and closing of an ADL round are left out. */
export function story(round: Round, first = 0): string[] {
  const context = { book: round.book, policy: round.settings.policy, round: 1 }
  const events = Array.from({ length: round.log.count - first }, (_, index) =>
    eventAt(round.log, first + index, context),
  )
  return events.flatMap(tell)
}

/** `who → whom: lots in market for value`, and what else belongs to it. */
export function tell(event: RoundEvent): string[] {
  const loss = 'lossAtoms' in event && event.lossAtoms !== 0n ? `, loss ${event.lossAtoms}` : ''
  switch (event.type) {
    case 'margin-call':
      return [`call ${event.account} ${event.state}`]
    case 'liquidation-wanted':
      return [`wanted ${event.account}: ${event.lots} in ${event.market} at ${event.limitTicks ?? 'any'}`]
    case 'book-exhausted':
      return [`exhausted ${event.account}: ${event.lots} in ${event.market}`]
    case 'fund-draw':
    case 'socialised':
      return [`${event.type}.${event.stage} ${event.from} → ${event.to}: ${event.valueAtoms} for ${event.market}`]
    case 'deficit':
      return [`deficit ${event.from} → ${event.to}: ${event.valueAtoms}`]
    case 'market-halted':
      return [`halted ${event.market}`]
    case 'own-first':
    case 'cross':
    case 'takeover':
    case 'close-at-mark':
    case 'hedge-close':
    case 'liquidation':
    case 'adl-fill': {
      const { type, from, to, lots, market, valueAtoms } = event
      return [`${type} ${from} → ${to}: ${lots} in ${market} for ${valueAtoms}${loss}`]
    }
    default:
      return []
  }
}
