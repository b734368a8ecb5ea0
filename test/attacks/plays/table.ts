// The attacks of SPEC 9 as columns of a table, one row a policy: what each earned, in atoms. Played once for all tests.

import { knownPolicies, policyOf } from '../../../src/policies/known.ts'
import type { Policy } from '../../../src/policies/policy.ts'
import { deadLot, mixedRates, selfTrade } from './own-debt.ts'
import * as share from './own-share.ts'
import * as same from './same-for-all.ts'

export interface Attack {
  /** At the head of the column. */
  readonly name: string
  /** Which row of SPEC 9 is played; null for what is paid when nobody attacks. */
  readonly row: string | null
  readonly play: (policy: Policy) => bigint
}

/** What the policy decides. */
export const ATTACKS: readonly Attack[] = [
  { name: 'pays', row: null, play: share.pays },
  { name: 'self-trade', row: 'self-trade', play: selfTrade },
  { name: 'withdraw', row: 'withdraw between mark and round', play: share.withdrawal },
  { name: 'dead lot', row: 'a lot in a dead market', play: deadLot },
  { name: 'rates', row: 'mixed rates', play: mixedRates },
  { name: 'wash', row: 'wash trade', play: share.washTrade },
  { name: 'one queue', row: 'wash trade', play: share.washInOneQueue },
  { name: 'ten parts', row: 'split an account, deposit for an instant', play: share.evenSplit },
  { name: 'two parts', row: 'split an account, deposit for an instant', play: (policy) => share.unevenSplit(policy) },
  { name: 'deposit', row: 'split an account, deposit for an instant', play: share.deposit },
  { name: 'dust', row: 'dust', play: share.dust },
]

/** What is answered before a policy is asked. */
export const SAME_FOR_ALL: readonly (Attack & { readonly earnedAtoms: bigint })[] = [
  { name: 'self-trade of one owner', row: 'self-trade', play: same.linkedSelfTrade, earnedAtoms: 0n },
  { name: 'the same, a fall by 60 %', row: 'self-trade', play: same.linkedFall, earnedAtoms: 108_000n },
  { name: 'sell far from the mark', row: 'sell far from mark', play: same.farFromMark, earnedAtoms: 0n },
  {
    name: 'withdraw in an open round',
    row: 'withdraw between mark and round',
    play: same.leaveOpenRound,
    earnedAtoms: 0n,
  },
  { name: 'bid for the fund', row: 'bid for the fund', play: same.bidForTheFund, earnedAtoms: 450n },
  { name: 'fee rebated before it is paid', row: 'counters that do not tie', play: same.feeRebate, earnedAtoms: 0n },
]

/** Rules that depend on a number, with one that makes a difference here. */
const PARAMETRIC = ['ftx:top=2', 'capped-pro-rata:cap=0.05', 'risk-aware:above=2'].map(policyOf)

export const POLICIES: readonly Policy[] = [...knownPolicies, ...PARAMETRIC]

const played = new Map<string, bigint>()

export function earnedAtoms({ name, play }: Attack, policy: Policy): bigint {
  const key = `${policy.name} ${name}`
  let atoms = played.get(key)
  if (atoms === undefined) {
    atoms = play(policy)
    played.set(key, atoms)
  }
  return atoms
}

/** An attack of the first table, by its name. */
export function attackOf(name: string): Attack {
  const found = ATTACKS.find((attack) => attack.name === name)
  if (found === undefined) throw new Error(`no attack is named ${name}`)
  return found
}
