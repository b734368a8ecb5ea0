// Everybody gives the same part of its position: by size, floor first, then largest remainder.

import { dealByRemainder } from '../fixed/shares.ts'
import type { AllocationPolicy, Candidate } from './policy.ts'

export const proRata: AllocationPolicy = {
  name: 'pro-rata',
  allocate(need: bigint, _candidates: readonly Candidate[], open: readonly bigint[]): readonly bigint[] {
    return dealByRemainder(need, open)
  },
}
