// Stage 3: what flagged accounts asked the order book for, and what it answered. Whom it found is a fact from outside;
// that each ask was the right one, and no fill beyond it, is checked.
//
// An ask is not computed but tried: with one lot less, or a price one tick worse, it must be wrong.

import { MAX_INT64, PPM } from '../core/limits.ts'
import { abs, divCeil, max, min } from '../fixed/rounding.ts'
import { budgetOf } from './check-fund.ts'
import { reckoned } from './check-trigger.ts'
import { type Leg, maintenanceOf, type RunningMarket, type RunningRow, unitAt } from './running-book.ts'
import { splitEquity } from './split-loss.ts'
import type { Walk } from './walk.ts'

/** What an ask may be judged by. */
interface Sale {
  readonly row: RunningRow
  readonly leg: Leg
  /** bᵢ: what the leg may lose before a budget is used; of either sign. */
  readonly shareAtoms: bigint
  /** What the whole leg may lose against the mark. */
  readonly allowanceAtoms: bigint
}

interface Asked {
  readonly market: number
  readonly lots: bigint
  readonly limitTicks: bigint | null
}

export function checkAsks(walk: Walk): void {
  for (const row of walk.flagged) checkRow(walk, row)
  walk.noMore('ask', 'nobody else is under margin', 'liquidation-wanted', 'book-exhausted')
  walk.noMore('liquidation', 'nothing is asked for', 'liquidation')
}

function checkRow(walk: Walk, row: RunningRow): void {
  const { book } = walk
  if (!asksNow(walk, row) && repeatsItself(walk, row)) return
  const order = [...book.worthOf(row).legs].sort((a, b) => {
    return Number(b.maintenanceAtomPpm - a.maintenanceAtomPpm) || a.market.id - b.market.id
  })
  const asks: Asked[] = []
  let usedAtoms = 0n
  let isSilent = true
  for (const { market } of order) {
    if (book.stateOf(row) === 'healthy') break
    const leg = book.worthOf(row).legs.find((each) => each.market === market)
    if (leg === undefined || !market.fresh) continue
    const sale = saleOf(walk, row, leg, usedAtoms)
    const ask = takeAsk(walk, sale)
    asks.push(ask)
    const lostAtoms = takeFills(walk, sale, ask)
    usedAtoms += lostAtoms.beyondAtoms
    isSilent &&= lostAtoms.isSilent
  }
  if (isSilent) walk.silent.set(row, asks)
  else walk.silent.delete(row)
}

function asksNow(walk: Walk, row: RunningRow): boolean {
  const { next } = walk
  return next?.type === 'liquidation-wanted' && next.account === row.id
}

/** What the order book has answered with nothing need not be asked again, while it would be the same. */
function repeatsItself(walk: Walk, row: RunningRow): boolean {
  const asks = walk.silent.get(row)
  const legs = walk.book.freshLegs(row)
  if (asks === undefined || asks.length === 0 || asks.length !== legs.length) return false
  for (const { market, lots, limitTicks } of asks) {
    const leg = legs.find((each) => each.market.id === market)
    if (leg === undefined) return false
    const sale = saleOf(walk, row, leg, 0n)
    if (!isFewest(walk, sale, lots) || !isWorst(sale, limitTicks)) return false
  }
  for (const { market, lots } of asks) walk.unfilled.push({ row, market: walk.book.markets[market]!, lots })
  walk.tally.count('ask', asks.length)
  return true
}

function saleOf(walk: Walk, row: RunningRow, leg: Leg, usedAtoms: bigint): Sale {
  const { opened } = walk.terms
  const { equityAtoms, legs } = walk.book.worthOf(row)
  const part = splitEquity(abs(equityAtoms), legs)[legs.indexOf(leg)]!
  const shareAtoms = equityAtoms < 0n ? -part : part
  let budget = budgetOf(walk, leg.market)
  if (opened.liquidationBudgetAtoms !== null) budget = min(budget, opened.liquidationBudgetAtoms - usedAtoms)
  if (opened.roundBudgetAtoms !== null) budget = min(budget, opened.roundBudgetAtoms - walk.roundBudgetUsedAtoms)
  const slippage = (leg.notionalAtoms * BigInt(opened.maxSlippagePpm)) / PPM
  return { row, leg, shareAtoms, allowanceAtoms: shareAtoms + min(max(0n, budget), slippage) }
}

function takeAsk(walk: Walk, sale: Sale): Asked {
  const { row, leg } = sale
  const market = leg.market.id
  const event = walk.take('liquidation-wanted', 3, 'ask', () => `of account ${row.id} in market ${market}`)
  walk.same('ask', 'account', row.id, event.account, `: ${reckoned(walk, row)}`)
  walk.same('ask', 'market', market, event.market, ', by the maintenance of its legs')
  const { lots, limitTicks } = event
  walk.holds('ask', isFewest(walk, sale, lots), fewest(leg), () => `${lots} lots`)
  const worst = `the worst price at which the whole leg loses at most ${sale.allowanceAtoms} atoms`
  walk.holds('ask', isWorst(sale, limitTicks), worst, () => `a limit of ${limitTicks} ticks`)
  return { market, lots, limitTicks }
}

const fewest = ({ lots }: Leg) => `the fewest lots that make it healthy, or all of ${lots} where none do`

/** E − k·⌈|u|·slippage⌉ ≥ MM(k) + buffer holds for k lots and not for one less; or for no number at all. */
function isFewest(walk: Walk, { row, leg }: Sale, lots: bigint): boolean {
  const { maxSlippagePpm, bufferAtoms } = walk.terms.opened
  const { equityAtoms, maintenanceAtomPpm } = walk.book.worthOf(row)
  const [held, count, unit] = [abs(leg.lots), abs(lots), abs(leg.market.unit)]
  if (lots === 0n || lots > 0n !== leg.lots > 0n || count > held) return false
  const slippage = divCeil(unit * BigInt(maxSlippagePpm), PPM)
  const others = maintenanceAtomPpm - leg.maintenanceAtomPpm
  const surplus = (k: bigint) => {
    const margin = others + maintenanceOf(leg.market, (held - k) * unit)
    return (equityAtoms - k * slippage - bufferAtoms) * PPM - margin
  }
  // MM is convex in k, so the surplus is concave: it is above 0 in one stretch, which begins at the fewest.
  if (surplus(count) >= 0n) return count === 1n || surplus(count - 1n) < 0n
  if (count !== held) return false
  let [low, top] = [1n, held]
  while (low < top) {
    const middle = (low + top) / 2n
    if (surplus(middle) < surplus(middle + 1n)) low = middle + 1n
    else top = middle
  }
  return surplus(top) < 0n
}

/** The whole leg at this price loses no more than allowed, and one tick beyond it does, or is no price. */
function isWorst({ leg, allowanceAtoms }: Sale, ticks: bigint | null): boolean {
  const { lots, market, notionalAtoms } = leg
  const isAllowed = (at: bigint) => lots * (market.unit - unitAt(market, at)) <= allowanceAtoms
  if (lots > 0n) {
    if (ticks === null || ticks < 1n) return false
    if (!isAllowed(ticks)) return ticks === MAX_INT64
    return ticks === 1n || !isAllowed(ticks - 1n)
  }
  // To buy back an inverse lot can cost no more than its whole notional.
  const isFree = market.kind === 'inverse' && notionalAtoms <= allowanceAtoms
  if (ticks === null || isFree) return ticks === null && isFree
  return ticks >= 0n && (ticks === 0n || isAllowed(ticks)) && !isAllowed(ticks + 1n)
}

/** Returns what the fills lost beyond the leg's own part of the equity: what was used of the budgets. */
function takeFills(
  walk: Walk,
  { row, leg, shareAtoms }: Sale,
  asked: Asked,
): { beyondAtoms: bigint; isSilent: boolean } {
  const { market } = leg
  const legLots = abs(leg.lots)
  let left = asked.lots
  let lostAtoms = 0n
  while (walk.isNext('liquidation')) {
    const { lots, ticks } = takeFill(walk, row, market, left, asked.limitTicks)
    left -= lots
    lostAtoms += lots * (market.unit - unitAt(market, ticks))
  }
  if (left !== 0n) {
    const event = walk.take('book-exhausted', 3, 'ask', () => `of account ${row.id} in market ${market.id}, ${left}`)
    const said = ({ account, market, lots }: typeof event) => `account ${account}, market ${market}, ${lots} lots`
    walk.same('ask', 'left', `account ${row.id}, market ${market.id}, ${left} lots`, said(event))
    walk.unfilled.push({ row, market, lots: left })
  }
  const beyond = lostAtoms * legLots - shareAtoms * abs(asked.lots - left)
  const beyondAtoms = beyond > 0n ? divCeil(beyond, legLots) : 0n
  walk.roundBudgetUsedAtoms += beyondAtoms
  return { beyondAtoms, isSilent: left === asked.lots }
}

function takeFill(
  walk: Walk,
  from: RunningRow,
  market: RunningMarket,
  left: bigint,
  limitTicks: bigint | null,
): { lots: bigint; ticks: bigint } {
  const event = walk.take('liquidation', 3, 'liquidation', () => `of account ${from.id}`)
  const { externalAccount } = market
  const move = `from ${from.id} to ${externalAccount} in market ${market.id}`
  walk.same('liquidation', 'move', move, `from ${event.from} to ${event.to} in market ${event.market}`)
  const { lots, priceTicks: ticks } = event
  const isAsked = lots !== 0n && lots > 0n === left > 0n && abs(lots) <= abs(left)
  walk.holds('liquidation', isAsked, `1 to ${left} lots`, () => `${lots} lots`)
  const isBetter = limitTicks === null || (lots > 0n ? ticks >= limitTicks : ticks <= limitTicks)
  const isPrice = ticks >= market.minMarkTicks && ticks <= market.maxMarkTicks
  walk.holds('liquidation', isBetter && isPrice, `no worse than ${limitTicks} ticks, in the band`, () => `${ticks}`)
  const unit = unitAt(market, ticks)
  walk.same('value', 'valueAtoms', lots * (unit - market.fundingAtoms), event.valueAtoms)
  const to = walk.book.rows.get(externalAccount)!
  walk.carryOut({ from, to, market }, event, unit)
  walk.thaw(from, to)
  return { lots, ticks }
}
