// The commands of a load test on a generated book, ready to be handed to an engine: one trade, a batch of trades, the
// marks of an instant. The same sizes and law give the same commands in the same order, on every machine.
//
// Nothing is allocated from command to command: columns of 64 bits are written through their lower halves, because
// every price and size here is positive and below 2^31, and hosts are little-endian as WebAssembly's memory is.

import { TradeBatch } from '../engine/trade-batch.ts'
import { MarkWalk } from '../sim/mark-walk.ts'
import { type AccountLaw, TradeFlow } from '../sim/trade-flow.ts'
import { planVenue } from './generator-venue.ts'
import { Random } from './random.ts'
import type { GeneratorSizes } from './venue-schema.ts'

const FLOW_STREAM = 21
const WALK_STREAM = 22

export class LoadWorkload {
  /** A batch of one, used again for every trade. */
  readonly trade = new TradeBatch(1)
  /** Marks of all markets; the same object every time. */
  readonly marks: { timeMs: number; readonly markets: Uint16Array; readonly priceTicks: BigInt64Array }
  readonly #flow: TradeFlow
  readonly #walk: MarkWalk
  readonly #tradeWords: BatchWords
  readonly #markWords: Int32Array

  constructor(sizes: GeneratorSizes, law: AccountLaw) {
    const { markets, firstTrader } = planVenue(sizes)
    const seed = BigInt(sizes.seed)
    const terms = { law, firstAccount: firstTrader, accounts: sizes.accounts, markets: sizes.markets }
    this.#flow = new TradeFlow(terms, new Random(seed, FLOW_STREAM))
    const listingTicks = markets.map((market) => market.listingTicks)
    this.#walk = new MarkWalk(listingTicks, new Random(seed, WALK_STREAM))
    this.marks = {
      timeMs: 0,
      markets: Uint16Array.from(markets, (_, market) => market),
      priceTicks: BigInt64Array.from(listingTicks, BigInt),
    }
    this.trade.count = 1
    this.#tradeWords = wordsOf(this.trade)
    this.#markWords = halvesOf(this.marks.priceTicks)
  }

  nextTrade(): void {
    this.#write(this.trade, this.#tradeWords, 0)
  }

  /** The next trades, as many as the batch has room for. */
  fill(batch: TradeBatch): void {
    const words = wordsOf(batch)
    for (let index = 0; index < batch.capacity; index += 1) this.#write(batch, words, index)
    batch.count = batch.capacity
  }

  /** All markets move a little. */
  nextMarks(timeMs: number): void {
    this.#walk.step()
    this.#setMarks(timeMs)
  }

  /** All markets move a little, and one of them by far. */
  nextCrash(timeMs: number): void {
    this.#walk.step()
    this.#walk.crash()
    this.#setMarks(timeMs)
  }

  #setMarks(timeMs: number): void {
    const { ticks } = this.#walk
    for (let market = 0; market < ticks.length; market += 1) this.#markWords[2 * market] = ticks[market]!
    this.marks.timeMs = timeMs
  }

  #write(batch: TradeBatch, words: BatchWords, index: number): void {
    const flow = this.#flow
    flow.next()
    batch.buyers[index] = flow.buyer
    batch.sellers[index] = flow.seller
    batch.markets[index] = flow.market
    words.lots[2 * index] = flow.lots
    words.priceTicks[2 * index] = Math.max(1, this.#walk.ticks[flow.market]! + flow.offsetTicks)
  }
}

interface BatchWords {
  readonly lots: Int32Array
  readonly priceTicks: Int32Array
}

function wordsOf({ lots, priceTicks }: TradeBatch): BatchWords {
  return { lots: halvesOf(lots), priceTicks: halvesOf(priceTicks) }
}

function halvesOf({ buffer, byteOffset, length }: BigInt64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length)
}
