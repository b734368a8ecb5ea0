// Stage 7: lots that nobody bore at the price are closed at the mark, which costs nobody anything: against the queue,
// then the other traders of that side by id, pools by id, the market's external row, and the other external rows.

import { abs, min } from '../fixed/rounding.ts'
import type { ClosedLeg } from './adl-terms.ts'
import type { AdlPass, GivingSide } from './check-adl.ts'
import type { Queue } from './queue.ts'
import { areOpposite, lotsOf, type RunningRow } from './running-book.ts'
import type { Walk } from './walk.ts'

export function checkRest(walk: Walk, { sides, leftovers }: AdlPass): void {
  const outsiders = new Map<string, readonly RunningRow[]>()
  for (const leg of leftovers) {
    const side = sides.get(leg.place)!
    const isDone = () => lotsOf(leg.row, leg.market.id) === 0n
    for (const [, place, open] of walk.terms.policy === null ? inToldOrder(walk, leg, side) : side.queue.open()) {
      if (isDone()) break
      side.queue.gave(place, close(walk, leg, side, place.row, open))
    }
    if (isDone()) continue
    const others = outsiders.get(leg.place) ?? othersOf(walk, leg, side)
    outsiders.set(leg.place, others)
    for (const other of others) close(walk, leg, side, other, abs(lotsOf(other, leg.market.id)))
  }
  walk.noMore('rest', 'nothing is left to be closed', 'close-at-mark')
}

/** By a policy that the auditor does not know: everybody who has something left, in the order of the events. */
function* inToldOrder(walk: Walk, { row, market }: ClosedLeg, { queue }: GivingSide): ReturnType<Queue['open']> {
  const waiting = new Map([...queue.open()].map((found) => [found[1].row.id, found]))
  for (;;) {
    const { next } = walk
    const isOurs = next?.type === 'close-at-mark' && next.from === row.id && next.market === market.id
    const found = isOurs ? waiting.get(next.to) : undefined
    if (found === undefined) break
    waiting.delete(found[1].row.id)
    yield found
  }
  yield* waiting.values()
}

function close(walk: Walk, { row, market }: ClosedLeg, side: GivingSide, to: RunningRow, most: bigint): bigint {
  const lots = lotsOf(row, market.id)
  if (!areOpposite(lots, lotsOf(to, market.id))) return 0n
  const count = min(abs(lots), most)
  const claims = { type: 'close-at-mark', claim: 'rest', lotsClaim: 'rest' } as const
  walk.takeMove({ ...claims, from: row, to, market, count, lossAtoms: null })
  walk.thaw(row, to)
  side.atMarkLots += count
  return count
}

function othersOf({ book }: Walk, { market }: ClosedLeg, { queue }: GivingSide): RunningRow[] {
  const ranked = new Set(queue.places.map(({ row }) => row))
  const own = book.rows.get(market.externalAccount)!
  return [
    ...book.holders(market.id).filter((row) => !ranked.has(row)),
    ...book.pools,
    own,
    ...book.externals.filter((row) => row !== own),
  ]
}
