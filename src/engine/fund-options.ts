// Triggers and warnings of insurance pools, and tiers of hedged accounts, as a caller says them.

import { WINDOW_BUCKETS } from '../book/fund-window.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { PPM } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import type { DrawdownTrigger, WarningTerms } from '../stages/fund-trigger.ts'
import type { HedgeTerms } from '../stages/hedge-tiers.ts'
import { money, whole } from './option-checks.ts'

/** See `DrawdownTrigger`; a fall of 30 % in 8 hours until it is under 25 %, of the pool, when left out. */
export type DrawdownOptions = Partial<DrawdownTrigger>

/** See `WarningTerms`; a fall of 15 % in 8 hours until it is under 10 %, and a balance of 0, when left out. */
export type WarningOptions = Partial<WarningTerms>

const EIGHT_HOURS_MS = 8 * 3_600_000
const MOST_WINDOW_MS = 400 * 86_400_000

const DRAWDOWN: DrawdownTrigger = {
  ...{ startPpm: 300_000, stopPpm: 250_000, windowMs: EIGHT_HOURS_MS, per: 'pool', leastBalanceAtoms: 0n, pays: 'all' },
}

const WARNING: WarningTerms = {
  ...{ startPpm: 150_000, stopPpm: 100_000, startBalanceAtoms: 0n, stopBalanceAtoms: 0n, windowMs: EIGHT_HOURS_MS },
}

/** @throws BallastError ERR_CONFIG, ERR_RANGE naming the option */
export function triggerOf(given: 'depleted' | DrawdownOptions): DrawdownTrigger | null {
  if (given === 'depleted') return null
  const trigger = withDefaults('trigger', given, DRAWDOWN, '"depleted" or ')
  fallFrom('trigger', trigger)
  choice('trigger.per', trigger.per, ['pool', 'market'])
  choice('trigger.pays', trigger.pays, ['all', 'to-start'])
  money(trigger.leastBalanceAtoms, 'trigger.leastBalanceAtoms')
  return trigger
}

/** @throws BallastError ERR_CONFIG, ERR_RANGE naming the option */
export function warningOf(given: WarningOptions | null): WarningTerms | null {
  if (given === null) return null
  const warning = withDefaults('warning', given, WARNING, 'null or ')
  fallFrom('warning', warning)
  money(warning.startBalanceAtoms, 'warning.startBalanceAtoms')
  money(warning.stopBalanceAtoms, 'warning.stopBalanceAtoms')
  demand(warning.stopBalanceAtoms >= warning.startBalanceAtoms, ErrorCode.RANGE, () => {
    const { startBalanceAtoms, stopBalanceAtoms } = warning
    return `round.warning.stopBalanceAtoms is ${stopBalanceAtoms}, expected at least the start, ${startBalanceAtoms}`
  })
  return warning
}

function withDefaults<Terms extends object>(name: string, given: Partial<Terms>, usual: Terms, others: string): Terms {
  const keys = Object.keys(usual)
  demand(typeof given === 'object' && given !== null && !Array.isArray(given), ErrorCode.CONFIG, () => {
    return `round.${name} is ${shown(given)}, expected ${others}an object of ${keys.join(', ')}`
  })
  for (const key of Object.keys(given)) {
    demand(keys.includes(key), ErrorCode.CONFIG, () => {
      return `round.${name}.${key} is no option, expected one of ${keys.join(', ')}`
    })
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...usual, ...Object.fromEntries(said) }
}

const HEDGE: HedgeTerms = { thresholdPpm: 50_000, who: 'marked', mode: 'account' }

/** @throws BallastError ERR_CONFIG, ERR_RANGE naming the option */
export function hedgeOf(given: Partial<HedgeTerms> | null): HedgeTerms | null {
  if (given === null) return null
  const hedge = withDefaults('hedge', given, HEDGE, 'null or ')
  whole(hedge.thresholdPpm, 1, Number(PPM), 'hedge.thresholdPpm')
  choice('hedge.who', hedge.who, ['marked', 'all'])
  choice('hedge.mode', hedge.mode, ['account', 'quantity', 'together'])
  return hedge
}

type FallTerms = Pick<DrawdownTrigger, 'startPpm' | 'stopPpm' | 'windowMs'>

function fallFrom(name: string, { startPpm, stopPpm, windowMs }: FallTerms): void {
  whole(startPpm, 1, Number(PPM), `${name}.startPpm`)
  whole(stopPpm, 1, startPpm, `${name}.stopPpm`)
  whole(windowMs, WINDOW_BUCKETS, MOST_WINDOW_MS, `${name}.windowMs`)
  demand(windowMs % WINDOW_BUCKETS === 0, ErrorCode.RANGE, () => {
    return `round.${name}.windowMs is ${windowMs}, expected a multiple of ${WINDOW_BUCKETS}: that many parts are kept`
  })
}

function choice(name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return
  const message = `round.${name} is ${shown(value)}, expected one of ${choices.join(', ')}`
  throw new BallastError(ErrorCode.CONFIG, message)
}
