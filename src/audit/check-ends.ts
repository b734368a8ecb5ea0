// What a round says of itself when it opens and closes: balances of pools, passes, who is stuck and why.

import type { PoolBalance, RoundClosed, Stuck } from '../engine/round-events.ts'
import type { AuditBook } from './audit-book.ts'
import { reckoned } from './check-trigger.ts'
import type { RunningBook, RunningMarket, RunningRow } from './running-book.ts'
import { shown } from './tally.ts'
import type { Walk } from './walk.ts'

/** The first event has been taken for granted so far. */
export function checkOpened(walk: Walk, before: AuditBook): void {
  const { opened } = walk.terms
  walk.take('round-opened', 0, 'form', () => 'as the first event')
  walk.same('form', 'version', 1, opened.version)
  walk.same('form', 'sequence', before.sequence + 1, opened.sequence)
  walk.same('form', 'timeMs', before.timeMs, opened.timeMs)
  checkPools(walk, opened.pools)
}

export function checkClosed(walk: Walk, passes: number): void {
  const event = walk.take('round-closed', 9, 'totals', () => `after pass ${passes}`)
  walk.same('totals', 'passes', passes, event.passes)
  // Cut short was a round that moved something in the last pass that it had.
  walk.same('totals', 'quiet', !walk.moved, event.quiet)
  const { sequence } = walk.terms.opened
  walk.holds('form', event.sequence >= sequence, `${sequence} or later`, () => `sequence ${event.sequence}`)
  checkPools(walk, event.pools)
  walk.same('deficit', 'deficitAtoms', -(walk.book.deficit?.cashAtoms ?? 0n), event.deficitAtoms)
  checkStuck(walk, event)
  if (walk.at < walk.events.length) walk.fail('form', 'the end of the events', walk.events[walk.at])
}

function checkPools(walk: Walk, found: readonly PoolBalance[]): void {
  const { book } = walk
  const due = book.pools.map((row): PoolBalance => {
    const equityAtoms = book.equityOf(row)
    const { id: account, reservedAtoms: floorAtoms, held } = row
    return { account, equityAtoms, floorAtoms, held, depleted: equityAtoms <= 0n }
  })
  walk.same('fund', 'pools', due.length, found.length)
  for (const [index, pool] of due.entries()) {
    for (const key of Object.keys(pool) as (keyof PoolBalance)[]) {
      walk.same('fund', `pool ${pool.account}, ${key}`, pool[key], found[index]![key])
    }
  }
}

/** Markets whose losses reached the deficit row, where the venue has it so; returns those that were halted. */
export function checkHalts(walk: Walk): RunningMarket[] {
  const due = [...walk.toHalt].sort((a, b) => a - b)
  const { haltOnDeficit } = walk.terms
  const says = walk.isNext('market-halted')
  if (haltOnDeficit === null && due.length > 0 && !says) {
    walk.tally.skip('halt', 'no market was halted; whether one had to be, haltOnDeficit, is not in the events')
  }
  const halted = (haltOnDeficit ?? says) ? due : []
  for (const market of halted) {
    const event = walk.take('market-halted', 8, 'halt', () => `of market ${market}`)
    walk.same('halt', 'market', market, event.market)
  }
  walk.noMore('halt', 'no other loss has reached the deficit row', 'market-halted')
  return halted.map((market) => walk.book.markets[market]!)
}

/** Who is not healthy at the end, by id, and what each waits for. */
function checkStuck(walk: Walk, { stuck, quiet }: RoundClosed): void {
  const due = notHealthy(walk).map((row) => stuckOf(walk, row))
  const count = Math.max(due.length, stuck.length)
  for (let index = 0; index < count; index += 1) {
    const [expected, found] = [due[index], stuck[index]]
    const row = walk.book.rows.get((expected ?? found)!.account)
    const why = row === undefined ? '' : `; account ${row.id}: ${reckoned(walk, row)}`
    walk.same('stuck', `stuck, number ${index + 1},`, shown(expected), shown(found), why)
  }
  walk.tally.count('I3')
  if (!quiet || walk.terms.opened.adl !== 'auto') return
  for (const { account, state, reason } of due) {
    const waits = state === 'at-risk' || reason === 'stale'
    walk.holds('I3', waits, 'that it waits for a mark', () => `account ${account} is worth less than nothing`)
    const { positions } = walk.book.rows.get(account)!
    walk.holds('I3', positions.length > 0, 'that it is paid up', () => `account ${account} is flat and owes`)
  }
}

/** Traders under margin, and pools worth less than nothing; by id. */
export function notHealthy({ book, flagged }: Walk): RunningRow[] {
  const judged = new Set([...flagged, ...[...book.changed].filter((row) => row.class === 'trader')])
  const traders = [...judged].filter((row) => book.stateOf(row) !== 'healthy')
  const pools = book.pools.filter((row) => book.equityOf(row) < 0n)
  return [...traders, ...pools].sort((a, b) => a.id - b.id)
}

function stuckOf({ book, terms: { opened } }: Walk, row: RunningRow): Stuck {
  const isBankrupt = book.equityOf(row) < 0n
  const state = isBankrupt ? 'bankrupt' : 'at-risk'
  return { account: row.id, state, reason: reasonOf(book, row, isBankrupt, opened.adl) }
}

function reasonOf(
  book: RunningBook,
  row: RunningRow,
  isBankrupt: boolean,
  adl: 'auto' | 'propose' | 'off',
): Stuck['reason'] {
  if (book.freshLegs(row).length === 0) return 'stale'
  if (!isBankrupt) return 'unfilled'
  if (adl === 'auto') return 'passes'
  return adl === 'off' ? 'adl-off' : 'proposed'
}
