// `adlFor: 'unfilled'`: what the order book leaves of accounts at risk is closed at the mark, against the queue. Linear
// market of the small venue: a lot is worth 100 atoms a tick, maintenance 1 %.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { knownPolicies, type PolicyName } from '../../src/policies/known.ts'
import * as venue from '../engine/small-venue.ts'

const [RISKY, WINNER, OTHER] = [venue.ALICE, venue.BOB, venue.CAROL]

/** RISKY is long 10 of 100 at 90: notional 90,000, maintenance 900; of its 10,500 there are 500 left. */
function atRisk(kernel: (typeof venue.KERNELS)[number], round: RoundOptions): Engine {
  return fill(venue.openVenue(kernel), round)
}

function fill(engine: Engine, round: RoundOptions): Engine {
  engine.configureRound({ maxSlippagePpm: 0, ...round })
  engine.deposit(RISKY, 10_500n)
  engine.deposit(WINNER, 20_000n)
  engine.deposit(OTHER, 90_000n)
  venue.trade(engine, RISKY, WINNER, 6n, 100n)
  venue.trade(engine, RISKY, OTHER, 4n, 100n)
  venue.mark(engine, 1_000, [venue.LINEAR, 90n])
  return engine
}

const lotsOf = (engine: Engine, id: number) => engine.account(id).positions[0]?.sizeLots ?? 0n
const equities = (engine: Engine) => [RISKY, WINNER, OTHER].map((id) => engine.account(id).equityAtoms)

for (const kernel of venue.KERNELS) {
  test(`without it an account at risk that nobody fills stays as it is, and is said to be stuck (${kernel})`, () => {
    const engine = atRisk(kernel, {})
    const report = engine.runRound()
    assert.equal([lotsOf(engine, RISKY), report.adl.fills], [10n, 0])
    assert.equal(
      report.stuck.map(({ account }) => account),
      [RISKY],
    )
  })

  test(`with it as many lots are closed as make it healthy, at the mark, so nobody loses by it (${kernel})`, () => {
    const engine = atRisk(kernel, { adlFor: 'unfilled' })
    const before = equities(engine)
    const report = engine.runRound()
    // 500 bear the maintenance of 5 lots (90 a lot): 5 are asked for, and WINNER stands first with 6.
    assert.equal(
      [RISKY, WINNER, OTHER].map((id) => lotsOf(engine, id)),
      [5n, -1n, -4n],
    )
    assert.equal(equities(engine), before)
    assert.equal([report.adl.fills, report.stuck], [1, []])
    const fill = [...engine.roundEvents()].find((event) => event.type === 'adl-fill')!
    assert.equal([fill.from, fill.to, fill.lots, fill.lossAtoms], [RISKY, WINNER, 5n, 0n])
    assert.equal(engine.audit().findings, [])
  })

  test(`what the order book takes is not closed again (${kernel})`, () => {
    const engine = atRisk(kernel, { adlFor: 'unfilled', maxSlippagePpm: 5_000 })
    const answer = { answer: () => [{ priceTicks: 90n, lots: 2n }] }
    engine.runRound({ liquidity: answer })
    const events = [...engine.roundEvents()]
    const asked = events.filter((event) => event.type === 'liquidation-wanted')
    const closed = events.filter((event) => event.type === 'liquidation' || event.type === 'adl-fill')
    assert.is(
      closed.reduce((sum, { lots }) => sum + lots, 0n),
      asked[0]!.lots,
    )
    assert.equal(engine.audit().findings, [])
  })

  test(`under every policy the account gets healthy and nobody loses (${kernel})`, () => {
    for (const { name } of knownPolicies) {
      const engine = atRisk(kernel, { adlFor: 'unfilled', policy: name as PolicyName })
      const before = equities(engine)
      const report = engine.runRound()
      assert.equal([report.quiet, report.stuck, lotsOf(engine, RISKY)], [true, [], 5n], name)
      assert.equal(equities(engine), before, name)
      assert.equal(engine.audit().findings, [], name)
    }
  })
}

test('played step by step it is the same round', () => {
  const whole = atRisk('fast', { adlFor: 'unfilled' })
  whole.runRound()
  const hash = whole.stateHash()
  const engine = fill(venue.openVenue('fast', venue.newEngine('fast')), { adlFor: 'unfilled' })
  for (let { wanted } = engine.openRound(); wanted !== null; wanted = engine.advanceRound().wanted) {
    engine.bookExhausted(wanted)
  }
  assert.is(engine.stateHash(), hash)
})

test('a market that is halted meanwhile, or a position that a trade has turned round, is not closed', () => {
  for (const change of [
    (engine: Engine) => engine.haltMarket(venue.LINEAR),
    (engine: Engine) => venue.trade(engine, OTHER, RISKY, 20n, 90n),
  ]) {
    const engine = atRisk('fast', { adlFor: 'unfilled' })
    let { wanted } = engine.openRound()
    change(engine)
    const held = lotsOf(engine, RISKY)
    engine.bookExhausted(wanted!)
    wanted = engine.advanceRound().wanted
    const events = [...engine.roundEvents()]
    assert.equal(
      events.filter(({ type, pass }) => type === 'adl-fill' && pass === 1),
      [],
    )
    if (wanted === null) assert.is(lotsOf(engine, RISKY), held)
  }
})

test('what a later stage leaves cannot be known before', () => {
  const engine = venue.openVenue('reference')
  const stages = ['own-first', 'adl', 'book', 'cross', 'insurance'] as const
  venue.refusesCommand(engine, ErrorCode.CONFIG, /adlFor is 'unfilled', expected the stage 'book' before 'adl'/, () => {
    engine.configureRound({ adlFor: 'unfilled', stages })
  })
  venue.refusesCommand(engine, ErrorCode.CONFIG, /round\.adlFor is "all", expected one of bankrupt, unfilled/, () => {
    engine.configureRound({ adlFor: 'all' as never })
  })
})

test.run()
