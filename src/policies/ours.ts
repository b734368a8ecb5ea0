// Which policies were made here: only these may go by our names.

import type { Policy } from './policy.ts'

const made = new WeakSet<Policy>()

/** Says so of a policy that a function of ours has made. */
export function ours<Made extends Policy>(policy: Made): Made {
  made.add(policy)
  return policy
}

export function isOurs(policy: Policy): boolean {
  return made.has(policy)
}
