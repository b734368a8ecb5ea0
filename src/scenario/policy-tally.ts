// What a policy came to on a shock: sums over the events of its rounds, and the measures that the papers compare by.

import { absoluteUnit } from '../book/markets.ts'
import { CLASS_TRADER } from '../core/codes.ts'
import type { Engine } from '../engine/engine.ts'
import type { RoundEvent } from '../engine/round-events.ts'
import { abs } from '../fixed/rounding.ts'
import { addDelta, type Deltas, isHedged, underlyingOf } from '../stages/hedge-ratio.ts'
import { type GivenLots, noteGiven } from './given-lots.ts'
import { giniPpm, partPpm, topPpm } from './shares-of.ts'

export interface PolicyMetrics {
  readonly name: string
  /** D: what bankrupt accounts lacked after the order book, their owners' other accounts and the fund's takeovers. */
  readonly neededAtoms: bigint
  /** Σ |mark − execution| · lots of deleveraged positions. */
  readonly usedAtoms: bigint
  /** What was used beyond what was needed; exact accounting leaves none. */
  readonly overshootAtoms: bigint
  /** What ADL did not cover: paid by the fund, socialised, or standing as a deficit. */
  readonly residualAtoms: bigint
  readonly fundAtoms: bigint
  readonly socialisedAtoms: bigint
  readonly deficitAtoms: bigint
  readonly adlFills: number
  readonly wholeCloses: number
  readonly adlNotionalAtoms: bigint
  readonly closedAtMarkAtoms: bigint
  /** Legs of hedged accounts that were closed with the other side. */
  readonly closedTogetherAtoms: bigint
  /** Accounts that were deleveraged or charged. */
  readonly accountsHit: number
  /** Largest part of an account's equity that it lost, and whose. */
  readonly largestHaircutPpm: number
  readonly largestHaircutAccount: number | null
  /** Of the deleveraged notional, by account. */
  readonly topSharesPpm: { readonly 1: number; readonly 10: number; readonly 100: number }
  readonly giniPpm: number
  /** Largest unrealised profit of an account that is left, over D; null where nothing was needed. */
  readonly profitToSolvencyPpm: number | null
  /**
   * Accounts that were hedged in an underlying (open part below 5 %) and are not after they were deleveraged, or closed
   * with or after those that were; counted once a round.
   */
  readonly hedgesBroken: number
  /** Accounts that were deleveraged and then came under their own maintenance in a later pass of the round. */
  readonly secondPass: number
  readonly stateHash: string
}

const HEDGED_PPM = 50_000

interface Hit {
  lossAtoms: bigint
  /** Equity when it was hit first. */
  readonly equityAtoms: bigint
}

export class PolicyTally {
  readonly #engine: Engine
  readonly #hits = new Map<number, Hit>()
  readonly #notional = new Map<number, bigint>()
  #used = 0n
  #lateFund = 0n
  #fund = 0n
  #socialised = 0n
  #deficit = 0n
  #fills = 0
  #whole = 0
  #atMark = 0n
  #together = 0n
  #broken = 0
  #secondPass = 0
  /** Of the round that is being told: who was deleveraged, lots that sound accounts gave, what they paid in stage 8. */
  readonly #deleveraged = new Set<number>()
  readonly #given: GivenLots = new Map()
  readonly #charged = new Map<number, bigint>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  event(event: RoundEvent): void {
    noteGiven(this.#given, event)
    switch (event.type) {
      case 'adl-fill':
        this.#fill(event)
        break
      case 'takeover':
        this.#fund += event.lossAtoms
        break
      case 'fund-draw':
        this.#fund += event.valueAtoms
        if (event.stage === 8) this.#lateFund += event.valueAtoms
        break
      case 'socialised':
        this.#socialised += event.valueAtoms
        this.#charged.set(event.from, (this.#charged.get(event.from) ?? 0n) + event.valueAtoms)
        break
      case 'deficit':
        this.#deficit += event.valueAtoms
        break
      case 'close-at-mark':
        this.#atMark += this.#notionalOf(event)
        break
      case 'hedge-close':
        this.#together += this.#notionalOf(event)
        break
      case 'margin-call':
        if (event.pass > 1 && this.#deleveraged.has(event.account)) this.#secondPass += 1
        break
      case 'round-closed':
        this.#closeRound()
    }
  }

  result(name: string): PolicyMetrics {
    const needed = this.#used + this.#lateFund + this.#socialised + this.#deficit
    let largest: { account: number | null; ppm: number } = { account: null, ppm: 0 }
    for (const [account, { lossAtoms, equityAtoms }] of this.#hits) {
      const ppm = partPpm(lossAtoms, equityAtoms)
      if (ppm > largest.ppm) largest = { account, ppm }
    }
    const notionals = [...this.#notional.values()]
    return {
      ...{ name, neededAtoms: needed, usedAtoms: this.#used, overshootAtoms: 0n, residualAtoms: needed - this.#used },
      ...{ fundAtoms: this.#fund, socialisedAtoms: this.#socialised, deficitAtoms: this.#deficit },
      ...{ adlFills: this.#fills, wholeCloses: this.#whole, closedAtMarkAtoms: this.#atMark },
      closedTogetherAtoms: this.#together,
      adlNotionalAtoms: notionals.reduce((sum, atoms) => sum + atoms, 0n),
      ...{ accountsHit: this.#hits.size, largestHaircutPpm: largest.ppm, largestHaircutAccount: largest.account },
      topSharesPpm: { 1: topPpm(notionals, 1), 10: topPpm(notionals, 10), 100: topPpm(notionals, 100) },
      giniPpm: giniPpm(notionals),
      profitToSolvencyPpm: needed === 0n ? null : partPpm(largestProfit(this.#engine), needed),
      ...{ hedgesBroken: this.#broken, secondPass: this.#secondPass, stateHash: this.#engine.stateHash() },
    }
  }

  #fill(event: Extract<RoundEvent, { type: 'adl-fill' }>): void {
    const { to, lossAtoms, candidate, whole } = event
    const notional = this.#notionalOf(event)
    this.#fills += 1
    if (whole) this.#whole += 1
    this.#used += lossAtoms
    this.#notional.set(to, (this.#notional.get(to) ?? 0n) + notional)
    this.#hit(to, lossAtoms, candidate.equityAtoms)
    this.#deleveraged.add(to)
  }

  #hit(account: number, lossAtoms: bigint, equityAtoms: bigint): void {
    const hit = this.#hits.get(account)
    if (hit === undefined) this.#hits.set(account, { lossAtoms, equityAtoms })
    else hit.lossAtoms += lossAtoms
  }

  #notionalOf({ market, lots }: { readonly market: number; readonly lots: bigint }): bigint {
    return abs(lots) * absoluteUnit(this.#engine.book, market)
  }

  #closeRound(): void {
    for (const [account, paid] of this.#charged) {
      this.#hit(account, paid, this.#engine.account(account).equityAtoms + paid)
    }
    for (const [account, given] of this.#given) if (this.#hasBroken(account, given)) this.#broken += 1
    this.#charged.clear()
    this.#given.clear()
    this.#deleveraged.clear()
  }

  // What an account holds now and what it gave in the round is what it held when the round opened.
  #hasBroken(account: number, given: ReadonlyMap<number, bigint>): boolean {
    const before = new Map<string, Deltas>()
    const after = new Map<string, Deltas>()
    const add = (to: Map<string, Deltas>, market: number, lots: bigint) => {
      const underlying = underlyingOf(this.#engine.market(market).symbol)
      let deltas = to.get(underlying)
      if (deltas === undefined) {
        deltas = { longAtoms: 0n, shortAtoms: 0n }
        to.set(underlying, deltas)
      }
      if (lots !== 0n) addDelta(deltas, lots, this.#notionalOf({ market, lots }))
    }
    const now = new Map(this.#engine.account(account).positions.map(({ market, sizeLots }) => [market, sizeLots]))
    for (const market of new Set([...now.keys(), ...given.keys()])) {
      const lots = now.get(market) ?? 0n
      add(after, market, lots)
      add(before, market, lots + (given.get(market) ?? 0n))
    }
    for (const [underlying, deltas] of before) {
      if (isHedged(deltas, HEDGED_PPM) && !isHedged(after.get(underlying)!, HEDGED_PPM)) {
        const { longAtoms, shortAtoms } = after.get(underlying)!
        // Both sides gone is no hedge that is broken.
        if (longAtoms + shortAtoms > 0n) return true
      }
    }
    return false
  }
}

/** Of an account: Σ size · u − entryValue. */
function largestProfit({ book }: Engine): bigint {
  const { rowId, rowClass, runStart, runCount, posMarket, posSize, posEntry, marketUnit } = book.columns
  let largest = 0n
  for (let row = 0; row < rowId.length; row += 1) {
    if (rowId[row] === 0 || rowClass[row] !== CLASS_TRADER) continue
    let profit = 0n
    const end = runStart[row]! + runCount[row]!
    for (let slot = runStart[row]!; slot < end; slot += 1) {
      profit += posSize[slot]! * marketUnit[posMarket[slot]!]! - posEntry[slot]!
    }
    if (profit > largest) largest = profit
  }
  return largest
}
