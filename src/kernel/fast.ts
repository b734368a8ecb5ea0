// The compiled kernels over a book's shared WebAssembly memory. The module is compiled once a process (or posted to a
// thread); an instance holds no state of its own.

import type { Book } from '../book/book.ts'
import { assert } from '../core/assert.ts'
import * as at from '../memory/fields.ts'
import { FAST_MODULE_BASE64 } from './fast-module.ts'
import type { Kernel } from './kernel.ts'

interface KernelExports {
  scan(fromBlock: number, toBlock: number, outIndex: number, lane: number): number
  applyTrades(from: number, to: number): number
  applyMarks(count: number, batchTimeMs: number, haltOutside: number): number
  recountHash(fromBlock: number, toBlock: number): void
  countRow(row: number, negate: number): void
  equity(row: number): bigint
  valueRow(row: number, legsBytes: number): void
  planSale(row: number): number
  moveLots(from: number, to: number, market: number, mayGrow: number, mayOpen: number): number
  selectShard(
    fromBlock: number,
    toBlock: number,
    shard: number,
    first: number,
    keyKind: number,
    onlyProfitable: number,
    lane: number,
  ): void
  heapify(first: number, count: number, market: number, keyKind: number, lane: number): void
  takeTop(first: number, count: number, most: number, market: number, keyKind: number, lane: number): number
  popTop(first: number, waiting: number, most: number, market: number, keyKind: number, lane: number): number
  tellNearTie(a: number, b: number, market: number, keyKind: number, lane: number): number
}

let compiled: WebAssembly.Module | undefined

/** The compiled module, to be posted to threads together with the book's memory. */
export function fastModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(FAST_MODULE_BASE64, 'base64'))
  return compiled
}

export class FastKernel implements Kernel {
  readonly name = 'fast'
  readonly #exports: KernelExports
  readonly #lane: number
  readonly #legsBytes: number
  readonly #wides: BigInt64Array

  /** @param lane which part of the scratch memory it uses: threads that work at once need different ones */
  constructor(book: Book, module: WebAssembly.Module = fastModule(), lane = 0) {
    const lanes = book.columns.word(at.WORD_CAP_LANES)
    assert(lane >= 0 && lane < lanes, `lane ${lane}, there is scratch memory for ${lanes}`)
    assert(book.memory !== null, 'the fast kernel needs a book in WebAssembly memory')
    const instance = new WebAssembly.Instance(module, { env: { memory: book.memory as WebAssembly.Memory } })
    this.#exports = instance.exports as unknown as KernelExports
    this.#wides = book.columns.wides
    this.#lane = lane
    this.#legsBytes = book.columns.offsetBytes(at.COL_LEGS)
  }

  scan(fromBlock: number, toBlock: number, out: number): number {
    return this.#exports.scan(fromBlock, toBlock, out, this.#lane)
  }

  applyTrades(from: number, to: number): number {
    return this.#exports.applyTrades(from, to)
  }

  applyMarks(count: number, batchTimeMs: number, haltOutside: boolean): number {
    return this.#exports.applyMarks(count, batchTimeMs, haltOutside ? 1 : 0)
  }

  recountHash(fromBlock: number, toBlock: number): void {
    this.#exports.recountHash(fromBlock, toBlock)
  }

  countRow(row: number, out: boolean): void {
    this.#exports.countRow(row, out ? -1 : 0)
  }

  equity(row: number): bigint {
    return this.#exports.equity(row)
  }

  valueRow(row: number): void {
    this.#exports.valueRow(row, this.#legsBytes)
  }

  planSale(row: number, slippagePpm: bigint, bufferAtoms: bigint, budgetAtoms: bigint): number {
    this.#pass(slippagePpm, bufferAtoms, budgetAtoms)
    return this.#exports.planSale(row)
  }

  moveLots(
    from: number,
    to: number,
    market: number,
    lots: bigint,
    value: bigint,
    unit: bigint,
    mayGrow: boolean,
    mayOpen: boolean,
  ): number {
    this.#pass(lots, value, unit)
    return this.#exports.moveLots(from, to, market, mayGrow ? 1 : 0, mayOpen ? 1 : 0)
  }

  selectShard(
    fromBlock: number,
    toBlock: number,
    shard: number,
    first: number,
    keyKind: number,
    onlyProfitable: boolean,
  ): void {
    this.#exports.selectShard(fromBlock, toBlock, shard, first, keyKind, onlyProfitable ? 1 : 0, this.#lane)
  }

  heapify(first: number, count: number, market: number, keyKind: number): boolean {
    this.#exports.heapify(first, count, market, keyKind, this.#lane)
    return true
  }

  takeTop(first: number, count: number, most: number, market: number, keyKind: number): number {
    return this.#exports.takeTop(first, count, most, market, keyKind, this.#lane)
  }

  popTop(first: number, waiting: number, most: number, market: number, keyKind: number): number {
    return this.#exports.popTop(first, waiting, most, market, keyKind, this.#lane)
  }

  tellNearTie(a: number, b: number, market: number, keyKind: number): boolean {
    return this.#exports.tellNearTie(a, b, market, keyKind, this.#lane) === 1
  }

  // A BigInt as an argument takes the slow way into a kernel.
  #pass(first: bigint, second: bigint, third: bigint): void {
    this.#wides[at.WIDE_ARGUMENT_1 >> 3] = first
    this.#wides[at.WIDE_ARGUMENT_2 >> 3] = second
    this.#wides[at.WIDE_ARGUMENT_3 >> 3] = third
  }
}
