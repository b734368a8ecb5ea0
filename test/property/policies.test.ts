// A policy that misbehaves, and an answer that a round did not ask for, change nothing: the same hash and sequence.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Engine, ErrorCode, type Policy, proRata } from '../../src/index.ts'
import * as venue from '../engine/small-venue.ts'
import { dealAt } from '../policies/position.ts'

const { ALICE, BOB, CAROL, DAVE, KERNELS, LINEAR, TIERED } = venue

/** Alice is long 10 lots and will be worth less than nothing; Bob and Carol are short 6 and 4 and have gained. */
function crash(kernel: (typeof KERNELS)[number], ticks = 80n): Engine {
  const engine = venue.openVenue(kernel)
  engine.configureRound({ adl: 'auto', policy: 'bitmex' })
  for (const [id, atoms] of [
    [ALICE, 15_000n],
    [BOB, 50_000n],
    [CAROL, 50_000n],
    [DAVE, 50_000n],
  ] as const) {
    engine.deposit(id, atoms)
  }
  venue.trade(engine, ALICE, BOB, 6n, 100n)
  venue.trade(engine, ALICE, CAROL, 4n, 100n)
  venue.mark(engine, 1, [LINEAR, ticks])
  return engine
}

const score = (name: string, give: () => unknown) => ({ name, score: give }) as unknown as Policy
const deal = (name: string, give: (need: bigint, open: readonly bigint[]) => unknown) =>
  ({ name, allocate: (need: bigint, _: unknown, open: readonly bigint[]) => give(need, open) }) as unknown as Policy

const positionsLeft = (engine: Engine) => [ALICE, 1000].map((id) => engine.account(id).positions[0]?.sizeLots ?? 0n)

const MISBEHAVING: readonly [what: string, policy: Policy, message: RegExp][] = [
  [
    'deals more than a candidate has',
    deal('greedy', (_, open) => open.map((lots) => lots + 1n)),
    /greedy deals 7 lots/,
  ],
  ['deals less than is needed', deal('lazy', (_, open) => open.map(() => 0n)), /lazy deals 0 lots, 10 are needed/],
  [
    'deals more than is needed',
    deal('eager', (_, open) => [open[0]!, ...open.slice(1).map(() => -1n)]),
    /eager deals -1/,
  ],
  ['deals numbers', deal('loose', (_, open) => open.map(Number)), /loose deals 6 lots .* expected a bigint/],
  ['deals to too few', deal('short', (_, open) => open.slice(1)), /short deals to 1 candidates, there are 2/],
  ['deals to too many', deal('long', (_, open) => [...open, 0n]), /long deals to 3 candidates/],
  ['deals no list', deal('odd', () => undefined), /odd deals to undefined/],
  ['leaves holes', deal('holes', () => new Array(2)), /holes deals undefined lots/],
  ['throws while dealing', deal('angry', () => assert.unreachable('no')), /angry has failed/],
  ['scores over zero', score('flat', () => ({ over: 1n, under: 0n })), /flat gives account \d the score 1\/0/],
  [
    'scores over less than zero',
    score('minus', () => ({ over: 1n, under: -2n })),
    /minus gives account \d the score 1\/-2/,
  ],
  ['scores with numbers', score('float', () => ({ over: 1, under: 2 })), /float gives account/],
  ['scores a number', score('plain', () => 0.5), /plain gives account \d the score 0.5/],
  ['scores nothing', score('blank', () => null), /blank gives account \d the score null/],
  ['scores an unknown word', score('word', () => 'best'), /word gives account \d the score best/],
  ['throws while scoring', score('upset', () => assert.unreachable('no')), /upset has failed/],
]

test('a policy of a caller does not go by the name of another', () => {
  const engine = crash('reference')
  const posing = score('bitmex', () => 'last')
  venue.refusesCommand(engine, ErrorCode.CONFIG, /named bitmex already/, () =>
    engine.configureRound({ policy: posing }),
  )
})

for (const kernel of KERNELS) {
  for (const [what, policy, message] of MISBEHAVING) {
    test(`a policy that ${what} is named, and nothing changes (${kernel})`, () => {
      const engine = crash(kernel)
      engine.configureRound({ policy })
      venue.refusesCommand(engine, ErrorCode.POLICY, message, () => engine.runRound())
      // The engine goes on: the same book is settled by a policy that behaves.
      engine.configureRound({ policy: 'pro-rata' })
      assert.equal(engine.runRound().stuck, [])
      venue.sound(engine)
    })
  }

  test(`a policy that misbehaves only at its second call changes nothing either (${kernel})`, () => {
    const engine = crash(kernel)
    let calls = 0
    const fickle = deal('fickle', (need, open) => {
      calls += 1
      return calls === 1 ? proRata.allocate(need, [], open, dealAt()) : []
    })
    engine.configureRound({ policy: fickle })
    // A second bankrupt account is dealt out after the first one's fills.
    venue.trade(engine, DAVE, BOB, 30n, 100n)
    venue.refusesCommand(engine, ErrorCode.POLICY, /fickle deals to 0 candidates/, () => engine.runRound())
    assert.is(calls, 2)
  })

  test(`a policy that misbehaves in a proposal undoes what the round has done before it (${kernel})`, () => {
    const engine = crash(kernel)
    engine.configureRound({ adl: 'propose', policy: score('upset', () => assert.unreachable('no')) })
    // An account of the same owner takes two of the ten lots in stage 2.
    engine.openAccount({ id: 1000, owner: ALICE })
    engine.deposit(1000, 90_000n)
    venue.trade(engine, DAVE, 1000, 2n, 80n)
    venue.refusesCommand(engine, ErrorCode.POLICY, /upset has failed/, () => engine.runRound())
    engine.configureRound({ policy: 'bitmex' })
    const report = engine.runRound()
    assert.equal(positionsLeft(engine), [8n, 0n])
    assert.is(report.proposal?.fills, 2)
    venue.sound(engine)
  })

  test(`a policy that misbehaves between two asks leaves the round open for another one (${kernel})`, () => {
    const engine = crash(kernel)
    engine.configureRound({ policy: score('upset', () => assert.unreachable('no')) })
    engine.openRound()
    engine.bookExhausted({ account: ALICE, market: LINEAR })
    venue.refusesCommand(engine, ErrorCode.POLICY, /upset has failed/, () => engine.advanceRound())
    venue.refuses(ErrorCode.STATE, /a round is open/, () => engine.withdraw(BOB, 1n))
    engine.configureRound({ policy: 'bitmex' })
    const { wanted } = engine.advanceRound()
    assert.is(wanted?.account, ALICE)
    engine.bookExhausted({ account: ALICE, market: LINEAR })
    const { report } = engine.advanceRound()
    assert.equal([report?.adl.fills, report?.stuck.length, report?.quiet], [2, 0, true])
    assert.equal(
      [...engine.roundEvents()].filter(({ type }) => type === 'round-opened' || type === 'round-closed').length,
      2,
    )
    venue.sound(engine)
  })

  test(`a policy keeps no hold on what it is given (${kernel})`, () => {
    const engine = crash(kernel)
    const meddling = deal('meddling', (need, open) => {
      const parts = proRata.allocate(need, [], open, dealAt())
      ;(open as bigint[]).fill(0n)
      return parts
    })
    engine.configureRound({ policy: meddling })
    assert.is(engine.runRound().adl.fills, 2)
    venue.sound(engine)
  })

  test(`answers that a round did not ask for are refused, and change nothing (${kernel})`, () => {
    const engine = crash(kernel, 85n)
    const { wanted } = engine.openRound()
    assert.ok(wanted !== null)
    const { account, market, lots, limitTicks } = wanted
    assert.equal([account, market], [ALICE, LINEAR])
    const fill = { account, market, lots: 1n, priceTicks: limitTicks! }
    const refuses = (code: ErrorCode, message: RegExp, action: () => unknown) =>
      venue.refusesCommand(engine, code, message, action)
    refuses(ErrorCode.PRICE_BAND, /worse than the limit/, () => engine.fill({ ...fill, priceTicks: limitTicks! - 1n }))
    refuses(ErrorCode.PRICE_BAND, /price band/, () => engine.fill({ ...fill, priceTicks: 1_001n }))
    refuses(ErrorCode.RANGE, /are asked for/, () => engine.fill({ ...fill, lots: lots + 1n }))
    for (const bad of [0n, -1n, 2n ** 64n]) refuses(ErrorCode.RANGE, /./, () => engine.fill({ ...fill, lots: bad }))
    refuses(ErrorCode.RANGE, /expected a bigint/, () => engine.fill({ ...fill, lots: 1 as unknown as bigint }))
    refuses(ErrorCode.STATE, /asked for are account/, () => engine.fill({ ...fill, account: BOB }))
    refuses(ErrorCode.STATE, /asked for are account/, () => engine.fill({ ...fill, market: TIERED }))
    refuses(ErrorCode.STATE, /asked for are account/, () => engine.bookExhausted({ account: BOB, market }))
    refuses(ErrorCode.STATE, /fill them, or say/, () => engine.advanceRound())
    engine.fill(fill)
    refuses(ErrorCode.RANGE, /are asked for/, () => engine.fill({ ...fill, lots }))
    refuses(ErrorCode.STATE, /fill them, or say/, () => engine.advanceRound())
  })

  test(`while a round is open nothing leaves, no price moves and no other round begins (${kernel})`, () => {
    const engine = crash(kernel, 85n)
    engine.openRound()
    const marks = { timeMs: 2, markets: Uint16Array.of(LINEAR), priceTicks: BigInt64Array.of(90n) }
    const funding = { timeMs: 2, markets: Uint16Array.of(LINEAR), ratesPpb: BigInt64Array.of(1n) }
    const commands: (() => unknown)[] = [
      () => engine.withdraw(DAVE, 1n),
      () => engine.transfer(DAVE, BOB, 1n),
      () => engine.applyMarks(marks),
      () => engine.payFunding(LINEAR, 1n, 2),
      () => engine.applyFunding(funding),
      () => engine.advanceTime(9),
      () => engine.runRound(),
      () => engine.openRound(),
      () => engine.acceptProposal(),
      () => engine.configureRound({ policy: 'pro-rata' }),
      () => engine.configureMarket(LINEAR, { initialRatePpm: 1 }),
      () => engine.listMarket(venue.linearConfig),
      () => engine.closeAccount(DAVE),
    ]
    for (const command of commands) venue.refusesCommand(engine, ErrorCode.STATE, /a round is open/, command)
    engine.bookExhausted({ account: ALICE, market: LINEAR })
    while (engine.advanceRound().report === null) engine.bookExhausted(engine.wanted!)
    engine.withdraw(DAVE, 1n)
    for (const late of [
      () => engine.advanceRound(),
      () => engine.fill({ account: ALICE, market: LINEAR, lots: 1n, priceTicks: 85n }),
    ]) {
      venue.refusesCommand(engine, ErrorCode.STATE, /no round is open/, late)
    }
  })
}

test.run()
