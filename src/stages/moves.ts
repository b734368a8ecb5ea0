// The only hands of a round: lots for a value, or cash. Each move is written down as it is made, and nothing moves
// without an entry; so the entries lead anybody from the rows before to the rows after.
//
// Reads and writes: two rows, the log. Bound: one slot shift a side. Allocation: BigInt. Deterministic.

import { reserveSlots } from '../book/arenas.ts'
import { effectiveUnit, unitAtMark } from '../book/markets.ts'
import { assert } from '../core/assert.ts'
import { MAX_HOUSE_POSITIONS, MOVE_DONE, MOVE_LOTS_LIMIT, MOVE_NEEDS_ROOM } from '../core/codes.ts'
import { HOUSE_LOTS_FACTOR } from '../core/limits.ts'
import { abs } from '../fixed/rounding.ts'
import { bearableLots, type Slices, sliceAtoms, splitOver } from '../fixed/shares.ts'
import * as at from '../memory/fields.ts'
import { LOG_LIQUIDATION, LOG_TAKEOVER, LOG_WHOLE } from './round-log.ts'
import { type FrozenLeg, type FrozenSplit, lotsOf, type Round } from './round-state.ts'
import { valueAccount } from './value-account.ts'

/** The slices of a bankrupt account's leg: its equity is split now, unless an earlier stage of this pass did. */
export function slicesOf(round: Round, row: number, market: number): Slices {
  const frozen = round.frozen.get(row) ?? freeze(round, row)
  let index = 0
  while (index < frozen.length && frozen[index]!.market !== market) index += 1
  const slices = frozen[index]
  assert(slices !== undefined, `row ${row} has no leg in market ${market} to close`)
  return slices
}

function freeze(round: Round, row: number): FrozenSplit {
  const { equityAtoms, legs } = valueAccount(round, row)
  const losses = splitOver(-equityAtoms, legs)
  const frozen: FrozenLeg[] = []
  for (const [index, leg] of legs.entries()) {
    frozen.push({ market: leg.market, lossAtoms: losses[index]!, lots: abs(leg.lots), done: 0n })
  }
  round.frozen.set(row, frozen)
  return frozen
}

/** The loss that goes with all lots of a leg that are left. */
export function restAtoms(slices: Slices): bigint {
  return sliceAtoms(slices, slices.lots - slices.done)
}

/** After trades at prices of another split: one that stands for more than the account owes would make it rich. */
export function thawOverpaid(round: Round, row: number): void {
  const frozen = round.frozen.get(row)
  if (frozen === undefined) return
  let rest = 0n
  for (const leg of frozen) rest += restAtoms(leg)
  if (rest > -round.kernel.equity(row)) round.frozen.delete(row)
}

/** The largest number of lots of the leg, up to `most`, whose loss `budgetAtoms` bears. */
export function bearable(round: Round, row: number, market: number, most: bigint, budgetAtoms: bigint): bigint {
  return bearableLots(slicesOf(round, row, market), most, budgetAtoms)
}

/** What is written down of a move beside its numbers. */
export interface MoveNote {
  readonly type: number
  /** Rank of the counterparty, from 1. */
  readonly rank?: number
  readonly whole?: boolean
  /** Number of the candidate's facts. */
  readonly fact?: number
}

/**
 * Closes `count` lots of a bankrupt leg against `to` at the bankruptcy price: V = q · (u − F) − b for the part as for
 * the whole.
 */
export function closeAtBankruptcy(
  round: Round,
  from: number,
  to: number,
  market: number,
  count: bigint,
  note: MoveNote,
): void {
  closeAtLoss(round, from, to, market, count, sliceAtoms(slicesOf(round, from, market), count), note)
}

/** The same for a loss that `to` takes over instead of the slice that goes with these lots. */
export function closeAtLoss(
  round: Round,
  from: number,
  to: number,
  market: number,
  count: bigint,
  lossAtoms: bigint,
  note: MoveNote,
): void {
  const slices = slicesOf(round, from, market)
  const lots = signedAsHeld(round, from, market, count)
  const valueAtoms = lots * effectiveUnit(round.book, market) + lossAtoms
  slices.done += count
  const entry = moveLots(round, from, to, market, lots, valueAtoms, note)
  assert(entry !== NO_ROOM, 'room was looked for before')
  round.log.losses[entry] = lossAtoms
}

/** `count` lots change hands at the mark. That ends the frozen splits of both. */
export function closeAtMark(
  round: Round,
  from: number,
  to: number,
  market: number,
  count: bigint,
  note: MoveNote,
): void {
  const lots = signedAsHeld(round, from, market, count)
  moveLots(round, from, to, market, lots, lots * effectiveUnit(round.book, market), note)
  thaw(round, from, to)
}

/** A fill on the order book at a price; false, and nothing has moved, where book or external row have no room. */
export function fillOnBook(
  round: Round,
  from: number,
  market: number,
  lots: bigint,
  ticks: bigint,
  unitAtoms: bigint,
): boolean {
  const { book } = round
  const to = book.columns.marketExternalRow[market]!
  const valueAtoms = lots * (unitAtoms - book.columns.marketFunding[market]!)
  const entry = moveLots(round, from, to, market, lots, valueAtoms, { type: LOG_LIQUIDATION }, unitAtoms)
  if (entry === NO_ROOM) return false
  round.log.ticks[entry] = ticks
  thaw(round, from, to)
  return true
}

/** Cash from one row to another. */
export function pay(round: Round, type: number, market: number, from: number, to: number, atoms: bigint): void {
  const { book, log } = round
  const { rowCash, rowId } = book.columns
  round.changes.touch(from)
  round.changes.touch(to)
  rowCash[from] = rowCash[from]! - atoms
  rowCash[to] = rowCash[to]! + atoms
  round.changed = true
  const entry = log.add(round.pass, type, market, rowId[from]!, rowId[to]!)
  log.values[entry] = atoms
  round.movedAt[from] = round.movedAt[to] = log.count
}

// `count` lots, a magnitude, with the sign of the leg that gives them.
function signedAsHeld(round: Round, row: number, market: number, count: bigint): bigint {
  return lotsOf(round.book, row, market) > 0n ? count : -count
}

function thaw(round: Round, from: number, to: number): void {
  round.frozen.delete(from)
  round.frozen.delete(to)
}

const NO_ROOM = -1

/** Returns the entry of the log, or NO_ROOM with nothing moved: only the external row and pools may lack it. */
function moveLots(
  round: Round,
  from: number,
  to: number,
  market: number,
  lots: bigint,
  valueAtoms: bigint,
  note: MoveNote,
  unitAtoms: bigint = unitAtMark(round.book, market),
): number {
  const { kernel, log } = round
  const { rowId } = round.book.columns
  const { type } = note
  const mayGrow = type === LOG_LIQUIDATION || type === LOG_TAKEOVER
  round.changes.touch(from)
  round.changes.touch(to)
  let done = kernel.moveLots(from, to, market, lots, valueAtoms, unitAtoms, mayGrow, false)
  if (done === MOVE_NEEDS_ROOM) {
    if (!hasRoom(round, from, to, market, lots)) return NO_ROOM
    done = kernel.moveLots(from, to, market, lots, valueAtoms, unitAtoms, mayGrow, true)
  }
  if (done === MOVE_LOTS_LIMIT) return NO_ROOM
  // I4, step by step: who gives has the lots; who takes has the opposite ones, but for the market and a pool.
  assert(done === MOVE_DONE, `I4: ${lots} lots of market ${market} from account ${rowId[from]} to ${rowId[to]}`)
  round.changed = true
  const entry = log.add(round.pass, type, market, rowId[from]!, rowId[to]!)
  log.lots[entry] = lots
  log.values[entry] = valueAtoms
  log.numbers[entry] = note.rank ?? 0
  log.flags[entry] = note.whole === true ? LOG_WHOLE : 0
  if (note.fact !== undefined) log.factOf[entry] = note.fact
  round.movedAt[from] = round.movedAt[to] = log.count
  return entry
}

/**
 * Whether a pool or external row may take so many lots: its limit of lots, of positions, and the capacity of the book.
 * A slot for what it opens is reserved then.
 */
export function hasRoom(round: Round, from: number, to: number, market: number, lots: bigint): boolean {
  const { columns } = round.book
  const held = lotsOf(round.book, to, market)
  if (abs(held + lots) > columns.marketMaxLots[market]! * HOUSE_LOTS_FACTOR) return false
  if (held !== 0n) return true
  if (columns.runCount[to]! >= MAX_HOUSE_POSITIONS) return false
  const opens = abs(lots) === abs(lotsOf(round.book, from, market)) ? 0 : 1
  if (round.book.positionCount + opens > columns.word(at.WORD_CAP_POSITIONS)) return false
  return reserveSlots(round.book, to >> at.BLOCK_SHIFT, at.TRADE_LEGS)
}
