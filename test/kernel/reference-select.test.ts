import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createKernel, type Kernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { give } from '../stages/small-round.ts'
import { assertSameBytes, both, fillTwins, type Twin } from './twin-books.ts'

const { ALICE, BOB, CAROL, DAVE, INVERSE, LINEAR, POOL } = venue

/** Where the candidates are to begin. */
const FIRST = 3

/** Selects; what stands on each side that was wanted. */
function select(
  { book, kernel }: Twin,
  needs: readonly (readonly [number, number])[],
  keyKind: number,
  profit = false,
) {
  const { marketNeed, rankStart, rankCount, rankKey, rankEntry, rowId } = book.columns
  const blocks = book.columns.word(at.WORD_BLOCKS)
  const sides = 2 * book.marketCount
  marketNeed.fill(0)
  for (const [market, need] of needs) marketNeed[market] = need
  kernel.selectShard(0, blocks, 0, FIRST, keyKind, profit)
  const selected = Array.from({ length: sides }, (_, side) =>
    Array.from({ length: rankCount[side]! }, (_, index) => {
      const entry = rankEntry[rankStart[side]! + index]!
      const key = rankKey[rankStart[side]! + index]!
      return [rowId[entry & at.RANK_ROW_MASK]!, entry >>> at.RANK_GROUP_SHIFT, key] as const
    }),
  )
  const counted = Array.from({ length: sides }, (_, side) => {
    return side + 1 < sides ? rankStart[side + 1]! - rankStart[side]! : 0
  })
  return { counted, selected }
}

/** Shorts from 100 are worth 1,000 more a lot at 90, longs less. */
function prepare(name: (typeof venue.KERNELS)[number]): Twin & { readonly kernel: Kernel } {
  const engine = venue.openVenue(name)
  give(engine, ALICE, 14_000n, [LINEAR, -4n, 100n])
  give(engine, BOB, 90_000n, [LINEAR, -2n, 80n])
  give(engine, CAROL, 14_000n, [LINEAR, -4n, 100n])
  give(engine, DAVE, 1n, [LINEAR, 4n, 100n])
  give(engine, POOL, 5_000n, [LINEAR, -1n, 100n])
  engine.setProtected(CAROL, true)
  venue.mark(engine, 1, [LINEAR, 90n])
  return { book: engine.book, kernel: createKernel(name, engine.book) }
}

for (const name of venue.KERNELS) {
  test(`traders on the wanted sides are counted, and only those (${name})`, () => {
    const twin = prepare(name)
    // One side alone needs no room that is counted before.
    const sides = [at.NEED_LONG, at.NEED_SHORT, at.NEED_LONG | at.NEED_SHORT, 0].map((need) => {
      return select(twin, [[LINEAR, need]], at.KEY_NOTIONAL).counted.slice(0, 2)
    })
    assert.equal(sides, [
      [0, 0],
      [0, 0],
      [1, 3],
      [0, 0],
    ])
  })

  test(`candidates have a group and a notional; who is bankrupt is none (${name})`, () => {
    const { selected } = select(prepare(name), [[LINEAR, at.NEED_LONG | at.NEED_SHORT]], at.KEY_NOTIONAL)
    assert.equal(selected.slice(0, 2), [
      [],
      [
        [ALICE, 0, 36_000],
        [BOB, at.GROUP_LOSING, 18_000],
        [CAROL, at.GROUP_PROTECTED, 36_000],
      ],
    ])
  })

  test(`or the score of BitMEX: 10 % · 2 for a profit, −1/8 / (18,000/88,000) for a loss (${name})`, () => {
    const { selected } = select(prepare(name), [[LINEAR, at.NEED_SHORT]], at.KEY_BITMEX)
    const keys = selected[1]!.map(([, , key]) => key)
    // 4,000/40,000 · 36,000/18,000 and −2,000/16,000 · 88,000/18,000.
    const exact = [0.2, -88 / 144, 0.2]
    for (const [index, key] of keys.entries()) assert.ok(Math.abs(key - exact[index]!) < 1e-15, `${key}`)
    assert.is(keys.length, 3)
  })

  test(`those without profit are left out when only profitable ones are wanted (${name})`, () => {
    const { selected } = select(prepare(name), [[LINEAR, at.NEED_SHORT]], at.KEY_NOTIONAL, true)
    assert.equal(
      selected[1]!.map(([id]) => id),
      [ALICE, CAROL],
    )
  })

  test(`an exempt account is none, and one worth nothing at all is an infinite one (${name})`, () => {
    const engine = venue.openVenue(name)
    give(engine, ALICE, 9_000n, [LINEAR, -4n, 100n], [INVERSE, 20n, 50n])
    give(engine, BOB, 4_000n, [LINEAR, -4n, 80n])
    give(engine, CAROL, 9_000n, [LINEAR, -4n, 100n])
    engine.setExempt(CAROL, true)
    // Inverse from −600 to −1,250: 20 lots lose 13,000, all of 9,000 + 4,000. Bob’s 4,000 are lost at 90.
    venue.mark(engine, 1, [LINEAR, 90n], [INVERSE, 24n])
    const twin = { book: engine.book, kernel: createKernel(name, engine.book) }
    const { selected } = select(twin, [[LINEAR, at.NEED_SHORT]], at.KEY_BITMEX)
    assert.equal(selected[1], [
      [ALICE, 0, Infinity],
      [BOB, at.GROUP_LOSING, 0],
    ])
  })
}

test('both kernels select the same candidates of random books with the same keys, to the byte', () => {
  const met = new Set<string>()
  const run = (seed: number) => {
    const chance = new Chance(seed)
    const { book } = fillTwins(seed)[0]!
    const needs = Array.from({ length: book.marketCount }, (_, market) => [market, chance.below(4)] as const)
    const keyKind = chance.pick([at.KEY_BITMEX, at.KEY_BITMEX, at.KEY_NOTIONAL])
    const profitable = chance.once(3)
    const { selected } = both((twin) => select(twin, needs, keyKind, profitable))
    for (const [, group, key] of selected.flat()) {
      met.add(`group ${group}`)
      if (key === Infinity || key === -Infinity || key === 0) met.add(`key ${key}`)
    }
    assertSameBytes()
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 73, numRuns: 150 })
  const wanted = ['group 0', 'group 1', 'group 2', 'group 3', 'key Infinity', 'key -Infinity', 'key 0']
  assert.equal(
    wanted.filter((what) => !met.has(what)),
    [],
  )
})

test.run()
