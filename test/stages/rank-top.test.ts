import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Policy } from '../../src/policies/policy.ts'
import { RankResult } from '../../src/stages/rank-top.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR } = venue
const own: Policy = { name: 'by-id', score: ({ account }) => ({ over: BigInt(account), under: 7n }) }

for (const kernel of venue.KERNELS) {
  test(`the head of a queue is that of the queue, by whatever policy (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        for (const [index, id] of [ALICE, BOB, CAROL].entries()) {
          give(open, id, 10_000n * BigInt(index + 1), [LINEAR, -4n, 100n])
        }
        give(open, DAVE, 90_000n, [LINEAR, -4n, 80n])
      },
      [LINEAR, 90n],
    )
    engine.setProtected(ALICE, true)
    const result = new RankResult(3)
    for (const policy of ['bitmex', 'pro-rata', own] as const) {
      engine.configureRound({ policy })
      for (const side of ['short', 'long'] as const) {
        const queue = engine.rank({ market: LINEAR, side })
        assert.is(engine.rankTop(LINEAR, side, result), result)
        const ids = queue.slice(0, 3).map(({ account }) => account)
        assert.equal([...result.accounts.subarray(0, result.count)], ids, `${side} by ${String(policy)}`)
        assert.equal([result.candidates, result.sequence], [queue.length, engine.lastSequence])
      }
    }
    engine.configureRound({ policy: 'bitmex' })
    engine.rankTop(LINEAR, 'short', result)
    assert.equal([...result.groups], [0, 0, 1])
  })
}

test('a policy that is asked for a queue must not ask for another one, nor trade', () => {
  const engine = venue.openVenue('fast')
  give(engine, ALICE, 10_000n, [LINEAR, -4n, 100n])
  const result = new RankResult(3)
  for (const inside of [() => engine.rankTop(LINEAR, 'long', result), () => engine.deposit(BOB, 1n)]) {
    const policy: Policy = {
      name: 'asks',
      score() {
        inside()
        return 'last'
      },
    }
    venue.refuses(ErrorCode.POLICY, /policies must not command/, () => {
      engine.rank({ market: LINEAR, side: 'short', policy })
    })
  }
  engine.deposit(BOB, 1n)
})

test('what is no market, no side or no place is refused', () => {
  const engine = venue.openVenue('fast')
  const result = new RankResult(1)
  venue.refuses(ErrorCode.UNKNOWN_MARKET, /market 99/, () => engine.rankTop(99, 'long', result))
  venue.refuses(ErrorCode.CONFIG, /side is "both"/, () => engine.rankTop(LINEAR, 'both' as never, result))
  venue.refuses(ErrorCode.RANGE, /new RankResult/, () => engine.rankTop(LINEAR, 'long', {} as never))
  assert.instance(
    venue.errorOf(() => new RankResult(0)),
    AssertionError,
  )
})

test.run()
