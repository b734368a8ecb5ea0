// A sink takes items of one kind, one after the other, and at the end there is a whole file of them, or none. It works
// on the thread that feeds it and waits for the disk itself, so that it never holds more than one batch, however fast
// items come.

import { demand, ErrorCode } from '../core/errors.ts'
import { type Destination, type Output, type OutputOptions, openOutput } from './output.ts'
import type { Table } from './table.ts'

export interface SinkReport {
  readonly items: number
  readonly bytes: number
}

export interface Sink<Item> {
  readonly table: Table<Item>
  /**
   * @throws BallastError ERR_RANGE or ERR_CONFIG: this item is refused, and the sink goes on;
   *   ERR_FILE or ERR_CAPACITY: what there was is discarded, and everything after is refused with the same error
   */
  put(item: Item): void
  /** A promise when a slow reader should be waited for; undefined: go on. Files never ask for it. */
  ready(): Promise<void> | undefined
  /** Writes the rest; a file gets its name. @throws BallastError ERR_FILE: there is no file, one of before is left */
  end(): Promise<SinkReport>
  /** Nothing is left but what a stream has taken already. */
  discard(): void
}

export interface SinkOptions extends OutputOptions {
  /** Of Parquet and Arrow: rows that are written together; 16,384 when left out. */
  readonly batchRows?: number
  /** Of Arrow: 'file' when left out. */
  readonly form?: 'file' | 'stream'
  /** Of CSV: what becomes of text that a spreadsheet would take for a formula; 'apostrophe' when left out. */
  readonly formulas?: 'apostrophe' | 'as-they-are'
}

/** Makes the bytes of a format. */
export interface Encoder<Item> {
  /** Keeps an item. @throws BallastError of the item: then it has kept nothing of it */
  take(item: Item, index: number): void
  /** Writes what has gathered when that is much, or `all` of it. */
  flush(all: boolean): void
  /** The end of the file. */
  finish(): void
}

export type MakeEncoder = <Item>(table: Table<Item>, output: Output, options: SinkOptions) => Encoder<Item>

export function openSink<Item>(
  make: MakeEncoder,
  to: Destination,
  table: Table<Item>,
  options: SinkOptions = {},
): Sink<Item> {
  const output = openOutput(to, options)
  try {
    return new EncodedSink(table, output, make(table, output, options))
  } catch (error) {
    output.discard()
    throw error
  }
}

class EncodedSink<Item> implements Sink<Item> {
  readonly table: Table<Item>
  readonly #output: Output
  readonly #encoder: Encoder<Item>
  #items = 0
  #state: 'open' | 'ended' | 'discarded' = 'open'
  #failure: unknown = null

  constructor(table: Table<Item>, output: Output, encoder: Encoder<Item>) {
    this.table = table
    this.#output = output
    this.#encoder = encoder
  }

  put(item: Item): void {
    this.#mustBeOpen()
    this.#encoder.take(item, this.#items)
    this.#items += 1
    this.#orGiveUp(() => this.#encoder.flush(false))
  }

  ready(): Promise<void> | undefined {
    return this.#output.ready()
  }

  async end(): Promise<SinkReport> {
    this.#mustBeOpen()
    this.#orGiveUp(() => {
      this.#encoder.flush(true)
      this.#encoder.finish()
    })
    this.#state = 'ended'
    try {
      await this.#output.commit()
    } catch (error) {
      this.#failure = error
      throw error
    }
    return { items: this.#items, bytes: this.#output.bytes }
  }

  discard(): void {
    if (this.#state !== 'open') return
    this.#state = 'discarded'
    this.#output.discard()
  }

  #mustBeOpen(): void {
    if (this.#failure !== null) throw this.#failure
    demand(this.#state === 'open', ErrorCode.STATE, () => `the sink to ${this.#output.name} is ${this.#state}`)
  }

  #orGiveUp(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#failure = error
      this.discard()
      throw error
    }
  }
}
