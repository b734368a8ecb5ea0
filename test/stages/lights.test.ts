import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setCash, setPosition, setRowFields } from '../../src/book/cells.ts'
import { unitAtMark } from '../../src/book/markets.ts'
import { rowOf } from '../../src/book/rows.ts'
import { ROW_PROTECTED } from '../../src/core/codes.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { PolicyName } from '../../src/index.ts'
import { LightsResult, lightsAt, lightsOf } from '../../src/stages/lights.ts'
import { RankResult } from '../../src/stages/rank-top.ts'
import { lotsOf } from '../../src/stages/round-state.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { give, marked } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR, TIERED } = venue

test('BitMEX’s table: six accounts of 10, 20, 30, 10, 10 and 20 contracts by cumulative contracts', () => {
  // .2, .4, .6, .8, .8, 1.0 of the queue, from the head.
  const ends = [10n, 30n, 60n, 70n, 80n, 100n]
  assert.equal(
    ends.map((end) => lightsOf(end, 100n)),
    [5, 4, 3, 2, 2, 1],
  )
  // By count it would be another table, so that is not what the venue does.
  assert.equal(
    [1, 2, 3, 4, 5, 6].map((place) => lightsAt(place, 6)),
    [5, 4, 3, 2, 1, 1],
  )
})

for (const kernel of venue.KERNELS) {
  test(`one side: rank, lights and denominators, the protected behind the others (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        // 10 % of profit, the less equity the higher; Dave has lost.
        give(open, ALICE, 40_000n, [LINEAR, -4n, 100n])
        give(open, BOB, 10_000n, [LINEAR, -2n, 100n])
        give(open, CAROL, 20_000n, [LINEAR, -3n, 100n])
        give(open, DAVE, 90_000n, [LINEAR, -1n, 80n])
      },
      [LINEAR, 90n],
    )
    engine.setProtected(CAROL, true)
    const lights = engine.lights(LINEAR, 'short')
    const shown = (column: ArrayLike<number>) => Array.from({ length: lights.count }, (_, index) => column[index])
    // Leverage 2·90/(10+2), … : Bob, Alice, then Dave without profit, then Carol.
    assert.equal(shown(lights.accounts), [BOB, ALICE, DAVE, CAROL])
    assert.equal(shown(lights.ranks), [1, 2, 3, 4])
    assert.equal(shown(lights.groups), [0, 0, 1, 2])
    // 2, 6, 7 and 10 of 10 lots; 1, 2, 3 and 4 of 4 positions.
    assert.equal(shown(lights.byContracts), [5, 3, 2, 1])
    assert.equal(shown(lights.byCount), [4, 3, 2, 1])
    assert.equal([lights.candidates[1], lights.sideLots[1]], [4, 10n])
    assert.equal(engine.rankOf(ALICE, LINEAR), {
      ...{ account: ALICE, market: LINEAR, side: 'short', rank: 2, candidates: 4, lots: 4n, lotsBefore: 2n },
      ...{ sideLots: 10n, profitable: true, protected: false, lightsByContracts: 3, lightsByCount: 3 },
      quantilePpm: 500_000,
    })
    assert.equal([engine.rankOf(CAROL, LINEAR)?.protected, engine.rankOf(DAVE, LINEAR)?.profitable], [true, false])
    assert.is(engine.rankOf(ALICE, TIERED), null)
    engine.setExempt(ALICE, true)
    assert.is(engine.rankOf(ALICE, LINEAR), null)
    assert.is(engine.rankOf(BOB, LINEAR)?.candidates, 3)
  })
}

test('sizes of more than 32 bits add up exactly, longs and shorts', () => {
  const engine = venue.openVenue('fast')
  const sizes = [2n ** 32n, 2n ** 32n - 1n, 2n ** 40n, 1n]
  for (const [index, id] of [ALICE, BOB, CAROL, DAVE].entries()) {
    for (const sign of [1n, -1n]) {
      const market = sign > 0n ? LINEAR : TIERED
      setPosition(engine.book, rowOf(engine.book, id), market, sign * sizes[index]!, sign * sizes[index]! * 9_000n)
    }
    setCash(engine.book, rowOf(engine.book, id), 10n ** 15n)
  }
  const total = sizes.reduce((sum, size) => sum + size, 0n)
  assert.is(engine.lights(LINEAR, 'long').sideLots[2 * LINEAR], total)
  assert.is(engine.lights(TIERED, 'short').sideLots[2 * TIERED + 1], total)
  assert.equal(engine.rankOf(DAVE, TIERED)!.sideLots, total)
})

const many = venue.openVenue('fast', venue.newEngine('fast'))
for (let id = 1_000; id < 1_060; id += 1) many.openAccount({ id })

/** What the lights say, made from the queue as it is read one by one. */
function expected(engine: Engine, market: number, side: 'long' | 'short', policy: PolicyName) {
  const queue = engine.rank({ market, side, policy })
  const all = queue.reduce((sum, { candidate }) => sum + candidate.lots, 0n)
  let upTo = 0n
  return queue.map(({ rank, account, candidate }) => {
    upTo += candidate.lots
    return [account, rank, lightsOf(upTo, all), lightsAt(rank, queue.length)]
  })
}

test('random books: all lights are those of the queues, under policies that kernels know and others', () => {
  const result = new LightsResult()
  const run = (seed: number) => {
    const chance = new Chance(seed)
    // House rows hold the other side of everything, so that the invariants do.
    const held = [0n, 0n]
    let cash = 0n
    for (let id = 1_000; id < 1_060; id += 1) {
      const row = rowOf(many.book, id)
      for (const market of [LINEAR, TIERED]) {
        const lots = chance.pick([0n, 1n, -1n]) * chance.between(1n, chance.pick([3n, 900n]))
        setPosition(many.book, row, market, lots, lots * chance.between(9_000n, 11_000n))
        held[market]! += lots
      }
      const atoms = chance.between(-1_000n, 2_000_000n)
      setCash(many.book, row, atoms)
      cash += atoms
    }
    for (const market of [LINEAR, TIERED]) {
      setPosition(many.book, rowOf(many.book, venue.EXTERNALS[market]!), market, -held[market]!, 0n)
    }
    setCash(many.book, rowOf(many.book, venue.POOL), -cash)
    const policy = chance.pick<PolicyName>(['bitmex', 'pro-rata', 'okx', 'ethereal', 'dydx', 'binance'])
    const eligible = chance.pick(['all', 'profitable', 'regardless'] as const)
    many.configureRound({ policy, eligible })
    many.allLights(result)
    let index = 0
    for (const market of [0, 1, 2]) {
      for (const side of ['long', 'short'] as const) {
        for (const [account, rank, contracts, count] of expected(many, market, side, policy)) {
          const { accounts, ranks, byContracts, byCount, markets, shorts } = result
          assert.equal([markets[index], shorts[index] === 1 ? 'short' : 'long'], [market, side])
          const found = [accounts[index], ranks[index], byContracts[index], byCount[index]]
          assert.equal(found, [account, rank, contracts, count])
          if (chance.below(8) === 0) {
            const standing = many.rankOf(Number(account), market)!
            assert.equal([standing.rank, standing.lightsByContracts, standing.lightsByCount], [rank, contracts, count])
          }
          index += 1
        }
      }
    }
    assert.is(result.count, index)
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 3, numRuns: 60, includeErrorInReport: true })
  many.configureRound({ policy: 'bitmex', eligible: 'all' })
})

const FIRST = 1_000
const LAST = 1_199

/** A fast kernel alone, one with a thread, and the readable one, each with the same two hundred traders. */
async function openThree(): Promise<Engine[]> {
  const capacity = { accounts: 300, positions: 2_000, markets: 3, tiersPerMarket: 4, batch: 8 }
  const ways = [{ kernel: 'reference' }, { kernel: 'fast' }, { kernel: 'fast', executor: { threads: 1, leastWork: 0 } }]
  const engines = ways.map((way) => venue.openVenue('fast', createEngine({ capacity, atom: '0.01', ...way } as never)))
  for (const engine of engines) {
    await engine.ready()
    for (let id = FIRST; id <= LAST; id += 1) engine.openAccount({ id, owner: FIRST + (id % 150) })
  }
  return engines
}

/**
 * Everybody is long in market 0, and has won or lost nothing; `others` of a hundred have, or have no entry value. House
 * rows hold the other side, so that the invariants do.
 */
function evenBook({ book }: Engine, chance: Chance, others: number): void {
  const unit = unitAtMark(book, LINEAR)
  let [held, cash] = [0n, 0n]
  for (let id = FIRST; id <= LAST; id += 1) {
    const row = rowOf(book, id)
    const lots = chance.between(1n, chance.pick([2n, 3n, 900n]))
    const isOther = chance.below(100) < others
    const won = isOther ? chance.pick([lots * unit, -1n, 1n, lots * 100n, -lots * 100n]) : 0n
    setPosition(book, row, LINEAR, lots, lots * unit - won)
    // Worth nothing at times: then a loss is a score of zero, too.
    const atoms = isOther && chance.once(4) ? -lots * unit : chance.between(0n, 2_000_000n)
    setCash(book, row, atoms)
    setRowFields(book, row, { flags: chance.once(9) ? ROW_PROTECTED : 0 })
    held += lots
    cash += atoms
  }
  setPosition(book, rowOf(book, venue.EXTERNALS[LINEAR]), LINEAR, -held, 0n)
  setCash(book, rowOf(book, venue.POOL), -cash)
}

/** Who has no score but zero: protected accounts last, larger positions first, then lower ids. */
function sortedEvenly({ book }: Engine): number[] {
  const ids = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index)
  const lots = new Map(ids.map((id) => [id, lotsOf(book, rowOf(book, id), LINEAR)]))
  const tier = (id: number) => book.columns.rowFlags[rowOf(book, id)]! & ROW_PROTECTED
  return ids.sort((a, b) => tier(a) - tier(b) || Number(lots.get(b)! - lots.get(a)!) || a - b)
}

test('books in which nobody has won or lost are ordered by notional and id, whoever orders them', async () => {
  const engines = await openThree()
  const run = (seed: number, others: number, policy: PolicyName, eligible: 'all' | 'regardless') => {
    const queues = engines.map((engine) => {
      evenBook(engine, new Chance(seed), others)
      engine.configureRound({ policy, eligible })
      const { count, accounts, groups, byContracts } = engine.lights(LINEAR, 'long')
      const middle = count >> 1
      assert.is(engine.rankOf(accounts[middle]!, LINEAR)!.rank, middle + 1)
      const head = engine.rankTop(LINEAR, 'long', new RankResult(20))
      assert.equal(head.accounts, accounts.subarray(0, 20))
      return [accounts, groups, byContracts].map((column) => [...column.subarray(0, count)])
    })
    assert.equal(queues[1], queues[0])
    assert.equal(queues[2], queues[0])
    if (others === 0) assert.equal(queues[0]![0], sortedEvenly(engines[0]!))
  }
  try {
    const terms = [fc.constantFrom<PolicyName>('bitmex', 'okx'), fc.constantFrom('all' as const, 'regardless')] as const
    const property = fc.property(fc.nat(0xffff_ffff), fc.constantFrom(0, 3, 50), ...terms, run)
    fc.assert(property, { seed: 5, numRuns: 40, includeErrorInReport: true })
  } finally {
    for (const engine of engines) await engine[Symbol.asyncDispose]()
  }
})

test.run()
