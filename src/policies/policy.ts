// What a policy is: a score that ranks candidates, or an allocation that deals lots out to them. A policy is small and
// pure; rounding, caps, prices, order of ties and all bookkeeping are the engine's.

/** A position that may be deleveraged, as it stood when the ranking was made. All numbers are exact. */
export interface Candidate {
  /** Id of the account. */
  readonly account: number
  /** Market number. */
  readonly market: number
  /** |size|. */
  readonly lots: bigint
  /** |size · u| at the mark, above 0. */
  readonly notionalAtoms: bigint
  /** size · u − entryValue; profitable when above 0. */
  readonly profitAtoms: bigint
  /** |entryValue|. */
  readonly entryValueAtoms: bigint
  /** Maintenance of the position, in atom · ppm. */
  readonly maintenanceAtomPpm: bigint
  /** Of the whole account: E ≥ 0. */
  readonly equityAtoms: bigint
  readonly accountMaintenanceAtomPpm: bigint
  readonly accountNotionalAtoms: bigint
}

/** An exact rational, `under` above 0; or above all others of the group; or below them. */
export type Score = { readonly over: bigint; readonly under: bigint } | 'infinite' | 'last'

/** Candidates are closed from the highest score down; ties go by notional, then by the lower account id. */
export interface ScorePolicy {
  readonly name: string
  score(candidate: Candidate): Score
}

/** Candidates of a group (profitable ones first) share what is needed. */
export interface AllocationPolicy {
  readonly name: string
  /**
   * Lots for each candidate, in their order: 0 … `open` each, together exactly `need`.
   *
   * @param need at most what is open in all
   * @param candidates in the order of their rank: by notional, then by account id
   * @param open lots that each may still give
   */
  allocate(need: bigint, candidates: readonly Candidate[], open: readonly bigint[]): readonly bigint[]
}

export type Policy = ScorePolicy | AllocationPolicy

export function isScorePolicy(policy: Policy): policy is ScorePolicy {
  return 'score' in policy
}

/** Negative when `a` is the smaller score; exact. */
export function compareScores(a: Score, b: Score): number {
  if (typeof a === 'string' || typeof b === 'string') return standing(a) - standing(b)
  const left = a.over * b.under
  const right = b.over * a.under
  return left < right ? -1 : left > right ? 1 : 0
}

function standing(score: Score): number {
  if (score === 'last') return 0
  return score === 'infinite' ? 2 : 1
}
