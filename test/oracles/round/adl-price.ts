// What counterparties of stage 6 pay for the lots of a bankrupt leg beyond the mark.

import { bearableLots, closeAtBankruptcy, closeAtLoss, type FrozenLeg, frozenLeg } from './bankruptcy.ts'
import { RULES } from './rules.ts'
import { largestCount, sliceOf } from './share.ts'
import { poolBudget, type Round, tradeAtMark, write } from './state.ts'
import { divideUp, equityOf } from './value.ts'
import { type AdlPrice, larger, type Market, type RoundEvent, type Row, smaller, sum, type World } from './world.ts'

export type BankruptLeg = { row: Row; market: Market; side: 'long' | 'short' }
export type Note = Pick<RoundEvent, 'stage' | 'type' | 'to' | 'rank' | 'score' | 'lossAtoms'>

/** The price of one leg at its turn. */
export type Price = {
  /** What a rule is told of it. */
  cost: { lossAtoms: bigint; lossLots: bigint }
  /** Closes as many lots, up to `most`, as an equity bears; returns how many, and at what loss. */
  close: (most: bigint, equity: bigint, note: Note) => Closed
}
export type Closed = { lots: bigint; lossAtoms: bigint }

export type Prices = { of: (leg: BankruptLeg) => Price; settle: () => void }

/** The rule goes before the venue. */
export const adlPriceOf = ({ policy, options }: World): AdlPrice => RULES[policy].price ?? options.adlPrice

/** @param legs of all bankrupt accounts, in the order of their turns */
export function openPrices(round: Round, legs: BankruptLeg[]): Prices {
  const nothing = () => {}
  switch (adlPriceOf(round.world)) {
    case 'bankruptcy':
      return { of: (leg) => atBankruptcy(round, leg), settle: nothing }
    case 'mark':
      return { of: (leg) => atMark(round, leg), settle: nothing }
    case 'mark-until-fund-nearly-empty': {
      const unpaid = new Map<number, bigint>()
      return { of: (leg) => whileFundBears(round, leg, unpaid), settle: nothing }
    }
    case 'blend':
      return { of: (leg) => blended(round, leg), settle: () => endSplits(round, legs) }
    case 'uniform':
      return uniform(round, legs)
  }
}

export function atMark(round: Round, { row, market }: BankruptLeg): Price {
  const close: Price['close'] = (lots, _, note) => {
    tradeAtMark(round, row, market, lots, note)
    return { lots, lossAtoms: 0n }
  }
  return { cost: { lossAtoms: 0n, lossLots: 1n }, close }
}

function atBankruptcy(round: Round, { row, market }: BankruptLeg): Price {
  const leg = frozenLeg(round, row, market)
  const close: Price['close'] = (most, equity, note) => {
    const lots = bearableLots(round, row, market, most, equity)
    if (lots === 0n) return { lots, lossAtoms: 0n }
    const lossAtoms = nextSlice(leg, lots)
    closeAtBankruptcy(round, row, market, lots, note)
    return { lots, lossAtoms }
  }
  return { cost: { lossAtoms: leg.lossAtoms, lossLots: leg.lots }, close }
}

/** @param unpaid by pool: what closing at the mark has left unpaid in this stage */
function whileFundBears(round: Round, at: BankruptLeg, unpaid: Map<number, bigint>): Price {
  const { row, market } = at
  const { pool } = market
  const leg = frozenLeg(round, row, market)
  const full = atBankruptcy(round, at)
  const isBorne = (slice: bigint) => {
    if (pool === null) return false
    return poolBudget(round, pool) - (unpaid.get(pool) ?? 0n) - (round.world.options.nearlyEmptyAtoms ?? 0n) >= slice
  }
  const close: Price['close'] = (most, equity, note) => {
    const slice = nextSlice(leg, most)
    if (!isBorne(slice)) return full.close(most, equity, note)
    unpaid.set(pool!, (unpaid.get(pool!) ?? 0n) + slice)
    closeAtLoss(round, row, market, most, 0n, note)
    return { lots: most, lossAtoms: 0n }
  }
  return { cost: isBorne(restOf(leg)) ? { ...full.cost, lossAtoms: 0n } : full.cost, close }
}

function blended(round: Round, { row, market }: BankruptLeg): Price {
  const leg = frozenLeg(round, row, market)
  const { bankruptcy, mark } = round.world.options.blend ?? { bankruptcy: 2, mark: 1 }
  const lossAtoms = divideUp(BigInt(bankruptcy) * restOf(leg), BigInt(bankruptcy + mark))
  return charging(round, row, market, { lossAtoms, lots: leg.lots - leg.done, done: 0n })
}

/** By slices of its own, which need not be those of the leg. */
function charging(round: Round, row: Row, market: Market, charged: FrozenLeg): Price {
  const close: Price['close'] = (most, equity, note) => {
    const lots = largestCount(most, (count) => nextSlice(charged, count) <= equity)
    const lossAtoms = nextSlice(charged, lots)
    if (lots > 0n) closeAtLoss(round, row, market, lots, lossAtoms, note)
    charged.done += lots
    return { lots, lossAtoms }
  }
  return { cost: { lossAtoms: charged.lossAtoms, lossLots: charged.lots }, close }
}

/** What an account has sold on a side: its own loss on that, and what it was paid for it. */
type Sale = { row: Row; leg: FrozenLeg; lost: bigint; paid: bigint }
type Average = { market: Market; charged: FrozenLeg; sales: Sale[] }

/** One average of all legs that a side has to take. */
function uniform(round: Round, legs: BankruptLeg[]): Prices {
  const sides = new Map<string, Average>()
  const keyOf = ({ market, side }: BankruptLeg) => `${market.id} ${side}`
  for (const at of legs) {
    const leg = frozenLeg(round, at.row, at.market)
    const side = sides.get(keyOf(at)) ?? {
      market: at.market,
      charged: { lossAtoms: 0n, lots: 0n, done: 0n },
      sales: [],
    }
    side.charged.lossAtoms += restOf(leg)
    side.charged.lots += leg.lots - leg.done
    side.sales.push({ row: at.row, leg, lost: 0n, paid: 0n })
    sides.set(keyOf(at), side)
  }
  const of = (at: BankruptLeg): Price => {
    const { charged, sales } = sides.get(keyOf(at))!
    const sale = sales.find(({ row }) => row === at.row)!
    const { cost, close } = charging(round, at.row, at.market, charged)
    const closing: Price['close'] = (most, equity, note) => {
      const before = restOf(sale.leg)
      const closed = close(most, equity, note)
      sale.lost += before - restOf(sale.leg)
      sale.paid += closed.lossAtoms
      return closed
    }
    return { cost, close: closing }
  }
  const settle = () => {
    for (const { market, sales } of sides.values()) evenOut(round, market, sales)
    endSplits(round, legs)
  }
  return { of, settle }
}

/**
 * Of what the side was paid nobody keeps more than its own loss there. What accounts have beyond their loss on what was
 * sold makes up what others have too little for theirs; the rest goes to those that have lots left, for these.
 */
function evenOut(round: Round, market: Market, sales: Sale[]): void {
  const over = sum(sales.map(({ lost, paid }) => larger(0n, paid - lost)))
  const missing = sales.map(({ lost, paid }) => larger(0n, lost - paid))
  const made = inTurn(over, missing)
  const unsold = sales.map(({ leg }) => restOf(leg))
  const forRest = inTurn(over - sum(made), unsold)
  const due = sales.map(({ lost, paid }, index) => smaller(lost, paid) + made[index]! + forRest[index]!)

  const change = sales.map(({ paid }, index) => due[index]! - paid)
  for (const [index, to] of sales.entries()) {
    for (const [other, from] of sales.entries()) {
      const valueAtoms = smaller(change[index]!, -change[other]!)
      if (valueAtoms <= 0n) continue
      write(round, { stage: 6, type: 'adl-evened', market: market.id, from: from.row.id, to: to.row.id, valueAtoms })
      change[index]! -= valueAtoms
      change[other]! += valueAtoms
    }
  }
}

/** Splits that stand for more than their account owes would make it rich, if another stage went by them. */
function endSplits(round: Round, legs: BankruptLeg[]): void {
  for (const { row } of legs) {
    const rests = [...(round.frozen.get(row.id)?.values() ?? [])].map(restOf)
    if (sum(rests) > -equityOf(round.world, row)) round.frozen.delete(row.id)
  }
}

/** To the first as much as it has room for, then to the next. */
function inTurn(amount: bigint, rooms: bigint[]): bigint[] {
  let left = amount
  return rooms.map((room) => {
    const part = smaller(left, room)
    left -= part
    return part
  })
}

const nextSlice = ({ lossAtoms, lots, done }: FrozenLeg, count: bigint): bigint => sliceOf(lossAtoms, lots, done, count)
const restOf = (leg: FrozenLeg): bigint => nextSlice(leg, leg.lots - leg.done)
