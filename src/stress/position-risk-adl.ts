// What deleveraging would take from whom: where accounts stand in the queues now, and what they lose when a shock comes
// at once, as the venue plays its rounds. The book is put back afterwards.

import { absoluteUnit } from '../book/markets.ts'
import { BookImage } from '../engine/book-image.ts'
import type { Engine } from '../engine/engine.ts'
import type { Liquidity } from '../engine/liquidity.ts'
import { abs } from '../fixed/rounding.ts'
import { type Betas, checkBetas, pathOf, ticksAt } from './grid-moves.ts'

export interface AdlCost {
  /** Positions that were closed, at the mark. */
  readonly notionalAtoms: bigint
  /** What they lost against the mark. */
  readonly lossAtoms: bigint
  /** Paid in stage 8. */
  readonly socialisedAtoms: bigint
  readonly fills: number
}

export interface AdlShock {
  readonly betas: Betas
  readonly shockPpm: number
  /** The order books of the moment; nothing is filled when null. */
  readonly liquidity: Liquidity | null
}

/** One round after the shock, under the policy of the engine: by account, those that ADL or stage 8 took from. */
export function adlCosts(engine: Engine, { betas, shockPpm, liquidity }: AdlShock): Map<number, AdlCost> {
  const { book } = engine
  checkBetas(betas, book.marketCount)
  const image = BookImage.of(engine)
  try {
    const markets = Uint16Array.from(betas, (_, market) => market)
    const ticks = betas.map((beta, market) => ticksAt(pathOf(engine, market, beta), shockPpm))
    engine.applyMarks({ timeMs: engine.lastTimeMs + 1, markets, priceTicks: BigInt64Array.from(ticks) })
    engine.runRound({ liquidity })
    return costsOf(engine)
  } finally {
    image.restore(engine)
  }
}

function costsOf(engine: Engine): Map<number, AdlCost> {
  const costs = new Map<number, { -readonly [Key in keyof AdlCost]: AdlCost[Key] }>()
  const costOf = (account: number) => {
    let cost = costs.get(account)
    if (cost === undefined) {
      cost = { notionalAtoms: 0n, lossAtoms: 0n, socialisedAtoms: 0n, fills: 0 }
      costs.set(account, cost)
    }
    return cost
  }
  for (const event of engine.roundEvents()) {
    if (event.type === 'adl-fill') {
      const cost = costOf(event.to)
      cost.notionalAtoms += abs(event.lots) * absoluteUnit(engine.book, event.market)
      cost.lossAtoms += event.lossAtoms
      cost.fills += 1
    } else if (event.type === 'socialised') {
      costOf(event.from).socialisedAtoms += event.valueAtoms
    }
  }
  return costs
}

/** The position of an account that stands nearest to the head of its queue. */
export interface NearestLight {
  readonly market: number
  readonly side: 'long' | 'short'
  readonly rank: number
  readonly candidates: number
  readonly lightsByContracts: number
  readonly lightsByCount: number
}

/** By account: most lights by contracts, then by count, then the better rank, then the lower market. */
export function nearestLights(engine: Engine): Map<number, NearestLight> {
  const lights = engine.allLights()
  const best = new Map<number, number>()
  const isNearer = (a: number, b: number) => {
    const { byContracts, byCount, ranks } = lights
    if (byContracts[a] !== byContracts[b]) return byContracts[a]! > byContracts[b]!
    if (byCount[a] !== byCount[b]) return byCount[a]! > byCount[b]!
    return ranks[a]! < ranks[b]!
  }
  for (let index = 0; index < lights.count; index += 1) {
    const account = lights.accounts[index]!
    const before = best.get(account)
    if (before === undefined || isNearer(index, before)) best.set(account, index)
  }
  const nearest = new Map<number, NearestLight>()
  for (const [account, index] of best) {
    const [market, short] = [lights.markets[index]!, lights.shorts[index]!]
    nearest.set(account, {
      market,
      side: short === 1 ? 'short' : 'long',
      rank: lights.ranks[index]!,
      candidates: lights.candidates[2 * market + short]!,
      lightsByContracts: lights.byContracts[index]!,
      lightsByCount: lights.byCount[index]!,
    })
  }
  return nearest
}
