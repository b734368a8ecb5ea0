// A grid of stress runs on one scenario: shocks × policies × funds × depths × seeds, hundreds of runs from one image of
// the book, on several threads, and resumed where they were interrupted.

import { createHash } from 'node:crypto'
import { demand, ErrorCode } from '../core/errors.ts'
import { BookImage } from '../engine/book-image.ts'
import type { Engine } from '../engine/engine.ts'
import type { Decimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { fillEngine, openScenario, pulseOf } from '../scenario/load.ts'
import { MarkTape } from '../scenario/mark-tape.ts'
import { playMarks } from '../scenario/play-marks.ts'
import type { Progress, Pulse, ScenarioSource } from '../scenario/source.ts'
import { poolsOf } from './grid-fund.ts'
import { GridLanes } from './grid-lanes.ts'
import { betasOf, modelOf } from './grid-model.ts'
import { halvings } from './grid-refine.ts'
import type { LoopPlayer } from './grid-stage.ts'
import { gridTerms } from './grid-terms.ts'
import { cellName, cellsOf, type GridCell, type GridPlan, type GridRun, type GridTerms } from './grid-types.ts'
import type { StressModel } from './loop-types.ts'
import { RunsFile, type RunsHeader } from './stress-file.ts'
import { plainJson } from './stress-file-line.ts'
import { isSameOutcome, type Rerun, type RunWatch, worstRun } from './worst-run.ts'

export interface GridOptions {
  readonly terms?: Partial<GridTerms>
  /** The order books of venue.json when left out. */
  readonly model?: StressModel
  /** Threads that play; 1 when left out: this one. Each holds a book. */
  readonly threads?: number
  readonly kernel?: KernelName
  /** Keeps every run there; null or left out: nowhere. */
  readonly out?: string | null
  /** Goes on with the runs that a folder holds. */
  readonly resume?: boolean
  /** Halves the gap below the smallest shock with ADL until it is that small; null or left out: not. */
  readonly refinePpm?: number | null
  readonly onProgress?: (progress: Progress) => void
  /** Told of every run when it counts, those that were resumed left out. */
  readonly onRun?: (run: GridRun) => void
  /** Sees the worst run, which is played once more for it, on this thread. */
  readonly watch?: RunWatch
  /** Ends it with the signal's reason; runs that have ended stay kept. */
  readonly signal?: AbortSignal
  /** For tests, with one thread. */
  readonly player?: LoopPlayer
}

export interface GridResult {
  readonly plan: GridPlan
  readonly atom: Decimal
  readonly accounts: number
  readonly positions: number
  /** Of the book before any run. */
  readonly startHash: string
  readonly fundAtoms: bigint
  readonly symbols: readonly string[]
  /** In the order of the grid, whatever the threads. */
  readonly runs: readonly GridRun[]
  /** Of the halvings, in the order in which they were wanted. */
  readonly refined: readonly GridRun[]
  /** How many of all were read from the folder. */
  readonly resumed: number
  /** Of `watch`; null: nobody watches. */
  readonly worst: Rerun | null
}

/** @throws BallastError naming file and line or field, a run that is refused, or a folder of another grid */
export async function playGrid(folder: string, options: GridOptions = {}): Promise<GridResult> {
  const { threads = 1, kernel = 'fast', out = null, resume = false, refinePpm = null, signal, player } = options
  const terms = gridTerms(options.terms ?? {})
  const pulse = pulseOf(options)
  const source = await openScenario(folder)
  const { engine } = await fillEngine(source, { kernel, executor: 'inline' }, pulse)
  if (terms.atMs !== null) await playMarks(engine, source, terms.atMs, pulse)
  checkSymbols(engine, terms)
  const plan = await planOf(source, terms, options.model ?? modelOf(source.venue), pulse)
  const { buffer: image } = BookImage.of(engine)
  const facts = {
    ...{ plan, atom: source.venue.atom, accounts: engine.book.accountCount, positions: source.counts.positions },
    startHash: engine.stateHash(),
    fundAtoms: poolsOf(engine).reduce((sum, { equityAtoms }) => sum + equityAtoms, 0n),
    symbols: plan.betasPpm.map((_, market) => engine.market(market).symbol),
  }
  demand(!(terms.funds.includes(null) && terms.funds.includes(facts.fundAtoms)), ErrorCode.DUPLICATE, () => {
    return `the fund of ${facts.fundAtoms} atoms stands twice in the grid: it is what the book has`
  })
  const file = out === null ? null : RunsFile.open(out, await headerOf(source, facts.startHash, plan), resume)
  const lanes = new GridLanes({
    ...{ folder, source, plan, image, kernel, threads, signal },
    ...(player === undefined ? {} : { player }),
  })
  try {
    const keeper = new RunKeeper(file, options)
    const runs = await keeper.play(lanes, cellsOf(plan), 'runs')
    const refined: GridRun[] = []
    for (let wave = 1; refinePpm !== null; wave += 1) {
      const cells = halvings([...runs, ...refined], refinePpm)
      if (cells.length === 0) break
      refined.push(...(await keeper.play(lanes, cells, `halving ${wave}`)))
    }
    const worst = options.watch === undefined ? null : await rerun(lanes, worstRun(runs), options.watch)
    return { ...facts, runs, refined, resumed: keeper.resumed, worst }
  } finally {
    await lanes.close()
    file?.close()
  }
}

async function rerun(lanes: GridLanes, run: GridRun | null, watch: RunWatch): Promise<Rerun | null> {
  if (run === null) return null
  return { run, isSame: isSameOutcome(run.outcome, await lanes.replay(run.cell, watch)) }
}

/** Runs that have ended, from the folder or from the lanes. */
class RunKeeper {
  readonly #file: RunsFile | null
  readonly #options: GridOptions
  resumed = 0

  constructor(file: RunsFile | null, options: GridOptions) {
    this.#file = file
    this.#options = options
  }

  /** In the order of the cells. */
  async play(lanes: GridLanes, cells: readonly GridCell[], what: string): Promise<GridRun[]> {
    const { onProgress, onRun } = this.#options
    const found = new Map<string, GridRun>()
    for (const cell of cells) {
      const known = this.#file?.runs.get(cellName(cell))
      if (known !== undefined) found.set(cellName(cell), known)
    }
    this.resumed += found.size
    const [kept, total] = [found.size, cells.length]
    const tell = () => {
      onProgress?.({ what, rows: found.size - kept, done: found.size - kept, total: total - kept })
    }
    tell()
    await lanes.play(
      cells.filter((cell) => !found.has(cellName(cell))),
      (cell, outcome) => {
        const run: GridRun = { cell, outcome }
        this.#file?.append(run)
        found.set(cellName(cell), run)
        onRun?.(run)
        tell()
      },
    )
    return cells.map((cell) => found.get(cellName(cell))!)
  }
}

async function planOf(source: ScenarioSource, terms: GridTerms, model: StressModel, pulse: Pulse): Promise<GridPlan> {
  const count = source.venue.markets.length
  const betas = new Array<number>(count).fill(1_000_000)
  const given = model.markets.filter(({ betaPpm = 0 }) => betaPpm !== 0)
  if (given.length > 0) {
    betas.fill(0)
    for (const { market, betaPpm = 0 } of given) betas[market] = betaPpm
  } else if (terms.shocks.some(({ family }) => family === 'betas' || family === 'lead')) {
    const tape = await MarkTape.read(source, Number.MAX_SAFE_INTEGER, pulse)
    return { ...terms, model, betasPpm: betasOf(tape, count) }
  }
  return { ...terms, model, betasPpm: betas }
}

function checkSymbols(engine: Engine, { shocks }: GridTerms): void {
  for (const { symbol } of shocks) {
    if (symbol === null || engine.findMarket(symbol) >= 0) continue
    const known = Array.from({ length: Math.min(8, engine.book.marketCount) }, (_, each) => engine.market(each).symbol)
    demand(
      false,
      ErrorCode.UNKNOWN_MARKET,
      () => `the shock of ${symbol}: no such market, there are ${known.join(', ')}`,
    )
  }
}

/** What a run hangs on: the grid, the book, the round options, the model and the marks. */
async function headerOf(source: ScenarioSource, startHash: string, plan: GridPlan): Promise<RunsHeader> {
  const { model, betasPpm, ...terms } = plan
  const { file } = source.venue
  const tape = await MarkTape.read(source, Number.MAX_SAFE_INTEGER, () => {})
  const marks = createHash('sha256')
  for (let index = 0; index < tape.batches; index += 1) {
    const { timeMs, markets, priceTicks } = tape.batch(index)
    marks.update(`${timeMs} ${markets.join()} ${priceTicks.join()}\n`)
  }
  return {
    ...(JSON.parse(plainJson(terms)) as object),
    book: startHash,
    venue: digest({ round: file.round ?? null, markets: file.markets, atom: file.atom }),
    model: digest({ model, betasPpm }),
    marks: marks.digest('hex').slice(0, 32),
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(plainJson(value)).digest('hex').slice(0, 32)
}
