// How a venue plays its rounds, in units: the `round` of venue.json, and the order books of its markets.

import { demand, ErrorCode } from '../core/errors.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from '../engine/liquidity.ts'
import type { RoundOptions } from '../engine/round-options.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { policyOf } from '../policies/known.ts'
import { DepthLadder, type LadderLevel } from '../sim/depth-ladder.ts'
import { atPlace } from './place-error.ts'
import type { Venue } from './venue.ts'
import type { MarketTermsInUnits } from './venue-market.ts'
import { notNegative, ppmOf } from './venue-market.ts'
import type { DepthEntry } from './venue-schema.ts'

/** @throws BallastError naming the field of venue.json */
export function roundOptionsOf({ file, atom }: Venue): RoundOptions {
  return atPlace('venue.json', () => {
    const { maxSlippage, buffer, liquidationBudget, roundBudget, ...choices } = file.round ?? {}
    const money = (text: string, field: string) => notNegative(text, atom, `round.${field}`)
    const given: RoundOptions = {
      policy: policyOf(file.policy),
      ...(maxSlippage === undefined ? {} : { maxSlippagePpm: ppmOf(maxSlippage, 'round.maxSlippage') }),
      ...(buffer === undefined ? {} : { bufferAtoms: money(buffer, 'buffer') }),
      ...(liquidationBudget === undefined
        ? {}
        : { liquidationBudgetAtoms: money(liquidationBudget, 'liquidationBudget') }),
      ...(roundBudget === undefined ? {} : { roundBudgetAtoms: money(roundBudget, 'roundBudget') }),
    }
    return { ...defined(choices), ...given }
  })
}

/** A choice that is left out is not a choice of `undefined`. */
function defined<Choices extends object>(choices: Choices): { [Key in keyof Choices]?: NonNullable<Choices[Key]> } {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined)) as never
}

/** The order books that venue.json states, market by market; a market without one fills nothing. */
export function liquidityOf({ file, markets }: Venue): Liquidity {
  const ladders = markets.map(({ config, lotSize }, index) => {
    const entry = file.markets[index]?.depth
    if (entry === undefined) return null
    return atPlace('venue.json', () => ladderOf(entry, config, lotSize, `markets[${index}].depth`))
  })
  return {
    answer(ask: LiquidationAsk): readonly LiquidationFill[] {
      return ladders[ask.market]?.take(ask) ?? NOTHING
    },
  }
}

const NOTHING: readonly LiquidationFill[] = []

function ladderOf(entry: DepthEntry, config: MarketTermsInUnits, lotSize: Decimal, field: string): DepthLadder {
  const levels: LadderLevel[] = []
  for (const [index, { distance, size }] of entry.levels.entries()) {
    const name = `${field}.levels[${index}]`
    const before = levels.at(-1)
    const level = {
      distancePpm: ppmOf(distance, `${name}.distance`),
      lots: notNegative(size, lotSize, `${name}.size`),
    }
    demand(before === undefined || level.distancePpm > before.distancePpm, ErrorCode.CONFIG, () => {
      return `${name}.distance is "${distance}", expected more than the level before: levels go away from the mark`
    })
    levels.push(level)
  }
  const { minMarkTicks: minTicks, maxMarkTicks: maxTicks } = config
  return new DepthLadder({ levels, refillMs: entry.refillMs ?? null, minTicks, maxTicks })
}
