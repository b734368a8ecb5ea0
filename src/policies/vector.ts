// Vector projection: the part xᵢ of each position that is closed, as near to "nobody" as it can be.
//
//   x = projection of 0 on { 0 ≤ x ≤ 1, Σ cᵢ·xᵢ = B }  =  min(1, μ·cᵢ)
//
// c are the lots that are open, B what is needed; so lots go by the square of the size, up to all. It spares the many
// small at the cost of the few large. This is one projection from no history; the paper's mirror descent carries x from
// wave to wave, and a round has only one. Floor, then largest remainder; ties by rank. Losers: after the profitable
// ones. Splitting a position in halves halves what it gives: it is not proof against that (docs/POLICIES.md).
// Source: arXiv 2602.15182.

import { fillWater } from '../fixed/shares.ts'
import type { AllocationPolicy } from './policy.ts'

export const vector: AllocationPolicy = {
  name: 'vector',
  allocate(need, _candidates, open) {
    return fillWater(
      need,
      open.map((lots) => lots * lots),
      open,
    )
  },
}
