// What a loop has done to one market, followed step by step.

import { abs } from '../fixed/rounding.ts'
import { dealByRemainder } from '../fixed/shares.ts'
import { LIQUIDATIONS, type Parts, type PricePath, SHOCK, UNWINDS } from '../sim/price-path.ts'
import type { Cause, MarketOutcome, MarketStep } from './loop-types.ts'

const PPM = 1_000_000n

export class MarketMeasures {
  readonly #path: PricePath
  readonly #market: number
  readonly #hasShock: boolean
  readonly #recoveryPpm: bigint
  #farthestTicks: bigint
  #farthestStep = 0
  #parts: Parts = [0n, 0n, 0n]
  #firstTicks = 0n
  #recoveredStep: number | null = 0
  #liquidated = 0n
  #deleveraged = 0n
  #unwound = 0n
  #liquidatedStep: number | null = null

  constructor(path: PricePath, market: number, hasShock: boolean, recoveryPpm: number) {
    this.#path = path
    this.#market = market
    this.#hasShock = hasShock
    this.#recoveryPpm = BigInt(recoveryPpm)
    this.#farthestTicks = path.startTicks
  }

  get liquidatedAtoms(): bigint {
    return this.#liquidated
  }

  /** The mark of a step, when it has been made. */
  mark(step: number): void {
    const { markTicks, startTicks, shockedTicks } = this.#path
    if (this.#firstTicks === 0n) this.#firstTicks = markTicks - startTicks
    if (abs(markTicks - startTicks) > abs(this.#farthestTicks - startTicks)) {
      this.#farthestTicks = markTicks
      this.#farthestStep = step
      this.#parts = this.#path.markedTicks()
      this.#recoveredStep = null
    }
    const isBack = abs(markTicks - shockedTicks) * PPM <= this.#recoveryPpm * startTicks
    if (this.#recoveredStep === null && isBack) this.#recoveredStep = step
  }

  /** What the round of a step has done. */
  round(step: number, { liquidatedAtoms, deleveragedAtoms, unwoundAtoms }: MarketStep): void {
    this.#liquidated += liquidatedAtoms
    this.#deleveraged += deleveragedAtoms
    this.#unwound += unwoundAtoms
    if (liquidatedAtoms > 0n) this.#liquidatedStep ??= step
  }

  outcome(): MarketOutcome {
    const { startTicks, markTicks } = this.#path
    const movedTicks = named(this.#parts)
    const whole = this.#farthestTicks - startTicks
    const first = movedTicks.shock === 0n ? this.#firstTicks : movedTicks.shock
    return {
      ...{ market: this.#market, startTicks, endTicks: markTicks },
      ...{ farthestTicks: this.#farthestTicks, farthestStep: this.#farthestStep },
      ...{ movedTicks, sharesPpm: whole === 0n ? null : named(sharesOf(this.#parts, whole).map(Number)) },
      firstMoveTicks: first,
      amplificationPpm: first === 0n ? null : Number((whole * PPM) / first),
      recoverySteps: this.#recoveredStep === null ? null : this.#recoveredStep - this.#farthestStep,
      ...{ liquidatedAtoms: this.#liquidated, deleveragedAtoms: this.#deleveraged, unwoundAtoms: this.#unwound },
      firstLiquidationStep: this.#liquidatedStep,
      role: this.#hasShock ? 'led' : this.#liquidated > 0n ? 'followed' : 'quiet',
    }
  }
}

function named<Value>(parts: readonly Value[]): Record<Cause, Value> {
  return { shock: parts[SHOCK]!, liquidations: parts[LIQUIDATIONS]!, unwinds: parts[UNWINDS]! }
}

/** Parts of a million of the whole, together exactly that; causes against the move have parts below zero. */
export function sharesOf(parts: Readonly<Parts>, whole: bigint): bigint[] {
  // Those with the move are dealt what those against it leave them to cover.
  const sign = whole > 0n ? 1n : -1n
  const against = parts.map((part) => (part * sign < 0n ? (part * PPM) / whole : 0n))
  const left = against.reduce((sum, part) => sum - part, PPM)
  const dealt = dealByRemainder(
    left,
    parts.map((part) => (part * sign > 0n ? part * sign : 0n)),
  )
  return dealt.map((part, index) => part + against[index]!)
}
