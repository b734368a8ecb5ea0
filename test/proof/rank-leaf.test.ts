import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Score } from '../../src/policies/policy.ts'
import { contextBytes, FactBytes, keyBlock, LeafHasher, readFacts, Salts } from '../../src/proof/rank-leaf.ts'
import * as naive from './naive-proof.ts'

const about = { round: 2 ** 53 - 1, pass: 3, market: 65_534, side: 'short', policy: 'größter·hebel' } as const

const fraction = fc
  .tuple(fc.bigInt(-(1n << 400n), 1n << 400n), fc.bigInt(1n, 1n << 400n))
  .map(([over, under]) => ({ over, under }))
const anyScore = fc.oneof<[fc.Arbitrary<Score | null>, fc.Arbitrary<Score | null>]>(
  fraction,
  fc.constantFrom<Score | null>('infinite', 'last', null),
)
const amount = fc.bigInt(0n, (1n << 63n) - 1n)
const facts = fc
  .tuple(fc.nat(3), amount, amount, anyScore)
  .map(([group, lots, notionalAtoms, score]) => ({ group, lots, notionalAtoms, score }))

test('what is written of places is read back, one behind the other', () => {
  const property = fc.property(fc.array(facts, { minLength: 1, maxLength: 20 }), (places) => {
    const bytes = new FactBytes(1)
    const starts = places.map((place) => {
      const start = bytes.length
      bytes.add(place)
      return start
    })
    bytes.trim()
    for (const [index, place] of places.entries()) {
      assert.equal(readFacts(bytes.part(starts[index]!, starts[index + 1] ?? bytes.length)), place)
    }
  })
  fc.assert(property, { numRuns: 200 })
})

test('a leaf is what the naive twin hashes, however long its score', () => {
  const property = fc.property(facts, fc.nat(2 ** 32 - 2), (place, account) => {
    const bytes = new FactBytes(1)
    bytes.add(place)
    const salt = '5a'.repeat(32)
    const { score } = place
    const shown =
      typeof score === 'object' && score !== null ? { over: `${score.over}`, under: `${score.under}` } : score
    const leaf = new LeafHasher(contextBytes(about)).of(salt, 9, account, bytes.part(0, bytes.length))
    const expected = naive.leafBytes({
      ...{ ...about, version: 1, candidates: 10, rank: 9, account, group: place.group, salt },
      ...{ sizeLots: `${place.lots}`, notionalAtoms: `${place.notionalAtoms}`, score: shown },
    })
    assert.is(leaf, naive.sha256(expected))
  })
  fc.assert(property, { numRuns: 200 })
})

test('a salt is an HMAC, for secrets shorter and longer than a block', () => {
  const context = contextBytes(about)
  for (const length of [16, 63, 64, 65, 200]) {
    const secret = Uint8Array.from({ length }, (_, index) => index * 31)
    const message = Buffer.concat([context, Buffer.of(0, 1, 2, 3)])
    const expected = createHmac('sha256', secret).update(message).digest('hex')
    assert.is(new Salts(keyBlock(secret), context).of(0x0001_0203), expected, `${length} bytes`)
  }
})

test('every word of the context is part of it', () => {
  const bytes = contextBytes(about).toString('hex')
  assert.is(bytes, naive.context({ ...about } as never))
  const changes = [{ round: 1 }, { pass: 4 }, { market: 1 }, { side: 'long' }, { policy: 'größter·hebeL' }] as const
  for (const change of changes) assert.is.not(contextBytes({ ...about, ...change }).toString('hex'), bytes)
})

test.run()
