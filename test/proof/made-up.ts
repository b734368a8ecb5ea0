// Proofs out of nothing, by the naive twin: no engine has ranked anybody.

import type { RankProof } from '../../src/proof/rank-proof.ts'
import * as naive from './naive-proof.ts'

export const SECRET = Uint8Array.from({ length: 32 }, (_, index) => 7 * index)

type Place = Omit<RankProof, 'salt' | 'path' | 'root'>

const SCORES: readonly RankProof['score'][] = [
  { over: '247', under: '750' },
  { over: '-12345678901234567890123', under: '98765432109876543210987654321' },
  { over: '0', under: '1' },
  ...(['infinite', 'last', null] as const),
]

const placeOf = (index: number, candidates: number, change: Partial<Place>): Place => ({
  ...{ version: 1, round: 7, pass: 2, market: 3, side: 'short', policy: 'bitmex', candidates, rank: index + 1 },
  ...{ account: 1_000 + 3 * index, group: index % 4, sizeLots: `${500 + index}`, notionalAtoms: `${24_700 * index}` },
  score: SCORES[index % SCORES.length]!,
  ...change,
})

const made = new Map<string, readonly RankProof[]>()

/** A proof for every place of a ranking of so many. */
export function madeUp(candidates: number, change: Partial<Place> = {}): readonly RankProof[] {
  const key = JSON.stringify([candidates, change])
  let proofs = made.get(key)
  if (proofs === undefined) {
    proofs = make(candidates, change)
    made.set(key, proofs)
  }
  return proofs
}

function make(candidates: number, change: Partial<Place>): RankProof[] {
  const places = Array.from({ length: candidates }, (_, index) => {
    const place = placeOf(index, candidates, change)
    return { ...place, salt: naive.saltOf(SECRET, place) }
  })
  const leaves = places.map((place) => naive.sha256(naive.leafBytes(place)))
  const head = naive.treeHash(leaves)
  return places.map((place, index) => ({
    ...place,
    path: naive.auditPath(index, leaves),
    root: naive.rootHash(place, head),
  }))
}
