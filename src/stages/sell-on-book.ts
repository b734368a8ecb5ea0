// Stage 3: legs of flagged accounts are offered to the order book, by maintenance, while the account is not healthy.
// The round stands still at every ask: fills come back as commands, or from a simulation.
//
// Reads and writes: the flagged rows, external rows, budgets. Bound: the legs of the flagged. Allocation: BigInt, one
// object an ask. Deterministic: by ids, then maintenance, then markets.

import type { Book } from '../book/book.ts'
import { stateOf } from '../book/equity.ts'
import { unitAt, unitAtMark } from '../book/markets.ts'
import { assert } from '../core/assert.ts'
import { PLAN_HEALTHY, PLAN_MADE, STATE_HEALTHY } from '../core/codes.ts'
import { abs, divCeil, max, min } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { fillOnBook } from './moves.ts'
import { planSale, type SalePlan } from './plan-sale.ts'
import { poolBudgetAtoms } from './pool-budget.ts'
import { LOG_BOOK_EXHAUSTED, LOG_LIQUIDATION_WANTED, NO_LIMIT } from './round-log.ts'
import type { Round, RoundSettings } from './round-state.ts'
import { type Leg, type Valued, valueAccount } from './value-account.ts'

/** Lots that an account wants to close on the order book now. */
export class Ask {
  readonly row: number
  /** Id of the account. */
  readonly account: number
  readonly market: number
  /** Signed as the account holds them: above 0 it sells, below 0 it buys. */
  readonly lots: bigint
  /** The worst price: the lowest for a seller, the highest for a buyer; null: any. */
  readonly limitTicks: bigint | null
  readonly markTicks: bigint
  readonly timeMs: number
  readonly plan: SalePlan
  /** Of the whole leg, in magnitude. */
  readonly legLots: bigint
  /** What is not filled yet, signed like `lots`. */
  leftLots: bigint
  /** Against the mark. */
  lostAtoms = 0n
  /** The order book has answered, but the book of positions was full; it may have room in the next pass. */
  lackedRoom = false

  constructor(book: Book, row: number, market: number, legLots: bigint, plan: SalePlan) {
    this.row = row
    this.account = book.columns.rowId[row]!
    this.market = market
    this.markTicks = book.columns.marketMark[market]!
    this.timeMs = book.lastTimeMs
    this.plan = plan
    this.lots = plan.lots
    this.limitTicks = plan.limitTicks
    this.legLots = legLots
    this.leftLots = plan.lots
  }

  /** Whether a price is no worse than the limit. */
  accepts(ticks: bigint): boolean {
    if (this.limitTicks === null) return true
    return this.lots > 0n ? ticks >= this.limitTicks : ticks <= this.limitTicks
  }
}

/**
 * The asks of this stage, one after the other; the caller fills each before it goes on.
 *
 * @param answer fills them at once instead: nothing is yielded then
 */
export function* sellOnBook(round: Round, answer: ((ask: Ask) => void) | null): Generator<Ask, void, void> {
  for (let index = 0; index < round.flaggedCount; index += 1) {
    const row = round.flagged[index]!
    if (round.pass > 1 && wouldAskTheSame(round, row)) {
      for (const { market, leftLots } of round.unanswered.get(row)!.asks) noteUnfilled(round, row, market, leftLots)
      continue
    }
    const asks: Ask[] = []
    if (round.book.columns.runCount[row] === 1) {
      const ask = askForOnlyLeg(round, row)
      if (ask === null) continue
      asks.push(ask)
      if (answer === null) yield ask
      else answer(ask)
      close(round, ask)
    } else {
      let usedAtoms = 0n
      for (const { market } of byMaintenance(valueAccount(round, row).legs)) {
        const valued = valueAccount(round, row)
        if (isHealthy(valued)) break
        const leg = valued.legs.find((each) => each.market === market)
        if (leg === undefined || round.fresh[market] === 0) continue
        const ask = makeAsk(
          round,
          row,
          leg,
          planSale(round.book, valued, leg, round.settings, budgetOf(round, market, usedAtoms)),
        )
        asks.push(ask)
        if (answer === null) yield ask
        else answer(ask)
        usedAtoms += close(round, ask)
      }
    }
    // A bankrupt account is closed out in this pass, unless nobody may be deleveraged.
    if (round.flaggedBankrupt[index] === 0 || round.settings.adl !== 'auto') noteUnanswered(round, row, asks)
  }
}

function askForOnlyLeg(round: Round, row: number): Ask | null {
  const { book, fresh, kernel, settings } = round
  const { runStart, posMarket, posSize, legs } = book.columns
  const market = posMarket[runStart[row]!]!
  if (fresh[market] === 0) return null
  const budgetAtoms = budgetOf(round, market, 0n)
  const planned = kernel.planSale(row, settings.maxSlippagePpm, settings.bufferAtoms, budgetAtoms)
  if (planned === PLAN_HEALTHY) return null
  if (planned === PLAN_MADE) {
    const plan = {
      lots: legs[at.PLAN_FIRST + at.PLAN_LOTS]!,
      limitTicks: legs[at.PLAN_FIRST + at.PLAN_LIMIT]!,
      shareAtoms: legs[at.PLAN_FIRST + at.PLAN_SHARE]!,
      extraAtoms: legs[at.PLAN_FIRST + at.PLAN_EXTRA]!,
      slippageAtoms: legs[at.PLAN_FIRST + at.PLAN_SLIPPAGE]!,
    }
    return makeAsk(round, row, { market, lots: posSize[runStart[row]!]! }, plan)
  }
  const valued = valueAccount(round, row)
  if (isHealthy(valued)) return null
  const leg = valued.legs[0]!
  return makeAsk(round, row, leg, planSale(book, valued, leg, settings, budgetAtoms))
}

// What the ask has used of the budgets is counted, what it did not get is said. Returns the former.
function close(round: Round, ask: Ask): bigint {
  const { log, settings } = round
  if (ask.leftLots !== 0n) {
    const entry = log.add(round.pass, LOG_BOOK_EXHAUSTED, ask.market, ask.account, 0)
    log.lots[entry] = ask.leftLots
    noteUnfilled(round, ask.row, ask.market, ask.leftLots)
  }
  if (!hasBudgets(settings)) return 0n
  const used = usedBy(ask)
  round.roundBudgetUsedAtoms += used
  return used
}

function noteUnfilled({ settings, unfilled }: Round, row: number, market: number, leftLots: bigint): void {
  if (settings.adlFor === 'unfilled') unfilled.push({ row, market, lots: leftLots })
}

// The order book has had nothing for just these lots at just this limit, and this round's time has not moved.
function wouldAskTheSame(round: Round, row: number): boolean {
  const last = round.unanswered.get(row)
  if (last === undefined || round.movedAt[row]! > last.at) return false
  for (const { market, plan } of last.asks) {
    const extra = min(budgetOf(round, market, 0n), plan.slippageAtoms)
    if (extra !== plan.extraAtoms) return false
  }
  return true
}

function noteUnanswered(round: Round, row: number, asks: readonly Ask[]): void {
  if (asks.length === 0) return
  for (const ask of asks) if (ask.leftLots !== ask.lots || ask.lackedRoom) return
  round.unanswered.set(row, { at: round.log.count, asks })
}

/** Books a fill of an ask, of `count` lots in magnitude; its form has been judged. False: there is no room for it. */
export function takeFill(round: Round, ask: Ask, ticks: bigint, count: bigint): boolean {
  assert(count > 0n && count <= abs(ask.leftLots), `a fill of ${count} lots, ${ask.leftLots} are asked for`)
  const { book, settings } = round
  const lots = ask.lots > 0n ? count : -count
  const unit = unitAt(book, ask.market, ticks)
  if (!fillOnBook(round, ask.row, ask.market, lots, ticks, unit)) return false
  ask.leftLots -= lots
  if (hasBudgets(settings)) ask.lostAtoms += lots * (unitAtMark(book, ask.market) - unit)
  return true
}

function hasBudgets({ liquidationBudgetAtoms, roundBudgetAtoms }: RoundSettings): boolean {
  return liquidationBudgetAtoms !== null || roundBudgetAtoms !== null
}

function byMaintenance(legs: readonly Leg[]): readonly Leg[] {
  if (legs.length < 2) return legs
  const order = [...legs]
  order.sort((a, b) => {
    if (a.maintenanceAtomPpm === b.maintenanceAtomPpm) return a.market - b.market
    return a.maintenanceAtomPpm > b.maintenanceAtomPpm ? -1 : 1
  })
  return order
}

function isHealthy({ equityAtoms, maintenanceAtomPpm }: Valued): boolean {
  return stateOf(equityAtoms, maintenanceAtomPpm) === STATE_HEALTHY
}

function makeAsk(round: Round, row: number, leg: { market: number; lots: bigint }, plan: SalePlan): Ask {
  const { book, log } = round
  const ask = new Ask(book, row, leg.market, abs(leg.lots), plan)
  const entry = log.add(round.pass, LOG_LIQUIDATION_WANTED, leg.market, ask.account, 0)
  log.lots[entry] = plan.lots
  log.ticks[entry] = plan.limitTicks ?? NO_LIMIT
  return ask
}

function budgetOf(round: Round, market: number, usedAtoms: bigint): bigint {
  const { liquidationBudgetAtoms, roundBudgetAtoms } = round.settings
  let budget = poolBudgetAtoms(round, market)
  if (liquidationBudgetAtoms !== null) budget = min(budget, liquidationBudgetAtoms - usedAtoms)
  if (roundBudgetAtoms !== null) budget = min(budget, roundBudgetAtoms - round.roundBudgetUsedAtoms)
  return max(budget, 0n)
}

// What the fills lost beyond b·k/|q|, rounded up; what they gained does not refill a budget.
function usedBy({ lostAtoms, legLots, plan, lots, leftLots }: Ask): bigint {
  const beyond = lostAtoms * legLots - plan.shareAtoms * abs(lots - leftLots)
  return beyond > 0n ? divCeil(beyond, legLots) : 0n
}
