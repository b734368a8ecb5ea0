// A position as a policy sees it, with what a test wants to be otherwise; queues and deals as the engine makes them.

import * as assert from 'uvu/assert'
import {
  type AllocationPolicy,
  type Candidate,
  compareScores,
  type Deal,
  type OrderPolicy,
  type QueueTerms,
  type Score,
  type ScorePolicy,
} from '../../src/policies/policy.ts'
import { Telling } from '../../src/stages/telling.ts'

export const TERMS: QueueTerms = { unitAtoms: 1_000_000n, seed: 0n }

/** Bought for 80, worth 100 now, in an account with an equity of 50 and nothing else: L = 2, PnL% = 25 %. */
export function position(change: Partial<Candidate> = {}): Candidate {
  const held = { lots: 1n, notionalAtoms: 100n, profitAtoms: 20n, entryValueAtoms: 80n, maintenanceAtomPpm: 7n }
  const account = {
    equityAtoms: 50n,
    accountMaintenanceAtomPpm: 7n,
    accountNotionalAtoms: 100n,
    accountProfitAtoms: 20n,
  }
  return { account: 1, owner: 1, market: 0, ...held, ...account, ...change }
}

/** Positions of the accounts 1, 2, 3 …, each of an owner of its own. */
export function positions(...changes: readonly Partial<Candidate>[]): Candidate[] {
  return changes.map((change, index) => position({ account: index + 1, owner: index + 1, ...change }))
}

/** Isolated positions of these sizes, worth 100 a lot, each account with so much equity. */
export function sized(lots: readonly bigint[], equities: readonly bigint[]): Candidate[] {
  return positions(
    ...lots.map((count, index) => {
      const equityAtoms = equities[index]!
      return { lots: count, notionalAtoms: 100n * count, accountNotionalAtoms: 100n * count, equityAtoms }
    }),
  )
}

/** A dealing in which a lot costs its taker so much: by default 10. */
export function dealAt(change: Partial<Deal> = {}, count = 0): Deal {
  return { ...TERMS, lossAtoms: 10n, lossLots: 1n, takenAtoms: Array<bigint>(count).fill(0n), ...change }
}

/** What each gives of all that it holds, as far as the rule lets it. */
export function dealt(
  policy: AllocationPolicy,
  need: bigint,
  candidates: readonly Candidate[],
  change: Partial<Deal> = {},
): readonly bigint[] {
  const holds = candidates.map(({ lots }) => lots)
  const deal = dealAt(change, candidates.length)
  return policy.allocate(need, candidates, policy.capacity?.(candidates, holds, deal) ?? holds, deal)
}

/** The same number, however it is written; or the same word. */
export function sameScore(given: Score, expected: Score, what = ''): void {
  if (typeof given === 'string' || typeof expected === 'string') {
    assert.is(given, expected, what)
    return
  }
  assert.ok(given.under > 0n, `${what}: a score is over ${given.under}`)
  assert.is(compareScores(given, expected), 0, `${what}: ${given.over}/${given.under}`)
}

/** Accounts in the order of the queue: those with a profit first, unless the rule itself does not look at it. */
export function queueOf(
  policy: ScorePolicy | OrderPolicy,
  candidates: readonly Candidate[],
  terms: QueueTerms = TERMS,
): number[] {
  const mixed = policy.fixed?.eligible === 'regardless'
  const telling = new Telling(policy, terms, (row) => candidates[row]!)
  const rows = candidates.map((_, row) => row)
  telling.tellAll(rows)
  const group = (row: number) => (mixed || candidates[row]!.profitAtoms > 0n ? 0 : 1)
  rows.sort((a, b) => group(a) - group(b) || (telling.precedes(a, b) ? -1 : 1))
  return rows.map((row) => candidates[row]!.account)
}
