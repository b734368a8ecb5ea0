// The policies that have a name.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { bitmex } from './bitmex.ts'
import type { Policy } from './policy.ts'
import { proRata } from './pro-rata.ts'

export const knownPolicies: readonly Policy[] = [bitmex, proRata]

export type PolicyName = 'bitmex' | 'pro-rata'

/** @throws BallastError ERR_CONFIG for a name that there is not, or something that is no policy */
export function policyOf(given: string | Policy): Policy {
  if (typeof given === 'object' && given !== null) return checkPolicy(given)
  const known = knownPolicies.find(({ name }) => name === given)
  if (known !== undefined) return known
  const names = knownPolicies.map(({ name }) => name).join(', ')
  throw new BallastError(ErrorCode.CONFIG, `policy is ${JSON.stringify(given)}, expected one of ${names}`)
}

function checkPolicy(policy: Policy): Policy {
  const { name } = policy
  const decides = 'score' in policy ? policy.score : (policy as Partial<Record<'allocate', unknown>>).allocate
  const taken = knownPolicies.some((known) => known.name === name && known !== policy)
  if (taken) throw new BallastError(ErrorCode.CONFIG, `a policy is named ${name} already, expected a name of its own`)
  if (typeof name === 'string' && name !== '' && typeof decides === 'function') return policy
  throw new BallastError(ErrorCode.CONFIG, 'a policy has a name, and a function `score` or `allocate`')
}
