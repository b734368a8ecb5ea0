import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { AdlProposed, RoundEvent } from '../../src/engine/round-events.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { give, marked, tell } from '../stages/small-round.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, DAVE, DEFICIT, INVERSE, LINEAR, POOL, TIERED } = venue

/** Alice: 10 lots from 100 to 90 with 9,000: −1,000. Dave and Carol are short 6 of them, Dave with more leverage. */
const crash = (kernel: (typeof venue.KERNELS)[number], options: RoundOptions = {}, market = LINEAR): Engine => {
  const engine = marked(
    kernel,
    (open) => {
      give(open, ALICE, 9_000n, [market, 10n, 100n])
      give(open, CAROL, 40_000n, [market, -6n, 100n])
      give(open, DAVE, 20_000n, [market, -6n, 100n])
    },
    [LINEAR, market === LINEAR ? 90n : 100n],
    [TIERED, market === TIERED ? 90n : 100n],
    [INVERSE, 50n],
  )
  engine.configureRound(options)
  return engine
}

const FILLS = ['adl-fill 1 → 4: 6 in 0 for 54600, loss 600', 'adl-fill 1 → 3: 4 in 0 for 36400, loss 400']
const told = (events: Iterable<RoundEvent>) => [...events].flatMap(tell)
/** Who is called is told in a proposal too, or not; it moves nothing. */
const moved = (events: Iterable<RoundEvent>) => told(events).filter((text) => !text.startsWith('call'))
const stuckAs = (reason: string) => [{ account: ALICE, state: 'bankrupt', reason }]
const typesOf = (engine: Engine) => [...engine.roundEvents()].map(({ type }) => type)

for (const kernel of venue.KERNELS) {
  test(`a round opens, is counted, and closes; its events can be read again and again (${kernel})`, () => {
    const engine = crash(kernel)
    engine.deposit(POOL, 70n)
    const before = engine.lastSequence
    const first = engine.runRound()
    const second = engine.runRound()
    assert.equal([second.round - first.round, first.sequence, second.sequence], [1, before + 1, before + 2])
    assert.equal([first.passes, second.passes, second.flagged, second.timeMs], [2, 1, 0, 1])
    assert.equal(first.insurance, { beforeAtoms: 70n, afterAtoms: 70n, drawnAtoms: 0n })
    const events = [...engine.roundEvents()]
    assert.equal([...engine.roundEvents()], events)
    const [opened, closed] = [events[0]!, events.at(-1)!]
    if (opened.type !== 'round-opened' || closed.type !== 'round-closed') throw new Error('no opening, no end')
    assert.equal([opened.sequence, opened.policy, opened.maxSlippagePpm], [before + 2, 'bitmex', 5_000])
    assert.equal([closed.passes, closed.quiet, closed.deficitAtoms, closed.stuck], [1, true, 0n, []])
  })

  test(`with adl "off" bankrupt accounts stay as they are, by name (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'off' })
    const before = [ALICE, CAROL, DAVE].map((id) => engine.account(id))
    const report = engine.runRound()
    assert.equal([report.stuck, report.proposal, report.adl.fills], [stuckAs('adl-off'), null, 0])
    assert.equal(
      [ALICE, CAROL, DAVE].map((id) => engine.account(id)),
      before,
    )
    venue.refusesCommand(engine, ErrorCode.STATE, /there is no proposal/, () => engine.acceptProposal())
  })

  test(`with adl "off" the book, the pools and the deficit row work all the same (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'off' }, TIERED)
    engine.deposit(POOL, 1_000n)
    const report = engine.runRound()
    assert.equal([report.takeovers.count, report.insurance.drawnAtoms, report.stuck], [1, 1_000n, []])
    venue.sound(engine)
  })

  test(`a proposal lists the moves, and nothing has moved by them (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'propose' })
    const book = [ALICE, CAROL, DAVE].map((id) => engine.account(id))
    const report = engine.runRound()
    assert.equal(
      [ALICE, CAROL, DAVE].map((id) => engine.account(id)),
      book,
    )
    venue.sound(engine)
    assert.equal([report.stuck, report.adl.fills], [stuckAs('proposed'), 0])
    const { moves, ...proposal } = report.proposal as AdlProposed
    assert.equal(moved(moves), FILLS)
    assert.equal(
      [proposal.type, proposal.accounts, proposal.fills, proposal.lossAtoms, proposal.sequence],
      ['adl-proposed', 1, 2, 1_000n, engine.lastSequence],
    )
    assert.equal(typesOf(engine).slice(-2), ['adl-proposed', 'round-closed'])
  })

  test(`an accepted proposal is carried out move by move, first of all (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'propose' })
    const { moves } = engine.runRound().proposal!
    const report = engine.acceptProposal()
    const round = told(engine.roundEvents())
    assert.equal(round, ['call 1 bankrupt', ...FILLS])
    const fills = (events: Iterable<RoundEvent>) =>
      [...events].flatMap((event) => (event.type === 'adl-fill' ? [{ ...event, round: 0 }] : []))
    assert.equal(fills(engine.roundEvents()), fills(moves))
    assert.equal([report.stuck, report.proposal, report.adl.lossAtoms, report.quiet], [[], null, 1_000n, true])
    assert.is(engine.account(ALICE).equityAtoms, 0n)
    venue.sound(engine)
    venue.refusesCommand(engine, ErrorCode.STATE, /there is no proposal/, () => engine.acceptProposal())
  })

  test(`what a proposal would close at the mark and socialise is carried out with it (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    give(engine, ALICE, 1_000n, [LINEAR, 10n, 100n])
    give(engine, DAVE, 500n, [LINEAR, -6n, 91n])
    venue.mark(engine, 1, [LINEAR, 90n])
    engine.configureRound({ adl: 'propose' })
    const moves = moved(engine.runRound().proposal!.moves)
    // −9,000 are 900 a lot: 1,100 bear one. The rest at the mark; of the debt Dave pays what he has left.
    assert.equal(moves, [
      'adl-fill 1 → 4: 1 in 0 for 9900, loss 900',
      'close-at-mark 1 → 4: 5 in 0 for 45000',
      'close-at-mark 1 → 801: 4 in 0 for 36000',
      'socialised.8 4 → 1: 200 for 0',
      `deficit ${DEFICIT} → 1: 7900`,
    ])
    engine.acceptProposal()
    assert.equal(moved(engine.roundEvents()), moves)
    assert.is(venue.cashOf(engine, DEFICIT), -7_900n)
    venue.sound(engine)
  })

  test(`a proposal is void after any other command (${kernel})`, () => {
    const others: ((engine: Engine) => void)[] = [
      (engine) => engine.deposit(BOB, 1n),
      (engine) => engine.setExempt(BOB, true),
      (engine) => engine.configureRound({}),
      (engine) => venue.mark(engine, 2, [LINEAR, 90n]),
      (engine) => venue.trade(engine, BOB, CAROL, 1n, 90n),
    ]
    for (const other of others) {
      const engine = crash(kernel, { adl: 'propose' })
      engine.runRound()
      other(engine)
      venue.refusesCommand(engine, ErrorCode.STATE, /the proposal was made at command \d+, others have come/, () => {
        engine.acceptProposal()
      })
      assert.is(engine.runRound().proposal!.fills, 2)
    }
  })

  test(`looking, and commands that are refused, do not make a proposal void (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'propose' })
    engine.runRound()
    engine.rank({ market: LINEAR, side: 'short' })
    engine.checkSync()
    venue.errorOf(() => engine.withdraw(ALICE, 1n))
    assert.is(engine.acceptProposal().adl.fills, 2)
  })

  test(`an acceptance that fails in the end leaves the proposal, and all else, as it was (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'propose' })
    // At risk, so that the order book is asked once the proposal has been carried out.
    give(engine, BOB, 10_450n, [LINEAR, 10n, 100n])
    engine.runRound()
    const bad = { answer: () => [{ lots: 99n, priceTicks: 95n }] }
    venue.refusesCommand(engine, ErrorCode.RANGE, /99 lots/, () => engine.acceptProposal({ liquidity: bad }))
    assert.is(engine.acceptProposal().adl.fills, 2)
    venue.sound(engine)
  })

  test(`with nobody bankrupt there is nothing to propose (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'propose' })
    engine.deposit(ALICE, 1_001n)
    const report = engine.runRound()
    assert.equal([report.proposal, report.stuck], [null, [{ account: ALICE, state: 'at-risk', reason: 'unfilled' }]])
  })

  test(`a held pool pays and takes nothing, and the round says so (${kernel})`, () => {
    const engine = crash(kernel, {}, TIERED)
    engine.deposit(POOL, 50_000n)
    engine.holdPool(POOL, true)
    const report = engine.runRound()
    assert.equal([report.takeovers.count, report.insurance.drawnAtoms, report.adl.fills], [0, 0n, 2])
    const [opened] = [...engine.roundEvents()]
    if (opened?.type !== 'round-opened') throw new Error('no opening')
    assert.equal(opened.pools, [{ account: POOL, equityAtoms: 50_000n, floorAtoms: 0n, held: true, depleted: false }])
    // Let go, it takes the whole position in the next crash.
    const again = crash(kernel, {}, TIERED)
    again.deposit(POOL, 50_000n)
    again.holdPool(POOL, true)
    again.holdPool(POOL, false)
    assert.equal([again.runRound().takeovers.count, again.runRound().adl.fills], [1, 0])
  })

  test(`a pool without equity at the opening takes nothing in this round, though it gains in it (${kernel})`, () => {
    const engine = crash(kernel, {}, TIERED)
    // The pool is long 1 lot of Alice's market from 90, and worth nothing.
    give(engine, POOL, 0n, [TIERED, 1n, 90n])
    const report = engine.runRound()
    assert.equal([report.takeovers.count, report.adl.fills], [0, 2])
    const closed = [...engine.roundEvents()].at(-1)!
    assert.is(closed.type === 'round-closed' && closed.pools[0]!.depleted, true)
  })

  test(`a market with a deficit is halted when the round has closed, if the venue wants it (${kernel})`, () => {
    for (const haltOnDeficit of [true, false]) {
      const engine = venue.openVenue(kernel)
      give(engine, ALICE, 1_000n, [LINEAR, 10n, 100n])
      venue.mark(engine, 1, [LINEAR, 90n])
      engine.configureRound({ haltOnDeficit })
      const report = engine.runRound()
      assert.equal([report.deficitAtoms, engine.market(LINEAR).halted], [9_000n, haltOnDeficit])
      assert.is(engine.market(TIERED).halted, false)
      assert.equal(told(engine.roundEvents()).includes('halted 0'), haltOnDeficit)
      venue.sound(engine)
    }
  })

  test(`a round that is cut short says so, and names who waits (${kernel})`, () => {
    const engine = crash(kernel, { maxPasses: 1 })
    const report = engine.runRound()
    // Everything is done after one pass, but nobody has looked again.
    assert.equal([report.passes, report.quiet, report.stuck, report.adl.fills], [1, false, [], 2])
  })
}

test.run()
