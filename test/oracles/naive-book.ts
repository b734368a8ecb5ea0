// The naive book: SPEC 1, 2, 3 and 8 in Maps and BigInt, written to be compared with the engine, command by command. It
// takes the engine's arguments, throws `Refused` with the code that it expects, and changes nothing then.

import * as code from '../../src/core/codes.ts'
import { ErrorCode as is } from '../../src/core/errors.ts'
import { MAX_CASH_ATOMS, MAX_ID } from '../../src/core/limits.ts'
import { fundingAfter, needAmount, needCash, needInt64, withdrawableOf } from './naive-cash.ts'
import { naiveHash } from './naive-hash.ts'
import * as listing from './naive-markets.ts'
import { need, type Scaled, scaled } from './naive-numbers.ts'
import { judgeNaiveOrder, type NaiveOrder, type NaiveVerdict } from './naive-orders.ts'
import * as state from './naive-state.ts'
import { applyNaiveTrade, type NaiveTrade } from './naive-trades.ts'

export interface NaiveNewAccount {
  readonly id: number
  readonly owner?: number
  readonly class?: state.NaiveClass
  readonly exempt?: boolean
  readonly protected?: boolean
  readonly reservedAtoms?: bigint
}

export interface NaiveMarks {
  readonly timeMs: number
  readonly markets: ArrayLike<number>
  readonly priceTicks: ArrayLike<bigint>
  readonly timesMs?: ArrayLike<number>
}

export interface NaiveCheck {
  readonly checked: number
  readonly ids: number[]
  readonly states: number[]
}

const CLASSES: readonly string[] = ['trader', 'pool', 'external', 'deficit']

export class NaiveBook {
  readonly accounts = new Map<number, state.NaiveAccount>()
  readonly markets: state.NaiveMarket[] = []
  readonly atom: Scaled
  readonly capacity: state.NaiveCapacity
  timeMs = 0
  sequence = 0
  #lastId = 0

  constructor(capacity: state.NaiveCapacity, atom = '0.000001') {
    this.capacity = capacity
    this.atom = scaled(atom)
  }

  listMarket(config: listing.NaiveListing): number {
    const { symbol, listingTicks } = config
    const id = this.markets.length
    need(id < this.capacity.markets, is.CAPACITY)
    need(symbol.length >= 1 && symbol.length <= 32 && [...symbol].every((c) => c > ' ' && c <= '~'), is.CONFIG)
    need(!this.markets.some((market) => market.symbol === symbol), is.DUPLICATE)
    const contract = listing.contractOf(this.#venue(), config)
    const external = listing.needExternal(this.#venue(), config.externalAccount)
    const terms = listing.termsOf(this.#venue(), config, contract, external)
    need(listingTicks >= terms.minMarkTicks && listingTicks <= terms.maxMarkTicks, is.PRICE_BAND)
    const fresh = { halted: false, mark: listingTicks, markTime: 0, funding: 0n, carry: 0n }
    this.markets.push({ id, symbol, ...contract, listing: listingTicks, external, terms, ...fresh })
    this.sequence += 1
    return id
  }

  configureMarket(id: number, change: Partial<listing.NaiveTermsInput>): void {
    const market = this.#market(id)
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const wanted: state.NaiveTerms = { ...market.terms, ...given }
    const terms = listing.termsOf(this.#venue(), wanted, market, market.external)
    if (market.kind === 'inverse') listing.needInverse(market.unitParam, terms.maxMarkTicks)
    listing.needKept(market, terms, this.accounts.values())
    market.terms = terms
    this.sequence += 1
  }

  haltMarket(id: number): void {
    this.#market(id).halted = true
    this.sequence += 1
  }

  resumeMarket(id: number): void {
    const market = this.#market(id)
    // The mark from before the halt is not trusted until a new one comes.
    if (market.halted) Object.assign(market, { halted: false, markTime: -1 })
    this.sequence += 1
  }

  openAccount(account: NaiveNewAccount): void {
    const { id, owner = id, class: kind = 'trader', exempt = false, reservedAtoms: reserved = 0n } = account
    for (const number of [id, owner]) need(Number.isInteger(number) && number >= 1 && number <= MAX_ID, is.RANGE)
    need(CLASSES.includes(kind), is.ACCOUNT_CLASS)
    need(id > this.#lastId, is.DUPLICATE)
    need(reserved >= 0n && reserved <= MAX_CASH_ATOMS, is.RANGE)
    need(this.accounts.size < this.capacity.accounts, is.CAPACITY)
    const deficits = [...this.accounts.values()].filter((other) => other.class === 'deficit').length
    need(kind !== 'deficit' || deficits === 0, is.DUPLICATE)
    const flags = { exempt, protected: account.protected ?? false, held: false }
    this.accounts.set(id, { id, owner, class: kind, ...flags, cash: 0n, reserved, positions: new Map() })
    this.#lastId = id
    this.sequence += 1
  }

  closeAccount(id: number): void {
    const account = this.#account(id)
    const reserved = account.class === 'pool' ? 0n : account.reserved
    need(account.cash === 0n && reserved === 0n && account.positions.size === 0, is.NOT_EMPTY)
    for (const { external, terms } of this.markets) {
      need(![external, terms.feeAccount, terms.poolAccount].includes(id), is.NOT_EMPTY)
    }
    this.accounts.delete(id)
    this.sequence += 1
  }

  setReserved(id: number, atoms: bigint): void {
    need(atoms >= 0n && atoms <= MAX_CASH_ATOMS, is.RANGE)
    const account = this.#account(id)
    account.reserved = atoms
    this.sequence += 1
  }

  setExempt(id: number, exempt: boolean): void {
    this.#account(id).exempt = exempt
    this.sequence += 1
  }

  setProtected(id: number, isProtected: boolean): void {
    this.#account(id).protected = isProtected
    this.sequence += 1
  }

  deposit(id: number, atoms: bigint): void {
    needAmount(atoms)
    const account = this.#account(id)
    needCash(account.cash + atoms)
    account.cash += atoms
    this.sequence += 1
  }

  withdraw(id: number, atoms: bigint): void {
    const account = this.#account(id)
    needAmount(atoms)
    need(atoms <= this.withdrawable(id), is.WITHDRAWAL)
    needCash(account.cash - atoms)
    account.cash -= atoms
    this.sequence += 1
  }

  transfer(from: number, to: number, atoms: bigint): void {
    const [payer, payee] = [this.#account(from), this.#account(to)]
    needAmount(atoms)
    need(payer !== payee, is.DUPLICATE)
    need(atoms <= this.withdrawable(from), is.WITHDRAWAL)
    needCash(payer.cash - atoms)
    needCash(payee.cash + atoms)
    payer.cash -= atoms
    payee.cash += atoms
    this.sequence += 1
  }

  withdrawable(id: number): bigint {
    return withdrawableOf(this.#account(id), this.markets, this.timeMs)
  }

  /** The outcome of the trade; what would not fit the columns is refused before. */
  trade(trade: NaiveTrade): number {
    this.#account(trade.buyer)
    this.#account(trade.seller)
    this.#market(trade.market)
    const { lots, priceTicks, buyerFeeAtoms = 0n, sellerFeeAtoms = 0n } = trade
    for (const number of [lots, priceTicks, buyerFeeAtoms, sellerFeeAtoms]) needInt64(number)
    const outcome = this.#apply(trade)
    if (outcome === code.TRADE_APPLIED) this.sequence += 1
    return outcome
  }

  /** The outcome of every trade. */
  tradeBatch(trades: readonly NaiveTrade[]): number[] {
    this.sequence += 1
    return trades.map((trade) => this.#apply(trade))
  }

  preTrade(order: NaiveOrder): NaiveVerdict {
    const market = this.#market(order.market)
    for (const number of [order.lots, order.priceTicks, order.feeAtoms ?? 0n]) needInt64(number)
    return judgeNaiveOrder(this.#account(order.account), market, this.markets, order)
  }

  applyMarks({ timeMs, markets, priceTicks, timesMs }: NaiveMarks, haltOutside: boolean): void {
    this.#needTime(timeMs)
    need(priceTicks.length === markets.length && (timesMs ?? markets).length === markets.length, is.RANGE)
    need(markets.length <= this.capacity.markets, is.DUPLICATE)
    const seen = new Set<number>()
    const marks = Array.from(markets, (id, index) => {
      const [ticks, time] = [priceTicks[index]!, timesMs === undefined ? timeMs : timesMs[index]!]
      const market = this.#market(id)
      need(!seen.has(id), is.DUPLICATE)
      seen.add(id)
      const inside = ticks >= market.terms.minMarkTicks && ticks <= market.terms.maxMarkTicks
      need(inside || haltOutside, is.PRICE_BAND)
      need(Number.isInteger(time) && time <= timeMs && time >= 0 && time >= market.markTime, is.TIME)
      return { market, ticks, time, inside }
    })
    for (const { market, ticks, time, inside } of marks) {
      if (!inside) market.halted = true
      else Object.assign(market, { mark: ticks, markTime: time })
    }
    this.timeMs = timeMs
    this.sequence += 1
  }

  payFunding(id: number, ratePpb: bigint, timeMs: number): void {
    const market = this.#market(id)
    this.#needTime(timeMs)
    const { funding, carry } = fundingAfter(market, ratePpb)
    Object.assign(market, { funding, carry })
    this.timeMs = timeMs
    this.sequence += 1
  }

  /** One payment in every market named, or none. */
  applyFunding({ timeMs, markets, ratesPpb }: { timeMs: number; markets: Uint16Array; ratesPpb: BigInt64Array }): void {
    this.#needTime(timeMs)
    need(markets.length === ratesPpb.length, is.RANGE)
    const after = Array.from(markets, (id, index) => {
      const market = this.#market(id)
      need(markets.indexOf(id) === index, is.DUPLICATE)
      return [market, fundingAfter(market, ratesPpb[index]!)] as const
    })
    for (const [market, change] of after) Object.assign(market, change)
    this.timeMs = timeMs
    this.sequence += 1
  }

  /** Every deposit of the batch, or none. */
  applyDeposits({ accounts, atoms }: { accounts: Uint32Array; atoms: BigInt64Array }): void {
    need(accounts.length === atoms.length, is.RANGE)
    const after = new Map<state.NaiveAccount, bigint>()
    for (const [index, id] of accounts.entries()) {
      needAmount(atoms[index]!)
      const account = this.#account(id)
      after.set(account, (after.get(account) ?? account.cash) + atoms[index]!)
    }
    for (const cash of after.values()) needCash(cash)
    for (const [account, cash] of after) account.cash = cash
    this.sequence += 1
  }

  check(): NaiveCheck {
    const traders = [...this.accounts.values()].filter((account) => account.class === 'trader')
    const judged = traders
      .map((account) => [account.id, state.judgementOf(account, state.worthOf(account, this.markets))] as const)
      .filter(([, judgement]) => judgement !== 'healthy')
      .sort(([a], [b]) => a - b)
    return {
      checked: traders.length,
      ids: judged.map(([id]) => id),
      states: judged.map(([, judgement]) => (judgement === 'bankrupt' ? code.STATE_BANKRUPT : code.STATE_AT_RISK)),
    }
  }

  hash(): string {
    const { atom, timeMs, markets } = this
    return naiveHash({ atom, timeMs, lastId: this.#lastId, markets, accounts: this.accounts.values() })
  }

  #apply(trade: NaiveTrade): number {
    const { accounts, markets } = this
    return applyNaiveTrade({ accounts, markets, maxPositions: this.capacity.positions }, trade)
  }

  #venue(): listing.Venue {
    return { atom: this.atom, tiersPerMarket: this.capacity.tiersPerMarket, accounts: this.accounts }
  }

  #account(id: number): state.NaiveAccount {
    const account = this.accounts.get(id)
    need(account !== undefined, is.UNKNOWN_ACCOUNT)
    return account
  }

  #market(id: number): state.NaiveMarket {
    const market = this.markets[id]
    need(market !== undefined, is.UNKNOWN_MARKET)
    return market
  }

  #needTime(timeMs: number): void {
    need(Number.isSafeInteger(timeMs) && timeMs >= this.timeMs, is.TIME)
  }
}
