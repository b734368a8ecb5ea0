// A list that a policy has made: an amount for everybody whom it was given, none of them more than there is.

import { BallastError, ErrorCode } from '../core/errors.ts'

/** How it reads in a refusal: "policy ours deals 7 lots to candidate 2, which has 5". */
export interface AmountWords {
  /** 'deals to'. */
  readonly whole: string
  /** 'candidates'. */
  readonly whom: string
  /** 'deals 7 lots to candidate 2'. */
  one(amount: string, index: number): string
}

/** @throws BallastError ERR_POLICY unless there is a bigint for each, from 0 to what is the most */
export function demandAmounts(
  policy: string,
  amounts: readonly bigint[],
  most: readonly bigint[],
  { whole, whom, one }: AmountWords,
): void {
  if (!Array.isArray(amounts) || amounts.length !== most.length) {
    refuse(policy, `${whole} ${amounts?.length ?? amounts} ${whom}, there are ${most.length}`)
  }
  for (let index = 0; index < amounts.length; index += 1) {
    const amount = amounts[index]!
    if (typeof amount === 'bigint' && amount >= 0n && amount <= most[index]!) continue
    const what = one(String(amount), index)
    refuse(policy, typeof amount === 'bigint' ? `${what}, which has ${most[index]}` : `${what}, expected a bigint`)
  }
}

export function refuse(policy: string, why: string): never {
  throw new BallastError(ErrorCode.POLICY, `policy ${policy} ${why}`)
}
