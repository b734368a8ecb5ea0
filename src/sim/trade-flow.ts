// Trades of a load test: who, in which market, how much. Every trade is taken back by an opposite one a little later,
// so that a book keeps its size however long the test runs.
//
// Integers only: a seed gives the same trades on every machine. Nothing is allocated.

import { type Chance, Zipf } from './zipf.ts'

/** How often accounts trade: 'zipf' few of them nearly always, 'uniform' all alike, 'mixed' every other trade. */
export type AccountLaw = 'mixed' | 'zipf' | 'uniform'

export const ACCOUNT_LAWS: readonly AccountLaw[] = ['mixed', 'zipf', 'uniform']

export interface FlowTerms {
  readonly law: AccountLaw
  /** Accounts have the numbers `firstAccount` … `firstAccount + accounts − 1`; at least two of them. */
  readonly firstAccount: number
  readonly accounts: number
  readonly markets: number
}

/** So many trades stand before the oldest of them is taken back. */
export const FLOW_LAG = 256
const MOST_LOTS = 5
const MOST_OFFSET_TICKS = 10
const RANGE = 2 ** 32

export class TradeFlow {
  /** The trade of now. */
  buyer = 0
  seller = 0
  market = 0
  lots = 0
  /** Distance of the price from the mark. */
  offsetTicks = 0
  readonly #terms: FlowTerms
  readonly #chance: Chance
  readonly #ranks: Zipf
  readonly #markets: Zipf
  readonly #stride: number
  readonly #buyers = new Uint32Array(FLOW_LAG)
  readonly #sellers = new Uint32Array(FLOW_LAG)
  readonly #inMarkets = new Uint16Array(FLOW_LAG)
  readonly #ofLots = new Uint8Array(FLOW_LAG)
  #opened = 0
  #takenBack = 0

  constructor(terms: FlowTerms, chance: Chance) {
    this.#terms = terms
    this.#chance = chance
    this.#ranks = new Zipf(terms.accounts, chance)
    this.#markets = new Zipf(terms.markets, chance)
    this.#stride = strideOf(terms.accounts)
  }

  /** Goes on to the next trade. */
  next(): void {
    const slot = (this.#opened - this.#takenBack < FLOW_LAG ? this.#opened : this.#takenBack) % FLOW_LAG
    if (this.#opened - this.#takenBack < FLOW_LAG) {
      this.#open(slot)
      this.#opened += 1
    } else {
      this.buyer = this.#sellers[slot]!
      this.seller = this.#buyers[slot]!
      this.market = this.#inMarkets[slot]!
      this.lots = this.#ofLots[slot]!
      this.#takenBack += 1
    }
    this.offsetTicks = this.#chance.below(2 * MOST_OFFSET_TICKS + 1) - MOST_OFFSET_TICKS
  }

  #open(slot: number): void {
    const { law } = this.#terms
    const byZipf = law === 'zipf' || (law === 'mixed' && this.#opened % 2 === 0)
    this.buyer = this.#account(byZipf)
    do this.seller = this.#account(byZipf)
    while (this.seller === this.buyer)
    this.market = this.#markets.next()
    this.lots = 1 + this.#chance.below(MOST_LOTS)
    this.#buyers[slot] = this.buyer
    this.#sellers[slot] = this.seller
    this.#inMarkets[slot] = this.market
    this.#ofLots[slot] = this.lots
  }

  // Ranks are spread over the book: the active accounts of a venue do not stand side by side in its memory.
  #account(byZipf: boolean): number {
    const { accounts, firstAccount } = this.#terms
    if (byZipf) return firstAccount + ((this.#ranks.next() * this.#stride) % accounts)
    return firstAccount + Math.floor((this.#chance.next() * accounts) / RANGE)
  }
}

/** A number without a common divisor: its multiples reach every account once. About five eighths, so that they mix. */
function strideOf(accounts: number): number {
  let stride = Math.max(1, Math.floor((accounts * 5) / 8))
  while (divisorOf(stride, accounts) !== 1) stride += 1
  return stride
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b)
}
