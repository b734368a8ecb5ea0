// How rounds are played, as a caller says it.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { checkBigint, MAX_CASH_ATOMS, PPM } from '../core/limits.ts'
import { type PolicyName, policyOf } from '../policies/known.ts'
import type { Policy } from '../policies/policy.ts'
import type { AdlMode, RoundSettings } from '../stages/round-state.ts'

export interface RoundOptions {
  /**
   * 'auto' deleverages; 'propose' plans it and waits for `acceptProposal`; 'off' leaves bankrupt positions that neither
   * book nor pools took as they are, named in the report. 'auto' when left out.
   */
  readonly adl?: AdlMode
  /** Who is closed first: a name, or a policy of the caller's own. 'bitmex' when left out. */
  readonly policy?: PolicyName | Policy
  /** Whether positions without profit may be deleveraged, after all others. 'all' when left out. */
  readonly eligible?: 'all' | 'profitable'
  /** What deleveraged positions are closed at. 'bankruptcy' when left out. */
  readonly adlPrice?: 'bankruptcy' | 'mark'
  /** Who pays what nobody could: the open interest of the market, or only the deficit row. */
  readonly socialise?: 'per-open-interest' | 'none'
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

const CHOICES = {
  adl: ['auto', 'propose', 'off'],
  eligible: ['all', 'profitable'],
  adlPrice: ['bankruptcy', 'mark'],
  socialise: ['per-open-interest', 'none'],
  takeover: ['whole', 'partial'],
} as const

const KEYS = [
  ...Object.keys(CHOICES),
  ...['policy', 'maxSlippagePpm', 'bufferAtoms', 'liquidationBudgetAtoms', 'roundBudgetAtoms', 'maxPasses'],
  'haltOnDeficit',
]

export const DEFAULT_ROUND: Required<RoundOptions> = {
  adl: 'auto',
  policy: 'bitmex',
  eligible: 'all',
  adlPrice: 'bankruptcy',
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
export function roundSettings(options: RoundOptions, before: Required<RoundOptions> = DEFAULT_ROUND): RoundSettings {
  for (const key of Object.keys(options)) {
    demand(KEYS.includes(key), ErrorCode.CONFIG, () => `round.${key} is no option, expected one of ${KEYS.join(', ')}`)
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const all: Required<RoundOptions> = { ...before, ...Object.fromEntries(given) }
  for (const [key, choices] of Object.entries(CHOICES)) {
    const value = all[key as keyof typeof CHOICES]
    demand((choices as readonly string[]).includes(value), ErrorCode.CONFIG, () => {
      return `round.${key} is ${JSON.stringify(value)}, expected one of ${choices.join(', ')}`
    })
  }
  whole(all.maxSlippagePpm, 0, Number(PPM), 'maxSlippagePpm')
  whole(all.maxPasses, 1, 1_000_000, 'maxPasses')
  money(all.bufferAtoms, 'bufferAtoms')
  if (all.liquidationBudgetAtoms !== null) money(all.liquidationBudgetAtoms, 'liquidationBudgetAtoms')
  if (all.roundBudgetAtoms !== null) money(all.roundBudgetAtoms, 'roundBudgetAtoms')
  demand(typeof all.haltOnDeficit === 'boolean', ErrorCode.CONFIG, () => {
    return `round.haltOnDeficit is ${String(all.haltOnDeficit)}, expected true or false`
  })
  return { ...all, policy: policyOf(all.policy), maxSlippagePpm: BigInt(all.maxSlippagePpm) }
}

function whole(value: number, least: number, most: number, name: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  const wanted = `expected a whole number from ${least} to ${most}`
  throw new BallastError(ErrorCode.RANGE, `round.${name} is ${value}, ${wanted}`)
}

function money(value: bigint, name: string): void {
  checkBigint(value, `round.${name}`)
  demand(value >= 0n && value <= MAX_CASH_ATOMS, ErrorCode.RANGE, () => {
    return `round.${name} is ${value} atoms, expected 0 to ${MAX_CASH_ATOMS}`
  })
}
