// The book while the events of a round are gone through, one after the other: rows that change, and what they are worth
// at the marks of the round. Plain objects and BigInt; a row is valued again when it has changed.

import { abs, divHalfEven, max } from '../fixed/rounding.ts'
import type { AuditBook, AuditMarket, AuditPosition, AuditRow } from './audit-book.ts'

export interface RunningMarket extends AuditMarket {
  /** u at the mark. */
  readonly unit: bigint
  /** u − F: what a lot is worth in an account. */
  readonly netUnit: bigint
  /** Traded in: neither halted nor with a mark that is too old. */
  fresh: boolean
}

export interface RunningRow extends Omit<AuditRow, 'cashAtoms' | 'positions'> {
  cashAtoms: bigint
  /** By market; another list when one of them has changed. */
  positions: readonly AuditPosition[]
  /** Of now; null: not known. */
  worth: Worth | null
}

/** A position as its account sees it. */
export interface Leg {
  readonly market: RunningMarket
  readonly lots: bigint
  readonly entryValueAtoms: bigint
  /** |lots · u|. */
  readonly notionalAtoms: bigint
  readonly maintenanceAtomPpm: bigint
  /** lots · u − entry value. */
  readonly profitAtoms: bigint
}

export interface Worth {
  /** cash + Σ lots · (u − F). */
  readonly equityAtoms: bigint
  readonly maintenanceAtomPpm: bigint
  readonly notionalAtoms: bigint
  readonly profitAtoms: bigint
  /** By market. */
  readonly legs: readonly Leg[]
}

/** What a row had when a record of it was begun. */
export type Image = Pick<AuditRow, 'cashAtoms' | 'positions'>

/** By row that has changed since; rows that are not in it are as they were. */
export type RowRecord = Map<RunningRow, Image>

export type State = 'healthy' | 'at-risk' | 'bankrupt'

const PPM = 1_000_000n

export class RunningBook {
  readonly markets: RunningMarket[]
  readonly maxPositions: number
  readonly unitAtoms: bigint
  /** By id, as are all lists of rows. */
  readonly rows = new Map<number, RunningRow>()
  readonly traders: RunningRow[]
  readonly pools: RunningRow[]
  readonly externals: RunningRow[]
  readonly deficit: RunningRow | null
  readonly #owners = new Map<number, RunningRow[]>()
  /** By market: traders that had a position; a round opens none. */
  readonly #holders = new Map<number, RunningRow[]>()
  readonly #records = new Set<RowRecord>()
  /** Rows that have changed since the list was last emptied. */
  readonly changed = new Set<RunningRow>()
  positionCount = 0

  constructor(book: AuditBook, timeMs: number) {
    this.markets = book.markets.map((market) => runningMarket(market, timeMs))
    this.maxPositions = book.maxPositions
    this.unitAtoms = book.unitAtoms
    for (const row of book.rows) {
      this.rows.set(row.id, { ...row, worth: null })
      this.positionCount += row.positions.length
    }
    const ofClass = (kind: AuditRow['class']) => [...this.rows.values()].filter((row) => row.class === kind)
    this.traders = ofClass('trader')
    this.pools = ofClass('pool')
    this.externals = ofClass('external')
    this.deficit = ofClass('deficit')[0] ?? null
    for (const row of this.traders) {
      listIn(this.#owners, row.owner).push(row)
      for (const { market } of row.positions) listIn(this.#holders, market).push(row)
    }
  }

  ofOwner(owner: number): readonly RunningRow[] {
    return this.#owners.get(owner) ?? []
  }

  /** Traders that hold or held something in a market. */
  holders(market: number): readonly RunningRow[] {
    return this.#holders.get(market) ?? []
  }

  worthOf(row: RunningRow): Worth {
    row.worth ??= this.#value(row)
    return row.worth
  }

  equityOf(row: RunningRow): bigint {
    return this.worthOf(row).equityAtoms
  }

  /** Of the two sums that it hangs on, so that all rows of a large book can be judged. */
  stateOf({ cashAtoms, positions }: RunningRow): State {
    let [equityAtoms, maintenanceAtomPpm] = [cashAtoms, 0n]
    for (const { market: id, lots } of positions) {
      const market = this.markets[id]!
      equityAtoms += lots * market.netUnit
      maintenanceAtomPpm += maintenanceOf(market, abs(lots * market.unit))
    }
    if (equityAtoms < 0n) return 'bankrupt'
    return equityAtoms * PPM < maintenanceAtomPpm ? 'at-risk' : 'healthy'
  }

  /** Legs in markets that are traded in. */
  freshLegs(row: RunningRow): readonly Leg[] {
    return this.worthOf(row).legs.filter(({ market }) => market.fresh)
  }

  /** Remembers from now on what rows had before they change. */
  record(): RowRecord {
    const record: RowRecord = new Map()
    this.#records.add(record)
    return record
  }

  /** Makes the book what it was when the record was begun. */
  restore(record: RowRecord): void {
    this.#records.delete(record)
    for (const [row, image] of record) this.#put(row, image)
  }

  moveCash(from: RunningRow, to: RunningRow, atoms: bigint): void {
    this.#change(from).cashAtoms -= atoms
    this.#change(to).cashAtoms += atoms
  }

  /** Lots leave `from` with the sign that they have there; `to` pays the value for them. */
  moveLots(from: RunningRow, to: RunningRow, { id, fundingAtoms }: AuditMarket, move: Move): void {
    this.moveCash(to, from, move.valueAtoms)
    const paid = move.valueAtoms + move.lots * fundingAtoms
    this.#trade(from, id, -move.lots, -paid, move.unit)
    this.#trade(to, id, move.lots, paid, move.unit)
  }

  /** Gives a row what something outside of the round has left it. */
  replace(given: AuditRow): void {
    const row = this.rows.get(given.id) ?? this.#open(given)
    const { exempt, protected: isProtected, held, reservedAtoms } = given
    Object.assign(row, { exempt, protected: isProtected, held, reservedAtoms })
    this.#put(this.#change(row), given)
    for (const { market } of row.class === 'trader' ? given.positions : []) {
      const holders = listIn(this.#holders, market)
      if (holders.includes(row)) continue
      holders.push(row)
      holders.sort((a, b) => a.id - b.id)
    }
  }

  // An account that was opened while the round was open: it held nothing before.
  #open(given: AuditRow): RunningRow {
    const row: RunningRow = { ...given, cashAtoms: 0n, positions: [], worth: null }
    this.rows.set(row.id, row)
    if (row.class === 'trader') listIn(this.#owners, row.owner).push(row)
    const lists = { trader: this.traders, pool: this.pools, external: this.externals, deficit: [] as RunningRow[] }
    lists[row.class].push(row)
    return row
  }

  #put(row: RunningRow, { cashAtoms, positions }: Image): void {
    this.positionCount += positions.length - row.positions.length
    row.cashAtoms = cashAtoms
    row.positions = positions
    row.worth = null
  }

  #change(row: RunningRow): RunningRow {
    const { cashAtoms, positions } = row
    for (const record of this.#records) if (!record.has(row)) record.set(row, { cashAtoms, positions })
    this.changed.add(row)
    row.worth = null
    return row
  }

  // Adding adds what was paid, reducing keeps the part of the rest, a flip begins anew at the price.
  #trade(row: RunningRow, market: number, delta: bigint, paid: bigint, unit: bigint): void {
    const old = positionOf(row, market)
    const lots = old.lots + delta
    let entryValueAtoms = old.entryValueAtoms + paid
    if (areOpposite(old.lots, delta)) {
      entryValueAtoms = abs(delta) <= abs(old.lots) ? (old.entryValueAtoms * lots) / old.lots : lots * unit
    }
    const others = row.positions.filter((each) => each.market !== market)
    const positions = lots === 0n ? others : [...others, { market, lots, entryValueAtoms }]
    this.#put(row, { cashAtoms: row.cashAtoms, positions: positions.sort((a, b) => a.market - b.market) })
  }

  #value(row: RunningRow): Worth {
    const legs = row.positions.map((position) => legOf(this.markets[position.market]!, position))
    const worth = { equityAtoms: row.cashAtoms, maintenanceAtomPpm: 0n, notionalAtoms: 0n, profitAtoms: 0n }
    for (const { lots, market, maintenanceAtomPpm, notionalAtoms, profitAtoms } of legs) {
      worth.equityAtoms += lots * market.netUnit
      worth.maintenanceAtomPpm += maintenanceAtomPpm
      worth.notionalAtoms += notionalAtoms
      worth.profitAtoms += profitAtoms
    }
    return { ...worth, legs }
  }
}

export interface Move {
  readonly lots: bigint
  readonly valueAtoms: bigint
  /** u at the price of the trade: where a position that turns begins. */
  readonly unit: bigint
}

/** A row's position in a market; of 0 lots where it has none. */
export function positionOf({ positions }: Pick<Image, 'positions'>, market: number): AuditPosition {
  for (const position of positions) if (position.market === market) return position
  return { market, lots: 0n, entryValueAtoms: 0n }
}

export function lotsOf({ positions }: Pick<Image, 'positions'>, market: number): bigint {
  for (const position of positions) if (position.market === market) return position.lots
  return 0n
}

function legOf(market: RunningMarket, { lots, entryValueAtoms }: AuditPosition): Leg {
  const value = lots * market.unit
  const notionalAtoms = abs(value)
  const maintenanceAtomPpm = maintenanceOf(market, notionalAtoms)
  return { market, lots, entryValueAtoms, notionalAtoms, maintenanceAtomPpm, profitAtoms: value - entryValueAtoms }
}

/** u(ticks): linear and quanto ticks · k, inverse −N / ticks, half to even. */
export function unitAt({ kind, unitParam }: AuditMarket, ticks: bigint): bigint {
  return kind === 'inverse' ? -divHalfEven(unitParam, ticks) : ticks * unitParam
}

/** MM(n): the highest of the tiers' lines, each lowered so that it meets the one before at its floor. */
export function maintenanceOf({ tiers }: AuditMarket, notionalAtoms: bigint): bigint {
  let [deduction, rateBefore, highest] = [0n, 0n, 0n]
  for (const { floorAtoms, ratePpm } of tiers) {
    // Lines of floors above it are lower.
    if (floorAtoms > notionalAtoms) break
    deduction += floorAtoms * (BigInt(ratePpm) - rateBefore)
    rateBefore = BigInt(ratePpm)
    highest = max(highest, notionalAtoms * rateBefore - deduction)
  }
  return highest
}

export function areOpposite(a: bigint, b: bigint): boolean {
  return (a > 0n && b < 0n) || (a < 0n && b > 0n)
}

function runningMarket(market: AuditMarket, nowMs: number): RunningMarket {
  const { halted, markTimeMs, maxMarkAgeMs, fundingAtoms, markTicks } = market
  const fresh = !halted && markTimeMs !== null && (maxMarkAgeMs === null || nowMs - markTimeMs <= maxMarkAgeMs)
  const unit = unitAt(market, markTicks)
  return { ...market, unit, netUnit: unit - fundingAtoms, fresh }
}

function listIn<Value>(map: Map<number, Value[]>, key: number): Value[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}
