// How a venue plays its rounds, in units: the `round` of venue.json, and the order books of its markets.

import { demand, ErrorCode } from '../core/errors.ts'
import type { DrawdownOptions, WarningOptions } from '../engine/fund-options.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from '../engine/liquidity.ts'
import { presetOf } from '../engine/presets.ts'
import type { RoundOptions } from '../engine/round-options.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { type PolicyName, policyOf } from '../policies/known.ts'
import { DepthLadder, type LadderLevel } from '../sim/depth-ladder.ts'
import type { HedgeTerms } from '../stages/hedge-tiers.ts'
import { atPlace } from './place-error.ts'
import type { Venue } from './venue.ts'
import type { MarketTermsInUnits } from './venue-market.ts'
import { notNegative, ppmOf } from './venue-market.ts'
import type { DepthEntry, HedgeEntry, TriggerEntry, WarningEntry } from './venue-schema.ts'

/** @throws BallastError naming the field of venue.json */
export function roundOptionsOf({ file, atom, policy }: Venue): RoundOptions {
  return atPlace('venue.json', () => {
    const { maxSlippage, buffer, liquidationBudget, roundBudget, ...others } = file.round ?? {}
    const { hedge, nearlyEmpty, trigger, warning, preset, socialise, ...choices } = others
    const money = (text: string, field: string) => notNegative(text, atom, `round.${field}`)
    const given: RoundOptions = {
      ...(preset === undefined ? {} : presetOf(preset).round),
      ...defined(choices),
      policy: policyOf(policy),
      ...(socialise === undefined ? {} : { socialise: socialise as PolicyName }),
      ...(nearlyEmpty === undefined ? {} : { nearlyEmptyAtoms: money(nearlyEmpty, 'nearlyEmpty') }),
      ...(hedge === undefined ? {} : { hedge: hedgeOf(hedge) }),
      ...(trigger === undefined ? {} : { trigger: trigger === 'depleted' ? trigger : triggerOf(trigger, money) }),
      ...(warning === undefined ? {} : { warning: warningOf(warning, money) }),
      ...(maxSlippage === undefined ? {} : { maxSlippagePpm: ppmOf(maxSlippage, 'round.maxSlippage') }),
      ...(buffer === undefined ? {} : { bufferAtoms: money(buffer, 'buffer') }),
      ...(liquidationBudget === undefined
        ? {}
        : { liquidationBudgetAtoms: money(liquidationBudget, 'liquidationBudget') }),
      ...(roundBudget === undefined ? {} : { roundBudgetAtoms: money(roundBudget, 'roundBudget') }),
    }
    return given
  })
}

type Money = (text: string, field: string) => bigint

function triggerOf({ leastBalance, ...rest }: TriggerEntry, money: Money): DrawdownOptions {
  const { per, pays } = rest
  const balance = leastBalance === undefined ? {} : { leastBalanceAtoms: money(leastBalance, 'trigger.leastBalance') }
  return { ...fallOf(rest, 'trigger'), ...defined({ per, pays }), ...balance }
}

function hedgeOf({ threshold, who, mode }: HedgeEntry): Partial<HedgeTerms> {
  const ppm = threshold === undefined ? {} : { thresholdPpm: ppmOf(threshold, 'round.hedge.threshold') }
  return { ...ppm, ...defined({ who, mode }) }
}

function warningOf({ startBalance, stopBalance, ...fall }: WarningEntry, money: Money): WarningOptions {
  return {
    ...fallOf(fall, 'warning'),
    ...(startBalance === undefined ? {} : { startBalanceAtoms: money(startBalance, 'warning.startBalance') }),
    ...(stopBalance === undefined ? {} : { stopBalanceAtoms: money(stopBalance, 'warning.stopBalance') }),
  }
}

type FallEntry = Pick<TriggerEntry, 'start' | 'stop' | 'windowMs'>

function fallOf({ start, stop, windowMs }: FallEntry, name: string) {
  return {
    ...(start === undefined ? {} : { startPpm: ppmOf(start, `round.${name}.start`) }),
    ...(stop === undefined ? {} : { stopPpm: ppmOf(stop, `round.${name}.stop`) }),
    ...(windowMs === undefined ? {} : { windowMs }),
  }
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
