// A venue small enough to reckon by hand: the atom is 0.01, and a lot of a linear market is worth 100 atoms a tick, so
// 10,000 atoms at the listing price of 100 ticks. Tests take turns with one engine a kernel: `openVenue` empties it.

import * as assert from 'uvu/assert'
import { BallastError, type ErrorCode } from '../../src/core/errors.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { DEFAULT_ROUND } from '../../src/engine/round-options.ts'
import type { MarketConfig } from '../../src/index.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'

export const KERNELS: readonly KernelName[] = ['reference', 'fast']

export const ALICE = 1
export const BOB = 2
export const CAROL = 3
export const DAVE = 4
export const EXTERNALS = [801, 802, 803] as const
export const POOL = 900
export const DEFICIT = 999

/** Market 0. Maintenance 1 %, initial margin 10 %, no band around the mark, marks never go stale. */
export const LINEAR = 0
/** Market 1. Maintenance 1 % up to 50,000 atoms, then 5 %; a band of 5 %, stale after a second; fees to the pool. */
export const TIERED = 1
/** Market 2. u = −30,000 / ticks: −600 at the listing price of 50. */
export const INVERSE = 2

export const linearConfig: MarketConfig = {
  symbol: 'LIN-PERP',
  kind: 'linear',
  lotSize: '1',
  tickSize: '1',
  listingTicks: 100n,
  minMarkTicks: 10n,
  maxMarkTicks: 1_000n,
  maxPositionLots: 1_000n,
  maxAbsFundingAtoms: 10_000n,
  tiers: [{ floorAtoms: 0n, ratePpm: 10_000 }],
  initialRatePpm: 100_000,
  externalAccount: EXTERNALS[0],
}

export const tieredConfig: MarketConfig = {
  ...linearConfig,
  symbol: 'TIER-PERP',
  tiers: [
    { floorAtoms: 0n, ratePpm: 10_000 },
    { floorAtoms: 50_000n, ratePpm: 50_000 },
  ],
  initialRatePpm: 20_000,
  priceBandPpm: 50_000,
  maxMarkAgeMs: 1_000,
  feeAccount: POOL,
  poolAccount: POOL,
  takeoverLimitLots: 50n,
  externalAccount: EXTERNALS[1],
}

export const inverseConfig: MarketConfig = {
  ...linearConfig,
  symbol: 'INV-PERP',
  kind: 'inverse',
  contractValue: '300',
  listingTicks: 50n,
  maxMarkTicks: 100n,
  externalAccount: EXTERNALS[2],
}

/** An engine of its own, for a test that needs untouched memory. */
export function newEngine(kernel: KernelName, atom = '0.01'): Engine {
  return createEngine({
    capacity: { accounts: 300, positions: 2_000, markets: 130, tiersPerMarket: 4, batch: 8 },
    atom,
    kernel,
  })
}

const engines = new Map<string, Engine>()

/** The engine of that kernel and atom, empty. */
export function emptyEngine(kernel: KernelName = 'reference', atom = '0.01'): Engine {
  const key = `${kernel} ${atom}`
  let engine = engines.get(key)
  if (engine === undefined) {
    engine = newEngine(kernel, atom)
    engines.set(key, engine)
  }
  engine.book.clear()
  try {
    engine.configureRound(DEFAULT_ROUND)
  } catch {
    // A test has broken an invariant or left a round open: such an engine takes no command any more.
    engine = newEngine(kernel, atom)
    engines.set(key, engine)
  }
  engine.book.clear()
  return engine
}

/** Four traders, an external account for each of three markets, a pool and the deficit row; nobody has any cash. */
export function openVenue(kernel: KernelName = 'reference', engine: Engine = emptyEngine(kernel)): Engine {
  for (const id of [ALICE, BOB, CAROL, DAVE]) engine.openAccount({ id })
  for (const id of EXTERNALS) engine.openAccount({ id, class: 'external' })
  engine.openAccount({ id: POOL, class: 'pool' })
  engine.openAccount({ id: DEFICIT, class: 'deficit' })
  for (const config of [linearConfig, tieredConfig, inverseConfig]) engine.listMarket(config)
  return engine
}

/** The buyer takes so many lots from the seller at a price. */
export function trade(
  engine: Engine,
  buyer: number,
  seller: number,
  lots: bigint,
  ticks: bigint,
  market = LINEAR,
): void {
  engine.trade({ buyer, seller, market, lots, priceTicks: ticks })
}

/** Marks of one instant: `[market, ticks]`. */
export function mark(
  engine: Engine,
  timeMs: number,
  ...marks: readonly (readonly [market: number, ticks: bigint])[]
): void {
  const markets = Uint16Array.from(marks, ([market]) => market)
  engine.applyMarks({ timeMs, markets, priceTicks: BigInt64Array.from(marks, ([, ticks]) => ticks) })
}

export function cashOf(engine: Engine, id: number): bigint {
  return engine.account(id).cashAtoms
}

/** `[market, lots, entry value]` of every position. */
export function positionsOf(engine: Engine, id: number): (readonly [number, bigint, bigint])[] {
  return engine.account(id).positions.map((open) => [open.market, open.sizeLots, open.entryValueAtoms] as const)
}

/** Everything counts up: invariants, places, hash. */
export function sound(engine: Engine): void {
  assert.equal(engine.audit().findings, [])
}

/** What an action throws. */
export function errorOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('the action was not refused')
}

/** The action is bad input: it is refused with this code, and its message says this. */
export function refuses(code: ErrorCode, message: RegExp, action: () => unknown): void {
  const error = errorOf(action)
  assert.instance(error, BallastError, String(error))
  assert.is((error as BallastError).code, code, (error as BallastError).message)
  assert.match((error as BallastError).message, message)
}

/** The engine refuses a command, and neither hash, sequence nor anything that an audit counts has changed. */
export function refusesCommand(engine: Engine, code: ErrorCode, message: RegExp, action: () => unknown): void {
  const before = [engine.stateHash(), engine.lastSequence, engine.lastTimeMs]
  refuses(code, message, action)
  assert.equal(
    [engine.stateHash(), engine.lastSequence, engine.lastTimeMs],
    before,
    'a refused command changed the book',
  )
  sound(engine)
}
