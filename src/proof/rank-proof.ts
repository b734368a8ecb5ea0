// What a round commits to about its rankings, and what a trader is given to check one place of one of them.

/** A ranking, as far as everybody may know it. */
export interface RankingCommitment {
  readonly pass: number
  readonly market: number
  /** Whose positions are ranked. */
  readonly side: 'long' | 'short'
  readonly candidates: number
  /** 64 hexadecimal digits. */
  readonly root: string
}

/** Which place of the last round's rankings is to be proven. */
export interface ProofRequest {
  readonly market: number
  readonly side: 'long' | 'short'
  readonly account: number
  /** The first one in which the account has a place when left out. */
  readonly pass?: number
  /**
   * Of a position that stands twice (`hedge.mode` 'quantity'): its place in the tier of hedged accounts; else the
   * first one.
   */
  readonly protected?: boolean
}

/** One place of a ranking: all that belongs to its leaf, and the way from there to the root. JSON keeps it whole. */
export interface RankProof {
  readonly version: 1
  readonly round: number
  readonly pass: number
  readonly market: number
  readonly side: 'long' | 'short'
  readonly policy: string
  readonly candidates: number
  /** From 1. */
  readonly rank: number
  readonly account: number
  /** 1 for a position without profit, 2 more for a protected account: a group stands before the next. */
  readonly group: number
  /** A magnitude, as it stood before the first fill. */
  readonly sizeLots: string
  readonly notionalAtoms: string
  /** In lowest terms; null: the policy has no scores. */
  readonly score: ProofScore
  /** 64 hexadecimal digits: whoever has them can open this leaf, and no other. */
  readonly salt: string
  /** From the leaf up: 64 hexadecimal digits each. */
  readonly path: readonly string[]
  readonly root: string
}

export type ProofScore = { readonly over: string; readonly under: string } | 'infinite' | 'last' | null

/** The only version of the bytes that are hashed. */
export const PROOF_VERSION = 1
