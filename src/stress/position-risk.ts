// How far every account is from its maintenance margin and from bankruptcy along a shock, and what it holds.
//
//   distance   the smallest shock, in whole ppm, at which E < MM (or E ≤ 0), at the marks of that shock: whole ticks
//              inside the band. There it is so; one ppm before it is not.
//
// Between two bends (`AccountLegs.bends`) the functions are concave, so a bisection finds the first crossing there is.
// Rounding marks to ticks can make an account touch zero earlier only where its positions pull both ways, by no more
// than what one tick of each is worth. With inverse contracts in a mixed account the first crossing is that of a ladder
// of 64 steps. Doubles guess where to look; whole numbers decide.

import { valueRow } from '../book/equity.ts'
import { CLASS_TRADER } from '../core/codes.ts'
import { checkWhole } from '../core/limits.ts'
import type { Engine } from '../engine/engine.ts'
import { divCeil } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { type Betas, checkBetas } from './grid-moves.ts'
import { AccountLegs, ShockedMarkets } from './position-risk-legs.ts'

export interface Distances {
  /** null: not within the sizes that were asked for. */
  readonly maintenancePpm: number | null
  readonly bankruptcyPpm: number | null
}

export interface PositionRisk {
  readonly account: number
  readonly owner: number
  readonly equityAtoms: bigint
  /** Rounded up. */
  readonly maintenanceAtoms: bigint
  readonly notionalAtoms: bigint
  readonly positions: number
  /** Σ notional / E, in ppm, rounded down; null for an account that is worth nothing. */
  readonly leveragePpm: bigint | null
  /** Part of the largest position in the notional, in ppm, rounded down; and its market. */
  readonly concentrationPpm: number
  readonly largestMarket: number
  /** By the shapes that were asked for. */
  readonly distances: readonly Distances[]
}

export interface RiskTerms {
  /** Each a way for prices to go. */
  readonly shapes: readonly Betas[]
  /** The largest shock that is looked at. */
  readonly mostPpm: number
  /** These accounts only; all traders with positions when left out. */
  readonly accounts?: ReadonlySet<number>
  /** Called now and then. */
  readonly onProgress?: (done: number, total: number) => void
}

const MOST_PPM = 100_000_000
const LADDER = 64
const PULSE = 4096

/** In the order of ids; changes nothing. @throws BallastError ERR_RANGE */
export function positionRisk(engine: Engine, { shapes, mostPpm, accounts, onProgress }: RiskTerms): PositionRisk[] {
  checkWhole(mostPpm, 1, MOST_PPM, 'the largest shock, in ppm,')
  const { book } = engine
  for (const betas of shapes) checkBetas(betas, book.marketCount)
  const markets = shapes.map((betas) => new ShockedMarkets(engine, betas))
  const { rowId, rowClass, runCount } = book.columns
  const rows = book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT
  const found: PositionRisk[] = []
  for (let row = 0; row < rows; row += 1) {
    if (row % PULSE === 0) onProgress?.(row, rows)
    if (rowClass[row] !== CLASS_TRADER || runCount[row] === 0) continue
    if (accounts !== undefined && !accounts.has(rowId[row]!)) continue
    const distances = markets.map((shocked) => distancesOf(new AccountLegs(shocked, row), mostPpm))
    found.push({ ...holdingsOf(engine, row), distances })
  }
  onProgress?.(rows, rows)
  return found.sort((a, b) => a.account - b.account)
}

function holdingsOf({ book }: Engine, row: number): Omit<PositionRisk, 'distances'> {
  const { equityAtoms, maintenanceAtomPpm, notionalAtoms, positions } = valueRow(book, row)
  let largest = positions[0]!
  for (const position of positions) if (position.notionalAtoms > largest.notionalAtoms) largest = position
  return {
    account: book.columns.rowId[row]!,
    owner: book.columns.rowOwner[row]!,
    equityAtoms,
    maintenanceAtoms: divCeil(maintenanceAtomPpm, 1_000_000n),
    notionalAtoms,
    positions: positions.length,
    leveragePpm: equityAtoms <= 0n ? null : (notionalAtoms * 1_000_000n) / equityAtoms,
    // A lot may be worth nothing at a mark at the lower end of a wide band.
    concentrationPpm: notionalAtoms === 0n ? 0 : Number((largest.notionalAtoms * 1_000_000n) / notionalAtoms),
    largestMarket: largest.market,
  }
}

function distancesOf(legs: AccountLegs, mostPpm: number): Distances {
  const bends = legs.bends(mostPpm, LADDER)
  const isUnder = (shockPpm: number) => legs.excessAt(shockPpm) < 0n
  const isBankrupt = (shockPpm: number) => legs.equityAt(shockPpm) <= 0n
  return {
    maintenancePpm: firstCrossing(isUnder, (shock) => legs.about(shock, true), bends),
    bankruptcyPpm: firstCrossing(isBankrupt, (shock) => legs.about(shock, false), bends),
  }
}

/**
 * The first size at which `isBelow` holds and one ppm before does not.
 *
 * @param about the function that falls under zero there, in doubles
 * @param bends ends of the stretches in which it falls under zero once at most
 */
export function firstCrossing(
  isBelow: (shockPpm: number) => boolean,
  about: (shockPpm: number) => number,
  bends: readonly number[],
): number | null {
  if (isBelow(0)) return 0
  let from = 0
  for (const to of bends) {
    if (isBelow(to)) return between(isBelow, guess(about, from, to), from, to)
    from = to
  }
  return null
}

// Above zero at `low`, below at `high`, as far as doubles tell.
function guess(about: (shockPpm: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (about(middle) > 0) low = middle
    else high = middle
  }
  return high
}

// Not below at `from`, below at `to`. Steps away from the guess double until the crossing lies between two of them.
function between(isBelow: (shockPpm: number) => boolean, guessed: number, from: number, to: number): number {
  let [low, high] = [from, to]
  if (isBelow(guessed)) {
    high = guessed
    for (let step = 1; high - step > from; step *= 2) {
      if (!isBelow(high - step)) {
        low = high - step
        break
      }
      high -= step
    }
  } else {
    low = guessed
    for (let step = 1; low + step < to; step *= 2) {
      if (isBelow(low + step)) {
        high = low + step
        break
      }
      low += step
    }
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isBelow(middle)) high = middle
    else low = middle
  }
  return high
}
