// What ADL took from whom in a run, summed over the events of its rounds.

import { absoluteUnit } from '../book/markets.ts'
import type { Engine } from '../engine/engine.ts'
import { abs } from '../fixed/rounding.ts'
import { giniPpm, topPpm } from '../scenario/shares-of.ts'
import type { HitAccount } from './grid-types.ts'

type Sums = { -readonly [Key in keyof HitAccount]: HitAccount[Key] }

export class RunTally {
  readonly #engine: Engine
  readonly #accounts = new Map<number, Sums>()
  #lossAtoms = 0n
  #fills = 0
  #rounds = 0
  #adlRound: number | null = null

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Counts the round that has just ended. @param adlFills as its report has it: without any, no event is made */
  round(adlFills: number): void {
    this.#rounds += 1
    if (adlFills === 0) return
    const { book } = this.#engine
    for (const event of this.#engine.roundEvents()) {
      if (event.type !== 'adl-fill') continue
      this.#fills += 1
      this.#lossAtoms += event.lossAtoms
      this.#adlRound ??= this.#rounds
      let sums = this.#accounts.get(event.to)
      if (sums === undefined) {
        sums = { account: event.to, fills: 0, notionalAtoms: 0n, lossAtoms: 0n }
        this.#accounts.set(event.to, sums)
      }
      sums.fills += 1
      sums.notionalAtoms += abs(event.lots) * absoluteUnit(book, event.market)
      sums.lossAtoms += event.lossAtoms
    }
  }

  /** Rounds that have been counted. */
  get rounds(): number {
    return this.#rounds
  }

  result(keptAccounts: number) {
    const all = [...this.#accounts.values()]
    const notionals = all.map(({ notionalAtoms }) => notionalAtoms)
    return {
      ...{ adlTriggered: this.#fills > 0, adlStep: this.#adlRound },
      ...{ adlLossAtoms: this.#lossAtoms, adlFills: this.#fills, adlAccounts: all.length },
      deleveragedAtoms: notionals.reduce((sum, atoms) => sum + atoms, 0n),
      top10PercentPpm: topPpm(notionals, Math.ceil(notionals.length / 10)),
      giniPpm: giniPpm(notionals),
      accounts: all.sort(byLoss).slice(0, keptAccounts) as HitAccount[],
    }
  }
}

function byLoss(a: HitAccount, b: HitAccount): number {
  if (a.lossAtoms !== b.lossAtoms) return a.lossAtoms > b.lossAtoms ? -1 : 1
  if (a.notionalAtoms !== b.notionalAtoms) return a.notionalAtoms > b.notionalAtoms ? -1 : 1
  return a.account - b.account
}
