// A round played command by command, as a venue with an order book of its own plays it, is the round played at once.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, type Engine, type RoundEvent, type RoundReport } from '../../src/index.ts'
import { KERNELS } from '../engine/small-venue.ts'
import { stepThrough } from '../oracles/played-round.ts'
import { forAllWorlds } from '../oracles/round/for-all-worlds.ts'
import { openWorld } from '../oracles/round/open-world.ts'
import { bookOf, emptyFor } from '../oracles/round/play-world.ts'
import { ruledWorld } from '../oracles/round/random-rules.ts'
import type { World } from '../oracles/round/world.ts'

const RUNS = Math.ceil(Number(process.env.ROUND_RUNS ?? 700) / 3)
const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)

function forAll(property: (world: World) => void): void {
  forAllWorlds(ruledWorld, property, { seed, runs: RUNS })
}

/** The same for every engine: rounds and commands are counted over all that it has played. */
function plainEvents(engine: Engine): object[] {
  return [...engine.roundEvents()].map(({ round: _, ...event }: RoundEvent) => {
    return 'sequence' in event ? { ...event, sequence: 0 } : event
  })
}

const plainReport = ({ round: _, sequence: __, ...report }: RoundReport) => report

const rowsOf = (engine: Engine) => [...engine.accountIds()].map((id) => engine.account(id))

test('fills, exhausted books and advances one by one give the events, report, rows and hash of a round at once', () => {
  forAll((world) => {
    for (const kernel of KERNELS) {
      const [whole, steps] = [emptyFor(kernel), emptyFor(kernel, 'steps')]
      for (const engine of [whole, steps]) openWorld(engine, world)
      const books = [bookOf(world), bookOf(world)] as const
      const expected = whole.runRound({ liquidity: books[0] })
      const report = stepThrough(steps, books[1])
      assert.equal(plainEvents(steps), plainEvents(whole), kernel)
      assert.equal(plainReport(report), plainReport(expected), kernel)
      assert.equal(books[1].sides, books[0].sides, kernel)
      assert.equal(rowsOf(steps), rowsOf(whole), kernel)
      assert.is(steps.stateHash(), whole.stateHash(), kernel)
      assert.equal(steps.audit().findings, [], kernel)
    }
  })
})

test('who listens is told the same events in the same order, each once its command stands', () => {
  forAll((world) => {
    const [whole, steps] = [emptyFor('fast'), emptyFor('fast', 'steps')]
    const told = [whole, steps].map((engine, index) => {
      openWorld(engine, world)
      const heard: RoundEvent[] = []
      const stop = engine.onEvent((event) => heard.push(event))
      if (index === 0) engine.runRound({ liquidity: bookOf(world) })
      else stepThrough(engine, bookOf(world))
      stop()
      assert.equal(heard, [...engine.roundEvents()])
      return heard.length
    })
    assert.is(told[0], told[1])
  })
})

test('trades that are refused between the parts are as if they had not been sent', () => {
  forAll((world) => {
    for (const kernel of KERNELS) {
      const [plain, teased] = [emptyFor(kernel), emptyFor(kernel, 'steps')]
      for (const engine of [plain, teased]) openWorld(engine, world)
      const ids = [...teased.accountIds()]
      const tease = () => {
        for (const [index, buyer] of ids.entries()) {
          const seller = ids[(index + 1) % ids.length]!
          // Nothing is wrong but the number of lots: it is refused by the kernel, after the round was told of it.
          const trade = { buyer, seller, market: 0, lots: 0n, priceTicks: 1n }
          assert.throws(
            () => teased.trade(trade),
            (error: Error) => error instanceof BallastError,
          )
        }
      }
      const expected = stepThrough(plain, bookOf(world))
      const report = stepThrough(teased, bookOf(world), (lots) => {
        tease()
        return [lots]
      })
      assert.equal(plainEvents(teased), plainEvents(plain), kernel)
      assert.equal(plainReport(report), plainReport(expected), kernel)
      assert.is(teased.stateHash(), plain.stateHash(), kernel)
    }
  })
})

test('fills that come lot by lot leave the same cash, lots and trader rows', () => {
  // What an external row paid is rounded with every fill that turns its position round, so it depends on their number.
  const settled = (engine: Engine) =>
    rowsOf(engine).map(({ id, class: kind, cashAtoms, positions }) => {
      const held = positions.map(({ market, sizeLots, entryValueAtoms }) => {
        return [market, sizeLots, kind === 'external' ? 0n : entryValueAtoms]
      })
      return { id, cashAtoms, held }
    })
  const lotByLot = (lots: bigint) => {
    const most = 40n
    if (lots <= most) return new Array<bigint>(Number(lots)).fill(1n)
    return [...new Array<bigint>(Number(most)).fill(1n), lots - most]
  }
  forAll((world) => {
    const [whole, single] = [emptyFor('fast'), emptyFor('fast', 'steps')]
    for (const engine of [whole, single]) openWorld(engine, world)
    whole.runRound({ liquidity: bookOf(world) })
    stepThrough(single, bookOf(world), lotByLot)
    assert.equal(settled(single), settled(whole))
    assert.equal(single.audit().findings, [])
  })
})

test.run()
