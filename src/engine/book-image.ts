// A whole book at one moment, to be played from again and again: its memory is copied, not built anew.

import { FundState } from '../book/fund-state.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Engine } from './engine.ts'

export class BookImage {
  /** A copy of the book's memory; other threads may read it too. */
  readonly buffer: SharedArrayBuffer
  readonly #funds = new FundState()

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
  }

  /** Of an engine between two commands. */
  static of({ book }: Engine): BookImage {
    const buffer = new SharedArrayBuffer(book.columns.buffer.byteLength)
    new Uint8Array(buffer).set(new Uint8Array(book.columns.buffer))
    const image = new BookImage(buffer)
    image.#funds.takeFrom(book.funds)
    return image
  }

  /** What another thread has been sent; pools had not been watched when it was taken. */
  static attach(buffer: SharedArrayBuffer): BookImage {
    return new BookImage(buffer)
  }

  /** Makes a book of the same capacity this one. @throws BallastError ERR_CAPACITY */
  restore({ book }: Engine): void {
    const { buffer } = book.columns
    demand(buffer.byteLength === this.buffer.byteLength, ErrorCode.CAPACITY, () => {
      return `a book of ${buffer.byteLength} bytes cannot become one of ${this.buffer.byteLength}`
    })
    new Uint8Array(buffer).set(new Uint8Array(this.buffer))
    book.funds.takeFrom(this.#funds)
  }
}
