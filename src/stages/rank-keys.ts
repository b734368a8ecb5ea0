// Which doubles the kernels leave to rank by, for which policy. Doubles decide nothing: near ones are told apart
// exactly.

import type { Book } from '../book/book.ts'
import * as at from '../memory/fields.ts'
import { walletScore } from '../policies/binance.ts'
import { bitmex } from '../policies/bitmex.ts'
import { bluefin } from '../policies/bluefin.ts'
import { bybit } from '../policies/bybit.ts'
import { ethereal } from '../policies/ethereal.ts'
import { hyperliquid } from '../policies/hyperliquid.ts'
import { isOrderPolicy, isScorePolicy, type Policy, type ScorePolicy } from '../policies/policy.ts'

/** Whether the kernels know the keys of a policy, and how to tell near ones apart. */
export function isKernels(policy: Policy): boolean {
  if (!isScorePolicy(policy)) return !isOrderPolicy(policy)
  return policy.score === bitmex.score && policy.scoreTogether === undefined && policy.tellApart === undefined
}

/** Scores whose doubles the kernels know; near ones are told apart exactly here. */
const KEYS = new Map<ScorePolicy['score'], number>([
  [bitmex.score, at.KEY_BITMEX],
  [bybit.score, at.KEY_BYBIT],
  [hyperliquid.score, at.KEY_HYPERLIQUID],
  [ethereal.score, at.KEY_LEVERAGE],
  [walletScore, at.KEY_WALLET],
  [bluefin.score, at.KEY_BLUEFIN],
])

/** Decimals of an atom up to which the kernels count what its unit is worth. */
const MOST_DECIMALS = 18

/** Whether `selectShard` leaves the doubles that a policy ranks by. */
export function hasKeys(policy: Policy, { atom }: Pick<Book, 'atom'>): boolean {
  if (isKernels(policy)) return true
  if (!isScorePolicy(policy)) return false
  return KEYS.has(policy.score) && (policy.score !== walletScore || atom.decimals <= MOST_DECIMALS)
}

/** KEY_… that candidates are selected with. */
export function keyKindOf(policy: Policy): number {
  return isScorePolicy(policy) ? (KEYS.get(policy.score) ?? at.KEY_NOTIONAL) : at.KEY_NOTIONAL
}
