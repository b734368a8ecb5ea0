// What was published about an event that a scenario is calibrated to, for printing beside a simulation of it. Nothing
// in the engine reads it.

import * as v from 'valibot'
import type { Decimal } from '../fixed/decimal.ts'
import type { MarketFacts } from './calibrated-tables.ts'
import { atPlace } from './place-error.ts'
import { notNegative } from './venue-market.ts'
import { checkForm, count, decimal, format, name, whole } from './venue-schema.ts'

const ATOM: Decimal = { coefficient: 1n, decimals: 6 }
const ATOMS_PER_CENT = 10_000n
const ppm = whole(0, 1_000_000)

/** Money is in atoms of a millionth. */
export interface PublishedFacts {
  readonly event: string
  readonly window: { readonly fromMs: number; readonly toMs: number }
  readonly accounts: number
  readonly positions: number
  readonly liquidations: { readonly fills: number; readonly notionalAtoms: bigint }
  readonly adl: {
    readonly fills: number
    readonly accounts: number
    readonly notionalAtoms: bigint
    /** What the deleveraged realised. */
    readonly profitAtoms: bigint
    /** Fills that closed a whole position. */
    readonly fullCloseFillsPpm: number
    /** Shares of the notional that the accounts with most of it have. */
    readonly topShares: readonly { readonly accounts: number; readonly sharePpm: number }[]
    readonly giniPpm: number
    /** Leverage on equity of the deleveraged, in thousandths, that a share of them stays under. */
    readonly leverageOnEquity: readonly { readonly sharePpm: number; readonly leverageMilli: number }[]
  }
  /** Largest deleveraged notional first. */
  readonly markets: readonly PublishedMarket[]
}

export interface PublishedMarket {
  readonly symbol: string
  readonly liquidationFills: number
  readonly liquidationAtoms: bigint
  readonly adlFills: number
  readonly adlAtoms: bigint
  /** Whether its prices in the scenario are simulated rather than public. */
  readonly simulated: boolean
}

const time = v.pipe(
  v.string('a time in quotes, such as "2025-10-10T21:16:04Z"'),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'a time such as "2025-10-10T21:16:04Z"'),
  v.isoTimestamp('a time such as "2025-10-10T21:16:04Z"'),
)

const publishedSchema = v.strictObject(
  {
    format,
    event: name,
    window: v.strictObject({ from: time, to: time }),
    accounts: count,
    positions: count,
    liquidations: v.strictObject({ fills: count, notional: decimal }),
    adl: v.strictObject({
      fills: count,
      accounts: count,
      notional: decimal,
      profit: decimal,
      fullCloseFillsPpm: ppm,
      topShares: v.array(v.strictObject({ accounts: count, sharePpm: ppm }), 'a list of shares'),
      giniPpm: ppm,
      leverageOnEquity: v.array(v.strictObject({ sharePpm: ppm, leverageMilli: count }), 'a list of quantiles'),
    }),
  },
  'an object in braces',
)

/** @throws BallastError naming the first field that is wrong, and what would be right */
export function checkPublished(value: unknown, markets: readonly MarketFacts[], file: string): PublishedFacts {
  const { event, window, accounts, positions, liquidations, adl } = checkForm(publishedSchema, value, file)
  return atPlace(file, () => {
    const money = (text: string, field: string) => notNegative(text, ATOM, field)
    const { fills, notional } = liquidations
    const { notional: adlNotional, profit, ...counts } = adl
    return {
      event,
      window: { fromMs: Date.parse(window.from), toMs: Date.parse(window.to) },
      accounts,
      positions,
      liquidations: { fills, notionalAtoms: money(notional, 'liquidations.notional') },
      adl: {
        ...counts,
        notionalAtoms: money(adlNotional, 'adl.notional'),
        profitAtoms: money(profit, 'adl.profit'),
      },
      markets: markets.map(publishedMarket).sort((a, b) => Number(b.adlAtoms - a.adlAtoms)),
    }
  })
}

function publishedMarket(facts: MarketFacts): PublishedMarket {
  const { symbol, liquidationFills, liquidationCents, adlFills, adlCents, hasBars } = facts
  return {
    symbol,
    liquidationFills,
    liquidationAtoms: BigInt(liquidationCents) * ATOMS_PER_CENT,
    adlFills,
    adlAtoms: BigInt(adlCents) * ATOMS_PER_CENT,
    simulated: !hasBars,
  }
}
