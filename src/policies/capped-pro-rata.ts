// Capped pro rata: everybody loses the same part η of its profit, but no more than a cap of it, and never of what it
// has put in. By rising η: water-filling. Of the rules that arXiv 2512.01112 looks at, the only one that is fair in its
// sense.
//
//   loss of i = min(η, cap) · profit of i, in whole lots
//
// In lots: a bankrupt position costs the same a lot whoever takes it, so lots go by profit. Floor, then largest
// remainder; ties by rank. Losers have no profit to lose and give nothing, unless a lot costs nothing. What the caps
// together do not bear is not dealt: it is closed at the mark, and the loss goes to the fund or is socialised.

import { BallastError, demandObject, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { max, min } from '../fixed/rounding.ts'
import { ours } from './ours.ts'
import type { AllocationPolicy, Candidate, Deal } from './policy.ts'
import { dealByWeight } from './weights.ts'

const PPM = 1_000_000n

/** @param options capPpm: part of a profit that may be lost, 1 to 1,000,000 ppm; all of it when left out */
export function cappedProRata(options: { readonly capPpm?: number } = {}): AllocationPolicy {
  demandObject(options, 'capped-pro-rata: options')
  const { capPpm = 1_000_000 } = options
  if (!Number.isInteger(capPpm) || capPpm < 1 || capPpm > 1_000_000) {
    const message = `capped-pro-rata: cap is ${shown(capPpm)} ppm, expected a whole number from 1 to 1000000`
    throw new BallastError(ErrorCode.RANGE, message)
  }
  const whole = capPpm === 1_000_000
  return ours<AllocationPolicy>({
    name: whole ? 'capped-pro-rata' : `capped-pro-rata:cap=${capPpm / 1_000_000}`,
    capacity(candidates, open, deal) {
      const { takenAtoms } = deal
      return candidates.map((each, index) => mostOf(each, open[index]!, deal, takenAtoms[index]!))
    },
    allocate(need, candidates, open) {
      return dealByWeight(need, candidates.map(profitOf), open)
    },
  })

  function mostOf(candidate: Candidate, open: bigint, { lossAtoms, lossLots }: Deal, takenAtoms: bigint) {
    if (lossAtoms === 0n) return open
    const bearsAtoms = (profitOf(candidate) * BigInt(capPpm)) / PPM - takenAtoms
    return min(open, max(0n, (bearsAtoms * lossLots) / lossAtoms))
  }
}

function profitOf({ profitAtoms }: Candidate): bigint {
  return max(0n, profitAtoms)
}
