// Text gathers in a page and is written in large pieces.

import type { Output } from './output.ts'

const PAGE_CHARS = 1 << 16

export class TextPage {
  readonly #output: Output
  #text = ''

  constructor(output: Output) {
    this.#output = output
  }

  add(text: string): void {
    this.#text += text
  }

  flush(all: boolean): void {
    if (this.#text.length < (all ? 1 : PAGE_CHARS)) return
    this.#output.write(Buffer.from(this.#text))
    this.#text = ''
  }
}
