// Rankings of a round as they are committed to, and what is kept of them for proofs until the next round begins: for
// every candidate its account and the bytes of its leaf, and the tree without its three lowest levels, which are hashed
// again where a proof needs them.
//
// Reads: rankings, candidates. Writes: what it keeps. Bound: the candidates. Allocation: BigInt, an object a candidate.
// Deterministic: ranks.

import { demand, ErrorCode } from '../core/errors.ts'
import { checkWhole } from '../core/limits.ts'
import { abs, gcd } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { type Candidate, isScorePolicy, type Score } from '../policies/policy.ts'
import { hasKeys } from '../stages/rank-keys.ts'
import type { Ranking } from '../stages/ranking.ts'
import type { RankingWitness, Round } from '../stages/round-state.ts'
import { queueTerms } from '../stages/rule-terms.ts'
import { scoreOf } from '../stages/telling.ts'
import { EMPTY_HEAD, HASH_BYTES, levelsOf, pathOf } from './merkle-tree.ts'
import {
  contextBytes,
  FactBytes,
  keyBlock,
  LeafHasher,
  type RankingContext,
  readFacts,
  rootOf,
  Salts,
} from './rank-leaf.ts'
import { PROOF_VERSION, type ProofRequest, type RankingCommitment, type RankProof } from './rank-proof.ts'

/** A shorter secret can be guessed, and with it every salt. */
export const LEAST_SECRET_BYTES = 16
/** Places that are kept when nothing else is said: some 200 MB of them. */
const MOST_KEPT = 1 << 21

/** Levels of a tree that are not kept: of 8 leaves each. */
const LEFT_OUT = 3

export class RankingKeeper implements RankingWitness {
  readonly #key: Buffer
  readonly #mostKept: number
  readonly #rankings: KeptRanking[] = []
  #round = 0
  #standing = 0

  /**
   * @param mostKept places of a round that are kept for proofs; what would be more is committed to all the same
   * @throws BallastError ERR_CONFIG, ERR_RANGE
   */
  constructor(secret: Uint8Array, mostKept: number = MOST_KEPT) {
    demand(secret instanceof Uint8Array, ErrorCode.CONFIG, () => 'the secret of rankings is no Uint8Array')
    demand(secret.length >= LEAST_SECRET_BYTES, ErrorCode.RANGE, () => {
      return `the secret of rankings has ${secret.length} bytes, expected ${LEAST_SECRET_BYTES} or more`
    })
    checkWhole(mostKept, 0, Number.MAX_SAFE_INTEGER, 'mostKept')
    this.#key = keyBlock(secret)
    this.#mostKept = mostKept
  }

  /** Forgets the last round. */
  begin(round: number): void {
    this.#rankings.length = 0
    this.#standing = 0
    this.#round = round
  }

  see(round: Round, place: number, ranking: Ranking): void {
    const { pass, settings } = round
    const side = (place & 1) === at.SIDE_SHORT ? 'short' : 'long'
    const about = { round: this.#round, pass, market: place >> 1, side, policy: settings.policy.name } as const
    let kept = ranking.count
    for (const { places } of this.#rankings) kept += places
    this.#rankings.push(new KeptRanking(this.#key, about, round, place, ranking, kept <= this.#mostKept))
  }

  stand(): void {
    this.#standing = this.#rankings.length
  }

  undo(): void {
    this.#rankings.length = this.#standing
  }

  /** Of the last round, in the order in which they were made. */
  get commitments(): RankingCommitment[] {
    return Array.from(this.#rankings, ({ commitment }) => commitment)
  }

  /**
   * A place of the last round; null: the account has none in that ranking.
   *
   * @throws BallastError ERR_STATE when that side was not ranked, ERR_CAPACITY when its places have not been kept
   */
  prove({ market, side, account, pass, protected: isProtected = false }: ProofRequest): RankProof | null {
    const found = this.#rankings.filter(({ commitment: made }) => {
      return made.market === market && made.side === side && (pass === undefined || made.pass === pass)
    })
    demand(found.length > 0, ErrorCode.STATE, () => {
      const when = pass === undefined ? 'the last round' : `pass ${pass} of the last round`
      return `${when} has ranked no ${side}s of market ${market} that a proof could be made of`
    })
    for (const ranking of found) {
      const proof = ranking.prove(account, isProtected)
      if (proof !== null) return proof
    }
    return null
  }
}

class KeptRanking {
  readonly commitment: RankingCommitment
  readonly #about: RankingContext
  readonly #salts: Salts
  readonly #leaves: LeafHasher
  #accounts = new Uint32Array(0)
  /** Where the bytes of each place begin, and where the last ones end. */
  #starts = new Uint32Array(1)
  #facts = new FactBytes(0)
  #levels: readonly Buffer[] = []

  constructor(key: Buffer, about: RankingContext, round: Round, place: number, ranking: Ranking, isKept: boolean) {
    const context = contextBytes(about)
    this.#about = about
    this.#salts = new Salts(key, context)
    this.#leaves = new LeafHasher(context)
    const { count } = ranking
    this.#read(round, place, ranking)
    const levels = count === 0 ? [EMPTY_HEAD] : levelsOf(this.#hashes(0, count))
    const { pass, market, side } = about
    this.commitment = { pass, market, side, candidates: count, root: rootOf(context, count, levels.at(-1)!) }
    if (isKept) {
      this.#levels = levels.slice(Math.min(LEFT_OUT, levels.length - 1))
      this.#facts.trim()
    } else {
      this.#accounts = new Uint32Array(0)
      this.#starts = new Uint32Array(1)
      this.#facts = new FactBytes(0)
    }
  }

  /** Places that are kept. */
  get places(): number {
    return this.#accounts.length
  }

  prove(account: number, isProtected: boolean): RankProof | null {
    const { candidates, root } = this.commitment
    demand(candidates === this.places, ErrorCode.CAPACITY, () => {
      return `the ${candidates} places of this ranking have not been kept: commitRankings says how many are (mostKept)`
    })
    const index = this.#find(account, isProtected)
    if (index < 0) return null
    const { group, lots, notionalAtoms, score } = readFacts(this.#factsOf(index))
    const first = index - (index % (1 << LEFT_OUT))
    const below = levelsOf(this.#hashes(first, Math.min(candidates, first + (1 << LEFT_OUT))))
    const shown =
      score !== null && typeof score === 'object' ? { over: `${score.over}`, under: `${score.under}` } : score
    return {
      ...{ version: PROOF_VERSION, ...this.#about, candidates, rank: index + 1, account, group },
      ...{ sizeLots: `${lots}`, notionalAtoms: `${notionalAtoms}`, score: shown, salt: this.#salts.of(account) },
      ...{ path: [...pathOf(below, index - first), ...pathOf(this.#levels, index >>> LEFT_OUT)], root },
    }
  }

  #read(round: Round, place: number, ranking: Ranking): void {
    const { count } = ranking
    const score = scoring(round, place, ranking)
    this.#accounts = new Uint32Array(count)
    this.#starts = new Uint32Array(count + 1)
    this.#facts = new FactBytes(64 * count)
    // Sorted at once: faster than one by one.
    ranking.settle()
    for (let index = 0; index < count; index += 1) {
      const candidate = ranking.candidate(index)
      const { account, notionalAtoms } = candidate
      this.#accounts[index] = account
      const lots = ranking.openLots(index)
      this.#facts.add({
        group: ranking.group(index),
        lots,
        notionalAtoms,
        score: inLowestTerms(score(index, candidate)),
      })
      this.#starts[index + 1] = this.#facts.length
    }
  }

  #factsOf(index: number): Buffer {
    return this.#facts.part(this.#starts[index]!, this.#starts[index + 1]!)
  }

  #hashes(from: number, to: number): Buffer {
    const hashes = Buffer.alloc((to - from) * HASH_BYTES)
    for (let index = from; index < to; index += 1) {
      const account = this.#accounts[index]!
      const hash = this.#leaves.of(this.#salts.of(account), index + 1, account, this.#factsOf(index))
      hashes.write(hash, (index - from) * HASH_BYTES, 'hex')
    }
    return hashes
  }

  // Who stands twice has the place of its hedged lots behind.
  #find(account: number, isProtected: boolean): number {
    let index = this.#accounts.indexOf(account)
    while (isProtected && index >= 0 && !this.#isProtected(index)) index = this.#accounts.indexOf(account, index + 1)
    return index
  }

  #isProtected(index: number): boolean {
    return (readFacts(this.#factsOf(index)).group & at.GROUP_PROTECTED) !== 0
  }
}

/** The score by which each candidate was ranked. */
function scoring(round: Round, place: number, ranking: Ranking): (index: number, candidate: Candidate) => Score | null {
  const { book, draw, settings } = round
  const { policy } = settings
  if (!isScorePolicy(policy)) return () => null
  if (!hasKeys(policy, book) || policy.scoreTogether !== undefined) return (index) => ranking.score(index)
  // The kernel has ranked by doubles: made from what is at hand, a score costs no second look at the account.
  const terms = queueTerms(book, place, draw)
  return (_, candidate) => scoreOf(policy, candidate, terms)
}

/** As events tell it, so that a score has one form whoever has reckoned it. */
function inLowestTerms(score: Score | null): Score | null {
  if (score === null || typeof score === 'string') return score
  const divisor = gcd(abs(score.over), score.under)
  return { over: score.over / divisor, under: score.under / divisor }
}
