// Numbers that venues, papers and other projects print of a rule (fixtures/venue-cases.json, level "policy" or
// "round"), and those of them that a rule here does not give, with the numbers that say why.

import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { MarketConfig, RoundOptions } from '../../src/index.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import * as venue from '../engine/small-venue.ts'
import * as cases from '../stages/venue-cases.ts'

/** Cases of the fixture that do not come out the same here; what comes out instead is tested beside. */
export const DO_NOT_FIT: Record<string, string> = {
  'drift-rate-01': '9.09091 a unit are 63.63637 + 36.36364 = 100.00001; here 63.636364 + 36.363636 are the 100 owed',
  'mango-01': 'a liquidator brings 1 of 28 and no more; here nobody stands between, and all 28 are socialised',
  'mango-03': '28 − 5/1.05 = 23.238, as a liquidator keeps 5 % of what the fund pays; here 28 − 5 = 23',
  'mango-05': '50 − 5/1.05 = 45.238, for the same reason; here 50 − 5 = 45',
  'mango-07':
    'nothing is socialised here either, but 42/1.05 = 40 are had for 42 of the fund; here for 40, and 2 are left',
  'dydx-oracle-01': 'E = 100,000 − 50,000 ≥ 0: there is no settlement of a whole market, and only E < 0 is deleveraged',
}

/** Cases that name a venue or a rule and are of something else than a rule: not in the fixture. */
export const ELSEWHERE: Record<string, string> = {
  'bitmex-quintile-01': 'lights: stages/lights.test.ts has its table, by cumulative contracts',
  'bybit-bust-01':
    'a price shown: 7,735.3725 is 15,470.745 ticks of 0.5, and both the nearest and the next above 15,471',
  'bybit-drawdown-01': 'trigger: a fall of 0.35 of the maximum, 0.3 starts it',
  'bybit-alert-04': 'trigger: a balance of −5,421 is depleted, whatever the fall',
  'bybit-alert-05': 'trigger: a balance of 453 is not above 10,000, so no fall counts',
  'bybit-alert-06': 'trigger: a fall of 0.561 is 0.3 at least',
  'okx-drawdown-01': 'trigger: 400,000 less 30 % are 280,000, and 200,000 are less',
  'okx-adlwarning-01': 'trigger and warning: a fall by 0.5 starts, under 0.25 stops',
  'binance-reldiff-01': 'protection: |100 − 96| / 100 = 0.04 is under 0.05',
  'ftx-autoclose-01':
    'stage 3: 1 − 0.01/0.02 of 100 are 50; here the fewest lots are sold that make the account healthy',
  'chitra-liq-five': 'a price of liquidation, no part of a rule',
  'chitra-baddebt-D': 'a loss against the bankruptcy price on the book: (0.8747368 − 0.78) · 0.4 = 0.0379, stage 3',
  'chitra-markout-1': 'what a deleveraged position would have won later: −10 · (5.2 − 5) and −10 · (6 − 5.2)',
  'dydx-fillable-01': 'a limit of liquidations of the venue; here maxSlippagePpm',
  'dydx-fillable-03': 'as before',
  'dydx-fillable-05': 'as before',
  'dydx-fillable-07': 'as before',
  'dydx-iffdelta-01': 'a fee of liquidations for the fund: 0.5 % of 5,610; here there is none',
  'dydx-iffdelta-03': 'as before: all of 5,610 − 5,100',
  'dydx-iffdelta-05': 'as before: 2.5 % of 4,410',
  'dydx-iffdelta-07': 'as before: all of 5,105.1 − 5,100',
  'dydx-iffdelta-09': 'as before: nothing is left at the bankruptcy price',
  'dydx-iffdelta-11': 'the fund pays 4,949 − 4,900: budgets of stage 3',
  'dydx-ifvalid-01': 'the fund may go to 0: budgets of stage 5',
  'dydx-ifvalid-03': 'as before',
  'dydx-ifvalid-05': 'as before',
  'dydx-ifvalid-07': 'as before; here a fund of 10,000 pays 10,000 of 10,000.000001 instead of nothing',
  'dydx-round-01': 'a close that fails by a rounding: here as many lots are closed as leave E ≥ 0 after it',
  'drift-spot-01': 'a loss of lent deposits: there is one currency here, and nothing is lent',
  'drift-spot-03': 'as before: 100 of 1,000 deposits',
  'gmx-adl-01': 'trigger by the profit of a pool of liquidity: there is none here',
  'gmx-adl-03': 'as before: a factor of 0.1 is not above 0.1',
  'gmx-adl-05': 'as before',
  'gmx-adl-07': 'as before: 2 of 10 million are above 0.1',
  'stark-fair-01': 'who is closed is named by an operator: a value above that of bankruptcy is refused',
  'stark-fair-03': 'as before: a half for a half of the equity, within one quantum',
}

export interface ScoreCase extends cases.VenueCase {
  readonly policy: string
  readonly account: {
    readonly profit: string
    readonly wallet: string
    readonly maintenance?: string
    readonly marginRatio?: string
  }
  readonly expected: { readonly profitShare: string; readonly score: string }
}

export interface BitmexCase extends cases.VenueCase {
  readonly values: { readonly mark: string; readonly bankrupt: string; readonly entry: string }
  readonly expected: { readonly leverage: string; readonly profitShare: string; readonly score: string }
}

export interface IndexCase extends cases.VenueCase {
  readonly position: Record<'mark' | 'entry' | 'notional' | 'accountValue', string>
  readonly expected: { readonly index: string }
}

export interface PriceCase extends cases.VenueCase {
  readonly prices: { readonly zero: string; readonly mark: string }
  readonly expected: { readonly liquidatedClosesAt: string; readonly counterpartyClosesAt: string }
}

export interface FactorCase extends cases.VenueCase {
  readonly fund: string
  readonly balances: Record<'alice' | 'bob' | 'charlie', string>
  readonly alice: { readonly lots: string; readonly entry: string; readonly mark: string }
  readonly expected: { readonly shortfall: string; readonly factor: string; readonly factorPrinted: string }
}

interface BudgetCase extends cases.VenueCase {
  readonly accounts: readonly { readonly account: number; readonly equity: string; readonly profit: string }[]
  readonly budget: string
}

export interface TakenCase extends BudgetCase {
  readonly expected: {
    readonly order?: readonly number[]
    readonly taken: readonly string[]
    readonly equityAfter: readonly string[]
  }
}

export interface CapacityCase extends BudgetCase {
  readonly expected: { readonly capacity: string; readonly largestPart: string }
}

export interface ShareCase extends cases.VenueCase {
  readonly policy: string
  readonly accounts: Record<string, { readonly equity: string; readonly leverage: string }>
  readonly expected: { readonly thousandths: Record<string, string> }
}

export interface VegaCase extends cases.VenueCase {
  readonly losers: readonly { readonly owed: string; readonly has: string }[]
  readonly fund: string
  readonly wins: readonly string[]
  /** What is taken from each win; null: it is not said. */
  readonly expected: { readonly changes: readonly (string | null)[]; readonly fundAfter: string }
}

export interface DriftCase extends cases.VenueCase {
  readonly loss: string
  readonly lots: readonly string[]
  readonly expected: { readonly paid?: readonly string[]; readonly rateBillionths?: string }
}

export interface MangoCase extends cases.VenueCase {
  readonly health: string
  readonly profit: string
  readonly fund: string
  readonly fee: string
  readonly expected: { readonly settled: string; readonly fundPays: string; readonly socialised: string }
}

export interface DydxCase extends cases.VenueCase {
  readonly account?: { readonly usdc: string; readonly btc: string }
  readonly liquidated?: { readonly usdc: string; readonly btc: string }
  readonly offsetting?: { readonly usdc: string; readonly btc: string }
  readonly oracle: string
  readonly expected: Record<string, string>
}

const tested = new Set<string>()

/** The cases of a family; whoever asks for them tests them. */
export function casesOf<Case extends cases.VenueCase>(level: 'policy' | 'round', prefix: string): readonly Case[] {
  const found = cases.casesAt(level).filter(({ id }) => id.startsWith(prefix)) as Case[]
  for (const { id } of found) tested.add(id)
  return found
}

/** Every case of a level has been asked for; they are so many. */
export function allTested(level: 'policy' | 'round', count: number): void {
  const ids = cases.casesAt(level).map(({ id }) => id)
  assert.equal(
    ids.filter((id) => !tested.has(id)),
    [],
  )
  assert.equal([ids.length, new Set(ids).size], [count, count])
}

/** The last number of a printed decimal, rounded half up. */
export function printed(over: bigint, under: bigint, decimals: number): string {
  const scale = 10n ** BigInt(decimals)
  const rounded = (2n * over * scale + under) / (2n * under)
  return `${rounded / scale}.${`${rounded % scale}`.padStart(decimals, '0')}`
}

export const atoms = (values: readonly string[]) => values.map(cases.millionths)

/** A lot a tick, in atoms. */
export const UNIT = 1_000_000n
export const POOL = 1_002

const market: MarketConfig = {
  ...venue.linearConfig,
  ...{ externalAccount: cases.EXTERNAL, poolAccount: POOL, tiers: [{ floorAtoms: 0n, ratePpm: 1 }] },
}

/** What an account is worth, and its lots; what it paid for them is told where a profit counts. */
export interface Held {
  readonly id: number
  readonly equityAtoms: bigint
  readonly lots: bigint
  readonly profitAtoms?: bigint
}

/** A book at a mark, with almost no maintenance, so that only who is worth less than nothing is flagged. */
export function bookAt(
  kernel: KernelName,
  markTicks: bigint,
  held: readonly Held[],
  options: RoundOptions,
  fundAtoms = 0n,
): Engine {
  const engine = createEngine({ capacity: { accounts: 200, positions: 1_000, markets: 2 }, kernel })
  const importer = engine.beginImport()
  for (const { id, equityAtoms, lots } of held)
    importer.account({ id, cashAtoms: equityAtoms - lots * markTicks * UNIT })
  importer.account({ id: cases.EXTERNAL, class: 'external', cashAtoms: 0n })
  importer.account({ id: cases.DEFICIT, class: 'deficit', cashAtoms: 0n })
  importer.account({ id: POOL, class: 'pool', cashAtoms: fundAtoms })
  importer.market({ ...market, listingTicks: markTicks })
  let sum = 0n
  for (const { id, lots, profitAtoms = 0n } of held) {
    importer.position({ account: id, market: 0, lots, entryValueAtoms: lots * markTicks * UNIT - profitAtoms })
    sum += lots
  }
  if (sum !== 0n) importer.position({ account: cases.EXTERNAL, market: 0, lots: -sum, entryValueAtoms: 0n })
  importer.finish()
  venue.mark(engine, 1, [0, markTicks])
  engine.configureRound({ maxSlippagePpm: 0, ...options })
  return engine
}
