// How rounds are played, as a caller says it.

import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import { PPM } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { knownPolicies, type PolicyName, policyOf } from '../policies/known.ts'
import { isLossPolicy, type LossPolicy, type Policy } from '../policies/policy.ts'
import { socialisedMango } from '../policies/socialised.ts'
import type { HedgeTerms } from '../stages/hedge-tiers.ts'
import type { AdlMode, AdlPriceMode, Eligible, RoundSettings, StageName } from '../stages/round-state.ts'
import { type DrawdownOptions, hedgeOf, triggerOf, type WarningOptions, warningOf } from './fund-options.ts'
import { money, whole } from './option-checks.ts'
import { type PresetName, presetOf } from './presets.ts'

export interface RoundOptions {
  /** What a venue is said to do (`presets`); what is given beside it goes before. */
  readonly preset?: PresetName
  /**
   * 'auto' deleverages; 'propose' plans it and waits for `acceptProposal`; 'off' leaves bankrupt positions that neither
   * book nor pools took as they are, named in the report. 'auto' when left out.
   */
  readonly adl?: AdlMode
  /**
   * Whose positions are deleveraged: those of bankrupt accounts, 'bankrupt' when left out, or with 'unfilled' also what
   * the order book was asked for and left of accounts at risk. These are closed at the mark, for they can pay; never by
   * 'propose'.
   */
  readonly adlFor?: 'bankrupt' | 'unfilled'
  /** Who is closed first: a name, or a policy of the caller's own. 'bitmex' when left out. */
  readonly policy?: PolicyName | Policy
  /**
   * Whether positions without profit may be deleveraged: 'all', after those with a profit, when left out; 'regardless'
   * of their profit as far as the policy goes.
   */
  readonly eligible?: Eligible
  /**
   * What deleveraged positions are closed at, 'bankruptcy' when left out; what another price leaves unpaid is paid by
   * the pools and by stage 8.
   *
   * 'mark-until-fund-nearly-empty': the mark while the market's pool can pay what that leaves and keep
   * `nearlyEmptyAtoms`, then bankruptcy. 'blend': between the two, see `blend`. 'uniform': bankruptcy, at one average
   * a market and side.
   */
  readonly adlPrice?: AdlPriceMode
  /** With 'blend': so many parts bankruptcy, so many mark; whole numbers, 2 and 1 when left out (FTX). */
  readonly blend?: { readonly bankruptcy: number; readonly mark: number }
  /** What a pool keeps when closing at the mark is at its cost; 0 when left out. */
  readonly nearlyEmptyAtoms?: bigint
  /**
   * Two tiers by what accounts hold: positions whose open part of an underlying is below `thresholdPpm` (50,000 when
   * left out) are deleveraged after all others; of marked accounts (`setProtected`), or of 'all'. null, when left out:
   * marked accounts stand behind the others whatever they hold.
   *
   * `mode`: 'account', when left out, as said. 'quantity': not by a threshold, but those lots that the other side
   * covers; the rest of the position stands with the others. 'together': as 'account', and who is deleveraged all the
   * same has its opposite legs closed at the mark with it, so that its open part does not grow.
   */
  readonly hedge?: Partial<HedgeTerms> | null
  /** The order of stages 2 to 6, each of them once; what is then left is closed at the mark. */
  readonly stages?: readonly StageName[]
  /**
   * What holds a pool back beside E ≤ 0, which always does ('depleted', when left out): a fall from the largest that it
   * was worth in the window.
   */
  readonly trigger?: 'depleted' | DrawdownOptions
  /** When a market counts as near to ADL; null, when left out, for a state of warning never. */
  readonly warning?: WarningOptions | null
  /**
   * Who pays what nobody could: the open interest of the market, 'none' for only the deficit row, or a rule of
   * socialised loss ('socialised-vega', …, or one of the caller's own).
   */
  readonly socialise?: 'per-open-interest' | 'none' | PolicyName | LossPolicy
  /** Whether a pool takes a position only whole, or as much of it as its budget bears. 'whole' when left out. */
  readonly takeover?: 'whole' | 'partial'
  /** How much of its notional a liquidation may lose against the mark, in ppm; 5,000 when left out. */
  readonly maxSlippagePpm?: number
  /** How far above its maintenance a liquidation brings an account. */
  readonly bufferAtoms?: bigint
  /** What the pools let one account's liquidation lose in a pass, beyond its own equity; null: no limit. */
  readonly liquidationBudgetAtoms?: bigint | null
  /** The same for all liquidations of a round. */
  readonly roundBudgetAtoms?: bigint | null
  /** A round that has not come to rest by then ends, and says so. 64 when left out. */
  readonly maxPasses?: number
  /** Whether a market halts when a loss in it reaches the deficit row. */
  readonly haltOnDeficit?: boolean
}

const MOST_STAGES = 16

const CHOICES = {
  adl: ['auto', 'propose', 'off'],
  adlFor: ['bankrupt', 'unfilled'],
  eligible: ['all', 'profitable', 'regardless'],
  adlPrice: ['bankruptcy', 'mark', 'mark-until-fund-nearly-empty', 'blend', 'uniform'],
  takeover: ['whole', 'partial'],
} as const

/** All of them, a preset made into what it says. */
export type AllOptions = Required<Omit<RoundOptions, 'preset'>>

export const DEFAULT_ROUND: AllOptions = {
  adl: 'auto',
  adlFor: 'bankrupt',
  policy: 'bitmex',
  eligible: 'all',
  adlPrice: 'bankruptcy',
  blend: { bankruptcy: 2, mark: 1 },
  nearlyEmptyAtoms: 0n,
  stages: ['own-first', 'book', 'cross', 'insurance', 'adl'],
  hedge: null,
  trigger: 'depleted',
  warning: null,
  socialise: 'per-open-interest',
  takeover: 'whole',
  maxSlippagePpm: 5_000,
  bufferAtoms: 0n,
  liquidationBudgetAtoms: null,
  roundBudgetAtoms: null,
  maxPasses: 64,
  haltOnDeficit: false,
}

/** @throws BallastError ERR_CONFIG, ERR_RANGE naming the option */
export function roundSettings(given: RoundOptions, before: AllOptions = DEFAULT_ROUND): RoundSettings {
  const options = withPreset(given)
  const keys = Object.keys(DEFAULT_ROUND)
  for (const key of Object.keys(options)) {
    demand(keys.includes(key), ErrorCode.CONFIG, () => `round.${key} is no option, expected one of ${keys.join(', ')}`)
  }
  const said = Object.entries(options).filter(([, value]) => value !== undefined)
  const all: AllOptions = { ...before, ...Object.fromEntries(said) }
  for (const [key, choices] of Object.entries(CHOICES)) {
    const value = all[key as keyof typeof CHOICES]
    demand((choices as readonly string[]).includes(value), ErrorCode.CONFIG, () => {
      return `round.${key} is ${shown(value)}, expected one of ${choices.join(', ')}`
    })
  }
  whole(all.maxSlippagePpm, 0, Number(PPM), 'maxSlippagePpm')
  whole(all.maxPasses, 1, 1_000_000, 'maxPasses')
  money(all.bufferAtoms, 'bufferAtoms')
  if (all.liquidationBudgetAtoms !== null) money(all.liquidationBudgetAtoms, 'liquidationBudgetAtoms')
  if (all.roundBudgetAtoms !== null) money(all.roundBudgetAtoms, 'roundBudgetAtoms')
  demand(typeof all.haltOnDeficit === 'boolean', ErrorCode.CONFIG, () => {
    return `round.haltOnDeficit is ${shown(all.haltOnDeficit)}, expected true or false`
  })
  money(all.nearlyEmptyAtoms, 'nearlyEmptyAtoms')
  const { blend } = all
  const stages = stagesOf(all.stages)
  demand(all.adlFor === 'bankrupt' || stages.indexOf('book') < stages.indexOf('adl'), ErrorCode.CONFIG, () => {
    return "round.adlFor is 'unfilled', expected the stage 'book' before 'adl': what it leaves is not known otherwise"
  })
  return {
    ...all,
    ...sharingOf(all.socialise),
    blend: partsOf(blend),
    stages,
    hedge: hedgeOf(all.hedge),
    trigger: triggerOf(all.trigger),
    warning: warningOf(all.warning),
    policy: policyOf(all.policy),
    maxSlippagePpm: BigInt(all.maxSlippagePpm),
  }
}

/** A preset made into the options that it says. @throws BallastError ERR_CONFIG */
export function withPreset(given: RoundOptions): Omit<RoundOptions, 'preset'> {
  demandObject(given, 'round')
  const { preset, ...options } = given
  return copied(preset === undefined ? options : { ...presetOf(preset).round, ...options })
}

/** What is judged is what is kept: nothing of the caller's own is looked at again. Policies stay what they are. */
function copied(options: Omit<RoundOptions, 'preset'>): Omit<RoundOptions, 'preset'> {
  const copy: Record<string, unknown> = { ...options }
  for (const key of ['hedge', 'trigger', 'warning'] as const) {
    const value = options[key]
    if (typeof value === 'object' && value !== null) copy[key] = { ...value }
  }
  const { blend, stages } = options
  if (typeof blend === 'object' && blend !== null) copy.blend = { bankruptcy: blend.bankruptcy, mark: blend.mark }
  // By number, and no more than tells that there are too many.
  if (Array.isArray(stages)) {
    copy.stages = Array.from({ length: Math.min(stages.length, MOST_STAGES) }, (_, index) => stages[index])
  }
  return copy
}

function sharingOf(given: AllOptions['socialise']): Pick<RoundSettings, 'socialise' | 'sharing'> {
  if (given === 'none') return { socialise: given, sharing: null }
  if (given === 'per-open-interest') return { socialise: given, sharing: socialisedMango }
  const rule = typeof given === 'string' ? knownPolicies.find(({ name }) => name === given) : policyOf(given)
  if (rule !== undefined && isLossPolicy(rule)) return { socialise: rule.name, sharing: rule }
  const names = ['per-open-interest', 'none', ...knownPolicies.filter(isLossPolicy).map(({ name }) => name)]
  const what = typeof given === 'string' ? shown(given) : `policy ${rule?.name}`
  throw new BallastError(ErrorCode.CONFIG, `round.socialise is ${what}, expected one of ${names.join(', ')}`)
}

function partsOf(blend: RoundSettings['blend']): RoundSettings['blend'] {
  demandObject(blend, 'round.blend')
  const { bankruptcy, mark } = blend
  whole(bankruptcy, 0, 1_000_000, 'blend.bankruptcy')
  whole(mark, 0, 1_000_000, 'blend.mark')
  demand(bankruptcy + mark > 0, ErrorCode.RANGE, () => 'round.blend has no parts, expected one above 0')
  return { bankruptcy, mark }
}

function stagesOf(given: readonly StageName[]): readonly StageName[] {
  const wanted = DEFAULT_ROUND.stages
  const isOrder = Array.isArray(given) && given.length === wanted.length && wanted.every((name) => given.includes(name))
  if (isOrder) return [...given]
  const message = `round.stages is ${shown(given)}, expected each of ${wanted.join(', ')} once`
  throw new BallastError(ErrorCode.CONFIG, message)
}
