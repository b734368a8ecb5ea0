// FTX's rule: the ten largest opposite positions, more when these do not have enough, each for the same part of its
// size.
//
// Profit is not looked at: the venue's preset says `eligible: 'regardless'`, and the counterparties' price of two
// parts bankruptcy, one part mark. Floor, then largest remainder; ties of size by id, of remainders by size. Small
// positions are never closed while the large ones suffice. Source: help.ftx.com/hc/en-us/articles/360027937831
// (historical).

import { demandObject } from '../core/errors.ts'
import { checkWhole } from '../core/limits.ts'
import { dealByRemainder } from '../fixed/shares.ts'
import { ours } from './ours.ts'
import type { AllocationPolicy } from './policy.ts'

const TOP = 10
const MOST_TOP = 1_000_000

/** @param options top: so many of the largest share what is needed; 10 when left out. @throws BallastError ERR_RANGE */
export function ftx(options: { readonly top?: number } = {}): AllocationPolicy {
  demandObject(options, 'ftx: options')
  const { top = TOP } = options
  checkWhole(top, 1, MOST_TOP, 'ftx: top')
  return ours<AllocationPolicy>({
    name: top === TOP ? 'ftx' : `ftx:top=${top}`,
    allocate(need, candidates, open) {
      const order = open.map((_, index) => index)
      // By what is open now, not by what it was when it was ranked.
      order.sort((a, b) => {
        if (open[a] !== open[b]) return open[a]! > open[b]! ? -1 : 1
        return candidates[a]!.account - candidates[b]!.account
      })
      let [count, lots] = [0, 0n]
      while (count < order.length && (count < top || lots < need)) {
        lots += open[order[count]!]!
        count += 1
      }
      const chosen = order.slice(0, count)
      const dealt = dealByRemainder(
        need,
        chosen.map((index) => open[index]!),
      )
      const parts = open.map(() => 0n)
      for (const [place, index] of chosen.entries()) parts[index] = dealt[place]!
      return parts
    },
  })
}
