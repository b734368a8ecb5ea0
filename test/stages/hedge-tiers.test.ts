// Two tiers by what accounts hold: a short that is hedged by a long of the same underlying is closed after all others.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import * as venue from '../engine/small-venue.ts'

const [PERP, QUARTER, OTHER] = [0, 1, 2]
const [HEDGED, NAKED, NEARLY, ACROSS] = [101, 102, 103, 104]
const [EXTERNAL, LOSER, BUYER] = [900, 50, 60]

/** Shorts of 100 in the perpetual that have won; what each holds beside it differs. */
function hedges(kernel: (typeof venue.KERNELS)[number], round: RoundOptions): Engine {
  const engine = venue.newEngine(kernel)
  for (const id of [LOSER, BUYER, HEDGED, NAKED, NEARLY, ACROSS]) engine.openAccount({ id, owner: id })
  engine.openAccount({ id: EXTERNAL, class: 'external' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  for (const symbol of ['BTC-PERP', 'BTC-QUARTER', 'ETH-PERP']) {
    engine.listMarket({ ...venue.linearConfig, symbol, externalAccount: EXTERNAL })
  }
  engine.configureRound({ maxSlippagePpm: 0, socialise: 'none', ...round })
  const give = (id: number, atoms: bigint, ...legs: [market: number, lots: bigint][]) => {
    engine.deposit(id, atoms)
    for (const [market, lots] of legs) {
      const [buyer, seller] = lots > 0n ? [id, EXTERNAL] : [EXTERNAL, id]
      engine.trade({ buyer, seller, market, lots: lots > 0n ? lots : -lots, priceTicks: 100n })
    }
  }
  // The less behind it, the earlier in the queue: without tiers HEDGED stands first.
  give(HEDGED, 100_000n, [PERP, -100n], [QUARTER, 96n])
  give(NEARLY, 200_000n, [PERP, -100n], [QUARTER, 95n])
  give(ACROSS, 300_000n, [PERP, -100n], [OTHER, 100n])
  give(NAKED, 400_000n, [PERP, -100n])
  venue.mark(engine, 1, [PERP, 90n], [QUARTER, 90n], [OTHER, 90n])
  return engine
}

const queue = (engine: Engine) => engine.rank({ market: PERP, side: 'short' }).map(({ account }) => account)

for (const kernel of venue.KERNELS) {
  test(`hedged is whose open part of one underlying is below the threshold, strictly (${kernel})`, () => {
    const engine = hedges(kernel, {})
    const all = queue(engine)
    assert.is(all[0], HEDGED, 'without tiers')
    engine.configureRound({ hedge: { who: 'all' } })
    // 4 of 100 are open, below 5 %; NEARLY has 5 of 100, which is not; another coin hedges nothing.
    const tiered = queue(engine)
    assert.equal(tiered, [...all.filter((id) => id !== HEDGED), HEDGED])
    engine.configureRound({ hedge: { who: 'all', thresholdPpm: 50_001 } })
    assert.equal(queue(engine).slice(2).sort(), [HEDGED, NEARLY])
    engine.configureRound({ hedge: null })
    assert.equal(queue(engine), all)
  })

  test(`only marked accounts are looked at, and a mark alone does not protect (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: {} })
    const none = queue(engine)
    assert.is(none[0], HEDGED, 'nobody is marked')
    engine.setProtected(HEDGED, true)
    engine.setProtected(NAKED, true)
    assert.equal(queue(engine), [...none.filter((id) => id !== HEDGED), HEDGED])
    assert.is(engine.rankOf(HEDGED, PERP)?.protected, true)
    assert.is(engine.rankOf(NAKED, PERP)?.protected, false)
  })

  test(`a round closes the others first, and hedged ones when these have no more (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: { who: 'all' } })
    engine.deposit(LOSER, 190_000n)
    engine.trade({ buyer: LOSER, seller: EXTERNAL, market: PERP, lots: 350n, priceTicks: 100n })
    venue.mark(engine, 2, [PERP, 90n])
    const report = engine.runRound()
    assert.equal([report.adl.fills, report.stuck], [4, []])
    const left = (id: number) => engine.account(id).positions.find(({ market }) => market === PERP)?.sizeLots ?? 0n
    assert.equal([NAKED, NEARLY, ACROSS, HEDGED].map(left), [0n, 0n, 0n, -50n])
    const [opened] = engine.roundEvents()
    assert.equal(opened?.type === 'round-opened' && opened.hedge, { thresholdPpm: 50_000, who: 'all' })
    venue.sound(engine)
  })
}

test('terms that are none are refused by name, and change nothing', () => {
  const engine = hedges('reference', {})
  const refuses = (hedge: object, code: ErrorCode, why: RegExp) => {
    venue.refusesCommand(engine, code, why, () => engine.configureRound({ hedge }))
  }
  refuses({ who: 'vip' }, ErrorCode.CONFIG, /round\.hedge\.who is "vip", expected one of marked, all/)
  refuses({ thresholdPpm: 0 }, ErrorCode.RANGE, /round\.hedge\.thresholdPpm is 0/)
  refuses({ threshold: 1 }, ErrorCode.CONFIG, /round\.hedge\.threshold is no option/)
})

test.run()
