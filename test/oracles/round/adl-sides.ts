// What a pass of deleveraging says of each side that has to give: what it was asked for, and where that went.

import type { BankruptLeg } from './adl-price.ts'
import type { Round } from './state.ts'
import { equityOf } from './value.ts'
import { absolute, lotsOf, type Market, type RoundEvent, rowOf, sum } from './world.ts'

export type OpenedSide = {
  pass: number
  market: number
  side: 'long' | 'short'
  /** Bankrupt positions, and their lots. */
  accounts: number
  requiredLots: bigint
  candidates: number
  /** What the pool of the market is worth; null: it has none. */
  fundAtoms: bigint | null
}
export type ClosedSide = Pick<OpenedSide, 'pass' | 'market' | 'side'> &
  Record<'filledLots' | 'valueAtoms' | 'lossAtoms' | 'atMarkLots' | 'leftLots', bigint> & { fills: number }

export function openSide(
  round: Round,
  market: Market,
  side: OpenedSide['side'],
  legs: (BankruptLeg & { keeps?: bigint })[],
  candidates: number,
) {
  const asked = legs.filter((leg) => leg.market === market && leg.side === side)
  round.opened.push({
    ...{ pass: round.pass, market: market.id, side, candidates, accounts: asked.length },
    requiredLots: sum(asked.map(({ row, keeps = 0n }) => absolute(lotsOf(row, market.id)) - keeps)),
    fundAtoms: market.pool === null ? null : equityOf(round.world, rowOf(round.world, market.pool)),
  })
}

/** When stage 7 is through. */
export function closedSides({ pass, opened, events }: Round): ClosedSide[] {
  return opened
    .filter((each) => each.pass === pass)
    .map(({ market, side, requiredLots }) => {
      const isHere = (event: RoundEvent) =>
        event.pass === pass && event.market === market && event.lots! < 0n === (side === 'long')
      const fills = events.filter((event) => event.type === 'adl-fill' && isHere(event))
      const atMark = events.filter((event) => event.type === 'close-at-mark' && isHere(event))
      const lotsIn = (some: RoundEvent[]) => sum(some.map(({ lots }) => absolute(lots!)))
      return {
        ...{ pass, market, side, fills: fills.length, filledLots: lotsIn(fills), atMarkLots: lotsIn(atMark) },
        valueAtoms: sum(fills.map(({ valueAtoms }) => valueAtoms!)),
        lossAtoms: sum(fills.map(({ lossAtoms }) => lossAtoms ?? 0n)),
        leftLots: requiredLots - lotsIn(fills) - lotsIn(atMark),
      }
    })
}
