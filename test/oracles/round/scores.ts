// The formulas of the queues: who is closed first. Each is an exact quotient, or infinite, or the last of its group.

import type { Fraction, Score, Stood } from './candidate.ts'
import { compare } from './share.ts'
import { larger } from './world.ts'

const PPM = 1_000_000n
/** Atoms of one unit of the currency: the worlds of the oracle count in whole units. */
const UNIT = 1n

const LAST: Score = { kind: 'last' }
const INFINITE: Score = { kind: 'infinite' }
const ZERO: Score = { kind: 'ratio', over: 0n, under: 1n }

const times = (...factors: Fraction[]): Score => ({
  kind: 'ratio',
  over: factors.reduce((product, { over }) => product * over, 1n),
  under: factors.reduce((product, { under }) => product * under, 1n),
})
const turned = ({ over, under }: Fraction): Fraction => ({ over: under, under: over })
const ratio = (over: bigint, under: bigint): Fraction => ({ over, under })

type Position = Pick<Stood, 'profit' | 'entry' | 'notional'>

/** PnL% · L for a profit, PnL% / L for a loss, where PnL% = profit / |entryValue| and L = notional / share. */
function leveraged(position: Position, share: Fraction): Score {
  const { profit, entry, notional } = position
  if (entry === 0n) return LAST
  const isFree = share.over <= 0n
  if (profit > 0n) return isFree ? INFINITE : times(ratio(profit, entry), ratio(notional, 1n), turned(share))
  return isFree ? ZERO : times(ratio(profit, entry), ratio(1n, notional), share)
}

export const bitmexScore = (position: Stood): Score => leveraged(position, position.share)

/** All positions of one owner on one side are one position with one equity behind it. */
export function okxScore(family: Stood[]): Score {
  const whole = { profit: 0n, entry: 0n, notional: 0n }
  let share = ratio(0n, 1n)
  for (const { profit, entry, notional, share: own } of family) {
    whole.profit += profit
    whole.entry += entry
    whole.notional += notional
    share = ratio(share.over * own.under + own.over * share.under, share.under * own.under)
  }
  return leveraged(whole, share)
}

/** max(0, Σ profit) / max(1, wallet) · margin ratio, which is 0 where the account is worth nothing. */
export function walletScore({ account, equity }: Stood): Score {
  if (account.profit <= 0n || equity <= 0n) return ZERO
  const wallet = larger(UNIT, equity - account.profit)
  return times(ratio(account.profit, wallet), ratio(account.maintenance, PPM * equity))
}

/** PnL% · Σ notional / equity. */
export function bybitScore({ profit, entry, account, equity }: Stood): Score {
  if (entry === 0n) return LAST
  if (equity > 0n) return times(ratio(profit, entry), ratio(account.notional, equity))
  return profit > 0n ? INFINITE : ZERO
}

/** (mark / entry) · (notional / account value). */
export function hyperliquidScore({ entry, notional, equity }: Stood): Score {
  if (entry === 0n) return LAST
  return equity > 0n ? times(ratio(notional, entry), ratio(notional, equity)) : INFINITE
}

/** max(0, PnL%) / max(maintenance rate, margin ratio of the position). */
export function bluefinScore({ profit, entry, notional, maintenance, share }: Stood): Score {
  if (entry === 0n) return LAST
  if (profit <= 0n) return ZERO
  const [rate, margin] = [ratio(maintenance, PPM * notional), ratio(share.over, share.under * notional)]
  const isRateMore = rate.over * margin.under > margin.over * rate.under
  const most = isRateMore ? rate : margin
  return most.over > 0n ? times(ratio(profit, entry), turned(most)) : INFINITE
}

/** Leverage of the account. */
export const etherealScore = ({ account, equity }: Stood): Score =>
  equity > 0n ? times(ratio(account.notional, equity)) : INFINITE

/** The largest profit, then the smallest balance, then the newest account. */
export function etherealTie(a: Stood, b: Stood): number {
  const balance = ({ equity, account }: Stood) => equity - account.profit
  return compare(b.profit, a.profit) || compare(balance(a), balance(b)) || b.row.id - a.row.id
}
