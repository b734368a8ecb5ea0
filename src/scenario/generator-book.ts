// The accounts and positions of a generated book, one account after the other. A pass is cheap and always the same, so
// whoever needs the accounts first and the positions later makes two.

import type { AccountClass } from '../book/rows.ts'
import { MarketChoice, PositionCounts } from './generator-positions.ts'
import { draw, EQUITY_CENTS, LEVERAGE_MILLI, type MarketClass, popularity } from './generator-tables.ts'
import { ATOMS_PER_TICK, CENT_ATOMS, type GeneratedMarket, type GeneratedVenue } from './generator-venue.ts'
import { Random } from './random.ts'
import type { GeneratorSizes } from './venue-schema.ts'

const BOOK_STREAM = 2
const EXEMPT_ONE_IN = 512
const ISOLATED_ONE_IN = 4
const RESERVED_ONE_IN = 8
/** An entry price lies at most this far from the listing price; less for those with leverage. */
const ENTRY_SPREAD_PPM = 80_000
/** Insurance pools hold so much for every account of the book. */
const POOL_CENTS_PER_ACCOUNT = 2_000
/** What anybody may open in a market without another side, and the part of what the market has seen. */
const FREE_CENTS = 1_000_000
const TRADED_PER_ROOM = 32
const PPM = 1_000_000

/** Plain numbers throughout: all of them stay below 2^53. */
export interface GeneratedAccount {
  readonly id: number
  readonly owner: number
  readonly class: AccountClass
  readonly exempt: boolean
  readonly cashAtoms: number
  readonly reservedAtoms: number
}

export type TakeAccount = (account: GeneratedAccount) => void
export type TakePosition = (account: number, market: number, lots: number, entryTicks: number) => void

export class BookGenerator {
  readonly #sizes: GeneratorSizes
  readonly #plan: GeneratedVenue
  readonly #random: Random
  readonly #counts: PositionCounts
  readonly #choice: MarketChoice
  /** Σ lots of every market so far. */
  readonly #nets: Float64Array
  /** Σ |lots| of every market so far. */
  readonly #traded: Float64Array
  #lastOwner = 0

  constructor(sizes: GeneratorSizes, plan: GeneratedVenue) {
    this.#sizes = sizes
    this.#plan = plan
    this.#random = new Random(BigInt(sizes.seed), BOOK_STREAM)
    this.#counts = new PositionCounts(sizes, this.#random)
    this.#choice = new MarketChoice(
      plan.markets.map((_, rank) => popularity(rank)),
      this.#random,
    )
    this.#nets = new Float64Array(sizes.markets)
    this.#traded = new Float64Array(sizes.markets)
  }

  /** The trader at `index`, to be made in order. */
  trader(index: number, account: TakeAccount, position: TakePosition): void {
    const random = this.#random
    const id = this.#plan.firstTrader + index
    const count = this.#counts.next(index)
    const isolated = count === 1 && index > 0 && random.below(ISOLATED_ONE_IN) === 0
    if (!isolated) this.#lastOwner = id
    const wishedCents = draw(random, EQUITY_CENTS)
    const leverageMilli = draw(random, LEVERAGE_MILLI)
    const spreadPpm = Math.floor((ENTRY_SPREAD_PPM * 1000) / Math.max(1000, leverageMilli))
    const exposureCents = Math.floor((wishedCents * leverageMilli) / 1000)
    let listingValue = 0
    let exposedCents = 0
    let neededCents = 0
    for (let left = count; left > 0; left -= 1) {
      const market = this.#choice.next(index)
      const terms = this.#plan.markets[market]!
      const lots = this.#lots(market, terms, Math.floor(exposureCents / count))
      position(id, market, lots, entryTicks(terms, spreadPpm, random))
      listingValue += lots * terms.listingAtoms
      exposedCents += Math.floor((Math.abs(lots) * terms.listingAtoms) / CENT_ATOMS)
      neededCents += maintenanceCents(terms, Math.abs(lots))
    }
    // The market may have had room for less than was wished for: the leverage stays. Nobody begins near the edge, the
    // marks shall bring them there.
    const leveragedCents = count === 0 ? wishedCents : Math.floor((exposedCents * 1000) / leverageMilli)
    const equityCents = Math.max(leveragedCents, 2 * neededCents)
    const equityAtoms = equityCents * CENT_ATOMS + random.below(CENT_ATOMS)
    const reserves = random.below(RESERVED_ONE_IN) === 0
    account({
      id,
      owner: this.#lastOwner,
      class: 'trader',
      exempt: random.below(EXEMPT_ONE_IN) === 0,
      cashAtoms: equityAtoms - listingValue,
      reservedAtoms: reserves ? Math.floor(equityAtoms / 50) : 0,
    })
  }

  /** Pools, external rows with what the traders left over, and the deficit row; after all traders. */
  house(account: TakeAccount, position: TakePosition): void {
    const { pools, markets, deficitAccount } = this.#plan
    const row = (id: number, kind: AccountClass, cashAtoms: number) => {
      account({ id, owner: id, class: kind, exempt: false, cashAtoms, reservedAtoms: 0 })
    }
    const poolAtoms = Math.floor((this.#sizes.accounts * POOL_CENTS_PER_ACCOUNT) / pools.length) * CENT_ATOMS
    for (const pool of pools) row(pool.account, 'pool', poolAtoms)
    for (const [market, { externalAccount, listingAtoms, listingTicks }] of markets.entries()) {
      const lots = 0 - this.#nets[market]!
      row(externalAccount, 'external', 0 - lots * listingAtoms)
      if (lots !== 0) position(externalAccount, market, lots, listingTicks)
    }
    row(deficitAccount, 'deficit', 0)
  }

  // About as many lots as wanted, on the side that brings the market back to zero; where a little more or less than
  // wanted does so exactly, that many. Nobody opens much more than the market has seen so far, or an external row would
  // be left with the other side.
  #lots(market: number, terms: GeneratedMarket, exposureCents: number): number {
    const random = this.#random
    const share = Math.floor((exposureCents * (50 + random.below(101))) / 100)
    const wanted = lotsOf(share, terms)
    const buys = random.below(2) === 0
    const net = this.#nets[market]!
    const gap = Math.abs(net)
    const room = Math.max(lotsOf(FREE_CENTS, terms), Math.floor(this.#traded[market]! / TRADED_PER_ROOM))
    const lots = Math.max(1, Math.min(wanted, gap + room, terms.maxLots))
    const closing = gap <= 2 * lots && lots <= 2 * gap && gap <= terms.maxLots
    const size = closing ? gap : lots
    const long = net === 0 ? buys : net < 0
    this.#nets[market] = net + (long ? size : -size)
    this.#traded[market] = this.#traded[market]! + size
    return long ? size : -size
  }
}

function lotsOf(cents: number, { listingAtoms }: GeneratedMarket): number {
  return Math.floor((cents * CENT_ATOMS) / listingAtoms)
}

function entryTicks({ listingTicks }: GeneratedMarket, spreadPpm: number, random: Random): number {
  const offsetPpm = random.below(spreadPpm + 1) + random.below(spreadPpm + 1) - spreadPpm
  return listingTicks + Math.trunc((listingTicks * offsetPpm) / PPM)
}

function maintenanceCents({ class: kind, listingAtoms }: GeneratedMarket, lots: number): number {
  return tieredCents(kind.tiers, Math.floor((lots * listingAtoms) / CENT_ATOMS))
}

/** Rounded down by tiers; a plan for the collateral, not the margin check. */
export function tieredCents(tiers: MarketClass['tiers'], notionalCents: number): number {
  let cents = 0
  let ratePpm = 0
  for (const [floorCents, tierPpm] of tiers) {
    if (notionalCents > floorCents) cents += Math.floor(((notionalCents - floorCents) * (tierPpm - ratePpm)) / PPM)
    ratePpm = tierPpm
  }
  return cents
}

/** What one lot of a generated market costs at a price. */
export function entryValue(lots: number, ticks: number): bigint {
  return BigInt(lots) * BigInt(ticks * ATOMS_PER_TICK)
}
