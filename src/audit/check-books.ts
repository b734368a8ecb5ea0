// The books before and after: I1, I2 and I5, and that what the events lead to is what the book after has, to the atom.

import type { AuditBook, AuditMarket, AuditRow } from './audit-book.ts'
import { type Claim, DifferenceFound, shown } from './tally.ts'
import type { Walk } from './walk.ts'

/** @param index of the event before which it shows */
export function checkSums(walk: Walk, book: AuditBook, index: number, when: 'before' | 'after'): void {
  const lots = new Map(book.markets.map(({ id }) => [id, 0n]))
  let cash = 0n
  for (const { cashAtoms, positions } of book.rows) {
    cash += cashAtoms
    for (const position of positions) lots.set(position.market, (lots.get(position.market) ?? 0n) + position.lots)
  }
  for (const [market, sum] of lots) same(walk, index, 'I1', `Σ lots of market ${market} ${when}`, 0n, sum)
  same(walk, index, 'I2', `Σ cash ${when}, deposits less withdrawals`, book.netDepositsAtoms, cash)
}

/** I5: a trader who held nothing when the round opened has not paid. */
export function checkBystanders(walk: Walk): void {
  const given = new Set([...walk.terms.between.values()].flatMap(({ rows }) => rows.map(({ id }) => id)))
  for (const [row, { cashAtoms, positions }] of walk.opening) {
    if (row.class !== 'trader' || positions.length > 0 || given.has(row.id)) continue
    const paid = cashAtoms - row.cashAtoms
    walk.tally.count('I5')
    if (paid > 0n) differ(walk, 'I5', `account ${row.id} held nothing`, 'nothing paid', `${paid} atoms paid`)
  }
}

export function checkAfter(walk: Walk, before: AuditBook, after: AuditBook): void {
  const end = walk.events.length
  const { book } = walk
  if (walk.terms.between.size === 0) {
    same(walk, end, 'I2', 'deposits less withdrawals', before.netDepositsAtoms, after.netDepositsAtoms)
  }
  same(walk, end, 'book', 'number of accounts', book.rows.size, after.rows.length)
  for (const found of after.rows) {
    const row = book.rows.get(found.id)
    walk.tally.count('book')
    if (row === undefined) differ(walk, 'book', `account ${found.id}`, 'no such account', shown(found))
    if (row.cashAtoms !== found.cashAtoms) {
      differ(walk, 'book', `cash of account ${row.id}`, shown(row.cashAtoms), shown(found.cashAtoms))
    }
    if (!haveSame(row, found)) {
      differ(walk, 'book', `positions of account ${row.id}`, heldBy(row), heldBy(found))
    }
    const differs = FLAGS.find((key) => row[key] !== found[key])
    if (differs !== undefined) {
      differ(walk, 'book', `${differs} of account ${row.id}`, shown(row[differs]), shown(found[differs]))
    }
  }
  const halted = new Set([...walk.terms.between.values()].flatMap((interlude) => interlude.halted))
  for (const event of walk.events) if (event.type === 'market-halted') halted.add(event.market)
  for (const market of after.markets) checkMarket(walk, before, market, halted)
}

const FLAGS = ['owner', 'class', 'exempt', 'protected', 'held', 'reservedAtoms'] as const

type Holder = Pick<AuditRow, 'positions'>

function haveSame({ positions: due }: Holder, { positions: found }: Holder): boolean {
  if (due.length !== found.length) return false
  return due.every(({ market, lots, entryValueAtoms }, index) => {
    const has = found[index]!
    return has.market === market && has.lots === lots && has.entryValueAtoms === entryValueAtoms
  })
}

function heldBy({ positions }: Holder): string {
  const said = positions.map(({ market, lots, entryValueAtoms }) => `${market}: ${lots} for ${entryValueAtoms}`)
  return said.join(', ') || 'none'
}

/** A round changes nothing of a market, but may halt it. What a trigger has observed since is none of its terms. */
function checkMarket(walk: Walk, before: AuditBook, found: AuditMarket, halted: ReadonlySet<number>): void {
  const was = before.markets[found.id]
  const due = was === undefined ? undefined : { ...was, halted: was.halted || halted.has(found.id), fund: null }
  same(walk, walk.events.length, 'book', `market ${found.id}`, shown(due), shown({ ...found, fund: null }))
}

function same(walk: Walk, index: number, claim: Claim, what: string, expected: unknown, found: unknown): void {
  walk.tally.count(claim)
  if (!Object.is(expected, found)) differ(walk, claim, what, shown(expected), shown(found), index)
}

function differ(
  walk: Walk,
  claim: Claim,
  what: string,
  expected: string,
  found: string,
  index = walk.events.length,
): never {
  const message = `${index === 0 ? 'before' : 'after'} all events, ${claim}: ${what} is ${found}, expected ${expected}`
  throw new DifferenceFound({ index, type: null, claim, expected, found, message })
}
