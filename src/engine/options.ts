// How an engine is opened.

import { Book } from '../book/book.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { type Decimal, parseDecimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { BookCapacity } from '../memory/layout.ts'
import type { RoundOptions } from './round-options.ts'

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
}

const DEFAULT_TIERS = 16
const DEFAULT_BATCH = 4096

export function capacityOf(options: EngineOptions): BookCapacity {
  const { accounts, positions, markets, tiersPerMarket = DEFAULT_TIERS, batch = DEFAULT_BATCH } = options.capacity
  return { accounts, positions, markets, tiersPerMarket, batch }
}

export function atomOf(options: EngineOptions): Decimal {
  const atom = parseDecimal(options.atom ?? '0.000001', 'atom')
  if (atom.coefficient > 0n && atom.coefficient < 1n << 62n) return atom
  throw new BallastError(ErrorCode.CONFIG, `atom is ${options.atom}, expected a positive decimal`)
}

let warned = false

/** A book for the wanted kernel. Where shared WebAssembly memory is not to be had, a plain one, said once a process. */
export function openBook(options: EngineOptions): { book: Book; kernel: KernelName } {
  const kernel = options.kernel ?? 'fast'
  if (kernel !== 'fast' && kernel !== 'reference') {
    throw new BallastError(ErrorCode.CONFIG, `kernel is "${kernel}", expected fast or reference`)
  }
  const outside = options.markOutsideBand ?? 'refuse'
  if (outside !== 'refuse' && outside !== 'halt') {
    throw new BallastError(ErrorCode.CONFIG, `markOutsideBand is "${outside}", expected refuse or halt`)
  }
  const capacity = capacityOf(options)
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
