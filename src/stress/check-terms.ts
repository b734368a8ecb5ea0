// What a loop is told, judged and copied before anything changes: what is judged is what is used.

import type { Book } from '../book/book.ts'
import { checkMarket } from '../book/markets.ts'
import { demand, demandFunction, demandObject, ErrorCode } from '../core/errors.ts'
import { checkInt64, checkWhole } from '../core/limits.ts'
import { kindOf, shown } from '../core/shown.ts'
import type { ImpactTerms, LadderModel, MarketModel } from '../sim/market-model.ts'
import type { LoopTerms, MarketShock } from './loop-types.ts'

const PPM = 1_000_000
const MOST_LEVELS = 64
const MOST_MS = 1_000_000_000
/** A thousandfold of anything that is a part. */
const MOST_PPM = 1_000 * PPM
export const MOST_STEPS = 100_000

export interface CheckedTerms {
  /** By market; those without a shock are not in it. */
  readonly shocks: ReadonlyMap<number, number>
  readonly shockSteps: number
  readonly spread: boolean
  readonly models: ReadonlyMap<number, MarketModel>
  readonly stepMs: number
  readonly maxSteps: number
  readonly unwindPpm: number
  readonly recoveryPpm: number
  readonly onStep: NonNullable<LoopTerms['onStep']> | null
}

/** @throws BallastError ERR_CONFIG, ERR_RANGE, ERR_DUPLICATE, ERR_UNKNOWN_MARKET naming the field */
export function checkTerms(book: Book, terms: LoopTerms): CheckedTerms {
  demandObject(terms, 'terms of a loop')
  const { shock, model, stepMs = 1_000, maxSteps = 256, unwindPpm = 0, recoveryPpm = 1_000, onStep = null } = terms
  demandObject(shock, 'shock')
  demandObject(model, 'model')
  const { steps = 1, spread = false } = shock
  demand(
    typeof spread === 'boolean',
    ErrorCode.CONFIG,
    () => `shock.spread is ${shown(spread)}, expected true or false`,
  )
  checkWhole(steps, 1, MOST_STEPS, 'shock.steps')
  checkWhole(stepMs, 1, MOST_MS, 'stepMs')
  checkWhole(maxSteps, 1, MOST_STEPS, 'maxSteps')
  checkWhole(unwindPpm, 0, PPM, 'unwindPpm')
  checkWhole(recoveryPpm, 0, PPM, 'recoveryPpm')
  if (onStep !== null) demandFunction(onStep, 'onStep')
  const shocks = byMarket(book, shock.markets, 'shock.markets', shockOf)
  const models = byMarket(book, model.markets, 'model.markets', modelOf)
  return { ...{ shocks, shockSteps: steps, spread, models, stepMs, maxSteps, unwindPpm, recoveryPpm }, onStep }
}

function byMarket<Entry extends { readonly market: number }, Own>(
  book: Book,
  entries: readonly Entry[],
  field: string,
  own: (entry: Entry, field: string) => Own,
): Map<number, Own> {
  demand(Array.isArray(entries), ErrorCode.CONFIG, () => `${field} is ${kindOf(entries)}, expected a list`)
  const found = new Map<number, Own>()
  for (const [index, entry] of [...entries].entries()) {
    const name = `${field}[${index}]`
    demandObject(entry as unknown, name)
    const { market } = entry
    checkMarket(book, market)
    demand(!found.has(market), ErrorCode.DUPLICATE, () => `${name} is market ${market}, which stands there already`)
    found.set(market, own(entry, name))
  }
  return found
}

function shockOf({ movePpm }: MarketShock, field: string): number {
  checkWhole(movePpm, 1 - PPM, MOST_PPM, `${field}.movePpm`)
  return movePpm
}

function modelOf(given: MarketModel, field: string): MarketModel {
  const { market, ladder = null, impact = null, betaPpm = 0, leadPpm = betaPpm, weightPpm = PPM } = given
  checkWhole(betaPpm, -MOST_PPM, MOST_PPM, `${field}.betaPpm`)
  checkWhole(leadPpm, -MOST_PPM, MOST_PPM, `${field}.leadPpm`)
  checkWhole(weightPpm, 0, PPM, `${field}.weightPpm`)
  const own = {
    ladder: ladder === null ? null : ladderOf(ladder, `${field}.ladder`),
    impact: impact === null ? null : impactOf(impact, `${field}.impact`),
  }
  demand(own.ladder === null || (own.impact?.temporaryPpm ?? 0) === 0, ErrorCode.CONFIG, () => {
    return `${field}.impact.temporaryPpm is ${own.impact?.temporaryPpm} beside a ladder: orders would pay twice, use 0`
  })
  return { market, ...own, betaPpm, leadPpm, weightPpm }
}

function ladderOf(ladder: LadderModel, field: string): LadderModel {
  demandObject(ladder, field)
  const { levels, refillMs = null, halfLifeMs = null } = ladder
  demand(Array.isArray(levels) && levels.length <= MOST_LEVELS, ErrorCode.CONFIG, () => {
    return `${field}.levels is ${kindOf(levels)}, expected a list of at most ${MOST_LEVELS} levels`
  })
  if (refillMs !== null) checkWhole(refillMs, 0, MOST_MS, `${field}.refillMs`)
  if (halfLifeMs !== null) checkWhole(halfLifeMs, 0, MOST_MS, `${field}.halfLifeMs`)
  demand(refillMs === null || halfLifeMs === null, ErrorCode.CONFIG, () => {
    return `${field} has refillMs ${refillMs} and halfLifeMs ${halfLifeMs}: keep one of them`
  })
  let before = -1
  const own = levels.map((level, index) => {
    const name = `${field}.levels[${index}]`
    demandObject(level as unknown, name)
    const { distancePpm, lots } = level
    checkWhole(distancePpm, 0, PPM, `${name}.distancePpm`)
    checkInt64(lots, `${name}.lots`)
    demand(lots >= 0n, ErrorCode.RANGE, () => `${name}.lots is ${lots}, expected 0 or more`)
    demand(distancePpm > before, ErrorCode.CONFIG, () => {
      return `${name}.distancePpm is ${distancePpm}, expected more than ${before}: levels go away from the mid`
    })
    before = distancePpm
    return { distancePpm, lots }
  })
  return { levels: own, refillMs, halfLifeMs }
}

function impactOf(impact: ImpactTerms, field: string): ImpactTerms {
  demandObject(impact, field)
  const { law = 'square-root', volatilityPpm, volumeLots, temporaryPpm = 0, permanentPpm = 0 } = impact
  const { halfLifeMs = null } = impact
  demand(law === 'square-root' || law === 'linear', ErrorCode.CONFIG, () => {
    return `${field}.law is ${shown(law)}, expected "square-root" or "linear"`
  })
  checkWhole(volatilityPpm, 0, MOST_PPM, `${field}.volatilityPpm`)
  checkInt64(volumeLots, `${field}.volumeLots`)
  demand(volumeLots > 0n, ErrorCode.RANGE, () => `${field}.volumeLots is ${volumeLots}, expected 1 or more`)
  checkWhole(temporaryPpm, 0, MOST_PPM, `${field}.temporaryPpm`)
  checkWhole(permanentPpm, 0, MOST_PPM, `${field}.permanentPpm`)
  if (halfLifeMs !== null) checkWhole(halfLifeMs, 0, MOST_MS, `${field}.halfLifeMs`)
  return { law, volatilityPpm, volumeLots, temporaryPpm, permanentPpm, halfLifeMs }
}
