// Books that fit on a page, for closed forms: atoms of 1, a tick of a lot is worth an atom times the lot size.

import { createEngine, type Engine, type KernelName, type RoundOptions } from '../../src/index.ts'

export interface SmallPosition {
  readonly account: number
  readonly market: number
  readonly lots: bigint
  readonly entryTicks: bigint
}

export interface SmallVenue {
  readonly kernel?: KernelName
  readonly symbols: readonly string[]
  readonly markTicks: bigint
  /** Maintenance of every market; no tiers. */
  readonly ratePpm: number
  readonly cash: Readonly<Record<number, bigint>>
  readonly positions: readonly SmallPosition[]
  readonly fundAtoms?: bigint
  readonly round?: RoundOptions
}

export const POOL = 900
export const DEFICIT = 999
export const EXTERNAL = 800

/** A lot at a tick is worth ten atoms; the other side of every position is the external row's, where no one else is. */
export const ATOMS_PER_TICK = 10n

export function smallVenue(venue: SmallVenue): Engine {
  const { kernel = 'reference', symbols, markTicks, ratePpm, cash, positions, fundAtoms = 0n, round = {} } = venue
  const capacity = { accounts: 400, positions: 1_000, markets: symbols.length }
  const engine = createEngine({ capacity, atom: '1', kernel, round })
  for (const [id, atoms] of Object.entries(cash)) {
    engine.openAccount({ id: Number(id) })
    if (atoms > 0n) engine.deposit(Number(id), atoms)
  }
  for (const index of symbols.keys()) engine.openAccount({ id: EXTERNAL + index, class: 'external' })
  engine.openAccount({ id: POOL, class: 'pool' })
  if (fundAtoms > 0n) engine.deposit(POOL, fundAtoms)
  engine.openAccount({ id: DEFICIT, class: 'deficit' })
  for (const [index, symbol] of symbols.entries()) {
    engine.listMarket({
      ...{ symbol, kind: 'linear', lotSize: `${ATOMS_PER_TICK}`, tickSize: '1', listingTicks: markTicks },
      ...{ minMarkTicks: 1n, maxMarkTicks: 4n * markTicks, maxAbsFundingAtoms: 1_000n, initialRatePpm: 1_000_000 },
      ...{ maxPositionLots: 100_000_000n, tiers: [{ floorAtoms: 0n, ratePpm }], maxMarkAgeMs: 0 },
      ...{ externalAccount: EXTERNAL + index, poolAccount: POOL },
    })
  }
  for (const { account, market, lots, entryTicks } of positions) {
    const external = EXTERNAL + market
    const [buyer, seller] = lots > 0n ? [account, external] : [external, account]
    engine.trade({ buyer, seller, market, lots: lots < 0n ? -lots : lots, priceTicks: entryTicks })
  }
  return engine
}

/** Σ cash over all rows. */
export function cashOf(engine: Engine): bigint {
  return Array.from(engine.accountIds(), (id) => engine.account(id).cashAtoms).reduce((sum, atoms) => sum + atoms, 0n)
}
