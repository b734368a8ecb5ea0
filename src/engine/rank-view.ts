// The ADL queue as a caller sees it: who is closed first, and how far from the head each stands.

import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { policyOf } from '../policies/known.ts'
import type { Candidate, Policy } from '../policies/policy.ts'
import { isProtected } from '../stages/edit-selection.ts'
import { Rankings } from '../stages/rank.ts'
import { placeOf, type RankedBook } from '../stages/ranked-book.ts'
import type { RoundSettings } from '../stages/round-state.ts'
import { scoreText } from './log-events.ts'
import type { ScoreText } from './round-events.ts'

export interface RankRequest {
  readonly market: number
  /** The side that would be closed. */
  readonly side: 'long' | 'short'
  /** The engine's own when left out. */
  readonly policy?: string | Policy
  /** So many from the head; all when left out. */
  readonly top?: number
}

export interface RankedPosition {
  /** From 1. */
  readonly rank: number
  readonly account: number
  /** null: the policy has no scores. */
  readonly score: ScoreText | null
  /** Part of the candidates that stand behind, in ppm, rounded down: near 1,000,000 at the head of the queue. */
  readonly quantilePpm: number
  /**
   * Lots that stand at this place: all of the position's, unless only a part of it hedges (`hedge.mode` 'quantity').
   * Such a position has two places, the second one in the tier of hedged accounts.
   */
  readonly lots: bigint
  /** Whether the place is in that tier, behind everybody else. */
  readonly protected: boolean
  /** The whole position. */
  readonly candidate: Candidate
}

/** A copy, so that what is judged is what is ranked. @throws BallastError ERR_CONFIG */
export function ownRequest(request: RankRequest): RankRequest {
  demandObject(request, 'request')
  const { market, side, policy, top } = request
  return { market, side, ...(policy === undefined ? {} : { policy }), ...(top === undefined ? {} : { top }) }
}

export function rankSide(
  { book, kernel, executor, settings }: RankedBook & { readonly settings: RoundSettings },
  request: RankRequest,
): RankedPosition[] {
  const { market, side, top = Number.MAX_SAFE_INTEGER } = request
  demand(side === 'long' || side === 'short', ErrorCode.CONFIG, () => `side is ${shown(side)}, expected long or short`)
  demand(Number.isSafeInteger(top) && top >= 0, ErrorCode.RANGE, () => `top is ${shown(top)}, expected a whole number`)
  const policy = request.policy === undefined ? settings.policy : policyOf(request.policy)
  const place = placeOf(market, side === 'short')
  const ranking = new Rankings({ book, kernel, executor, settings: { ...settings, policy } }, [place]).of(place)
  const { count } = ranking
  return Array.from({ length: Math.min(top, count) }, (_, index) => {
    const candidate = ranking.candidate(index)
    const exact = ranking.score(index)
    const score = exact === null ? null : scoreText(exact)
    const quantilePpm = Math.floor(((count - index - 1) * 1_000_000) / count)
    const where = { lots: ranking.openLots(index), protected: isProtected(ranking.entry(index)) }
    return { rank: index + 1, account: candidate.account, score, quantilePpm, ...where, candidate }
  })
}
