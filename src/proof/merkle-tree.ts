// The Merkle tree of RFC 6962 and RFC 9162 over hashes that are given. A tree is kept as levels: the leaves, then the
// hashes of pairs, an odd one at the end going up as it is. That is the RFC's tree, whose left side is always the
// largest power of two.

import { hash } from 'node:crypto'

export const HASH_BYTES = 32

/** What is hashed begins with one of these, so that nothing of one kind is taken for another. */
export const LEAF_PREFIX = 0
const NODE_PREFIX = 1
export const ROOT_PREFIX = 2

/** SHA-256 of nothing at all: the head of a tree without leaves. */
export const EMPTY_HEAD: Buffer = Buffer.from(sha256(new Uint8Array(0)), 'hex')

/** As text: that costs a third of what a new buffer does. */
export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

/** All levels from the leaves up to the head, each a hash behind the other. @param leaves one at least */
export function levelsOf(leaves: Buffer): Buffer[] {
  const levels = [leaves]
  for (let below = leaves; below.length > HASH_BYTES; ) {
    const count = below.length / HASH_BYTES
    const level = Buffer.alloc(Math.ceil(count / 2) * HASH_BYTES)
    for (let left = 0; left + 1 < count; left += 2) {
      level.write(nodeOf(below, left * HASH_BYTES), (left / 2) * HASH_BYTES, 'hex')
    }
    if (count % 2 === 1) below.copy(level, level.length - HASH_BYTES, below.length - HASH_BYTES)
    levels.push(level)
    below = level
  }
  return levels
}

/** What stands beside the way from a hash of the lowest level to the head, from below. */
export function pathOf(levels: readonly Buffer[], index: number): string[] {
  const path: string[] = []
  let place = index
  for (const level of levels) {
    const beside = (place ^ 1) * HASH_BYTES
    if (beside < level.length) path.push(level.toString('hex', beside, beside + HASH_BYTES))
    place >>>= 1
  }
  return path
}

/** The head that a leaf and its path lead to (RFC 9162, 2.1.3.2); null when no path there has this length. */
export function headFrom(leaf: string, index: number, count: number, path: readonly string[]): Buffer | null {
  if (index >= count) return null
  let place = index
  let last = count - 1
  let head = leaf
  const pair = Buffer.alloc(2 * HASH_BYTES)
  for (const beside of path) {
    if (last === 0) return null
    const isRight = place % 2 === 1 || place === last
    pair.write(isRight ? beside + head : head + beside, 'hex')
    head = nodeOf(pair, 0)
    // An odd one at the end has gone up as it is.
    while (isRight && place % 2 === 0 && place !== 0) {
      place = Math.floor(place / 2)
      last = Math.floor(last / 2)
    }
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? Buffer.from(head, 'hex') : null
}

const node = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX)

function nodeOf(hashes: Buffer, from: number): string {
  hashes.copy(node, 1, from, from + 2 * HASH_BYTES)
  return sha256(node)
}
