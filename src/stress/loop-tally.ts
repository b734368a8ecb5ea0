// What a whole loop has come to, gathered step by step.

import { min } from '../fixed/rounding.ts'
import { giniPpm, partPpm, topPpm } from '../scenario/shares-of.ts'
import type { MarketBook } from '../sim/market-book.ts'
import type { CheckedTerms } from './check-terms.ts'
import type { Concentration, LoopResult, LoopStep, LoopTotals, MarketStep } from './loop-types.ts'
import { MarketMeasures } from './market-measures.ts'

export class LoopTally {
  readonly #steps: LoopStep[] = []
  readonly #markets: readonly MarketMeasures[]
  readonly #shocks: CheckedTerms['shocks']
  readonly #deleveraged = new Map<number, bigint>()
  readonly #fundStart: bigint

  constructor(books: readonly MarketBook[], { shocks, recoveryPpm }: CheckedTerms, fundStartAtoms: bigint) {
    const hasShock = (market: number) => (shocks.get(market) ?? 0) !== 0
    this.#markets = books.map(({ path }, market) => new MarketMeasures(path, market, hasShock(market), recoveryPpm))
    this.#shocks = shocks
    this.#fundStart = fundStartAtoms
  }

  mark(step: number): void {
    for (const market of this.#markets) market.mark(step)
  }

  step(step: LoopStep, deleveraged: ReadonlyMap<number, bigint>): void {
    this.#steps.push(step)
    for (const [index, market] of this.#markets.entries()) market.round(step.step, step.markets[index]!)
    for (const [account, atoms] of deleveraged) {
      this.#deleveraged.set(account, (this.#deleveraged.get(account) ?? 0n) + atoms)
    }
  }

  result(quiet: boolean, stateHash: string): LoopResult {
    const deleveraged = [...this.#deleveraged]
      .map(([account, notionalAtoms]) => ({ account, notionalAtoms }))
      .sort((a, b) => a.account - b.account)
    const markets = this.#markets.map((market) => market.outcome())
    return { totals: this.#totals(quiet), markets, steps: this.#steps, deleveraged, stateHash }
  }

  #totals(quiet: boolean): LoopTotals {
    const steps = this.#steps
    const sum = (of: (step: LoopStep) => bigint) => steps.reduce((total, step) => total + of(step), 0n)
    const inMarkets = (of: (market: MarketStep) => bigint) => {
      return sum(({ markets }) => markets.reduce((total, market) => total + of(market), 0n))
    }
    const adlStep = steps.find(({ adlFills }) => adlFills > 0)?.step ?? null
    const liquidatedAtoms = inMarkets((market) => market.liquidatedAtoms)
    const followed = inMarkets(({ market, liquidatedAtoms: atoms }) => {
      return (this.#shocks.get(market) ?? 0) === 0 ? atoms : 0n
    })
    return {
      ...{ steps: steps.length, quiet, passes: steps.reduce((total, { passes }) => total + passes, 0) },
      liquidatedAtoms,
      takenOverAtoms: inMarkets((market) => market.takenOverAtoms),
      deleveragedAtoms: inMarkets((market) => market.deleveragedAtoms),
      unwoundAtoms: inMarkets((market) => market.unwoundAtoms),
      brokenHedgeAtoms: sum((step) => step.brokenHedgeAtoms),
      ...{ adlTriggered: adlStep !== null, adlStep },
      ...{ fundStartAtoms: this.#fundStart, fundEndAtoms: steps.at(-1)?.fundAtoms ?? this.#fundStart },
      fundMinimumAtoms: steps.reduce((least, step) => min(least, step.fundAtoms), this.#fundStart),
      fundDrawnAtoms: sum((step) => step.fundDrawnAtoms),
      socialisedAtoms: sum((step) => step.socialisedAtoms),
      deficitAtoms: sum((step) => step.deficitAtoms),
      followedPpm: partPpm(followed, liquidatedAtoms),
      concentration: concentrationOf([...this.#deleveraged.values()]),
    }
  }
}

export function concentrationOf(notionals: readonly bigint[]): Concentration {
  const accounts = notionals.length
  return {
    accounts,
    notionalAtoms: notionals.reduce((sum, atoms) => sum + atoms, 0n),
    top1PercentPpm: topPpm(notionals, Math.ceil(accounts / 100)),
    top10PercentPpm: topPpm(notionals, Math.ceil(accounts / 10)),
    giniPpm: giniPpm(notionals),
  }
}
