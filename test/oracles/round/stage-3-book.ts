// Stage 3: the legs of flagged accounts are offered to the order book, up to a worst price.

import { splitOver } from './share.ts'
import { poolBudget, type Round, write, writeTrade } from './state.ts'
import { equityOf, fewestLots, type Leg, legsOf, slippageOf, stateOf, unitMark, unitValueAt } from './value.ts'
import { absolute, hasRoom, larger, type Market, type Row, rowOf, smaller } from './world.ts'

export function sellOnBook(round: Round): void {
  const { world } = round
  for (const row of round.flagged) {
    let accountUsed = 0n
    const order = legsOf(world, row).sort((a, b) =>
      a.maintenance === b.maintenance ? a.market.id - b.market.id : a.maintenance > b.maintenance ? -1 : 1,
    )
    for (const leg of order) {
      if (stateOf(world, row) === 'healthy') break
      if (!leg.market.fresh) continue
      const used = sellLeg(round, row, leg, accountUsed)
      accountUsed += used
      round.roundBudgetUsed += used
    }
  }
}

/** Asks for one leg, takes what the book answers, returns what it used of the budgets. */
function sellLeg(round: Round, row: Row, leg: Leg, accountUsed: bigint): bigint {
  const { world } = round
  const { market } = leg
  const legLots = absolute(leg.position.lots)
  const isLong = leg.position.lots > 0n
  const signed = (count: bigint) => (isLong ? count : -count)

  const share = equityShare(round, row, leg)
  const allowance = share + smaller(budgetOf(round, market, accountUsed), slippageOf(world, leg.notional))
  const limitTicks = isLong ? lowestTick(market, legLots, allowance) : highestTick(market, legLots, allowance)
  const wanted = fewestLots(world, row, leg)
  const common = { stage: 3, market: market.id, from: row.id }
  write(round, { ...common, type: 'liquidation-wanted', lots: signed(wanted), limitTicks })

  const levels = isLong ? market.depth.bids : market.depth.asks
  const isAcceptable = (ticks: bigint) => limitTicks === null || (isLong ? ticks >= limitTicks : ticks <= limitTicks)
  let left = wanted
  let unanswered = wanted
  let lostAtoms = 0n
  let isFull = false
  const external = rowOf(world, market.externalRow)
  while (unanswered > 0n && levels[0] !== undefined && isAcceptable(levels[0].ticks)) {
    const { ticks } = levels[0]
    const count = smaller(unanswered, levels[0].lots)
    unanswered -= count
    levels[0].lots -= count
    if (levels[0].lots === 0n) levels.shift()
    // The order book has answered, but there is no room for the other side: this fill and those behind it are lost.
    isFull ||= !hasRoom(world, row, external, market.id, signed(count))
    if (isFull) continue
    const unit = unitValueAt(market, ticks)
    const valueAtoms = signed(count) * (unit - market.fundingIndexAtoms)
    const event = { ...common, type: 'liquidation', to: market.externalRow, lots: signed(count), valueAtoms }
    writeTrade(round, { ...event, ticks })
    lostAtoms += signed(count) * (unitMark(market) - unit)
    left -= count
  }
  if (left > 0n) {
    write(round, { ...common, type: 'book-exhausted', lots: signed(left) })
    round.unfilled.push({ row, market, lots: left })
  }

  // Beyond b·k/|q|, rounded up; what the fills brought above it does not refill a budget.
  const beyond = lostAtoms * legLots - share * (wanted - left)
  return beyond > 0n ? (beyond + legLots - 1n) / legLots : 0n
}

/** The bᵢ of a leg for an equity of either sign; this split is not frozen. */
function equityShare(round: Round, row: Row, leg: Leg): bigint {
  const equity = equityOf(round.world, row)
  const legs = legsOf(round.world, row)
  const index = legs.findIndex((each) => each.market === leg.market)
  const share = splitOver(absolute(equity), legs)[index]!
  return equity < 0n ? -share : share
}

function budgetOf(round: Round, market: Market, accountUsed: bigint): bigint {
  const { liquidationBudgetAtoms, roundBudgetAtoms } = round.world.options
  let budget = poolBudget(round, market.pool)
  if (liquidationBudgetAtoms !== null) budget = smaller(budget, liquidationBudgetAtoms - accountUsed)
  if (roundBudgetAtoms !== null) budget = smaller(budget, roundBudgetAtoms - round.roundBudgetUsed)
  return larger(budget, 0n)
}

/** The worst price of a seller: the lowest tick, one at least, that loses no more than allowed. */
export function lowestTick(market: Market, lots: bigint, allowance: bigint): bigint {
  const holds = (ticks: bigint) => lots * (unitMark(market) - unitValueAt(market, ticks)) <= allowance
  let high = market.markTicks
  while (!holds(high)) high *= 2n
  let low = 0n
  // Between low, which does not hold or is no price, and high, which holds.
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

/** The worst price of a buyer: the highest tick; zero when no price is low enough, null when none is too high. */
export function highestTick(market: Market, lots: bigint, allowance: bigint): bigint | null {
  const holds = (ticks: bigint) => lots * (unitValueAt(market, ticks) - unitMark(market)) <= allowance
  let low = 0n
  let high = 1n
  while (holds(high)) {
    // An inverse lot cannot be worth more than nothing, so an allowance of its whole notional allows every price.
    if (unitValueAt(market, high) === 0n) return null
    low = high
    high *= 2n
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}
