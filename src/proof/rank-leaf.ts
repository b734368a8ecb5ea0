// The bytes of a ranking that are hashed: docs/PROOFS.md lists them. Numbers are unsigned and big-endian, texts and
// scores say how long they are, so that no two different places have the same bytes.

import { createHash } from 'node:crypto'
import type { Score } from '../policies/policy.ts'
import { HASH_BYTES, LEAF_PREFIX, ROOT_PREFIX, sha256 } from './merkle-tree.ts'
import { PROOF_VERSION, type RankProof } from './rank-proof.ts'

/** What all leaves of a ranking and its root say. */
export type RankingContext = Pick<RankProof, 'round' | 'pass' | 'market' | 'side' | 'policy'>

const MAGIC = 'BALLRANK'
const CONTEXT_BYTES = 28

export function contextBytes({ round, pass, market, side, policy }: RankingContext): Buffer {
  const name = Buffer.from(policy, 'utf8')
  const bytes = Buffer.alloc(CONTEXT_BYTES + name.length)
  bytes.write(MAGIC, 'latin1')
  bytes.writeUInt8(PROOF_VERSION, 8)
  bytes.writeBigUInt64BE(BigInt(round), 9)
  bytes.writeUInt32BE(pass, 17)
  bytes.writeUInt16BE(market, 21)
  bytes.writeUInt8(side === 'short' ? 1 : 0, 23)
  bytes.writeUInt32BE(name.length, 24)
  name.copy(bytes, CONTEXT_BYTES)
  return bytes
}

/** What is hashed to the root, which so binds how many leaves there are and what they are about. */
export function rootOf(context: Buffer, candidates: number, head: Buffer): string {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(candidates)
  return sha256(Buffer.concat([Buffer.of(ROOT_PREFIX), count, head, context]))
}

/** What a leaf says of a place, beside its rank and account. */
export interface PlaceFacts {
  readonly group: number
  readonly lots: bigint
  readonly notionalAtoms: bigint
  readonly score: Score | null
}

const FACT_BYTES = 18
const SCORE_BYTES = 9
const SCORE_KINDS = { none: 0, fraction: 1, infinite: 2, last: 3 } as const

/** Bytes that are written one behind the other, and grow. */
export class FactBytes {
  #bytes: Buffer
  length = 0

  constructor(bytes: number) {
    this.#bytes = Buffer.alloc(bytes)
  }

  add({ group, lots, notionalAtoms, score }: PlaceFacts): void {
    const isFraction = score !== null && typeof score === 'object'
    const over = isFraction ? hexOf(score.over < 0n ? -score.over : score.over) : ''
    const under = isFraction ? hexOf(score.under) : ''
    const bytes = this.#room(FACT_BYTES + (isFraction ? SCORE_BYTES + (over.length + under.length) / 2 : 0))
    let at = bytes.writeUInt8(group, this.length)
    at = bytes.writeBigUInt64BE(lots, at)
    at = bytes.writeBigUInt64BE(notionalAtoms, at)
    at = bytes.writeUInt8(SCORE_KINDS[isFraction ? 'fraction' : (score ?? 'none')], at)
    if (isFraction) {
      at = bytes.writeUInt8(score.over < 0n ? 1 : 0, at)
      at = bytes.writeUInt32BE(over.length / 2, at)
      at += bytes.write(over, at, 'hex')
      at = bytes.writeUInt32BE(under.length / 2, at)
      at += bytes.write(under, at, 'hex')
    }
    this.length = at
  }

  /** The bytes from one place to another; not a copy. */
  part(from: number, to: number): Buffer {
    return this.#bytes.subarray(from, to)
  }

  /** Gives back what it does not need. */
  trim(): void {
    this.#bytes = Buffer.from(this.#bytes.subarray(0, this.length))
  }

  #room(bytes: number): Buffer {
    if (this.length + bytes > this.#bytes.length) {
      const longer = Buffer.alloc(Math.max(2 * this.#bytes.length, this.length + bytes))
      this.#bytes.copy(longer)
      this.#bytes = longer
    }
    return this.#bytes
  }
}

/** What `FactBytes.add` has written. */
export function readFacts(bytes: Buffer): PlaceFacts {
  const group = bytes.readUInt8(0)
  const [lots, notionalAtoms] = [bytes.readBigUInt64BE(1), bytes.readBigUInt64BE(9)]
  return { group, lots, notionalAtoms, score: readScore(bytes.subarray(FACT_BYTES - 1)) }
}

function readScore(bytes: Buffer): Score | null {
  const kind = bytes.readUInt8(0)
  if (kind === SCORE_KINDS.infinite) return 'infinite'
  if (kind === SCORE_KINDS.last) return 'last'
  if (kind === SCORE_KINDS.none) return null
  const overEnd = 6 + bytes.readUInt32BE(2)
  const over = numberOf(bytes.subarray(6, overEnd))
  return { over: bytes.readUInt8(1) === 1 ? -over : over, under: numberOf(bytes.subarray(overEnd + 4)) }
}

function numberOf(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`)
}

/** As many digits as whole bytes have, and none for 0. */
function hexOf(value: bigint): string {
  if (value === 0n) return ''
  const hex = value.toString(16)
  return hex.length % 2 === 0 ? hex : `0${hex}`
}

/** Hashes leaves of one ranking: 0 ‖ salt ‖ context ‖ rank ‖ account ‖ facts. */
export class LeafHasher {
  readonly #contextEnd: number
  #bytes: Buffer

  constructor(context: Buffer) {
    this.#contextEnd = 1 + HASH_BYTES + context.length
    this.#bytes = Buffer.alloc(this.#contextEnd + 256, LEAF_PREFIX)
    context.copy(this.#bytes, 1 + HASH_BYTES)
  }

  /** @param salt 64 hexadecimal digits @param rank from 1 */
  of(salt: string, rank: number, account: number, facts: Buffer): string {
    const length = this.#contextEnd + 8 + facts.length
    if (length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(length)])
    const bytes = this.#bytes
    bytes.write(salt, 1, 'hex')
    bytes.writeUInt32BE(rank, this.#contextEnd)
    bytes.writeUInt32BE(account, this.#contextEnd + 4)
    facts.copy(bytes, this.#contextEnd + 8)
    return sha256(bytes.subarray(0, length))
  }
}

const BLOCK_BYTES = 64

/** The key of an HMAC-SHA-256 as a block. */
export function keyBlock(secret: Uint8Array): Buffer {
  const key = secret.length > BLOCK_BYTES ? createHash('sha256').update(secret).digest() : secret
  const block = Buffer.alloc(BLOCK_BYTES)
  block.set(key)
  return block
}

/** Salts of one ranking: HMAC-SHA-256 of context ‖ account, by hand because that takes a third of the time. */
export class Salts {
  readonly #inner: Buffer
  readonly #outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES)

  constructor(key: Buffer, context: Buffer) {
    this.#inner = Buffer.alloc(BLOCK_BYTES + context.length + 4)
    for (const [index, byte] of key.entries()) {
      this.#inner[index] = byte ^ 0x36
      this.#outer[index] = byte ^ 0x5c
    }
    context.copy(this.#inner, BLOCK_BYTES)
  }

  of(account: number): string {
    this.#inner.writeUInt32BE(account, this.#inner.length - 4)
    this.#outer.write(sha256(this.#inner), BLOCK_BYTES, 'hex')
    return sha256(this.#outer)
  }
}
