import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { element, TAG_CASH, TAG_MARKET, TAG_POSITION, TAG_ROW, TAG_VENUE, textWords } from '../../src/book/mix.ts'

const text = (words: readonly bigint[]) => element(TAG_ROW, words).map(String).join(' ')

test('an element without words is the seed of its kind, times twice the tag and one', () => {
  const seeds = [0x9e3779b97f4a7c15n, 0xd1b54a32d192ed03n].map((seed) => BigInt.asUintN(64, seed * 3n))
  assert.equal([...element(TAG_ROW, [])], seeds)
})

test('no two kinds of element are hashed alike', () => {
  const tags = [TAG_ROW, TAG_CASH, TAG_POSITION, TAG_MARKET, TAG_VENUE]
  assert.is(new Set(tags.map((tag) => element(tag, [1n, 2n])[0])).size, tags.length)
})

test('lanes are unsigned 64-bit words, and they differ', () => {
  for (let word = 0n; word < 100n; word += 1n) {
    const [a, b] = element(TAG_CASH, [word])
    assert.ok(a >= 0n && a < 2n ** 64n && b >= 0n && b < 2n ** 64n)
    assert.is.not(a, b)
  }
})

test('a word counts modulo 2^64: −1 is all ones', () => {
  assert.is(text([-1n]), text([2n ** 64n - 1n]))
  assert.is(text([5n]), text([2n ** 64n + 5n]))
})

test('order, number and every bit of the words count', () => {
  assert.is.not(text([1n, 2n]), text([2n, 1n]))
  assert.is.not(text([1n]), text([1n, 0n]))
  const hashes = new Set([text([0n])])
  for (let bit = 0n; bit < 64n; bit += 1n) hashes.add(text([1n << bit]))
  assert.is(hashes.size, 65)
})

test('text is its length, then eight bytes a word, the first byte lowest', () => {
  assert.equal(textWords(''), [0n])
  assert.equal(textWords('AB'), [2n, 0x4241n])
  assert.equal(textWords('ABCDEFGHI'), [9n, 0x4847_4645_4443_4241n, 0x49n])
  assert.equal(textWords('é'), [2n, 0xa9c3n])
})

test.run()
