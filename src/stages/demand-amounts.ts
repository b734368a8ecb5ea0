// A list that a policy has made: an amount for everybody whom it was given, none of them more than there is.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { named, shown } from '../core/shown.ts'

/** How it reads in a refusal: "policy ours deals 7 lots to candidate 2, which has 5". */
export interface AmountWords {
  /** 'deals to'. */
  readonly whole: string
  /** 'candidates'. */
  readonly whom: string
  /** 'deals 7 lots to candidate 2'. */
  one(amount: string, index: number): string
}

/** A copy: what is judged is used. @throws BallastError ERR_POLICY unless each has a bigint from 0 to its most */
export function demandAmounts(
  policy: string,
  amounts: readonly bigint[],
  most: readonly bigint[],
  { whole, whom, one }: AmountWords,
): bigint[] {
  if (!Array.isArray(amounts) || amounts.length !== most.length) {
    const count = Array.isArray(amounts) ? amounts.length : named(amounts)
    refuse(policy, `${whole} ${count} ${whom}, there are ${most.length}`)
  }
  const own: bigint[] = []
  for (let index = 0; index < most.length; index += 1) {
    const amount: bigint = amounts[index]!
    const fits = typeof amount === 'bigint' && amount >= 0n && amount <= most[index]!
    if (!fits) {
      const what = one(shown(amount), index)
      refuse(policy, typeof amount === 'bigint' ? `${what}, which has ${most[index]}` : `${what}, expected a bigint`)
    }
    own.push(amount)
  }
  return own
}

export function refuse(policy: string, why: string): never {
  throw new BallastError(ErrorCode.POLICY, `policy ${named(policy)} ${why}`)
}
