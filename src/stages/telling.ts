// Who is before whom in a queue: the scores of candidates by a policy, made when they are asked for, or for all at once
// where a rule looks at all.
//
// Reads: candidates. Writes: what it remembers of them. Bound: one score a candidate. Allocation: BigInt, an object a
// candidate that is asked for. Deterministic: group, score, the rule's own tie, notional, id: a total order.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { named, reasonOf, shown } from '../core/shown.ts'
import {
  type Candidate,
  compareScores,
  isOrderPolicy,
  isScorePolicy,
  type OrderPolicy,
  type Policy,
  type QueueTerms,
  type Score,
  type ScorePolicy,
} from '../policies/policy.ts'
import { scoreKey } from '../policies/score-key.ts'

interface Told {
  readonly candidate: Candidate
  /** null: the policy has none. */
  readonly score: Score | null
  readonly key: number
}

export class Telling {
  readonly #policy: Policy
  readonly #terms: QueueTerms
  readonly #candidateOf: (row: number) => Candidate
  readonly #told = new Map<number, Told>()

  constructor(policy: Policy, terms: QueueTerms, candidateOf: (row: number) => Candidate) {
    this.#policy = policy
    this.#terms = terms
    this.#candidateOf = candidateOf
  }

  /** Tells what is asked of them for all rows of a queue. @throws BallastError ERR_POLICY */
  tellAll(rows: readonly number[]): void {
    const policy = this.#policy
    if (isOrderPolicy(policy)) this.#order(policy, rows)
    else if (isScorePolicy(policy) && policy.scoreTogether !== undefined) this.#scoreOwners(policy, rows)
  }

  /** Whether a rule scores the candidates of one owner together. */
  get looksAtOwners(): boolean {
    return isScorePolicy(this.#policy) && this.#policy.scoreTogether !== undefined
  }

  /** What a candidate is ordered by, as a double. */
  key(row: number): number {
    return this.#tell(row).key
  }

  score(row: number): Score | null {
    return this.#tell(row).score
  }

  /** Whether row `a` is to be served before `b`, of one group, by more than their keys. */
  precedes(rowA: number, rowB: number): boolean {
    const a = this.#tell(rowA)
    const b = this.#tell(rowB)
    if (a.score !== null) {
      const order = compareScores(a.score, b.score!)
      if (order !== 0) return order > 0
      const { tellApart } = this.#policy as ScorePolicy
      const told = tellApart === undefined ? 0 : called(this.#policy.name, () => tellApart(a.candidate, b.candidate))
      if (typeof told !== 'number' || Number.isNaN(told)) throw noOrder(this.#policy.name, named(told))
      if (told !== 0) return told < 0
    } else if (a.key !== b.key) return a.key > b.key
    const { notionalAtoms } = a.candidate
    if (notionalAtoms !== b.candidate.notionalAtoms) return notionalAtoms > b.candidate.notionalAtoms
    return a.candidate.account < b.candidate.account
  }

  #tell(row: number): Told {
    let told = this.#told.get(row)
    if (told === undefined) {
      const candidate = this.#candidateOf(row)
      const score = isScorePolicy(this.#policy) ? scoreOf(this.#policy, candidate, this.#terms) : null
      told = { candidate, score, key: score === null ? 0 : scoreKey(score) }
      this.#told.set(row, told)
    }
    return told
  }

  #order(policy: OrderPolicy, rows: readonly number[]): void {
    const found = this.#byId(rows)
    const given = called(policy.name, () =>
      policy.order(
        Array.from(found, ({ candidate }) => candidate),
        this.#terms,
      ),
    )
    const order = demandPermutation(policy.name, given, found.length)
    for (const [place, index] of order.entries()) {
      const { row, candidate } = found[index]!
      this.#told.set(row, { candidate, score: null, key: found.length - place })
    }
  }

  #scoreOwners(policy: ScorePolicy, rows: readonly number[]): void {
    const owners = new Map<number, { readonly row: number; readonly candidate: Candidate }[]>()
    for (const found of this.#byId(rows)) {
      const family = owners.get(found.candidate.owner)
      if (family === undefined) owners.set(found.candidate.owner, [found])
      else family.push(found)
    }
    for (const family of owners.values()) {
      if (family.length === 1) continue
      const candidates = Array.from(family, ({ candidate }) => candidate)
      const given = called(policy.name, () => policy.scoreTogether!(candidates, this.#terms))
      const score = demandScore(policy.name, candidates[0]!.account, given)
      for (const { row, candidate } of family) this.#told.set(row, { candidate, score, key: scoreKey(score) })
    }
  }

  #byId(rows: readonly number[]): { readonly row: number; readonly candidate: Candidate }[] {
    const found = Array.from(rows, (row) => ({ row, candidate: this.#candidateOf(row) }))
    return found.sort((a, b) => a.candidate.account - b.candidate.account)
  }
}

/** The score of a candidate. @throws BallastError ERR_POLICY when it is none */
export function scoreOf(policy: ScorePolicy, candidate: Candidate, terms: QueueTerms): Score {
  const score = called(policy.name, () => policy.score(candidate, terms))
  return demandScore(policy.name, candidate.account, score)
}

function demandScore(name: string, account: number, score: Score): Score {
  if (score === 'infinite' || score === 'last') return score
  const isObject = typeof score === 'object' && score !== null
  const over: unknown = isObject ? score.over : undefined
  const under: unknown = isObject ? score.under : undefined
  // A copy: what is judged is what is compared.
  if (typeof over === 'bigint' && typeof under === 'bigint' && under > 0n) return { over, under }
  const given = isObject ? `${shown(over)}/${shown(under)}` : named(score)
  const wanted = `expected bigints over and under, under above 0, or 'infinite' or 'last'`
  throw new BallastError(
    ErrorCode.POLICY,
    `policy ${named(name)} gives account ${account} the score ${given}, ${wanted}`,
  )
}

function demandPermutation(name: string, order: readonly number[], count: number): number[] {
  const own: number[] = []
  const seen = new Uint8Array(count)
  let whole = Array.isArray(order) && order.length === count
  for (let place = 0; whole && place < count; place += 1) {
    const index = order[place]!
    whole = Number.isInteger(index) && index >= 0 && index < count && seen[index] === 0
    if (whole) seen[index] = 1
    own.push(index)
  }
  if (!whole) throw noOrder(name, `no order of ${count} candidates that has each of them once`)
  return own
}

function noOrder(name: string, given: string): BallastError {
  return new BallastError(ErrorCode.POLICY, `policy ${named(name)} gives ${given}`)
}

/** What a policy returns. @throws BallastError ERR_POLICY with its name when it throws */
export function called<Result>(name: string, policy: () => Result): Result {
  try {
    return policy()
  } catch (cause) {
    throw new BallastError(ErrorCode.POLICY, `policy ${named(name)} has failed: ${reasonOf(cause)}`, { cause })
  }
}
