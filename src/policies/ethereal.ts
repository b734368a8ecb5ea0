// Ethereal's queue, a strict order: effective leverage of the account from the highest down, then profit of the
// position from the largest, then balance of the account from the smallest, then the newest account.
//
// The last of these, ids descending, leaves no tie. Losers: like everybody, but behind those with a profit unless the
// round says `eligible: 'regardless'`, as the venue does. No equity: first of its group.
// Source: docs.ethereal.trade.

import type { Candidate, Score, ScorePolicy } from './policy.ts'

export const ethereal: ScorePolicy = {
  name: 'ethereal',
  score({ accountNotionalAtoms, equityAtoms }: Candidate): Score {
    return equityAtoms <= 0n ? 'infinite' : { over: accountNotionalAtoms, under: equityAtoms }
  },
  tellApart(a: Candidate, b: Candidate): number {
    if (a.profitAtoms !== b.profitAtoms) return a.profitAtoms > b.profitAtoms ? -1 : 1
    const balances = [a, b].map(({ equityAtoms, accountProfitAtoms }) => equityAtoms - accountProfitAtoms)
    if (balances[0] !== balances[1]) return balances[0]! < balances[1]! ? -1 : 1
    return b.account - a.account
  },
}
