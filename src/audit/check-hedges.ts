// Hedges that are closed together (`hedge.mode: 'together'`): with lots of a hedged account go lots of its opposite
// legs in the same underlying, at the mark, to those who are not hedged, in the order of their queue; its open part is
// then no larger than before.
//
// How many lots go so is what a search of the engine has found; it is taken as told. What is checked is that it keeps
// the rule.

import { abs, min } from '../fixed/rounding.ts'
import type { ClosedLeg } from './adl-terms.ts'
import type { GivingSide } from './check-adl.ts'
import { isNoMoreOpen, type Sides, sidesOf, underlyingOf } from './hedges.ts'
import { type Place, Queue } from './queue.ts'
import { lotsOf, type RunningMarket, type RunningRow } from './running-book.ts'
import type { Walk } from './walk.ts'

export class Companions {
  /** By market and side: of all markets of an underlying that has to give. */
  readonly #queues = new Map<string, Queue>()

  constructor(walk: Walk, sides: ReadonlyMap<string, GivingSide>) {
    for (const [place, { queue }] of sides) this.#queues.set(place, queue)
    const wanted = new Set([...sides.values()].map(({ queue }) => underlyingOf(queue.market)))
    for (const market of walk.book.markets) {
      if (!market.fresh || !wanted.has(underlyingOf(market))) continue
      for (const side of ['long', 'short'] as const) {
        const key = `${market.id} ${side}`
        if (!this.#queues.has(key)) this.#queues.set(key, new Queue(walk, market, side))
      }
    }
  }

  /** As many lots as the events say of a hedged account that bears so many; 0: it is passed by. */
  countOf(walk: Walk, { row, market }: ClosedLeg, to: RunningRow, bears: bigint): bigint {
    if (bears === 0n) return 0n
    walk.tally.skip('hedge', 'how many lots of a hedge can be closed together is found by a search, and taken as told')
    const { next } = walk
    const isFill = next?.type === 'adl-fill' && next.from === row.id && next.market === market.id && next.to === to.id
    return isFill ? min(bears, abs(next.lots)) : 0n
  }

  /** What a hedged account has in the underlying before it gives; null: its hedge does not matter. */
  before(walk: Walk, { row, isBehind }: Place, market: RunningMarket): Sides | null {
    return isBehind ? sidesOf(walk.book, row, underlyingOf(market)) : null
  }

  /** After it has given: what goes with it. */
  check(walk: Walk, { row }: Place, { market, side }: Queue, before: Sides): void {
    const underlying = underlyingOf(market)
    let last = 0
    while (walk.isNext('hedge-close')) {
      const event = walk.next
      if (event?.type !== 'hedge-close') break
      const other = walk.book.markets[event.market]
      const isOther = other?.fresh === true && underlyingOf(other) === underlying && other.id >= last
      const held = lotsOf(row, event.market)
      const isOpposite = held !== 0n && held > 0n === (side === 'short')
      if (!isOther || !isOpposite) walk.fail('hedge', `an opposite leg of account ${row.id}, by market`, event)
      last = other.id
      const takers = this.#queues.get(`${other.id} ${held > 0n ? 'short' : 'long'}`)!
      const taker = takerOf(takers, walk.terms.policy === null ? event.to : null)
      if (taker === null) walk.fail('hedge', 'none: nobody who is not hedged takes it', event)
      const [place, open] = taker
      const count = min(min(open, abs(held)), abs(event.lots))
      const claims = { type: 'hedge-close', claim: 'hedge', lotsClaim: 'hedge' } as const
      walk.takeMove({ ...claims, from: row, to: place.row, market: other, count, lossAtoms: null })
      walk.thaw(row, place.row)
    }
    const after = sidesOf(walk.book, row, underlying)
    const isHedge = before.longAtoms > 0n && before.shortAtoms > 0n
    const said = () => `longs ${after.longAtoms} and shorts ${after.shortAtoms} of account ${row.id}`
    const least = `no larger an open part than of ${before.longAtoms} and ${before.shortAtoms}`
    walk.holds('hedge', !isHedge || isNoMoreOpen(before, after), least, said)
  }
}

/** The first who is not hedged; or, by a policy that the auditor does not know, whoever it says, if it is not. */
function takerOf(queue: Queue, told: number | null): [Place, bigint] | null {
  for (const [, place, open] of queue.open()) {
    if (place.isBehind) break
    if (told === null || place.row.id === told) return [place, open]
  }
  return null
}
