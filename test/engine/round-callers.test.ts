// Who may command the engine while a round is played, or stands still: nobody from inside, the venue in between.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Engine, ErrorCode, type Policy, type RoundEvent, type RoundStatus } from '../../src/index.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, KERNELS, LINEAR } = venue

/** Alice is long 10 and bankrupt by 5,000 at 80; Bob is short 10. */
function crash(kernel: (typeof KERNELS)[number] = 'fast', ticks = 80n, empty = venue.emptyEngine(kernel)): Engine {
  const engine = venue.openVenue(kernel, empty)
  for (const id of [ALICE, BOB, CAROL]) engine.deposit(id, id === ALICE ? 15_000n : 50_000n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  venue.mark(engine, 1, [LINEAR, ticks])
  return engine
}

/** Nothing is found on the order book until the round has ended. */
function endRound(engine: Engine): RoundStatus {
  let status: RoundStatus = { wanted: engine.wanted, report: null }
  while (status.wanted !== null) {
    engine.bookExhausted(status.wanted)
    status = engine.advanceRound()
  }
  return status
}

const COMMANDS: readonly [name: string, call: (engine: Engine) => unknown][] = [
  ['deposit', (engine) => engine.deposit(ALICE, 1n)],
  ['withdraw', (engine) => engine.withdraw(CAROL, 1n)],
  ['trade', (engine) => venue.trade(engine, CAROL, BOB, 1n, 80n)],
  ['applyMarks', (engine) => venue.mark(engine, 2, [LINEAR, 90n])],
  ['configureRound', (engine) => engine.configureRound({ policy: 'pro-rata' })],
  ['runRound', (engine) => engine.runRound()],
  ['openRound', (engine) => engine.openRound()],
  ['rank', (engine) => engine.rank({ market: LINEAR, side: 'short' })],
  ['close', (engine) => engine.close()],
]

for (const [name, call] of COMMANDS) {
  test(`${name} from inside a policy or an order book is refused, and the round comes out as without it`, () => {
    const plain = crash()
    plain.runRound()
    const refusals: unknown[] = []
    const attempt = (engine: Engine) => refusals.push(venue.errorOf(() => call(engine)))
    const engine = crash()
    const policy: Policy = {
      name: 'calling',
      score: ({ notionalAtoms }) => {
        attempt(engine)
        return { over: notionalAtoms, under: 1n }
      },
    }
    engine.configureRound({ policy })
    const answer = () => {
      attempt(engine)
      return []
    }
    engine.runRound({ liquidity: { answer } })
    assert.ok(refusals.length >= 2)
    for (const refusal of refusals) assert.match((refusal as Error).message, /a round is being played/)
    assert.equal(engine.account(BOB).equityAtoms, plain.account(BOB).equityAtoms)
    assert.is(engine.stateHash(), plain.stateHash())
    venue.sound(engine)
  })
}

test('a listener may answer an ask: everybody else hears of it in order, and the status is that of the end', () => {
  const engine = crash()
  const heard: string[] = []
  const ends = [
    engine.onEvent((event: RoundEvent) => {
      if (event.type !== 'liquidation-wanted') return
      engine.bookExhausted(event)
      engine.advanceRound()
    }),
  ]
  ends.push(engine.onEvent(({ type }) => heard.push(type)))
  const { wanted, report } = engine.openRound()
  for (const end of ends) end()
  assert.equal([wanted, report?.adl.fills], [null, 1])
  assert.equal(heard, [
    ...['round-opened', 'margin-call', 'liquidation-wanted', 'book-exhausted'],
    ...['adl-round-opened', 'adl-fill', 'adl-round-closed', 'round-closed'],
  ])
})

test('what is wanted is a copy: writing to it changes nothing', () => {
  const engine = crash()
  const { wanted } = engine.openRound()
  Object.assign(wanted as object, { lots: 1n, limitTicks: null, leftLots: 0n })
  assert.is(engine.wanted?.lots, 10n)
  venue.refuses(ErrorCode.STATE, /10 lots of market 0 are asked for/, () => engine.advanceRound())
  endRound(engine)
})

test('events of a round that is over are not mixed with those of the next', () => {
  const engine = crash()
  engine.runRound()
  const events = engine.roundEvents()
  events.next()
  engine.runRound()
  venue.refuses(ErrorCode.STATE, /another round has begun/, () => events.next())
})

for (const kernel of KERNELS) {
  test(`a deposit between two parts pays before the counterparties do (${kernel})`, () => {
    const engine = crash(kernel)
    engine.openAccount({ id: 1000, owner: ALICE })
    engine.deposit(1000, 90_000n)
    venue.trade(engine, CAROL, 1000, 2n, 80n)
    // Alice owes 5,000 for ten lots; two go to her own account with 1,000, and a deposit pays 3,000 of the 4,000 left.
    engine.openRound()
    engine.deposit(ALICE, 3_000n)
    assert.is(endRound(engine).report?.adl.lossAtoms, 1_000n)
    assert.is(engine.account(ALICE).equityAtoms, 0n)
    venue.sound(engine)
  })

  test(`who is paid up between two parts is not named as stuck (${kernel})`, () => {
    const engine = crash(kernel, 85n)
    engine.openRound()
    engine.deposit(ALICE, 50_000n)
    engine.bookExhausted({ account: ALICE, market: LINEAR })
    assert.equal(engine.advanceRound().report?.stuck, [])
  })

  test(`pools and external rows are not opened while a round is open (${kernel})`, () => {
    const engine = crash(kernel)
    engine.openRound()
    venue.refusesCommand(engine, ErrorCode.STATE, /a round is open/, () =>
      engine.openAccount({ id: 2000, class: 'pool' }),
    )
    engine.openAccount({ id: 2001 })
    endRound(engine)
  })
}

test('an option that is undefined stays as it was', () => {
  const engine = crash()
  engine.configureRound({ adl: 'off' })
  engine.configureRound({ adl: undefined } as never)
  assert.is(engine.runRound().adl.fills, 0)
})

test('a closed engine has no more events: whoever asks is told so, whoever waits gets what was there', async () => {
  // An engine of its own: it does not come back.
  const engine = crash('reference', 80n, venue.newEngine('reference'))
  const iterator = engine.events()
  engine.onEvent(({ type }) => {
    if (type === 'round-opened') engine.close()
  })
  engine.runRound()
  const types: string[] = []
  for await (const { type } of iterator) types.push(type)
  assert.equal([types[0], types.at(-1)], ['round-opened', 'round-closed'])
  venue.refuses(ErrorCode.STATE, /closed/, () => engine.events())
  venue.refuses(ErrorCode.STATE, /closed/, () => engine.onEvent(() => {}))
})

test.run()
