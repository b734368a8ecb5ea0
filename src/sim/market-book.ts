// The order book of one market in a stress loop: how much it takes, at what prices, and what that does to its mid.
//
// All orders of one step on one side are one order to the law of impact, however they are sliced; the mid stands still
// while they trade and moves when the step ends. With a ladder, levels are what orders pay, and what is missing of them
// pulls the mid to the other side by half of the way that the best price has gone, until it has come back.

import { max, min } from '../fixed/rounding.ts'
import { DEPLETION_PARTS, DepthLadder } from './depth-ladder.ts'
import { decayBetween } from './half-life.ts'
import { costMicro, displacementMicro, type ImpactLaw, worseTicks } from './impact.ts'
import type { ImpactTerms, MarketModel } from './market-model.ts'
import { CAUSES, LIQUIDATIONS, type Parts, type PricePath, UNWINDS } from './price-path.ts'

export interface BookOrder {
  /** Above 0: it sells. */
  readonly lots: bigint
  /** The worst price; null: any. */
  readonly limitTicks: bigint | null
}

export interface BookFill {
  readonly priceTicks: bigint
  readonly lots: bigint
}

export interface Band {
  readonly minTicks: bigint
  readonly maxTicks: bigint
}

/** What one side has traded in this step, and what of its ladder is missing, by cause. */
class Side {
  lots = 0n
  /** Of them, those whose impact has been put down to a cause. */
  settledLots = 0n
  /** In parts of the mid. */
  readonly missing: Parts = [0n, 0n, 0n]
}

export class MarketBook {
  readonly path: PricePath
  readonly #band: Band
  readonly #impact: (ImpactTerms & ImpactLaw) | null
  readonly #ladder: DepthLadder | null
  readonly #ladderRefills: boolean
  readonly #bids = new Side()
  readonly #asks = new Side()
  /** What the mid moves by when the step ends. */
  #due: Parts = [0n, 0n, 0n]
  #timeMs: number

  constructor(model: MarketModel | null, path: PricePath, band: Band, timeMs: number) {
    const { impact = null, ladder = null } = model ?? {}
    const { refillMs = null, halfLifeMs = null } = ladder ?? {}
    this.path = path
    this.#band = band
    this.#timeMs = timeMs
    this.#impact = impact === null ? null : { law: 'square-root', ...impact }
    this.#ladder = ladder === null ? null : new DepthLadder({ levels: ladder.levels, refillMs, halfLifeMs, ...band })
    this.#ladderRefills = refillMs !== null || halfLifeMs !== null
  }

  /** Whether what is missing of its ladder comes back later. */
  get isRefilling(): boolean {
    return this.#ladderRefills && this.#ladder!.takenParts > 0n
  }

  /** Everything that later prices follow from while nobody trades, as text. */
  get state(): string {
    const { moved, pulled, marked } = this.path
    return `${moved} ${pulled} ${marked} ${this.#bids.missing} ${this.#asks.missing} ${this.#ladder?.takenParts}`
  }

  /** Where its mid and mark come to rest. */
  get restTicks(): bigint {
    return this.path.restTicks(this.#decays, this.#ladderRefills)
  }

  get #decays(): boolean {
    return (this.#impact?.halfLifeMs ?? null) !== null
  }

  /** Begins a step: what was moved and taken before comes back so far as time has passed. */
  open(timeMs: number): void {
    const { halfLifeMs = null } = this.#impact ?? {}
    if (halfLifeMs !== null) this.path.decay(decayBetween(this.#timeMs, timeMs, halfLifeMs))
    this.#timeMs = timeMs
    for (const side of [this.#bids, this.#asks]) {
      side.lots = 0n
      side.settledLots = 0n
      this.#refill(side)
    }
    this.pull()
  }

  /** Fills what it can of an order. */
  take({ lots, limitTicks }: BookOrder): readonly BookFill[] {
    const sells = lots > 0n
    const side = sells ? this.#bids : this.#asks
    let fills: readonly BookFill[] = []
    if (this.#ladder !== null) {
      const markTicks = this.path.centreTicks
      fills = this.#ladder.take({ lots, limitTicks, markTicks, timeMs: this.#timeMs })
    } else if (this.#impact !== null) {
      fills = this.#takeByLaw(this.#impact, { lots, limitTicks }, side)
    }
    for (const fill of fills) side.lots += fill.lots
    return fills
  }

  /** Puts what has traded since the last time down to a cause. */
  settle(cause: typeof LIQUIDATIONS | typeof UNWINDS): void {
    for (const [side, sign] of [[this.#bids, -1n] as const, [this.#asks, 1n] as const]) {
      if (side.lots === side.settledLots) continue
      this.#due[cause]! += sign * (this.#kept(side.lots) - this.#kept(side.settledLots))
      side.settledLots = side.lots
      const missing = this.#missingOf(side)
      side.missing[cause]! += missing - side.missing[LIQUIDATIONS] - side.missing[UNWINDS]
    }
  }

  /** Ends a step: the mid moves. @returns by how much, for the factor */
  close(): Parts {
    const moved: Parts = [0n, 0n, 0n]
    for (let cause = 0; cause < CAUSES; cause += 1) moved[cause] = this.path.move(cause, this.#due[cause]!)
    this.#due = [0n, 0n, 0n]
    return moved
  }

  /** Tells the mid what its ladder lacks. */
  pull(): void {
    const parts: Parts = [0n, 0n, 0n]
    const { centreMicro } = this.path
    for (let cause = 0; cause < CAUSES; cause += 1) {
      const missing = this.#asks.missing[cause]! - this.#bids.missing[cause]!
      parts[cause] = (centreMicro * missing) / (2n * DEPLETION_PARTS)
    }
    this.path.pull(parts)
  }

  #kept(lots: bigint): bigint {
    const impact = this.#impact
    return impact === null ? 0n : displacementMicro(impact, impact.permanentPpm ?? 0, this.path.centreMicro, lots)
  }

  #missingOf(side: Side): bigint {
    return this.#ladder?.depletionParts(side === this.#bids, this.#timeMs) ?? 0n
  }

  // What comes back, comes back to every cause alike.
  #refill({ missing }: Side): void {
    const before = missing[LIQUIDATIONS] + missing[UNWINDS]
    if (before === 0n) return
    const after = this.#missingOf(missing === this.#bids.missing ? this.#bids : this.#asks)
    missing[LIQUIDATIONS] = (missing[LIQUIDATIONS] * after) / before
    missing[UNWINDS] = after - missing[LIQUIDATIONS]
  }

  // As many as the limit bears, at one price.
  #takeByLaw(impact: ImpactTerms & ImpactLaw, { lots, limitTicks }: BookOrder, side: Side): BookFill[] {
    const sells = lots > 0n
    const { centreMicro } = this.path
    const { minTicks, maxTicks } = this.#band
    const worst = sells ? max(limitTicks ?? minTicks, minTicks) : min(limitTicks ?? maxTicks, maxTicks)
    const factorPpm = impact.temporaryPpm ?? 0
    const costOf = (count: bigint) => costMicro(impact, factorPpm, centreMicro, count)
    const before = costOf(side.lots)
    const priceOf = (count: bigint) => {
      const paid = costOf(side.lots + count) - before
      return worseTicks(centreMicro, (paid + count - 1n) / count, sells)
    }
    const accepts = (count: bigint) => (sells ? priceOf(count) >= worst : priceOf(count) <= worst)
    const count = most(sells ? lots : -lots, accepts)
    return count === 0n ? [] : [{ priceTicks: priceOf(count), lots: count }]
  }
}

/** The most that is accepted; less is accepted too. */
function most(limit: bigint, accepts: (count: bigint) => boolean): bigint {
  if (accepts(limit)) return limit
  let [yes, no] = [0n, limit]
  while (no - yes > 1n) {
    const middle = (yes + no) / 2n
    if (accepts(middle)) yes = middle
    else no = middle
  }
  return yes
}
