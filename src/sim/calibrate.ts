// A market's model from figures that are published: volume and volatility of a day, and depth around the mid.

import { demand, ErrorCode } from '../core/errors.ts'
import { checkInt64, checkWhole } from '../core/limits.ts'
import type { LadderLevel } from './depth-ladder.ts'
import { factorOfDepth, type ImpactLaw } from './impact.ts'
import type { ImpactTerms } from './market-model.ts'

/** So many lots lie between the mid and this distance, on one side. */
export interface DepthFigure {
  readonly distancePpm: number
  readonly lots: bigint
}

export interface MarketFigures {
  /** Of a day. */
  readonly volatilityPpm: number
  readonly volumeLots: bigint
  /** Rising in both; at least one. */
  readonly depth: readonly DepthFigure[]
  /** 'square-root' when left out. */
  readonly law?: ImpactLaw['law']
  /** How much of what an order pays the mid keeps; 666,667 when left out. */
  readonly keptPpm?: number
  readonly halfLifeMs?: number | null
}

const TWO_THIRDS_PPM = 666_667
const MOST_PPM = 1_000_000_000

/**
 * The law of impact whose price agrees with the depth figures: the middle one of the factors that they imply, the lower
 * of two. Its permanent factor is a part of that; two thirds of the peak stay where prices are fair on average (Farmer,
 * Gerig, Lillo, Waelbroeck: How efficiency shapes market impact, 2013).
 *
 * @throws BallastError ERR_RANGE, ERR_CONFIG naming the figure
 */
export function impactOfFigures(figures: MarketFigures): ImpactTerms & { readonly temporaryPpm: number } {
  const { volatilityPpm, volumeLots, law = 'square-root', keptPpm = TWO_THIRDS_PPM, halfLifeMs = null } = figures
  checkWhole(volatilityPpm, 1, MOST_PPM, 'volatilityPpm')
  checkInt64(volumeLots, 'volumeLots')
  demand(volumeLots > 0n, ErrorCode.RANGE, () => `volumeLots is ${volumeLots}, expected 1 or more`)
  checkWhole(keptPpm, 0, MOST_PPM, 'keptPpm')
  checkDepth(figures.depth)
  const implied = figures.depth.map(({ lots, distancePpm }) => {
    return factorOfDepth({ law, volatilityPpm, volumeLots }, lots, distancePpm)
  })
  const temporaryPpm = implied.sort((a, b) => a - b)[(implied.length - 1) >> 1]!
  checkWhole(temporaryPpm, 0, MOST_PPM, 'the factor that the depth implies')
  const permanentPpm = Number((BigInt(temporaryPpm) * BigInt(keptPpm)) / 1_000_000n)
  return { law, volatilityPpm, volumeLots, temporaryPpm, permanentPpm, halfLifeMs }
}

/** A ladder with those depths: what lies between two figures stands at the farther one. @throws BallastError */
export function ladderOfFigures(depth: readonly DepthFigure[]): LadderLevel[] {
  checkDepth(depth)
  return depth.map(({ distancePpm, lots }, index) => ({ distancePpm, lots: lots - (depth[index - 1]?.lots ?? 0n) }))
}

function checkDepth(depth: readonly DepthFigure[]): void {
  demand(depth.length > 0, ErrorCode.CONFIG, () => 'no depth is given: at least one distance with its lots is needed')
  let before: DepthFigure = { distancePpm: 0, lots: 0n }
  for (const [index, { distancePpm, lots }] of depth.entries()) {
    const name = `depth[${index}]`
    checkWhole(distancePpm, before.distancePpm + 1, 1_000_000, `${name}.distancePpm`)
    checkInt64(lots, `${name}.lots`)
    const { lots: least } = before
    demand(lots > least, ErrorCode.RANGE, () => `${name}.lots is ${lots}, expected more than ${least}: depth adds up`)
    before = { distancePpm, lots }
  }
}
