// What candidates are ordered by, as doubles: the readable twin of `assembly/keys.ts` and of the keys in
// `assembly/select.ts`. The same roundings in the same order, so that the columns are the same bytes. The exact scores
// are those of `policies/`.

import { divCeil } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'

/** A position among the legs of its account, as `writeLegs` has left them. */
export interface KeyedLeg {
  readonly legs: BigInt64Array
  /** First word of the position. */
  readonly leg: number
  readonly entryValue: bigint
  /** Positions of the account. */
  readonly count: number
  readonly atom: { readonly coefficient: bigint; readonly decimals: number }
}

export function keyOf(keyKind: number, keyed: KeyedLeg): number {
  const { legs, leg } = keyed
  switch (keyKind) {
    case at.KEY_BITMEX:
      return bitmexKey(keyed)
    case at.KEY_WALLET:
      return walletKey(keyed)
    case at.KEY_BLUEFIN:
      return bluefinKey(keyed)
    case at.KEY_NOTIONAL:
      return Number(legs[leg + at.LEG_NOTIONAL]!)
    default:
      return plainKey(keyKind, keyed)
  }
}

function plainKey(keyKind: number, { legs, leg, entryValue }: KeyedLeg): number {
  const profit = Number(legs[leg + at.LEG_PROFIT]!)
  const notional = Number(legs[leg + at.LEG_NOTIONAL]!)
  const total = Number(legs[at.LEGS_NOTIONAL]!)
  const worth = Number(legs[at.LEGS_EQUITY]!)
  if (keyKind === at.KEY_LEVERAGE) return worth <= 0 ? Infinity : total / worth
  if (entryValue === 0n) return -Infinity
  const entry = Math.abs(Number(entryValue))
  if (keyKind === at.KEY_HYPERLIQUID) return worth <= 0 ? Infinity : (notional / entry) * (notional / worth)
  if (worth <= 0) return profit > 0 ? Infinity : 0
  return (profit / entry) * (total / worth)
}

function walletKey({ legs, count, atom }: KeyedLeg): number {
  let profit = 0n
  for (let index = 0; index < count; index += 1) {
    profit += legs[at.LEGS_FIRST + index * at.LEG_WORDS + at.LEG_PROFIT]!
  }
  const worth = legs[at.LEGS_EQUITY]!
  if (profit <= 0n || worth <= 0n) return 0
  const unit = Number(divCeil(10n ** BigInt(atom.decimals), atom.coefficient))
  const wallet = Math.max(Number(worth - profit), unit)
  return (Number(profit) / wallet) * (atomPpm(legs, at.LEGS_MAINTENANCE_HIGH) / 1_000_000 / Number(worth))
}

function bluefinKey({ legs, leg, entryValue }: KeyedLeg): number {
  if (entryValue === 0n) return -Infinity
  const profit = Number(legs[leg + at.LEG_PROFIT]!)
  if (profit <= 0) return 0
  const notional = Number(legs[leg + at.LEG_NOTIONAL]!)
  const behind = Math.max(atomPpm(legs, leg + at.LEG_MAINTENANCE_HIGH) / 1_000_000, shareOfEquity(legs, leg))
  if (behind <= 0) return Infinity
  return (profit / Math.abs(Number(entryValue))) * (notional / behind)
}

function bitmexKey({ legs, leg, entryValue, count }: KeyedLeg): number {
  if (entryValue === 0n) return -Infinity
  const profit = Number(legs[leg + at.LEG_PROFIT]!)
  const notional = Number(legs[leg + at.LEG_NOTIONAL]!)
  const worth = Number(legs[at.LEGS_EQUITY]!)
  if (worth <= 0) return profit > 0 ? Infinity : 0
  // A position that stands alone has all of the equity.
  const share = count === 1 ? worth : shareOfEquity(legs, leg)
  const percent = profit / Math.abs(Number(entryValue))
  return profit > 0 ? percent * (notional / share) : percent * (share / notional)
}

function shareOfEquity(legs: BigInt64Array, leg: number): number {
  const worth = Number(legs[at.LEGS_EQUITY]!)
  const maintenance = atomPpm(legs, leg + at.LEG_MAINTENANCE_HIGH)
  if (maintenance > 0) return (worth * maintenance) / atomPpm(legs, at.LEGS_MAINTENANCE_HIGH)
  return (worth * Number(legs[leg + at.LEG_NOTIONAL]!)) / Number(legs[at.LEGS_NOTIONAL]!)
}

function atomPpm(legs: BigInt64Array, high: number): number {
  return Number(legs[high]!) * 4294967296 + Number(legs[high + 1]!)
}
