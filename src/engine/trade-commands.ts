// Commands on trades: what has happened, one by one or in batches, and what is to be judged before it happens.

import { checkMarket } from '../book/markets.ts'
import { TRADE_APPLIED } from '../core/codes.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { checkInt64 } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { findRow } from '../memory/id-table.ts'
import { judgeTrade, type PreTradeVerdict } from '../stages/judge-trade.ts'
import { RECORD_TRADE, RECORD_TRADES } from './command-log.ts'
import { checkIds } from './commands.ts'
import type { CommandRefused } from './notices.ts'
import { QueueCommands } from './queue-commands.ts'
import { checkBatch, checkNumbers, checkTrade, columnsOf, ownBatch, takeBatch, takeTrade } from './take-trades.ts'
import { type Trade, type TradeBatch, tradeAt, tradeError } from './trade-batch.ts'

/** An order to be judged before it trades: signed lots, positive to buy. */
export interface OrderRequest {
  readonly account: number
  readonly market: number
  readonly lots: bigint
  readonly priceTicks: bigint
  readonly feeAtoms?: bigint
}

export class TradeCommands extends QueueCommands {
  /**
   * Applies one trade that has happened; while a check is under way it waits, and what is refused then is told by
   * `onNotice`.
   *
   * @throws BallastError when it is refused
   */
  trade(trade: Trade): void {
    this.mustBeOpen()
    demandObject(trade, 'trade')
    const given = { ...trade }
    if (this.waiting.isFrozen) {
      checkIds(given.buyer, given.seller)
      const { market } = given
      demand(Number.isInteger(market), ErrorCode.UNKNOWN_MARKET, () => `no market ${shown(market)} is listed`)
      checkNumbers(given)
      this.waiting.add('trade', () => this.trade(given))
      return
    }
    checkTrade(this.book, given)
    if (this.log !== null) this.#noteTrade(given)
    const forget = this.roundDesk.isOpen ? this.#beforeTrades([given.buyer, given.seller]) : null
    try {
      takeTrade(this.book, this.hotKernel, given)
    } catch (error) {
      forget?.()
      throw this.failed(error)
    }
    this.done()
  }

  /**
   * Applies the first `batch.count` trades in order. A trade that cannot be applied changes nothing and says why in
   * `batch.outcomes`; the others stand.
   *
   * @returns how many were applied; 0 while a check is under way: a copy of the batch waits, `outcomes` stay as they
   *   are, and what is refused later is told by `onNotice`
   */
  applyTrades(batch: TradeBatch): number {
    this.mustBeOpen()
    if (this.waiting.isFrozen) {
      const own = ownBatch(batch)
      this.waiting.addBatch('applyTrades', () => this.#applyLate(own))
      return 0
    }
    checkBatch(batch)
    let applied = 0
    if (this.log !== null) this.log.begin([RECORD_TRADES, ...columnsOf(batch)])
    if (this.roundDesk.isOpen) {
      for (const sides of [batch.buyers, batch.sellers]) this.#beforeTrades(sides.subarray(0, batch.count))
    }
    try {
      applied = takeBatch(this.book, this.hotKernel, batch)
    } catch (error) {
      throw this.failed(error)
    }
    this.done()
    return applied
  }

  #noteTrade(trade: Trade): void {
    const { buyer, seller, market, lots, priceTicks, buyerFeeAtoms = 0n, sellerFeeAtoms = 0n } = trade
    this.log!.begin([RECORD_TRADE, buyer, seller, market, lots, priceTicks, buyerFeeAtoms, sellerFeeAtoms])
  }

  #applyLate(batch: TradeBatch): CommandRefused[] {
    this.applyTrades(batch)
    const refused: CommandRefused[] = []
    for (let index = 0; index < batch.count; index += 1) {
      if (batch.outcomes[index] === TRADE_APPLIED) continue
      const { code, message } = tradeError(batch.outcomes[index]!, tradeAt(batch, index))
      refused.push({ type: 'command-refused', command: 'applyTrades', index, code, message })
    }
    return refused
  }

  // A round that is open must know what it did not do itself.
  #beforeTrades(ids: ArrayLike<number>): () => void {
    const rows = Array.from(ids, (id) => findRow(this.book.columns, id))
    return this.roundDesk.beforeTrades(rows.filter((row) => row >= 0))
  }

  /** Judges an order before it trades; changes nothing. */
  preTrade(order: OrderRequest): PreTradeVerdict {
    this.mustBeOpen()
    demandObject(order, 'order')
    const { account, market, lots, priceTicks, feeAtoms = 0n } = order
    checkMarket(this.book, market)
    checkInt64(lots, 'order.lots')
    checkInt64(priceTicks, 'order.priceTicks')
    checkInt64(feeAtoms, 'order.feeAtoms')
    return judgeTrade(this.book, this.row(account), market, { lots, priceTicks, feeAtoms })
  }
}
