// What a policy is: a score that ranks candidates, an order of them, an allocation that deals lots out to them, or a
// rule by which a loss is shared and nobody is closed for it. A policy is small and pure; rounding, caps, prices, order
// of ties and all bookkeeping are the engine's.

/** A position that may be deleveraged, as it stood when the ranking was made. All numbers are exact. */
export interface Candidate {
  /** Id of the account. */
  readonly account: number
  /** Who it belongs to; an isolated position and a cross account of one owner are two accounts. */
  readonly owner: number
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
  /** Σ size · u − entryValue of the whole account: equity less this is its wallet. */
  readonly accountProfitAtoms: bigint
}

/** What a queue is made with, beside its candidates. */
export interface QueueTerms {
  /** Atoms of one unit of the settlement currency: 1,000,000 where an atom is 0.000001. */
  readonly unitAtoms: bigint
  /** 0 … 2^64 − 1, another one for every queue and the same whenever it is made again. */
  readonly seed: bigint
}

/** An exact rational, `under` above 0; or above all others of the group; or below them. */
export type Score = { readonly over: bigint; readonly under: bigint } | 'infinite' | 'last'

interface Named {
  readonly name: string
  /**
   * What belongs to the rule itself and goes before the options of the round: a price, or that profitable positions do
   * not go first.
   */
  readonly fixed?: { readonly adlPrice?: 'mark'; readonly eligible?: 'regardless' }
}

/** Candidates are closed from the highest score down; ties go by notional, then by the lower account id. */
export interface ScorePolicy extends Named {
  score(candidate: Candidate, terms: QueueTerms): Score
  /** One score for several candidates of one owner in a queue, in the order of ids; of a single one it is `score`. */
  scoreTogether?(candidates: readonly Candidate[], terms: QueueTerms): Score
  /** Who is first of two with the same score: negative for `a`. 0 leaves it to notional and id. */
  tellApart?(a: Candidate, b: Candidate): number
}

/** A rule that has no scores, only an order. */
export interface OrderPolicy extends Named {
  /** Indices of all candidates, which are given in the order of ids: who is closed first stands first. */
  order(candidates: readonly Candidate[], terms: QueueTerms): readonly number[]
}

/** What is dealt out at once: the rest of one bankrupt position. */
export interface Deal extends QueueTerms {
  /** What a lot costs who takes it, against the mark: `lossAtoms` for `lossLots` of them; 0 or more. */
  readonly lossAtoms: bigint
  readonly lossLots: bigint
  /** What each candidate has lost to bankrupt positions of this market in this pass. */
  readonly takenAtoms: readonly bigint[]
}

/** Candidates of a group (profitable ones first) share what is needed. */
export interface AllocationPolicy extends Named {
  /**
   * Lots that the rule lets each candidate give at most, 0 … `open`; all of `open` where there is none. What is needed
   * beyond the sum of these is not dealt: the next group has it, and what is left in the end is reported.
   */
  capacity?(candidates: readonly Candidate[], open: readonly bigint[], deal: Deal): readonly bigint[]
  /**
   * Lots for each candidate, in their order: 0 … `open` each, together exactly `need`.
   *
   * @param need at most what is open in all
   * @param candidates in the order of their rank: by notional, then by account id
   * @param open lots that each may still give: `capacity` of what it holds
   */
  allocate(need: bigint, candidates: readonly Candidate[], open: readonly bigint[], deal: Deal): readonly bigint[]
}

/** Somebody who may have to pay for what a flat account owes. */
export interface Payer {
  readonly account: number
  /** What it holds in the market: the larger of now and when the round opened. */
  readonly lots: bigint
  /** Profit of that position when the round opened, or of what it holds now when that is more; 0 or more. */
  readonly gainAtoms: bigint
  /** What it is worth: nobody pays more. */
  readonly equityAtoms: bigint
}

/** Nobody is closed at a loss; what is missing is shared by traders of the market. */
export interface LossPolicy extends Named {
  /** What the rule lets each payer pay at most, 0 … its equity; all of that where there is none. */
  capacity?(payers: readonly Payer[]): readonly bigint[]
  /**
   * What each pays, in their order: 0 … `most` each, together exactly `debtAtoms`.
   *
   * @param debtAtoms at most the sum of `most`
   * @param payers by account id
   * @param most that each can pay
   */
  share(debtAtoms: bigint, payers: readonly Payer[], most: readonly bigint[]): readonly bigint[]
}

export type Policy = ScorePolicy | OrderPolicy | AllocationPolicy | LossPolicy

export function isScorePolicy(policy: Policy): policy is ScorePolicy {
  return 'score' in policy
}

export function isOrderPolicy(policy: Policy): policy is OrderPolicy {
  return 'order' in policy
}

export function isAllocationPolicy(policy: Policy): policy is AllocationPolicy {
  return 'allocate' in policy
}

export function isLossPolicy(policy: Policy): policy is LossPolicy {
  return 'share' in policy
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
