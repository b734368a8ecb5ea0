// A file of any length through a window of bounded memory.

import { assert } from '../core/assert.ts'
import type { DiskFile } from './disk.ts'
import { diskError } from './disk.ts'
import { viewOf } from './frames.ts'

const WINDOW_BYTES = 1 << 20

export class FileWindow {
  readonly path: string
  /** Length of the file when it was opened, in bytes. */
  readonly size: number
  readonly #file: DiskFile
  #bytes = new Uint8Array(WINDOW_BYTES)
  #view = viewOf(this.#bytes)
  /** The window shows bytes #from … #from + #count of the file. */
  #from = 0
  #count = 0

  constructor(file: DiskFile) {
    this.#file = file
    this.path = file.path
    this.size = file.sizeNow()
  }

  /** What the window shows; valid until the next `show`. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  get view(): DataView {
    return this.#view
  }

  /**
   * Has the window show `length` bytes from byte `offset` of the file on, which must be there.
   * @returns the index of the first of them in `bytes`
   */
  show(offset: number, length: number): number {
    if (offset >= this.#from && offset + length <= this.#from + this.#count) return offset - this.#from
    assert(offset >= 0 && offset + length <= this.size, `bytes ${offset} + ${length} of ${this.size} in ${this.path}`)
    if (length > this.#bytes.length) {
      this.#bytes = new Uint8Array(length)
      this.#view = viewOf(this.#bytes)
    } else if (length <= WINDOW_BYTES && this.#bytes.length > WINDOW_BYTES) {
      this.#bytes = new Uint8Array(WINDOW_BYTES)
      this.#view = viewOf(this.#bytes)
    }
    this.#from = offset
    this.#count = this.#read(offset)
    assert(this.#count >= length, `${this.path} has shrunk while it was read, below byte ${offset + length}`)
    return 0
  }

  #read(offset: number): number {
    try {
      return this.#file.readNow(this.#bytes, offset)
    } catch (error) {
      this.#count = 0
      throw diskError(error, `reading ${this.path} at byte ${offset}`)
    }
  }
}
