// Recomputes a round from the book before it and its events, and compares every claim of these, and the book after it.
// It believes nothing but the book before, the answers of the order book, and the policies.

import { demand, ErrorCode } from '../core/errors.ts'
import type { RoundEvent, RoundOpened } from '../engine/round-events.ts'
import { policyOf } from '../policies/known.ts'
import { isLossPolicy, type LossPolicy, type Policy } from '../policies/policy.ts'
import { socialisedMango } from '../policies/socialised.ts'
import type { AuditBook } from './audit-book.ts'
import { type AdlPass, checkAdl, checkAdlClosed } from './check-adl.ts'
import { checkAsks } from './check-asks.ts'
import { checkAfter, checkBystanders, checkSums } from './check-books.ts'
import { checkCross, checkOwnFirst } from './check-crossing.ts'
import { checkClosed, checkHalts, checkOpened } from './check-ends.ts'
import { checkInsurance } from './check-fund.ts'
import { checkLosses } from './check-losses.ts'
import { checkProposal } from './check-proposal.ts'
import { checkRest } from './check-rest.ts'
import { checkTrigger } from './check-trigger.ts'
import { wrongField } from './event-form.ts'
import { RunningBook } from './running-book.ts'
import { type Checked, type Difference, DifferenceFound, Tally, type Unchecked } from './tally.ts'
import { type Interlude, Walk, type WalkTerms } from './walk.ts'

export interface AuditOptions {
  /** Policies of the venue's own that the events name. Without them their fills are held against the caps only. */
  readonly policies?: readonly Policy[]
  /** As the venue has set it; what the events do not say. */
  readonly maxPasses?: number
  readonly haltOnDeficit?: boolean
  /** Whether the round carries out a proposal. When left out: where the events show it. */
  readonly accepted?: boolean
  /** Of such a round: the sequence of the command that opened the round which has made the proposal. */
  readonly proposedAt?: number
  /**
   * What commands that came while the round was open have left, before the event of that index: rows that they changed
   * or opened, markets that they halted. Trades, deposits and the like are no events of the round.
   */
  readonly between?: readonly ({ readonly index: number } & Partial<Interlude>)[]
}

export interface RoundAudit {
  readonly round: number
  readonly events: number
  /** By claim: how many things were compared. */
  readonly claims: readonly Checked[]
  /** The first in the order of events; null: everything that was checked is as the rules have it. */
  readonly difference: Difference | null
  /** What could not be checked, or was taken as told. */
  readonly unchecked: readonly Unchecked[]
}

/**
 * @param before the book as the round found it
 * @param events of one round, from round-opened to round-closed
 * @param after the book as the round left it
 * @throws BallastError ERR_STATE for events that do not begin with round-opened; ERR_UNKNOWN_MARKET,
 *   ERR_UNKNOWN_ACCOUNT, ERR_DUPLICATE for a book that is none
 */
export function auditRound(
  before: AuditBook,
  events: Iterable<RoundEvent>,
  after: AuditBook,
  options: AuditOptions = {},
): RoundAudit {
  const all = [...events]
  const [opened] = all
  demand(opened?.type === 'round-opened', ErrorCode.STATE, () => {
    return `the events begin with ${opened?.type ?? 'nothing'}, expected round-opened`
  })
  const wrong = wrongField(opened)
  demand(wrong === null, ErrorCode.STATE, () => `round-opened has no ${wrong?.kind} "${wrong?.field}"`)
  for (const book of [before, after]) demandBook(book)
  const given = { before, after, opened, events: all, options }
  const audit = run(given, options.accepted ?? showsAcceptance(opened, all))
  if (audit.difference === null || options.accepted !== undefined || opened.adl !== 'propose') return audit
  // What carries out a proposal that came to nothing does not show it.
  const other = run(given, !showsAcceptance(opened, all))
  if (other.difference !== null) return audit
  const why = 'the round holds as one that carries out a proposal, of which its events show nothing'
  return { ...other, unchecked: [...other.unchecked, { claim: 'proposal', why }] }
}

interface Given {
  readonly before: AuditBook
  readonly after: AuditBook
  readonly opened: RoundOpened
  readonly events: readonly RoundEvent[]
  readonly options: AuditOptions
}

function run({ before, after, opened, events, options }: Given, accepted: boolean): RoundAudit {
  const tally = new Tally()
  const terms = termsOf(opened, events, accepted, options, tally)
  const walk = new Walk(terms, new RunningBook(before, opened.timeMs), events, tally)
  let difference: Difference | null = null
  try {
    checkSums(walk, before, 0, 'before')
    checkOpened(walk, before)
    checkPasses(walk, options)
    const halted = checkHalts(walk)
    const passes = walk.pass
    // What is said of the whole round.
    walk.pass = 0
    checkProposal(walk, halted)
    checkClosed(walk, passes)
    checkBystanders(walk)
    checkSums(walk, after, events.length, 'after')
    checkAfter(walk, before, after)
  } catch (error) {
    if (!(error instanceof DifferenceFound)) throw error
    difference = error.difference
  }
  return { round: opened.round, events: events.length, claims: tally.checked, difference, unchecked: tally.unchecked }
}

/** A round that proposes never deleverages by itself. */
function showsAcceptance(opened: RoundOpened, events: readonly RoundEvent[]): boolean {
  return opened.adl === 'propose' && events.some(({ type }) => type === 'adl-round-opened')
}

const CHECK = { 'own-first': checkOwnFirst, book: checkAsks, cross: checkCross, insurance: checkInsurance }

function checkPasses(walk: Walk, { maxPasses }: AuditOptions): void {
  const { accepted, opened } = walk.terms
  const closed = walk.events.findLast((event) => event.type === 'round-closed')
  const most = maxPasses ?? (closed?.type === 'round-closed' ? closed.passes : 1)
  do {
    checkTrigger(walk)
    const resumes = accepted && walk.pass === 1
    let pass: AdlPass | null = null
    for (const stage of resumes ? (['adl'] as const) : opened.stages) {
      if (stage !== 'adl') CHECK[stage](walk)
      else if (resumes || opened.adl === 'auto') pass = checkAdl(walk)
    }
    if (pass !== null) {
      checkRest(walk, pass)
      checkAdlClosed(walk, pass)
    }
    checkLosses(walk)
  } while (walk.moved && walk.pass < most)
  if (walk.moved && maxPasses === undefined) {
    walk.tally.skip(
      'totals',
      'the round was cut short; after how many passes it had to be, maxPasses, is not in the events',
    )
  }
}

function termsOf(
  opened: RoundOpened,
  events: readonly RoundEvent[],
  accepted: boolean,
  options: AuditOptions,
  tally: Tally,
): WalkTerms {
  const { policies = [], haltOnDeficit = null, proposedAt, between = [] } = options
  const find = (name: string) => policies.find((policy) => policy.name === name) ?? knownPolicy(name)
  const policy = find(opened.policy)
  if (policy === null) {
    const why = `policy "${opened.policy}" is the venue's own, and was not given`
    for (const claim of ['rank', 'score', 'allocation'] as const) tally.skip(claim, why)
  }
  const lot = accepted ? (proposedAt ?? opened.sequence - 1) - 1 : opened.sequence - 1
  const sharing = sharingOf(opened.socialise, find)
  if (sharing === 'unknown')
    tally.skip('socialised', `rule "${opened.socialise}" is the venue's own, and was not given`)
  const others = commandsBetween(events)
  if (others > 0 && between.length === 0) {
    const what = `${others} ${others === 1 ? 'command' : 'commands'}`
    tally.skip('form', `${what} came while the round was open; what they left can be given as "between"`)
  }
  const letIn = new Map<number, Interlude>()
  for (const { index, rows = [], halted = [] } of between) {
    const before = letIn.get(index) ?? { rows: [], halted: [] }
    letIn.set(index, { rows: [...before.rows, ...rows], halted: [...before.halted, ...halted] })
  }
  return { opened, policy, sharing, haltOnDeficit, lot, accepted, between: letIn }
}

/** Of a round that was played command by command: how many were neither fills nor answers nor advances. */
function commandsBetween(events: readonly RoundEvent[]): number {
  const [first, last] = [events[0], events.at(-1)]
  if (first?.type !== 'round-opened' || last?.type !== 'round-closed' || wrongField(last) !== null) return 0
  const types = ['liquidation-wanted', 'liquidation', 'book-exhausted']
  return last.sequence - first.sequence - events.filter(({ type }) => types.includes(type)).length
}

function sharingOf(name: string, find: (name: string) => Policy | null): LossPolicy | 'unknown' | null {
  if (name === 'none') return null
  if (name === 'per-open-interest') return socialisedMango
  const rule = find(name)
  return rule !== null && isLossPolicy(rule) ? rule : 'unknown'
}

function knownPolicy(name: string): Policy | null {
  try {
    return policyOf(name)
  } catch {
    return null
  }
}

function demandBook({ rows, markets }: AuditBook): void {
  const ids = new Set(rows.map(({ id }) => id))
  for (const { id, externalAccount, poolAccount } of markets) {
    const isKnown = ids.has(externalAccount) && (poolAccount === null || ids.has(poolAccount))
    demand(isKnown, ErrorCode.UNKNOWN_ACCOUNT, () => {
      return `market ${id} names external account ${externalAccount} and pool ${poolAccount}, which are not in the book`
    })
  }
  let last = -1
  for (const { id, positions } of rows) {
    demand(
      id > last,
      ErrorCode.DUPLICATE,
      () => `account ${id} stands behind account ${last}, expected by id, each once`,
    )
    last = id
    for (const { market } of positions) {
      demand(markets[market]?.id === market, ErrorCode.UNKNOWN_MARKET, () => {
        return `account ${id} has a position in market ${market}, of markets 0 to ${markets.length - 1}`
      })
    }
  }
}
