// A venue in units: what venue.json says, counted in atoms, ticks, lots and ppm. What one entry must not say because of
// another one is judged here, so that the message can name the field.

import { demand, ErrorCode } from '../core/errors.ts'
import { presetOf } from '../engine/presets.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { atPlace } from './place-error.ts'
import { countText } from './unit-text.ts'
import { notNegative, positive, type VenueMarket, venueMarket } from './venue-market.ts'
import type { PoolEntry, VenueFile } from './venue-schema.ts'

export interface VenuePool {
  readonly name: string
  /** The row that the file names, or null for one that is assigned. */
  readonly account: number | null
  /** null: accounts.csv says it, or 0. */
  readonly floorAtoms: bigint | null
  readonly cashAtoms: bigint | null
}

export interface Venue {
  /** What it was made from, with defaults filled in. */
  readonly file: VenueFile
  readonly atom: Decimal
  readonly markets: readonly VenueMarket[]
  readonly pools: readonly VenuePool[]
  /** For `replay`; not judged here. */
  readonly policy: string
  readonly marketOf: ReadonlyMap<string, number>
}

/**
 * @param name of the file, for messages
 * @throws BallastError naming the field
 */
export function venueOf(file: VenueFile, name: string): Venue {
  return atPlace(name, () => {
    const atom = positive(file.atom, 'atom')
    const pools = file.pools.map((entry, index) => poolOf(entry, atom, `pools[${index}]`))
    unique(pools.map((pool, index) => [pool.name, `pools[${index}].name`]))
    const markets = file.markets.map((entry, index) => venueMarket(entry, atom, `markets[${index}]`))
    unique(markets.map(({ config }, index) => [config.symbol, `markets[${index}].symbol`]))
    for (const [index, { pool }] of markets.entries()) {
      demand(pool === null || pools.some((known) => known.name === pool), ErrorCode.CONFIG, () => {
        const names = pools.map((known) => JSON.stringify(known.name)).join(', ') || 'there are none'
        return `markets[${index}].pool is "${pool}", expected a name of pools: ${names}`
      })
    }
    unique([
      ...pools.map(({ account }, index) => [account, `pools[${index}].account`] as const),
      ...markets.map(({ externalAccount }, index) => [externalAccount, `markets[${index}].externalAccount`] as const),
    ])
    const marketOf = new Map(markets.map(({ config }, index) => [config.symbol, index]))
    return { file, atom, markets, pools, policy: file.policy ?? presetPolicy(file) ?? 'bitmex', marketOf }
  })
}

function presetPolicy({ round }: VenueFile): string | undefined {
  if (round?.preset === undefined) return undefined
  const { policy } = presetOf(round.preset).round
  return typeof policy === 'object' ? policy.name : policy
}

function poolOf(entry: PoolEntry, atom: Decimal, field: string): VenuePool {
  const { name, account = null, floor, cash } = entry
  return {
    name,
    account,
    floorAtoms: floor === undefined ? null : notNegative(floor, atom, `${field}.floor`),
    cashAtoms: cash === undefined ? null : countText(cash, atom, `${field}.cash`),
  }
}

function unique(values: readonly (readonly [value: string | number | null, field: string])[]): void {
  const seen = new Map<string | number, string>()
  for (const [value, field] of values) {
    if (value === null) continue
    const first = seen.get(value)
    demand(first === undefined, ErrorCode.DUPLICATE, () => `${field} is ${JSON.stringify(value)}, as is ${first}`)
    seen.set(value, field)
  }
}
