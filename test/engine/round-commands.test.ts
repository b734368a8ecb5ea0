import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import { give, type Holding, marked, tell } from '../stages/small-round.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, DAVE, INVERSE, LINEAR, POOL, TIERED } = venue

/** Alice: 10 lots from 100 to 90 with 9,000: −1,000. Dave is short 10 of them. */
const alice: [number, bigint, Holding] = [ALICE, 9_000n, [LINEAR, 10n, 100n]]
const crash = (kernel: (typeof venue.KERNELS)[number]): Engine =>
  marked(
    kernel,
    (engine) => {
      give(engine, ...alice)
      give(engine, DAVE, 20_000n, [LINEAR, -10n, 100n])
    },
    [LINEAR, 90n],
    [TIERED, 100n],
    [INVERSE, 50n],
  )

const wanted = { account: ALICE, market: LINEAR }

/** Answers asks with nothing until the round has ended. */
function exhaustAll(engine: Engine) {
  for (let ask = engine.wanted; ask !== null; ask = engine.wanted) {
    engine.bookExhausted(ask)
    const { report } = engine.advanceRound()
    if (report !== null) return report
  }
  throw new Error('no round was open')
}

for (const kernel of venue.KERNELS) {
  test(`a round step by step asks, takes fills, and goes on (${kernel})`, () => {
    const engine = crash(kernel)
    const { wanted: ask, report } = engine.openRound()
    assert.is(report, null)
    assert.equal(
      [ask!.account, ask!.market, ask!.lots, ask!.limitTicks, ask!.markTicks, ask!.timeMs],
      [ALICE, LINEAR, 10n, 91n, 90n, 1],
    )
    engine.fill({ ...wanted, lots: 4n, priceTicks: 92n })
    venue.sound(engine)
    engine.fill({ ...wanted, lots: 1n, priceTicks: 91n })
    engine.bookExhausted(wanted)
    const ended = engine.advanceRound()
    // 4 lots gained 2 ticks and 1 gained 1: −1,000 + 900 = −100, 20 on each of the last 5.
    assert.equal([...engine.roundEvents()].flatMap(tell), [
      'call 1 bankrupt',
      'wanted 1: 10 in 0 at 91',
      'liquidation 1 → 801: 4 in 0 for 36800',
      'liquidation 1 → 801: 1 in 0 for 9100',
      'exhausted 1: 5 in 0',
      'adl-fill 1 → 4: 5 in 0 for 45100, loss 100',
    ])
    assert.equal([ended.wanted, ended.report!.passes, ended.report!.quiet, engine.wanted], [null, 2, true, null])
    assert.equal(engine.account(ALICE).equityAtoms, 0n)
    venue.sound(engine)
  })

  test(`a round step by step comes to the same book as one played at once (${kernel})`, () => {
    const stepped = crash(kernel)
    stepped.openRound()
    stepped.fill({ ...wanted, lots: 3n, priceTicks: 95n })
    const report = exhaustAll(stepped)
    const told = [...stepped.roundEvents()].flatMap(tell)
    const rows = [ALICE, DAVE].map((id) => stepped.account(id))
    const atOnce = crash(kernel)
    let asked = 0
    const liquidity = { answer: () => (asked++ === 0 ? [{ priceTicks: 95n, lots: 3n }] : []) }
    assert.equal(atOnce.runRound({ liquidity }).adl, report.adl)
    assert.equal([...atOnce.roundEvents()].flatMap(tell), told)
    assert.equal(
      [ALICE, DAVE].map((id) => atOnce.account(id)),
      rows,
    )
  })

  test(`while a round is open trades and deposits are taken, and nothing else that moves money (${kernel})`, () => {
    const engine = crash(kernel)
    engine.openRound()
    const { STATE } = ErrorCode
    const refused: [what: string, command: () => unknown][] = [
      ['withdraw', () => engine.withdraw(DAVE, 1n)],
      ['transfer', () => engine.transfer(DAVE, BOB, 1n)],
      ['marks', () => venue.mark(engine, 2, [LINEAR, 91n])],
      ['funding', () => engine.payFunding(LINEAR, 1n, 2)],
      ['funding batch', () => engine.applyFunding({ timeMs: 2, markets: [LINEAR], ratesPpb: [1n] } as never)],
      ['time', () => engine.advanceTime(2)],
      ['another round', () => engine.openRound()],
      ['another round at once', () => engine.runRound()],
      ['a proposal', () => engine.acceptProposal()],
      ['options', () => engine.configureRound({ maxPasses: 1 })],
      ['listing', () => engine.listMarket({ ...venue.linearConfig, symbol: 'NEW' })],
      ['terms', () => engine.configureMarket(LINEAR, { initialRatePpm: 1 })],
      ['closing an account', () => engine.closeAccount(CAROL)],
    ]
    for (const [, command] of refused) venue.refusesCommand(engine, STATE, /a round is open/, command)
    engine.deposit(BOB, 9_000n)
    venue.trade(engine, BOB, venue.EXTERNALS[0], 1n, 90n)
    exhaustAll(engine)
    venue.sound(engine)
    engine.withdraw(BOB, 1n)
  })

  test(`an account that trades while the round waits is closed with what it has then (${kernel})`, () => {
    const engine = crash(kernel)
    give(engine, BOB, 90_000n)
    engine.openRound()
    // Alice sells 4 lots at 80 instead of 90: 4,000 more lost, and Bob long 4 at 80.
    venue.trade(engine, BOB, ALICE, 4n, 80n)
    venue.refuses(ErrorCode.STATE, /of 7 lots: it holds 6 by now/, () => {
      engine.fill({ ...wanted, lots: 7n, priceTicks: 95n })
    })
    exhaustAll(engine)
    const fills = [...engine.roundEvents()].flatMap(tell).filter((text) => text.startsWith('adl-fill'))
    assert.equal(fills, ['adl-fill 1 → 4: 6 in 0 for 59000, loss 5000'])
    venue.sound(engine)
  })

  test(`who was at risk and falls below zero by a trade while the round waits is closed too (${kernel})`, () => {
    const engine = crash(kernel)
    // Bob, 5 lots from 100 at 90 with 5,100: 100 left. He is asked after Alice, and sells one lot at 70 before.
    give(engine, BOB, 5_100n, [LINEAR, 5n, 100n])
    give(engine, CAROL, 90_000n)
    engine.openRound()
    venue.trade(engine, CAROL, BOB, 1n, 70n)
    assert.is(engine.account(BOB).equityAtoms, -1_900n)
    const report = exhaustAll(engine)
    assert.equal([report.stuck, engine.account(BOB).positions, engine.account(BOB).cashAtoms], [[], [], 0n])
    const opened = [...engine.roundEvents()].filter((event) => event.type === 'adl-round-opened')
    assert.equal(
      opened.map(({ pass, accounts }) => [pass, accounts]),
      [[1, 2]],
    )
    venue.sound(engine)
  })

  test(`who answers for another account or market, or when nothing is asked, is refused (${kernel})`, () => {
    const engine = crash(kernel)
    const { STATE } = ErrorCode
    const price = { lots: 1n, priceTicks: 95n }
    const fill = (change: object) => () => engine.fill({ ...wanted, ...price, ...change })
    venue.refusesCommand(engine, STATE, /no round is open/, fill({}))
    venue.refusesCommand(engine, STATE, /no round is open/, () => engine.bookExhausted(wanted))
    venue.refusesCommand(engine, STATE, /no round is open/, () => engine.advanceRound())
    engine.openRound()
    venue.refusesCommand(engine, STATE, /asked for are account 1, market 0/, fill({ account: BOB }))
    venue.refusesCommand(engine, STATE, /asked for are account 1, market 0/, fill({ market: TIERED }))
    venue.refusesCommand(engine, STATE, /asked for/, () => engine.bookExhausted({ ...wanted, market: TIERED }))
    venue.refusesCommand(engine, ErrorCode.PRICE_BAND, /worse than the limit of 91/, fill({ priceTicks: 90n }))
    venue.refusesCommand(engine, ErrorCode.RANGE, /10 are asked for/, fill({ lots: 11n }))
    venue.refusesCommand(engine, STATE, /10 lots of market 0 are asked for by account 1: fill them/, () => {
      engine.advanceRound()
    })
    engine.fill({ ...wanted, lots: 10n, priceTicks: 91n })
    venue.refusesCommand(engine, ErrorCode.RANGE, /0 are asked for/, fill({}))
    assert.is(engine.advanceRound().report!.adl.fills, 0)
    venue.refusesCommand(engine, STATE, /no round is open/, fill({}))
  })

  test(`a round in which nobody asks for anything ends as it opens (${kernel})`, () => {
    const engine = marked(kernel, () => {}, [LINEAR, 90n])
    const { wanted: ask, report } = engine.openRound()
    assert.equal([ask, report!.passes, report!.quiet, report!.flagged, report!.stuck], [null, 1, true, 0, []])
  })

  test(`a market halted while the round waits is not traded in any more (${kernel})`, () => {
    const engine = crash(kernel)
    engine.openRound()
    engine.haltMarket(LINEAR)
    const report = exhaustAll(engine)
    assert.equal(report.stuck, [{ account: ALICE, state: 'bankrupt', reason: 'stale' }])
    assert.equal(engine.account(ALICE).positions.length, 1)
  })

  test(`without a deficit row there is no round (${kernel})`, () => {
    const engine = crash(kernel)
    engine.closeAccount(venue.DEFICIT)
    for (const round of [() => engine.runRound(), () => engine.openRound()]) {
      venue.refusesCommand(engine, ErrorCode.STATE, /openAccount\(\{ id, class: 'deficit' \}\)/, round)
    }
  })

  test(`a policy or a liquidity that fails changes nothing, and the next round can be played (${kernel})`, () => {
    const engine = crash(kernel)
    const score = () => {
      throw new Error('no idea')
    }
    engine.configureRound({ policy: { name: 'bad', score } })
    venue.refusesCommand(engine, ErrorCode.POLICY, /policy bad has failed: Error: no idea/, () => engine.runRound())
    engine.configureRound({ policy: 'bitmex' })
    const tooMany = { answer: () => [4n, 7n].map((lots) => ({ lots, priceTicks: 95n })) }
    venue.refusesCommand(engine, ErrorCode.RANGE, /6 are asked for/, () => engine.runRound({ liquidity: tooMany }))
    assert.is(engine.runRound().adl.fills, 1)
    venue.sound(engine)
  })

  test(`an option that does not fit leaves the others as they were (${kernel})`, () => {
    const engine = crash(kernel)
    engine.configureRound({ adl: 'off' })
    venue.refusesCommand(engine, ErrorCode.RANGE, /maxPasses/, () => engine.configureRound({ maxPasses: 0 }))
    engine.configureRound({ maxPasses: 9 })
    assert.equal(engine.runRound().stuck, [{ account: ALICE, state: 'bankrupt', reason: 'adl-off' }])
  })

  test(`a pool is held and let go, nobody else (${kernel})`, () => {
    const engine = crash(kernel)
    const { ACCOUNT_CLASS, CONFIG, UNKNOWN_ACCOUNT } = ErrorCode
    venue.refusesCommand(engine, ACCOUNT_CLASS, /account 1 is not a pool/, () => engine.holdPool(ALICE, true))
    venue.refusesCommand(engine, UNKNOWN_ACCOUNT, /77/, () => engine.holdPool(77, true))
    venue.refusesCommand(engine, CONFIG, /held is 1/, () => engine.holdPool(POOL, 1 as never))
    const before = engine.stateHash()
    engine.holdPool(POOL, true)
    assert.is.not(engine.stateHash(), before)
    engine.holdPool(POOL, false)
    engine.holdPool(POOL, false)
    venue.sound(engine)
  })

  test(`events come when their command stands, in order, the same as are kept of the round (${kernel})`, () => {
    const engine = crash(kernel)
    const heard: RoundEvent[] = []
    const hashes = new Set<string>()
    const off = engine.onEvent((event) => {
      heard.push(event)
      hashes.add(engine.stateHash())
    })
    engine.openRound()
    assert.equal(
      heard.map(({ type }) => type),
      ['round-opened', 'margin-call', 'liquidation-wanted'],
    )
    engine.fill({ ...wanted, lots: 10n, priceTicks: 92n })
    assert.equal([heard.at(-1)!.type, hashes.size], ['liquidation', 2])
    engine.advanceRound()
    assert.equal(heard, [...engine.roundEvents()])
    assert.is(heard.at(-1)!.type, 'round-closed')
    off()
    engine.runRound()
    assert.is(heard.filter(({ type }) => type === 'round-closed').length, 1)
  })

  test(`a refused round is not told of (${kernel})`, () => {
    const engine = crash(kernel)
    const heard: RoundEvent[] = []
    const off = engine.onEvent((event) => heard.push(event))
    const bad = { answer: () => [{ lots: 99n, priceTicks: 95n }] }
    venue.refusesCommand(engine, ErrorCode.RANGE, /asked for/, () => engine.runRound({ liquidity: bad }))
    off()
    assert.equal([heard, [...engine.roundEvents()]], [[], []])
  })
}

test('an engine’s iterator ends when the engine closes', async () => {
  const engine = venue.openVenue('reference', venue.newEngine('reference'))
  const events = engine.events()
  engine.runRound()
  engine.close()
  const types: string[] = []
  for await (const { type } of events) types.push(type)
  assert.equal(types, ['round-opened', 'round-closed'])
})

test.run()
