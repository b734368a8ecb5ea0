// Proofs of a place in the queue once more, from docs/PROOFS.md and the RFC alone: bytes are hexadecimal text, numbers
// BigInts, and a tree is what RFC 6962 (2.1) says a tree is. Slow, and made to be read.

import { createHash, createHmac } from 'node:crypto'
import type { RankProof } from '../../src/proof/rank-proof.ts'

export const sha256 = (hex: string): string => createHash('sha256').update(hex, 'hex').digest('hex')

/** An unsigned number of so many bytes. */
const number = (value: bigint | number | string, bytes: number): string =>
  BigInt(value)
    .toString(16)
    .padStart(2 * bytes, '0')

/** A magnitude in as few bytes as it needs, with their number before it. */
function magnitude(value: bigint): string {
  let bytes = 0
  while (value >> BigInt(8 * bytes) > 0n) bytes += 1
  return number(bytes, 4) + (bytes === 0 ? '' : number(value, bytes))
}

export function context({ round, pass, market, side, policy }: Omit<RankProof, 'salt' | 'path' | 'root'>): string {
  const name = Buffer.from(policy, 'utf8').toString('hex')
  const words = [Buffer.from('BALLRANK').toString('hex'), number(1, 1), number(round, 8), number(pass, 4)]
  return [...words, number(market, 2), side === 'short' ? '01' : '00', number(name.length / 2, 4), name].join('')
}

export function saltOf(secret: Uint8Array, place: Omit<RankProof, 'salt' | 'path' | 'root'>): string {
  const message = context(place) + number(place.account, 4)
  return createHmac('sha256', secret).update(message, 'hex').digest('hex')
}

function scoreBytes(score: RankProof['score']): string {
  if (score === null) return '00'
  if (score === 'infinite') return '02'
  if (score === 'last') return '03'
  const over = BigInt(score.over)
  const sign = over < 0n ? '01' : '00'
  return `01${sign}${magnitude(over < 0n ? -over : over)}${magnitude(BigInt(score.under))}`
}

/** What is hashed to a leaf. */
export function leafBytes(place: Omit<RankProof, 'path' | 'root'>): string {
  const { salt, rank, account, group, sizeLots, notionalAtoms, score } = place
  const facts = [number(group, 1), number(sizeLots, 8), number(notionalAtoms, 8), scoreBytes(score)]
  return ['00', salt, context(place), number(rank, 4), number(account, 4), ...facts].join('')
}

/** MTH: of nothing that of the empty text, of one leaf itself, else of both sides of the largest power of two. */
export function treeHash(leaves: readonly string[]): string {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return leaves[0]!
  const left = powerBelow(leaves.length)
  return sha256(`01${treeHash(leaves.slice(0, left))}${treeHash(leaves.slice(left))}`)
}

/** PATH(m, D[n]). */
export function auditPath(index: number, leaves: readonly string[]): string[] {
  if (leaves.length === 1) return []
  const left = powerBelow(leaves.length)
  if (index < left) return [...auditPath(index, leaves.slice(0, left)), treeHash(leaves.slice(left))]
  return [...auditPath(index - left, leaves.slice(left)), treeHash(leaves.slice(0, left))]
}

/** The head that a path leads to, by the same division; null when it is too short or too long. */
export function climbed(leaf: string, index: number, count: number, path: readonly string[]): string | null {
  if (count === 1) return path.length === 0 ? leaf : null
  const [beside, rest] = [path.at(-1), path.slice(0, -1)]
  if (beside === undefined) return null
  const left = powerBelow(count)
  const own = index < left ? climbed(leaf, index, left, rest) : climbed(leaf, index - left, count - left, rest)
  if (own === null) return null
  return sha256(index < left ? `01${own}${beside}` : `01${beside}${own}`)
}

export function rootHash(place: Omit<RankProof, 'salt' | 'path' | 'root'>, head: string): string {
  return sha256(`02${number(place.candidates, 4)}${head}${context(place)}`)
}

/** Whether a proof leads to its root. */
export function holds(proof: RankProof): boolean {
  if (proof.rank < 1 || proof.rank > proof.candidates) return false
  const head = climbed(sha256(leafBytes(proof)), proof.rank - 1, proof.candidates, proof.path)
  return head !== null && rootHash(proof, head) === proof.root
}

function powerBelow(count: number): number {
  let power = 1
  while (2 * power < count) power *= 2
  return power
}
