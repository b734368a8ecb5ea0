// A book: the columns, the memory they lie in, and the arenas of its positions. State only; what is done with it stands
// in the files beside this one and in `stages/`.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { MAX_LANES, MAX_MARKETS, MAX_POSITIONS, MAX_ROWS, MAX_TIERS_PER_MARKET } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { bytesFor, Columns, writeHeader } from '../memory/columns.ts'
import * as at from '../memory/fields.ts'
import { type BookCapacity, dimensionsOf } from '../memory/layout.ts'
import { Segments } from '../memory/segments.ts'
import { FundState } from './fund-state.ts'

/** A shared WebAssembly memory, by what a book needs of it (so that users' types need no `WebAssembly`). */
export interface BookMemory {
  readonly buffer: ArrayBufferLike
}

export class Book {
  readonly columns: Columns
  readonly segments: Segments
  /** What is remembered of insurance pools; of the thread that commands the book. */
  readonly funds = new FundState()
  /** The WebAssembly memory that the columns lie in; null where only a plain shared buffer was to be had. */
  readonly memory: BookMemory | null

  private constructor(buffer: ArrayBufferLike, memory: BookMemory | null) {
    this.columns = new Columns(buffer)
    this.segments = new Segments(this.columns)
    this.memory = memory
  }

  /**
   * Opens an empty book.
   *
   * @param memory 'wasm' for a shared WebAssembly memory that both kernels can use, 'plain' for a SharedArrayBuffer
   * @throws BallastError ERR_CONFIG for a capacity out of range, ERR_MEMORY when the memory is not to be had
   */
  static open(capacity: BookCapacity, atom: Decimal, memory: 'wasm' | 'plain'): Book {
    checkCapacity(capacity)
    const dimensions = dimensionsOf(capacity)
    const bytes = bytesFor(dimensions)
    demand(bytes <= MAX_BOOK_BYTES, ErrorCode.MEMORY, () => {
      return `the book needs ${bytes} bytes, a WebAssembly memory holds ${MAX_BOOK_BYTES} at most`
    })
    const wasmMemory = memory === 'wasm' ? sharedMemory(bytes) : null
    const buffer = wasmMemory === null ? sharedBuffer(bytes) : wasmMemory.buffer
    writeHeader(buffer, dimensions)
    const book = new Book(buffer, wasmMemory)
    book.columns.setWord(at.WORD_ATOM_DECIMALS, atom.decimals)
    book.columns.wides[at.WIDE_ATOM_COEFFICIENT >> 3] = atom.coefficient
    book.clear()
    return book
  }

  /**
   * Attaches to a book that exists: to its memory for a thread that wants both kernels, to its buffer for a reader.
   *
   * @throws BallastError ERR_HEADER when there is no book of this version
   */
  static attach(from: BookMemory | ArrayBufferLike): Book {
    return 'buffer' in from ? new Book(from.buffer, from) : new Book(from, null)
  }

  /** Empties the book: no row, no market, no history. Capacity and atom stay. */
  clear(): void {
    const columns = this.columns
    for (let word = at.WORD_BLOCKS; word < at.WORD_ATOM_DECIMALS; word += 1) columns.setWord(word, 0)
    for (const word of [at.WORD_FREE_TRADER, at.WORD_FREE_HOUSE, at.WORD_NEXT_TRADER, at.WORD_NEXT_HOUSE]) {
      columns.setWord(word, at.NO_ROW)
    }
    columns.setWord(at.WORD_DEFICIT_ROW, at.NO_ROW)
    columns.wides.fill(0n, at.WIDE_SEQUENCE >> 3, at.WIDE_ATOM_COEFFICIENT >> 3)
    for (const column of [columns.rowId, columns.rowClass, columns.rowFlags, columns.runCount]) column.fill(0)
    for (const column of [columns.runStart, columns.idSlots, columns.marketStamp]) column.fill(0)
    for (const column of [columns.blockStart, columns.blockRoom, columns.blockUsed]) column.fill(0)
    columns.blockKind.fill(0)
    columns.marketStatus.fill(0)
    columns.rowCash.fill(0n)
    columns.rowReserved.fill(0n)
    columns.marketLotsSum.fill(0n)
    this.segments.clear()
    this.funds.clear()
  }

  get atom(): Decimal {
    return {
      coefficient: this.columns.wides[at.WIDE_ATOM_COEFFICIENT >> 3]!,
      decimals: this.columns.word(at.WORD_ATOM_DECIMALS),
    }
  }

  get accountCount(): number {
    return this.columns.word(at.WORD_ACCOUNTS)
  }

  get positionCount(): number {
    return this.columns.word(at.WORD_POSITIONS)
  }

  get marketCount(): number {
    return this.columns.word(at.WORD_MARKETS)
  }

  /** Number of commands applied so far. */
  get sequence(): number {
    return this.columns.doubles[at.WIDE_SEQUENCE >> 3]!
  }

  /** Time of the last command that carried one. */
  get lastTimeMs(): number {
    return this.columns.doubles[at.WIDE_LAST_TIME >> 3]!
  }

  setLastTime(timeMs: number): void {
    this.columns.doubles[at.WIDE_LAST_TIME >> 3] = timeMs
  }

  nextSequence(): number {
    const next = this.sequence + 1
    this.columns.doubles[at.WIDE_SEQUENCE >> 3] = next
    return next
  }
}

const MAX_BOOK_BYTES = 65_536 * 65_536 - 65_536 // offsets are 32 bits wide

function checkCapacity(capacity: BookCapacity): void {
  const within = (name: keyof BookCapacity, most: number, value = capacity[name]) => {
    const fits = Number.isInteger(value) && value! >= 1 && value! <= most
    demand(fits, ErrorCode.CONFIG, () => {
      return `capacity.${name} is ${shown(value)}, expected an integer of 1 to ${most}`
    })
  }
  within('accounts', MAX_ROWS)
  within('positions', MAX_POSITIONS)
  within('markets', MAX_MARKETS)
  within('tiersPerMarket', MAX_TIERS_PER_MARKET)
  within('batch', 1 << 20)
  within('lanes', MAX_LANES, capacity.lanes ?? 1)
}

function sharedMemory(bytes: number): BookMemory {
  const pages = bytes / 65_536
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  } catch (cause) {
    throw new BallastError(ErrorCode.MEMORY, `no shared WebAssembly memory of ${bytes} bytes`, { cause })
  }
}

function sharedBuffer(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes)
  } catch (cause) {
    throw new BallastError(ErrorCode.MEMORY, `no shared memory of ${bytes} bytes`, { cause })
  }
}
