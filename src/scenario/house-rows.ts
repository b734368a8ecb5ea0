// The rows that a venue needs beside its traders: pools, an external row a market, the deficit row. Those that
// accounts.csv holds are used; a named one that it lacks is opened; one without a name gets the next free id above all
// others: pools first, in their order, then external rows by market, then the deficit row. So ids are the same on every
// reading.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { ImportedAccount } from '../engine/importer.ts'
import type { Venue, VenuePool } from './venue.ts'

export interface HouseIds {
  /** Account of the pool with this name. */
  readonly pools: ReadonlyMap<string, number>
  /** External account of every market. */
  readonly externals: readonly number[]
}

/** Where a named row comes from, for messages: 'pools[0]', 'markets[3]'. */
interface NamedRow {
  readonly field: string
  readonly class: 'pool' | 'external'
  readonly pool: VenuePool | null
}

export class HouseRows {
  readonly #venue: Venue
  readonly #named: ReadonlyMap<number, NamedRow>
  readonly #seen = new Set<number>()
  #highestId: number
  #hasDeficit = false

  constructor(venue: Venue) {
    this.#venue = venue
    this.#named = namedRows(venue)
    this.#highestId = Math.max(0, ...this.#named.keys())
  }

  /** Notes a row of accounts.csv. @throws BallastError when it is not what venue.json says */
  note({ id, class: kind = 'trader' }: ImportedAccount): void {
    if (id > this.#highestId) this.#highestId = id
    if (kind === 'deficit') this.#hasDeficit = true
    const named = this.#named.get(id)
    if (named === undefined) return
    demand(kind === named.class, ErrorCode.ACCOUNT_CLASS, () => {
      return `class is "${kind}", expected "${named.class}": venue.json names account ${id} in ${named.field}`
    })
    this.#seen.add(id)
    const { pool } = named
    if (pool === null || (pool.cashAtoms === null && pool.floorAtoms === null)) return
    const message = `account ${id} is the pool of venue.json's ${named.field}, which states its cash or floor too`
    throw new BallastError(ErrorCode.DUPLICATE, `${message}: leave them out there, or this row`)
  }

  /** Opens what accounts.csv lacked. */
  open(openAccount: (account: ImportedAccount) => void): HouseIds {
    const pools = new Map<string, number>()
    const take = (id: number | null) => {
      if (id !== null) return id
      this.#highestId += 1
      return this.#highestId
    }
    const openUnlessSeen = (account: ImportedAccount) => {
      if (!this.#seen.has(account.id)) openAccount(account)
    }
    for (const pool of this.#venue.pools) {
      const id = take(pool.account)
      openUnlessSeen({ id, class: 'pool', cashAtoms: pool.cashAtoms ?? 0n, reservedAtoms: pool.floorAtoms ?? 0n })
      pools.set(pool.name, id)
    }
    const externals = this.#venue.markets.map(({ externalAccount }) => {
      const id = take(externalAccount)
      openUnlessSeen({ id, class: 'external', cashAtoms: 0n })
      return id
    })
    if (!this.#hasDeficit) openAccount({ id: take(null), class: 'deficit', cashAtoms: 0n })
    return { pools, externals }
  }
}

function namedRows({ pools, markets }: Venue): Map<number, NamedRow> {
  const named = new Map<number, NamedRow>()
  for (const [index, pool] of pools.entries()) {
    if (pool.account !== null) named.set(pool.account, { field: `pools[${index}]`, class: 'pool', pool })
  }
  for (const [index, { externalAccount }] of markets.entries()) {
    if (externalAccount === null) continue
    named.set(externalAccount, { field: `markets[${index}]`, class: 'external', pool: null })
  }
  return named
}
