// Options of rounds as they are written down: policies of a caller's own are functions, so only their names are, and
// who reads them again brings the policies.

import { demand, ErrorCode } from '../core/errors.ts'
import { knownPolicies } from '../policies/known.ts'
import { isOurs as isMadeHere } from '../policies/ours.ts'
import type { Policy } from '../policies/policy.ts'
import type { RoundOptions } from './round-options.ts'

/** In the place of a policy. */
interface OwnPolicy {
  readonly own: string
}

/** @param options without a preset */
export function storedOptions(options: RoundOptions): object {
  const stored: Record<string, unknown> = { ...options }
  for (const key of ['policy', 'socialise'] as const) {
    const given = options[key]
    if (typeof given === 'object') stored[key] = isOurs(given) ? given.name : { own: given.name }
  }
  return stored
}

/** @throws BallastError ERR_CONFIG naming a policy that is not among `policies` */
export function restoredOptions(stored: object, policies: readonly Policy[]): RoundOptions {
  const options: Record<string, unknown> = { ...stored }
  for (const key of ['policy', 'socialise']) {
    const given = options[key]
    if (typeof given !== 'object' || given === null) continue
    const { own } = given as OwnPolicy
    const policy = policies.find(({ name }) => name === own)
    demand(policy !== undefined, ErrorCode.CONFIG, () => {
      const names = policies.map(({ name }) => name).join(', ')
      return `the journal was written with a policy "${own}" of the venue's own, given are: ${names || 'none'}`
    })
    options[key] = policy
  }
  return options
}

/** Ours go by their names, parameters included. */
function isOurs(policy: Policy): boolean {
  return knownPolicies.includes(policy) || isMadeHere(policy)
}
