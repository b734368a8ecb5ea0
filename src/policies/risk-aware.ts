// Risk-aware pro rata: lots by size times a growing function of the account's leverage λ = Σ notional / equity.
//
//   weight = lots · g(λ)      g(λ) = λ^c (c = 1 … 8), or (λ − τ)+
//
// Weights are whole numbers in units of 2^-256, rounded down. Floor, then largest remainder; ties by rank. Nobody
// gives more than it has: water-filling. Who has no equity counts as having one atom. Losers: after the profitable
// ones. Where no leverage is above τ, the rest goes by size. Source: RAP of arXiv 2512.01112, h = min(cap, t ·
// weight).

import { BallastError, demandObject, ErrorCode } from '../core/errors.ts'
import { checkWhole } from '../core/limits.ts'
import { max } from '../fixed/rounding.ts'
import { ours } from './ours.ts'
import type { AllocationPolicy, Candidate } from './policy.ts'
import { dealByWeight } from './weights.ts'

const WEIGHT_BITS = 256n
const PPM = 1_000_000n
const MOST_POWER = 8
const MOST_ABOVE_PPM = 1_000_000_000

export interface RiskAwareOptions {
  /** c of λ^c, 1 to 8; 1 when left out. */
  readonly power?: number
  /** τ of (λ − τ)+ in ppm, 0 to 1,000,000,000, instead of a power. */
  readonly abovePpm?: number
}

/** @throws BallastError ERR_RANGE, ERR_CONFIG when both are given */
export function riskAware(options: RiskAwareOptions = {}): AllocationPolicy {
  demandObject(options, 'risk-aware: options')
  const { power, abovePpm } = options
  if (power !== undefined && abovePpm !== undefined) {
    throw new BallastError(ErrorCode.CONFIG, 'risk-aware: expected either a power or a leverage to be above, not both')
  }
  const leverage = abovePpm === undefined ? leverageToThe(power ?? 1) : leverageAbove(abovePpm)
  return ours<AllocationPolicy>({
    name: `risk-aware${leverage.suffix}`,
    allocate(need, candidates, open) {
      const weights = candidates.map((candidate, index) => leverage.weight(candidate, open[index]!))
      return dealByWeight(need, weights, open)
    },
  })
}

interface Leverage {
  readonly suffix: string
  weight(candidate: Candidate, open: bigint): bigint
}

function leverageToThe(power: number): Leverage {
  checkWhole(power, 1, MOST_POWER, 'risk-aware: power')
  const exponent = BigInt(power)
  return {
    suffix: power === 1 ? '' : `:power=${power}`,
    weight({ accountNotionalAtoms, equityAtoms }, open) {
      return ((open * accountNotionalAtoms ** exponent) << WEIGHT_BITS) / max(1n, equityAtoms) ** exponent
    },
  }
}

function leverageAbove(abovePpm: number): Leverage {
  checkWhole(abovePpm, 0, MOST_ABOVE_PPM, 'risk-aware: above, in ppm,')
  return {
    suffix: `:above=${abovePpm / 1_000_000}`,
    weight({ accountNotionalAtoms, equityAtoms }, open) {
      const equity = max(1n, equityAtoms)
      const excess = max(0n, accountNotionalAtoms * PPM - BigInt(abovePpm) * equity)
      return ((open * excess) << WEIGHT_BITS) / (equity * PPM)
    },
  }
}
