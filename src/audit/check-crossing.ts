// Stages 2 and 4: what bankrupt accounts are closed against before anybody else: accounts of the same owner, at the
// bankruptcy price, as far as their equity bears it; and each other, at the mark.

import { abs, min } from '../fixed/rounding.ts'
import { areOpposite, lotsOf, type RunningRow } from './running-book.ts'
import type { Walk } from './walk.ts'

export function checkOwnFirst(walk: Walk): void {
  const { book } = walk
  for (const from of walk.bankrupts('without pools')) {
    const others = book.ofOwner(from.owner).filter((row) => row !== from)
    if (others.length === 0) continue
    for (const { market } of book.freshLegs(from)) {
      for (const to of others) {
        const [lots, opposite] = [lotsOf(from, market.id), lotsOf(to, market.id)]
        const equityAtoms = book.equityOf(to)
        if (!areOpposite(lots, opposite) || equityAtoms < 0n) continue
        const loss = walk.lossOf(from, market)
        const count = loss.bearable(min(abs(lots), abs(opposite)), equityAtoms)
        if (count === 0n) continue
        const lossAtoms = loss.slice(count)
        const claims = { type: 'own-first', claim: 'own-first', lotsClaim: 'caps' } as const
        walk.takeMove({ ...claims, from, to, market, count, lossAtoms })
        loss.done += count
      }
    }
  }
  walk.noMore('own-first', 'no owner of a bankrupt account has more to give', 'own-first')
}

export function checkCross(walk: Walk): void {
  const { book } = walk
  const rows = walk.bankrupts('with pools')
  // By market, and by whether it is long; who has nothing left there is passed by.
  const sides = new Map<string, { readonly rows: RunningRow[]; next: number }>()
  for (const row of rows) {
    for (const { market, lots } of book.freshLegs(row)) {
      const key = `${market.id} ${lots > 0n}`
      if (!sides.has(key)) sides.set(key, { rows: [], next: 0 })
      sides.get(key)!.rows.push(row)
    }
  }
  for (const from of rows) {
    for (const { market, lots: held } of book.freshLegs(from)) {
      const side = sides.get(`${market.id} ${held < 0n}`)
      while (side !== undefined && side.next < side.rows.length && lotsOf(from, market.id) !== 0n) {
        const to = side.rows[side.next]!
        const count = min(abs(lotsOf(from, market.id)), abs(lotsOf(to, market.id)))
        const claims = { type: 'cross', claim: 'cross', lotsClaim: 'cross' } as const
        if (count > 0n) walk.takeMove({ ...claims, from, to, market, count, lossAtoms: null })
        if (count > 0n) walk.thaw(from, to)
        if (lotsOf(to, market.id) === 0n) side.next += 1
      }
    }
  }
  walk.noMore('cross', 'no two bankrupt accounts are left on opposite sides', 'cross')
}
