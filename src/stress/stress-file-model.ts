// A stress model as a file: what moves prices beyond the order books of venue.json.
//
//   { "format": 1, "markets": [{ "symbol": "BTC", "volatility": "0.04", "volume": "12000", "beta": "1" }] }
//
// A market that is not listed has its order book of venue.json and no more. With volatility and volume (of a day) the
// law of impact is calibrated to that order book, or said outright with `permanent`.

import * as v from 'valibot'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { atPlace } from '../scenario/place-error.ts'
import { readJson } from '../scenario/read-json.ts'
import { countText } from '../scenario/unit-text.ts'
import type { Venue } from '../scenario/venue.ts'
import { notNegative, ppmOf } from '../scenario/venue-market.ts'
import { checkForm, count, decimal, format, name, oneOf } from '../scenario/venue-schema.ts'
import { type DepthFigure, impactOfFigures } from '../sim/calibrate.ts'
import { modelOf } from './grid-model.ts'
import type { ImpactTerms, LadderModel, MarketModel, StressModel } from './loop-types.ts'

const schema = v.strictObject(
  {
    format,
    markets: v.array(
      v.strictObject({
        symbol: name,
        volatility: v.optional(decimal),
        volume: v.optional(decimal),
        law: v.optional(oneOf('square-root', 'linear')),
        permanent: v.optional(decimal),
        impactHalfLifeMs: v.optional(count),
        bookHalfLifeMs: v.optional(count),
        beta: v.optional(decimal),
        lead: v.optional(decimal),
        weight: v.optional(decimal),
      }),
      'a list of markets',
    ),
  },
  'an object in braces',
)

type Entry = v.InferOutput<typeof schema>['markets'][number]

const PPM_UNIT: Decimal = { coefficient: 1n, decimals: 6 }
/** A thousandfold. */
const MOST_PPM = 1_000_000_000n

/** @throws BallastError ERR_FILE, ERR_CONFIG, … naming the field */
export async function readModel(path: string, venue: Venue): Promise<StressModel> {
  return modelIn(await readJson(path), venue, path)
}

/** @param file named in messages */
export function modelIn(value: unknown, venue: Venue, file: string): StressModel {
  const { markets } = checkForm(schema, value, file)
  return atPlace(file, () => {
    const models = new Map(modelOf(venue).markets.map((each) => [each.market, each]))
    const seen = new Set<number>()
    for (const [index, entry] of markets.entries()) {
      const field = `markets[${index}]`
      const market = venue.marketOf.get(entry.symbol)
      if (market === undefined) {
        const message = `${field}.symbol is "${entry.symbol}", which venue.json does not list`
        throw new BallastError(ErrorCode.UNKNOWN_MARKET, message)
      }
      demand(
        !seen.has(market),
        ErrorCode.DUPLICATE,
        () => `${field}.symbol is "${entry.symbol}", which stands there twice`,
      )
      seen.add(market)
      const lotSize = venue.markets[market]!.lotSize
      models.set(market, marketModel(entry, models.get(market) ?? { market }, lotSize, field))
    }
    return { markets: [...models.values()].sort((a, b) => a.market - b.market) }
  })
}

function marketModel(entry: Entry, own: MarketModel, lotSize: Decimal, field: string): MarketModel {
  const { beta, lead, weight, bookHalfLifeMs } = entry
  const impact = impactOf(entry, own.ladder ?? null, lotSize, field)
  const ladder = own.ladder ?? null
  return {
    ...own,
    // One way of coming back: the file's goes before that of venue.json.
    ladder:
      ladder === null || bookHalfLifeMs === undefined ? ladder : { levels: ladder.levels, halfLifeMs: bookHalfLifeMs },
    impact,
    ...(beta === undefined ? {} : { betaPpm: factorOf(beta, `${field}.beta`) }),
    ...(lead === undefined ? {} : { leadPpm: factorOf(lead, `${field}.lead`) }),
    ...(weight === undefined ? {} : { weightPpm: ppmOf(weight, `${field}.weight`) }),
  }
}

function impactOf(entry: Entry, ladder: LadderModel | null, lotSize: Decimal, field: string): ImpactTerms | null {
  const { volatility, volume, law = 'square-root', permanent, impactHalfLifeMs = null } = entry
  demand((volatility === undefined) === (volume === undefined), ErrorCode.CONFIG, () => {
    return `${field} has ${volatility === undefined ? 'volume' : 'volatility'} alone: impact needs both`
  })
  if (volatility === undefined || volume === undefined) {
    demand(permanent === undefined, ErrorCode.CONFIG, () => `${field}.permanent needs volatility and volume`)
    return null
  }
  const volatilityPpm = factorOf(volatility, `${field}.volatility`)
  const volumeLots = notNegative(volume, lotSize, `${field}.volume`)
  demand(volumeLots > 0n, ErrorCode.RANGE, () => `${field}.volume is ${volume}, expected more than 0`)
  const terms = { law, volatilityPpm, volumeLots, halfLifeMs: impactHalfLifeMs }
  if (permanent !== undefined) return { ...terms, permanentPpm: factorOf(permanent, `${field}.permanent`) }
  demand(ladder !== null && ladder.levels.length > 0, ErrorCode.CONFIG, () => {
    return `${field} has no order book in venue.json to calibrate impact to: say permanent`
  })
  const { permanentPpm = 0 } = impactOfFigures({ ...terms, depth: depthOf(ladder) })
  // What an order pays is the ladder itself.
  return { ...terms, permanentPpm }
}

/** What lies up to each level. */
function depthOf({ levels }: LadderModel): DepthFigure[] {
  let lots = 0n
  return levels.map((level) => {
    lots += level.lots
    return { distancePpm: level.distancePpm, lots }
  })
}

function factorOf(text: string, field: string): number {
  const ppm = countText(text, PPM_UNIT, field)
  demand(ppm >= -MOST_PPM && ppm <= MOST_PPM, ErrorCode.RANGE, () => `${field} is ${text}, expected up to 1000`)
  return Number(ppm)
}
