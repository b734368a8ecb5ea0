import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkProof } from '../../src/proof/check-proof.ts'
import type { RankProof } from '../../src/proof/rank-proof.ts'
import { reportPlainly } from '../oracles/seeds.ts'
import { madeUp } from './made-up.ts'
import * as naive from './naive-proof.ts'

const differing = (proof: unknown, root?: string) => {
  const verdict = checkProof(proof as RankProof, root)
  return verdict.verified ? 'verified' : verdict.differs
}

test('every place of rankings of 1 to 70 candidates verifies, and is not verified at any other place', () => {
  for (let candidates = 1; candidates <= 70; candidates += 1) {
    for (const proof of madeUp(candidates)) {
      assert.equal(checkProof(proof, proof.root), { verified: true }, `${proof.rank} of ${candidates}`)
      const rank = (proof.rank % candidates) + 1
      if (candidates > 1) assert.is.not(differing({ ...proof, rank }), 'verified', `${proof.rank} as ${rank}`)
    }
  }
})

const anyProof = fc
  .tuple(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.constantFrom('long', 'short'))
  .map(([candidates, index, side]) => madeUp(candidates, { side })[index % candidates]!)

test('a proof with any changed character does not verify, with the published root or without', () => {
  const property = fc.property(anyProof, fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), (proof, place, code) => {
    const text = JSON.stringify(proof)
    const at = place % text.length
    const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
    let read: unknown
    try {
      read = JSON.parse(changed)
    } catch {
      return // No JSON any more.
    }
    // A space for a space, or a name that stands twice, is the same proof.
    if (JSON.stringify(read) === text) return
    assert.is.not(differing(read), 'verified', changed)
    assert.is.not(differing(read, proof.root), 'verified', changed)
  })
  fc.assert(property, { reporter: reportPlainly, numRuns: 3_000 })
})

test('a wrong rank, count or path does not verify, and the naive twin says the same', () => {
  const property = fc.property(anyProof, fc.integer({ min: 1, max: 80 }), fc.nat(), (proof, other, place) => {
    const { path } = proof
    const at = path.length === 0 ? 0 : place % path.length
    const wrong: RankProof[] = [
      { ...proof, path: [...path, proof.root] },
      { ...proof, path: [proof.root, ...path] },
      ...(other === proof.rank ? [] : [{ ...proof, rank: other }]),
      ...(other === proof.candidates ? [] : [{ ...proof, candidates: other }]),
      ...(path.length === 0 ? [] : [{ ...proof, path: path.toSpliced(at, 1) }]),
      ...(path.length === 0 ? [] : [{ ...proof, path: path.toSpliced(at, 1, proof.root) }]),
      ...(path.length < 2 ? [] : [{ ...proof, path: [path.at(-1)!, ...path.slice(0, -1)] }]),
    ]
    assert.ok(naive.holds(proof))
    for (const changed of wrong) {
      assert.is.not(differing(changed), 'verified', JSON.stringify(changed))
      assert.not(naive.holds(changed))
    }
  })
  fc.assert(property, { reporter: reportPlainly, numRuns: 300 })
})

test('what differs is said by name', () => {
  const [first, second] = madeUp(5) as [RankProof, RankProof]
  assert.is(differing({ ...first, path: first.path.slice(1) }), 'path')
  assert.is(differing({ ...first, rank: 6 }), 'path')
  assert.is(differing({ ...first, account: second.account }), 'root')
  assert.is(differing({ ...first, salt: second.salt }), 'root')
  assert.is(differing({ ...first, root: 'ab'.repeat(32) }), 'root')
  assert.is(differing(first, 'ab'.repeat(32)), 'published')
  assert.is(differing(first, first.root.toUpperCase()), 'published')
  assert.is(differing({ ...first, salt: first.salt.toUpperCase() }), 'salt')
  assert.is(differing(null), 'proof')
  const verdict = checkProof({ ...first, path: [] })
  if (verdict.verified) throw new Error('verified without a path')
  assert.is(verdict.message, 'path has 0 hashes, which lead from no rank 1 of 5')
})

test('a proof of one candidate is its leaf, and inner hashes are no leaves', () => {
  const [only] = madeUp(1) as [RankProof]
  assert.equal([only.path, checkProof(only, only.root)], [[], { verified: true }])
  // The head of two leaves, given out as a leaf of a tree of one.
  const [first] = madeUp(2) as [RankProof]
  assert.is.not(differing({ ...first, candidates: 1, path: [] }), 'verified')
})

test.run()
