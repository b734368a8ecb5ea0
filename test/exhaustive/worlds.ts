// Every small world by its number: sizes of −2 … 2 lots in two markets for each trader, what each is worth against its
// maintenance, the state of the pool and the venue are counted through; owners, prices of entry and the rules of rounds
// are spread over the worlds by their number.

import { Chance } from '../oracles/chance.ts'
import { NaiveBook } from '../oracles/naive-book.ts'
import type { NaiveListing } from '../oracles/naive-markets.ts'
import { maintenance, size } from '../oracles/naive-numbers.ts'
import { type NaiveMarket, unitOf } from '../oracles/naive-state.ts'
import { settingsOf } from './settings.ts'
import type { Start, StartRow } from './start.ts'
import { EXTERNALS, POOL, ROOMY, VENUES } from './venues.ts'

export const TRADERS = [11, 12, 13]
const DEFICIT = 4
const SIZES = [0n, 1n, -1n, 2n, -2n]

const ceiled = (above: bigint, below: bigint) => (above + below - 1n) / below

/** What who holds something is worth, by its notional and the whole atoms of its maintenance. */
const EQUITIES: readonly ((notional: bigint, needed: bigint) => bigint)[] = [
  (notional) => notional + 50_000n,
  (_, needed) => needed,
  (_, needed) => needed - 1n,
  (_, needed) => needed + 1n,
  () => 0n,
  () => -1n,
  (notional) => -notional / 3n,
  (notional) => -notional - 7n,
]
/** And who holds nothing; a debt without a position is left by a market that was closed. */
const FLAT: readonly bigint[] = [20_000n, 0n, 1n, -1n, 3_000n, -5_000n]

interface PoolState {
  readonly equity: bigint
  readonly lots: bigint
}
const POOLS: readonly PoolState[] = [
  { equity: 0n, lots: 0n },
  { equity: 300n, lots: 0n },
  { equity: 30_000n, lots: 0n },
  { equity: 4_000n, lots: 1n },
  { equity: 700n, lots: -1n },
  { equity: -50n, lots: 1n },
]

export const worldCount = (traders: number): number =>
  (SIZES.length ** 2 * EQUITIES.length) ** traders * POOLS.length * VENUES.length

/** Visits all numbers below a count, far ones after one another. */
export function numberAt(place: number, count: number): number {
  // Prime, and so to the factors of the counts, 2, 3 and 5.
  const stride = 12_582_917n
  return Number((BigInt(place) * stride + 1n) % BigInt(count))
}

/** null: it is the same as another one. */
export function worldAt(traders: number, number: number): Start | null {
  let rest = number
  const digit = (base: number) => {
    const value = rest % base
    rest = Math.floor(rest / base)
    return value
  }
  const drafts = TRADERS.slice(0, traders).map((id) => {
    return { id, sizes: [SIZES[digit(5)]!, SIZES[digit(5)]!], worth: digit(EQUITIES.length) }
  })
  const pool = POOLS[digit(POOLS.length)]!
  const venue = VENUES[digit(VENUES.length)]!
  const isFlat = ({ sizes }: (typeof drafts)[number]) => sizes.every((lots) => lots === 0n)
  if (drafts.some((draft) => isFlat(draft) && draft.worth >= FLAT.length)) return null
  const chance = new Chance(number)
  const markets = listed(venue)
  const owners = chance.once(4) ? [7, 7, 8] : [7, 8, 9]
  const rows = drafts.map((draft, index): StartRow => {
    const flags = { owner: owners[index]!, exempt: chance.once(12), protected: chance.once(8) }
    const row = rowOf(draft.id, draft.sizes, markets, chance, (notional, needed) => {
      return isFlat(draft) ? FLAT[draft.worth]! : EQUITIES[draft.worth]!(notional, needed)
    })
    return { ...row, ...flags, class: 'trader' }
  })
  const poolRow: StartRow = {
    ...rowOf(POOL, [pool.lots, 0n], markets, chance, () => pool.equity),
    ...{ class: 'pool', reserved: chance.once(4) ? 100n : 0n },
  }
  const all = [...externalsOf(venue, markets, [poolRow, ...rows]), poolRow, houseRow(DEFICIT, 'deficit', []), ...rows]
  const open = all.reduce((count, { positions }) => count + positions.length, 0)
  // Every tenth book is full but for one position.
  const capacity = chance.once(10) ? open + 1 : ROOMY
  return { markets: venue, rows: all, ...settingsOf(chance.word()), capacity }
}

const templates = new Map<readonly object[], readonly NaiveMarket[]>()

/** The markets as the naive book lists them. */
function listed(venue: Start['markets']): readonly NaiveMarket[] {
  let markets = templates.get(venue)
  if (markets === undefined) {
    const book = new NaiveBook({ accounts: 8, positions: 16, markets: 2, tiersPerMarket: 3 }, '1')
    for (const id of EXTERNALS) book.openAccount({ id, class: 'external' })
    book.openAccount({ id: POOL, class: 'pool' })
    for (const config of venue) book.listMarket(config as NaiveListing)
    markets = book.markets
    templates.set(venue, markets)
  }
  return markets
}

/** Cash follows from what the row is to be worth. */
function rowOf(
  id: number,
  sizes: readonly bigint[],
  markets: readonly NaiveMarket[],
  chance: Chance,
  worth: (notional: bigint, needed: bigint) => bigint,
): StartRow {
  let [value, notional, needed] = [0n, 0n, 0n]
  const positions = sizes.flatMap((lots, index): StartRow['positions'][number][] => {
    if (lots === 0n) return []
    const market = markets[index]!
    const unit = unitOf(market, market.mark)
    value += lots * unit
    notional += size(lots * unit)
    needed += maintenance(market.terms.tiers, size(lots * unit))
    const paid = unitOf(market, chance.pick([market.mark, 80n, 125n]))
    return [[index, lots, chance.once(16) ? 0n : lots * paid]]
  })
  const cash = worth(notional, ceiled(needed, 1_000_000n)) - value
  return { ...houseRow(id, 'trader', positions), cash }
}

function houseRow(id: number, kind: StartRow['class'], positions: StartRow['positions']): StartRow {
  return { id, owner: id, class: kind, exempt: false, protected: false, reserved: 0n, cash: 0n, positions }
}

/** They hold the other side, so that the lots of a market add up to zero. */
function externalsOf(
  venue: Start['markets'],
  markets: readonly NaiveMarket[],
  others: readonly StartRow[],
): readonly StartRow[] {
  const held = markets.map((market, index) => {
    const lots = others.flatMap(({ positions }) => positions.filter(([at]) => at === index).map((open) => open[1]))
    return { lots: -lots.reduce((sum, each) => sum + each, 0n), unit: unitOf(market, market.mark) }
  })
  return EXTERNALS.map((id) => {
    const positions = held.flatMap(({ lots, unit }, index): StartRow['positions'][number][] => {
      return venue[index]!.externalAccount === id && lots !== 0n ? [[index, lots, lots * unit]] : []
    })
    return houseRow(id, 'external', positions)
  })
}
