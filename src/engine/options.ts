// How an engine is opened.

import { Book } from '../book/book.ts'
import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import { MAX_LANES, MAX_POSITIONS } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { type Decimal, parseDecimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { BookCapacity } from '../memory/layout.ts'
import type { ThreadOptions } from '../shards/thread-options.ts'
import { type RoundOptions, withPreset } from './round-options.ts'
import { DEFAULT_WAITING } from './waiting-commands.ts'

export interface EngineOptions {
  /** What the book can hold; decided once, the memory never grows. */
  readonly capacity: {
    /** Open accounts of every class. */
    readonly accounts: number
    readonly positions: number
    readonly markets: number
    /** 16 when left out. */
    readonly tiersPerMarket?: number
    /** Trades that the kernel takes at once; longer batches are cut. 4,096 when left out. */
    readonly batch?: number
  }
  /** Smallest unit of the settlement currency, '0.000001' when left out. */
  readonly atom?: string
  /** 'fast' when left out; both give the same results. */
  readonly kernel?: KernelName
  /** What a mark outside its market's band does: 'refuse' the batch (when left out), or 'halt' that market. */
  readonly markOutsideBand?: 'refuse' | 'halt'
  /** How rounds are played. */
  readonly round?: RoundOptions
  /**
   * Who goes over the book: this thread alone ('inline', when left out), or it and `threads` others, which start in the
   * background. The results are the same.
   */
  readonly executor?: 'inline' | ThreadOptions
  /** Commands that may wait while `check()` is under way; 1,024 when left out. A batch is one. */
  readonly waitingCommands?: number
}

const DEFAULT_TIERS = 16
const DEFAULT_BATCH = 4096

/** A copy, as nobody else changes it: what is judged is what is used. @throws BallastError ERR_CONFIG */
export function ownOptions<Options extends Partial<EngineOptions>>(options: Options): Options {
  demandObject(options, 'options')
  const own = { ...options }
  const { capacity, round } = own
  if (capacity !== undefined) demandObject(capacity, 'capacity')
  return {
    ...own,
    ...(capacity === undefined ? {} : { capacity: { ...capacity } }),
    ...(round === undefined ? {} : { round: withPreset(round) }),
  }
}

export function capacityOf(options: EngineOptions, threads: ThreadOptions | null = threadsOf(options)): BookCapacity {
  const { accounts, positions, markets, tiersPerMarket = DEFAULT_TIERS, batch = DEFAULT_BATCH } = options.capacity
  const lanes = threads === null ? {} : { lanes: threads.threads + 1 }
  return { accounts, positions, markets, tiersPerMarket, batch, ...lanes }
}

/** What was said of threads; null: none are wanted. @throws BallastError ERR_CONFIG, ERR_RANGE */
export function threadsOf({ executor = 'inline' }: Pick<EngineOptions, 'executor'>): ThreadOptions | null {
  if (executor === 'inline') return null
  if (typeof executor !== 'object' || executor === null) {
    throw new BallastError(ErrorCode.CONFIG, `executor is ${shown(executor)}, expected "inline" or { threads }`)
  }
  // Read once: what is judged is what is used.
  const { threads, deadlineMs, spinMs, leastWork } = executor
  const whole = (field: string, value: number, least: number, most: number) => {
    demand(Number.isInteger(value) && value >= least && value <= most, ErrorCode.RANGE, () => {
      return `executor.${field} is ${shown(value)}, expected a whole number of ${least} to ${most}`
    })
  }
  whole('threads', threads, 1, MAX_LANES - 1)
  if (deadlineMs !== undefined) whole('deadlineMs', deadlineMs, 10, 3_600_000)
  const spins = spinMs === undefined || (typeof spinMs === 'number' && spinMs >= 0 && spinMs <= 1_000)
  demand(spins, ErrorCode.RANGE, () => {
    return `executor.spinMs is ${shown(spinMs)}, expected 0 to 1000`
  })
  if (leastWork !== undefined) whole('leastWork', leastWork, 0, MAX_POSITIONS)
  return {
    threads,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(spinMs === undefined ? {} : { spinMs }),
    ...(leastWork === undefined ? {} : { leastWork }),
  }
}

export function mostWaiting({ waitingCommands = DEFAULT_WAITING }: Pick<EngineOptions, 'waitingCommands'>): number {
  demand(Number.isInteger(waitingCommands) && waitingCommands >= 0, ErrorCode.RANGE, () => {
    return `waitingCommands is ${shown(waitingCommands)}, expected a whole number from 0`
  })
  return waitingCommands
}

export function atomOf(options: EngineOptions): Decimal {
  const atom = parseDecimal(options.atom ?? '0.000001', 'atom')
  if (atom.coefficient > 0n && atom.coefficient < 1n << 62n) return atom
  throw new BallastError(ErrorCode.CONFIG, `atom is ${options.atom}, expected a positive decimal`)
}

let warned = false

/** A book for the wanted kernel. Where shared WebAssembly memory is not to be had, a plain one, said once a process. */
export function openBook(options: EngineOptions, threads: ThreadOptions | null): { book: Book; kernel: KernelName } {
  const kernel = options.kernel ?? 'fast'
  if (kernel !== 'fast' && kernel !== 'reference') {
    throw new BallastError(ErrorCode.CONFIG, `kernel is ${shown(kernel)}, expected fast or reference`)
  }
  const outside = options.markOutsideBand ?? 'refuse'
  if (outside !== 'refuse' && outside !== 'halt') {
    throw new BallastError(ErrorCode.CONFIG, `markOutsideBand is ${shown(outside)}, expected refuse or halt`)
  }
  const capacity = capacityOf(options, threads)
  const atom = atomOf(options)
  if (kernel === 'reference') return { book: Book.open(capacity, atom, 'plain'), kernel }
  try {
    return { book: Book.open(capacity, atom, 'wasm'), kernel }
  } catch (cause) {
    const noMemory = cause instanceof BallastError && cause.code === ErrorCode.MEMORY
    if (!noMemory) throw cause
    const book = Book.open(capacity, atom, 'plain')
    if (!warned) {
      warned = true
      const message = `${cause.message}; the reference kernel runs instead: same results, slower`
      process.emitWarning(message, { type: 'BallastWarning', code: 'BALLAST_REFERENCE_KERNEL' })
    }
    return { book, kernel: 'reference' }
  }
}
