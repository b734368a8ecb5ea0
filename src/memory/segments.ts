// Cuts a row of pages into segments and takes them back: best-fit lists by powers of two, with the length of every
// segment written at both of its ends, so that neighbours are merged at once and segments can be walked in order.
//
//   tag  first page: length | FREE      last page: length | FREE      (one page: the same word)
//   next first page of a used segment: its owner
//
// Everything lies in the caller's columns. A cursor walks the segments for compaction and always stands at a boundary.

import { assert } from '../core/assert.ts'
import type { Columns } from './columns.ts'
import * as at from './fields.ts'

const FREE = 0x8000_0000
const NONE = 0xffff_ffff
/** How many segments of the request's own size class are looked at before the next class is taken. */
const TRIES_IN_CLASS = 8

function sizeClass(pages: number): number {
  return 31 - Math.clz32(pages)
}

export class Segments {
  readonly pages: number
  readonly #tag: Uint32Array
  readonly #next: Uint32Array
  readonly #prev: Uint32Array
  readonly #head: Uint32Array
  readonly #words: Uint32Array

  constructor(columns: Columns) {
    this.#tag = columns.pageTag
    this.#next = columns.pageNext
    this.#prev = columns.pagePrev
    this.#head = columns.binHead
    this.#words = columns.words
    this.pages = columns.pageTag.length
  }

  /** Makes one free segment of all pages. */
  clear(): void {
    this.#head.fill(NONE)
    this.#words[at.WORD_COMPACT_CURSOR] = 0
    this.#addFree(0, this.pages)
  }

  /** First page of a new segment, or -1 when no hole is long enough. */
  allocate(pages: number, owner: number): number {
    const start = this.#findHole(pages)
    if (start < 0) return -1
    const found = this.length(start)
    this.#removeFree(start)
    this.#mark(start, pages, 0)
    this.#next[start] = owner
    if (found > pages) this.#addFree(start + pages, found - pages)
    return start
  }

  release(start: number): void {
    assert(!this.isFree(start), `page ${start} is free already`)
    this.#addFreeMerged(start, this.length(start))
  }

  /** Gives the end of a segment back. */
  shrink(start: number, pages: number): void {
    const before = this.length(start)
    if (pages === before) return
    assert(pages > 0 && pages < before, `shrink of ${before} pages to ${pages}`)
    this.#mark(start, pages, 0)
    this.#addFreeMerged(start + pages, before - pages)
  }

  /** Swaps the free segment at `hole` with the used one behind it, and returns the latter's new first page: `hole`. */
  slideDown(hole: number): number {
    const holePages = this.length(hole)
    const used = hole + holePages
    const usedPages = this.length(used)
    const owner = this.#next[used]!
    assert(this.isFree(hole) && !this.isFree(used), `nothing to slide at page ${hole}`)
    this.#removeFree(hole)
    this.#mark(hole, usedPages, 0)
    this.#next[hole] = owner
    this.#addFreeMerged(hole + usedPages, holePages)
    return hole
  }

  isFree(start: number): boolean {
    return this.#tag[start]! >= FREE
  }

  length(start: number): number {
    return this.#tag[start]! & ~FREE
  }

  owner(start: number): number {
    return this.#next[start]!
  }

  #findHole(pages: number): number {
    const own = sizeClass(pages)
    let candidate = this.#head[own]!
    for (let tries = 0; candidate !== NONE && tries < TRIES_IN_CLASS; tries += 1) {
      if (this.length(candidate) >= pages) return candidate
      candidate = this.#next[candidate]!
    }
    for (let bin = own + 1; bin < 32; bin += 1) {
      if (this.#head[bin] !== NONE) return this.#head[bin]!
    }
    // The rest of the own class, in full: it is only long when memory is short.
    while (candidate !== NONE && this.length(candidate) < pages) candidate = this.#next[candidate]!
    return candidate === NONE ? -1 : candidate
  }

  #addFreeMerged(start: number, pages: number): void {
    let first = start
    let end = start + pages
    if (first > 0 && this.#tag[first - 1]! >= FREE) {
      first -= this.#tag[first - 1]! & ~FREE
      this.#removeFree(first)
    }
    if (end < this.pages && this.isFree(end)) {
      const behind = this.length(end)
      this.#removeFree(end)
      end += behind
    }
    const cursor = this.#words[at.WORD_COMPACT_CURSOR]!
    if (cursor > first && cursor < end) this.#words[at.WORD_COMPACT_CURSOR] = first
    this.#addFree(first, end - first)
  }

  #addFree(start: number, pages: number): void {
    const bin = sizeClass(pages)
    const head = this.#head[bin]!
    this.#mark(start, pages, FREE)
    this.#next[start] = head
    this.#prev[start] = NONE
    if (head !== NONE) this.#prev[head] = start
    this.#head[bin] = start
  }

  #removeFree(start: number): void {
    const next = this.#next[start]!
    const prev = this.#prev[start]!
    if (next !== NONE) this.#prev[next] = prev
    if (prev !== NONE) this.#next[prev] = next
    else this.#head[sizeClass(this.length(start))] = next
  }

  #mark(start: number, pages: number, flag: number): void {
    const tag = (pages | flag) >>> 0
    this.#tag[start] = tag
    this.#tag[start + pages - 1] = tag
  }
}
