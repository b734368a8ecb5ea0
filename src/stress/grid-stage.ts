// Where runs are played: one engine, which is made the book of the start before each of them.

import { setImmediate } from 'node:timers/promises'
import { demand, ErrorCode } from '../core/errors.ts'
import { BookImage } from '../engine/book-image.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { LiquidationAsk, LiquidationFill, Liquidity } from '../engine/liquidity.ts'
import type { RoundState } from '../engine/round-keeping.ts'
import type { RoundReport } from '../engine/round-report.ts'
import { divFloor, max, min } from '../fixed/rounding.ts'
import { engineOptions, type Machinery } from '../scenario/load.ts'
import { MarkTape, type TapeBatch } from '../scenario/mark-tape.ts'
import { applyBatch } from '../scenario/play-marks.ts'
import type { ScenarioSource } from '../scenario/source.ts'
import { DepthLadder } from '../sim/depth-ladder.ts'
import { fedMost } from './fed-market.ts'
import { poolsOf, setFund } from './grid-fund.ts'
import { ledBy } from './grid-model.ts'
import { chanceOf, movesOf, type NoiseTerms, pathFactors, withDepth } from './grid-noise.ts'
import { RunTally } from './grid-tally.ts'
import type { GridCell, GridPlan, RunOutcome } from './grid-types.ts'
import { playLoop } from './loop.ts'
import type { LoopResult, LoopTerms, StressModel } from './loop-types.ts'
import type { RunWatch } from './worst-run.ts'

export type LoopPlayer = (engine: Engine, terms: LoopTerms) => LoopResult

/** What a thread is given besides the scenario's folder. */
export interface StageTerms {
  readonly plan: GridPlan
  readonly machinery: Machinery
  /** The book at the start. */
  readonly image: SharedArrayBuffer
  /** For tests. */
  readonly player?: LoopPlayer
}

export class GridStage {
  readonly #engine: Engine
  readonly #image: BookImage
  readonly #plan: GridPlan
  readonly #tape: MarkTape | null
  readonly #player: LoopPlayer
  /** What the book does not hold: how rounds are played, and how many there have been. */
  readonly #roundState: RoundState

  private constructor(engine: Engine, { plan, image, player = playLoop }: StageTerms, tape: MarkTape | null) {
    this.#engine = engine
    this.#plan = plan
    this.#tape = tape
    this.#player = player
    this.#image = BookImage.attach(image)
    this.#image.restore(engine)
    this.#roundState = engine.roundState
  }

  static async open(source: ScenarioSource, terms: StageTerms): Promise<GridStage> {
    const engine = createEngine({ ...engineOptions(source), ...terms.machinery })
    const needsTape = terms.plan.shocks.some(({ family }) => family === 'path')
    const tape = needsTape ? await MarkTape.read(source, Number.MAX_SAFE_INTEGER, () => {}) : null
    return new GridStage(engine, terms, tape)
  }

  /** @throws BallastError ERR_UNKNOWN_MARKET, ERR_CONFIG, …; the stage can play the next one then */
  async play(cell: GridCell, signal?: AbortSignal, watch?: RunWatch): Promise<RunOutcome> {
    const engine = this.#engine
    this.#image.restore(engine)
    engine.restoreRoundState(this.#roundState, [])
    engine.configureRound({ policy: cell.policy })
    if (cell.fundAtoms !== null) setFund(engine, cell.fundAtoms)
    const timeMs = Math.max(0, engine.lastTimeMs)
    for (let command = chanceOf(cell.seed); command > 0; command -= 1) engine.advanceTime(timeMs)
    const noise = { ...this.#plan, seed: cell.seed }
    const model = withDepth(this.#plan.model, engine.book.marketCount, cell.depthPpm, noise)
    watch?.begin(engine)
    if (cell.shock.family !== 'path') return this.#playLoop(cell, model, noise, watch)
    return await this.#playPath(pathFactors(cell.shock.sizePpm, engine.book.marketCount, noise), model, signal, watch)
  }

  #playLoop({ shock }: GridCell, model: StressModel, noise: NoiseTerms, watch: RunWatch | undefined): RunOutcome {
    const engine = this.#engine
    const { betasPpm, steps, maxSteps, stepMs, unwindPpm, keptAccounts } = this.#plan
    const market = shock.symbol === null ? -1 : engine.findMarket(shock.symbol)
    demand(shock.symbol === null || market >= 0, ErrorCode.UNKNOWN_MARKET, () => {
      return `the shock of ${shock.symbol}: no such market`
    })
    const tally = new RunTally(engine)
    const result = this.#player(engine, {
      shock: { markets: movesOf(shock, market, betasPpm, noise), steps, spread: shock.family === 'lead' },
      model: shock.family === 'lead' ? ledBy(model, market, betasPpm) : model,
      ...{ maxSteps, stepMs, unwindPpm },
      onStep: ({ adlFills }, report) => {
        tally.round(adlFills)
        watch?.round(engine, report)
      },
    })
    watch?.end?.(engine, result)
    const { totals, markets, stateHash } = result
    const adl = tally.result(keptAccounts)
    const { fundStartAtoms, fundEndAtoms, fundMinimumAtoms, fundDrawnAtoms } = totals
    const { liquidatedAtoms, takenOverAtoms, brokenHedgeAtoms, unwoundAtoms, socialisedAtoms, deficitAtoms } = totals
    return {
      ...{ steps: totals.steps, passes: totals.passes, quiet: totals.quiet, fed: fedMost(engine, markets), ...adl },
      ...{ fundStartAtoms, fundEndAtoms, fundMinimumAtoms, fundDrawnAtoms, liquidatedAtoms, takenOverAtoms },
      ...{ brokenHedgeAtoms, unwoundAtoms, socialisedAtoms, deficitAtoms },
      beyondFundAtoms: adl.adlLossAtoms + socialisedAtoms + deficitAtoms,
      stateHash,
    }
  }

  // Marks that have happened, in the order of their batches, with a round after each.
  async #playPath(
    factorsPpm: readonly number[],
    model: StressModel,
    signal: AbortSignal | undefined,
    watch: RunWatch | undefined,
  ): Promise<RunOutcome> {
    const engine = this.#engine
    const tape = this.#tape!
    const liquidity = laddersOf(engine, model)
    const tally = new RunTally(engine)
    const sums = new ReportSums(fundOf(engine))
    const scale = new PathScale(engine, factorsPpm)
    for (let index = 0; index < tape.batches; index += 1) {
      const batch = tape.batch(index)
      if (batch.timeMs <= (this.#plan.atMs ?? -1)) continue
      if (signal !== undefined) await setImmediate()
      signal?.throwIfAborted()
      applyBatch(engine, scale.batch(batch))
      const report = engine.runRound({ liquidity })
      sums.add(report)
      tally.round(report.adl.fills)
      watch?.round(engine, report)
    }
    const adl = tally.result(this.#plan.keptAccounts)
    const beyondFundAtoms = adl.adlLossAtoms + sums.socialisedAtoms + sums.deficitAtoms
    const hedges = { brokenHedgeAtoms: null, unwoundAtoms: 0n }
    const rest = { quiet: true, fed: null, ...adl, ...sums, ...hedges, beyondFundAtoms }
    return { steps: tally.rounds, ...rest, stateHash: engine.stateHash() }
  }
}

function fundOf(engine: Engine): bigint {
  return poolsOf(engine).reduce((sum, { equityAtoms }) => sum + equityAtoms, 0n)
}

/** What reports of rounds come to. */
class ReportSums {
  readonly fundStartAtoms: bigint
  fundEndAtoms: bigint
  fundMinimumAtoms: bigint
  fundDrawnAtoms = 0n
  passes = 0
  liquidatedAtoms = 0n
  takenOverAtoms = 0n
  socialisedAtoms = 0n
  deficitAtoms = 0n

  constructor(fundAtoms: bigint) {
    this.fundStartAtoms = fundAtoms
    this.fundEndAtoms = fundAtoms
    this.fundMinimumAtoms = fundAtoms
  }

  add({ insurance, passes, liquidations, takeovers, socialisedAtoms, deficitAtoms }: RoundReport): void {
    this.passes += passes
    this.fundEndAtoms = insurance.afterAtoms
    this.fundMinimumAtoms = min(this.fundMinimumAtoms, insurance.afterAtoms)
    this.fundDrawnAtoms += insurance.drawnAtoms
    this.liquidatedAtoms += liquidations.notionalAtoms
    this.takenOverAtoms += takeovers.notionalAtoms
    this.socialisedAtoms += socialisedAtoms
    this.deficitAtoms += deficitAtoms
  }
}

/** Marks as far from the first one of each market as its factor says, inside its band. */
class PathScale {
  readonly #engine: Engine
  readonly #factors: readonly bigint[]
  readonly #first = new Map<number, bigint>()

  constructor(engine: Engine, factorsPpm: readonly number[]) {
    this.#engine = engine
    this.#factors = factorsPpm.map(BigInt)
  }

  batch({ timeMs, markets, priceTicks }: TapeBatch): TapeBatch {
    const { marketMin, marketMax } = this.#engine.book.columns
    const ticks = priceTicks.map((tick, index) => {
      const market = markets[index]!
      const first = this.#first.get(market) ?? tick
      this.#first.set(market, first)
      const moved = first + divFloor((tick - first) * this.#factors[market]!, 1_000_000n)
      return max(marketMin[market]!, min(marketMax[market]!, moved))
    })
    return { timeMs, markets, priceTicks: ticks }
  }
}

/** The ladders of a model alone: they move with the mark. */
function laddersOf({ book }: Engine, model: StressModel): Liquidity {
  const { marketMin, marketMax } = book.columns
  const ladders = new Map<number, DepthLadder>()
  for (const { market, ladder = null } of model.markets) {
    if (ladder === null) continue
    const band = { minTicks: marketMin[market]!, maxTicks: marketMax[market]! }
    const { levels, refillMs = null, halfLifeMs = null } = ladder
    ladders.set(market, new DepthLadder({ levels, refillMs, halfLifeMs, ...band }))
  }
  return {
    answer: (ask: LiquidationAsk): readonly LiquidationFill[] => ladders.get(ask.market)?.take(ask) ?? [],
  }
}
