// The accounts of a calibrated book with what they hold and have, by the order of their ids. Holders sit at random
// places among those who only have cash, so that an id says nothing about a size.

import type { ImportedAccount } from '../engine/importer.ts'
import { planHolders } from './calibrated-accounts.ts'
import { plannedEquity } from './calibrated-equity.ts'
import { type CalibratedPositions, placePositions } from './calibrated-positions.ts'
import type { Calibration } from './calibrated-schema.ts'
import { type CalibratedVenue, lotCents, poolCash } from './calibrated-venue.ts'
import { entryValue } from './generator-book.ts'
import { valueAt } from './generator-tables.ts'
import { ATOMS_PER_TICK, CENT_ATOMS } from './generator-venue.ts'
import { Random } from './random.ts'
import type { SourcePosition } from './source.ts'

const HOLDERS_STREAM = 12
const PLACES_STREAM = 13
const EQUITY_STREAM = 14
const SEATS_STREAM = 15
const PPM = 1_000_000
const NOBODY = -1

export interface CalibratedBook {
  /** The pool, the external rows and the deficit row. */
  house(take: (account: ImportedAccount) => void): void
  account(index: number, take: (account: ImportedAccount) => void): void
  positions(index: number, take: (position: SourcePosition) => void): void
}

/** @throws BallastError ERR_CONFIG for sizes that cannot be met */
export function makeBook(calibration: Calibration, plan: CalibratedVenue): CalibratedBook {
  const { markets } = plan
  const stream = (number: number) => new Random(BigInt(calibration.seed), number)
  const sideCents = markets.reduce((sum, { sideLots, startTicks }) => sum + lotCents(sideLots, startTicks), 0)
  const holders = planHolders(calibration, markets.length, sideCents, stream(HOLDERS_STREAM))
  const placed = placePositions(calibration, markets, holders, stream(PLACES_STREAM))
  const random = stream(EQUITY_STREAM)
  const holderCents = plannedEquity(calibration, markets, holders, placed, random)
  const holderOf = seats(calibration.accounts, holders.length, stream(SEATS_STREAM))
  const equityCents = Float64Array.from(holderOf, (holder) => {
    return holder === NOBODY ? valueAt(calibration.idleCents, random.below(PPM)) : holderCents[holder]!
  })
  return new Book(calibration, plan, placed, holderOf, equityCents)
}

class Book implements CalibratedBook {
  readonly #calibration: Calibration
  readonly #plan: CalibratedVenue
  readonly #placed: CalibratedPositions
  readonly #holderOf: Int32Array
  readonly #equityCents: Float64Array

  constructor(
    calibration: Calibration,
    plan: CalibratedVenue,
    placed: CalibratedPositions,
    holderOf: Int32Array,
    equityCents: Float64Array,
  ) {
    this.#calibration = calibration
    this.#plan = plan
    this.#placed = placed
    this.#holderOf = holderOf
    this.#equityCents = equityCents
  }

  house(take: (account: ImportedAccount) => void): void {
    const { poolAccount, externalAccounts, deficitAccount } = this.#plan
    const { cashAtoms, floorAtoms } = poolCash(this.#calibration)
    take({ id: poolAccount, class: 'pool', cashAtoms, reservedAtoms: floorAtoms })
    for (const id of externalAccounts) take({ id, class: 'external', cashAtoms: 0n })
    take({ id: deficitAccount, class: 'deficit', cashAtoms: 0n })
  }

  account(index: number, take: (account: ImportedAccount) => void): void {
    const { markets: chosen, lots } = this.#placed
    const { markets, firstTrader } = this.#plan
    const [first, end] = this.#run(index)
    let valueAtoms = 0
    for (let at = first; at < end; at += 1) valueAtoms += lots[at]! * markets[chosen[at]!]!.startTicks * ATOMS_PER_TICK
    const cashAtoms = this.#equityCents[index]! * CENT_ATOMS - valueAtoms
    take({ id: firstTrader + index, class: 'trader', cashAtoms: BigInt(cashAtoms) })
  }

  positions(index: number, take: (position: SourcePosition) => void): void {
    const { markets, lots, entryTicks } = this.#placed
    const account = this.#plan.firstTrader + index
    const [first, end] = this.#run(index)
    for (let at = first; at < end; at += 1) {
      const entryValueAtoms = entryValue(lots[at]!, entryTicks[at]!)
      const position = { account, market: markets[at]!, lots: BigInt(lots[at]!), entryValueAtoms }
      take({ ...position, entryTicks: BigInt(entryTicks[at]!) })
    }
  }

  #run(index: number): readonly [first: number, end: number] {
    const holder = this.#holderOf[index]!
    if (holder === NOBODY) return [0, 0]
    return [this.#placed.firsts[holder]!, this.#placed.firsts[holder + 1]!]
  }
}

/** Who sits at every index: a holder, or nobody. */
function seats(accounts: number, holders: number, random: Random): Int32Array {
  const order = Uint32Array.from({ length: accounts }, (_, index) => index)
  const holderOf = new Int32Array(accounts).fill(NOBODY)
  for (let holder = 0; holder < holders; holder += 1) {
    const other = holder + random.below(accounts - holder)
    const seat = order[other]!
    order[other] = order[holder]!
    order[holder] = seat
    holderOf[seat] = holder
  }
  return holderOf
}
