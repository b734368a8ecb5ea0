// Who paid: the losses of bankrupt accounts, the balance of the fund, and who took the positions.

import { atomsText, type Figure, type Role } from './figure.ts'
import type { Losses, RunRecord } from './run-record.ts'

/** What bankrupt accounts lacked: what all that paid have paid. */
export function lackedAtoms(losses: Losses): bigint {
  const { ownAtoms, takeoverAtoms, drawnAtoms, adlAtoms, socialisedAtoms, deficitAtoms } = losses
  return ownAtoms + takeoverAtoms + drawnAtoms + adlAtoms + socialisedAtoms + deficitAtoms
}

/** @returns ppm, rounded down */
export function partOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole)
}

export function payersFigure({ losses }: RunRecord): Figure {
  const lacked = lackedAtoms(losses)
  const lines: [string, bigint, Role, string][] = [
    ['Own other accounts', losses.ownAtoms, 'own', 'opposite positions of the same owner, closed first'],
    ['Insurance fund, taking positions over', losses.takeoverAtoms, 'fund', 'price paid above the mark'],
    ['Insurance fund, paying debts', losses.drawnAtoms, 'fund', 'cash to accounts without positions'],
    ['Deleveraged traders', losses.adlAtoms, 'adl', 'closed at worse than the mark'],
    ['Socialised', losses.socialisedAtoms, 'socialised', 'charged to traders by the rule of the venue'],
    ['Nobody: the deficit', losses.deficitAtoms, 'deficit', 'stands in the deficit row'],
  ]
  return {
    id: 'who-paid',
    title: 'What bankrupt accounts lacked, by who paid it',
    note: 'Sums over events, exact to the atom: the lines add up to what was lacking.',
    columns: [
      { name: 'Paid by', kind: 'text', values: [...lines.map(([name]) => name), 'Lacking in all'] },
      {
        name: 'Amount',
        kind: 'atoms',
        exact: true,
        values: [...lines.map(([, atoms]) => atomsText(atoms)), atomsText(lacked)],
      },
      {
        name: 'Share',
        kind: 'ppm',
        values: [...lines.map(([, atoms]) => partOf(atoms, lacked)), partOf(lacked, lacked)],
      },
      { name: 'How', kind: 'text', values: [...lines.map(([, , , how]) => how), null] },
    ],
    bars: { parts: [1], roles: ['plain'], falling: true, rowRoles: [...lines.map(([, , role]) => role), 'plain'] },
    total: true,
  }
}

export function fundFigure({ fund, losses }: RunRecord): Figure {
  const paid = losses.takeoverAtoms + losses.drawnAtoms
  // What balances did within rounds beside paying: gains of takeovers, and what a pool in need was paid itself.
  const other = paid - fund.fellAtoms
  const lines: [string, bigint][] = [
    ['Before', fund.beforeAtoms],
    ['Paid for positions taken over', -losses.takeoverAtoms],
    ['Paid for debts', -losses.drawnAtoms],
    ['Gained or received in rounds', other],
    ['Marks on positions held, between rounds', fund.afterAtoms - fund.beforeAtoms + fund.fellAtoms],
    ['After', fund.afterAtoms],
  ]
  const kept = lines.filter(([name, atoms]) => name === 'Before' || name === 'After' || atoms !== 0n)
  return {
    id: 'fund-balance',
    title: 'The insurance fund, from its balance before to that after',
    note: 'Equity of all pools: cash, and positions at the mark.',
    columns: [
      { name: 'What', kind: 'text', values: kept.map(([name]) => name) },
      { name: 'Amount', kind: 'atoms', exact: true, values: kept.map(([, atoms]) => atomsText(atoms)) },
    ],
    total: true,
  }
}

export function takersFigure({ closed }: RunRecord): Figure {
  const lines = [
    ['Order book', closed.book, 'book'],
    ['Insurance fund (takeovers)', closed.pools, 'pools'],
    ['Deleveraged traders', closed.adl, 'adl'],
    ['Own accounts, other bankrupt accounts, at the mark', closed.other, 'other'],
  ] as const
  const all = lines.reduce((sum, [, { notionalAtoms }]) => sum + notionalAtoms, 0n)
  const count = lines.reduce((sum, [, { count: fills }]) => sum + fills, 0)
  return {
    id: 'who-took',
    title: 'Positions of accounts under margin, by who took them',
    columns: [
      { name: 'Taken by', kind: 'text', values: [...lines.map(([name]) => name), 'All'] },
      {
        name: 'Notional',
        kind: 'atoms',
        exact: true,
        values: [...lines.map(([, sum]) => atomsText(sum.notionalAtoms)), atomsText(all)],
      },
      { name: 'Share', kind: 'ppm', values: [...lines.map(([, s]) => partOf(s.notionalAtoms, all)), partOf(all, all)] },
      { name: 'Fills', kind: 'count', values: [...lines.map(([, sum]) => sum.count), count] },
    ],
    bars: { parts: [1], roles: ['plain'], rowRoles: [...lines.map(([, , role]) => role), 'plain'] },
    total: true,
  }
}
