// Partial tear-up, as clearing houses do it: what the defaulter leaves unmatched is torn up against all opposite
// positions, each by the same part of its size, at the last settlement price, here the mark.
//
// Profit is not looked at, and nobody loses by its own tear-up; what the defaulter owes is left to the fund and to the
// sharing of losses, by gains in the venue's preset. Floor, then largest remainder; ties by rank. Sources: CFTC filing
// 16-354 of CME (2016); ISDA, "CCP Loss Allocation at the End of the Waterfall" (2013); ISDA and FIA (2021).

import type { AllocationPolicy } from './policy.ts'
import { proRata } from './pro-rata.ts'

export const partialTearUp: AllocationPolicy = {
  name: 'partial-tear-up',
  fixed: { adlPrice: 'mark', eligible: 'regardless' },
  allocate: proRata.allocate,
}
