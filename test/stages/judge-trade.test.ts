import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { OrderRequest } from '../../src/engine/trade-commands.ts'
import { PreTradeReason } from '../../src/stages/judge-trade.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR, TIERED } = venue
const { OK, FLAGGED, HALTED, PRICE, LOTS_LIMIT, POSITIONS_FULL, INITIAL_MARGIN, HEALTH } = PreTradeReason

/** Alice with so much cash and so many lots of LINEAR, bought at 100. Margin: 1,000 a lot, maintenance 100. */
function holding(cash: bigint, lots: bigint): Engine {
  const engine = venue.openVenue()
  engine.deposit(ALICE, cash)
  if (lots > 0n) venue.trade(engine, ALICE, BOB, lots, 100n)
  if (lots < 0n) venue.trade(engine, BOB, ALICE, -lots, 100n)
  return engine
}

type Terms = Partial<OrderRequest>
const nothing = (_: Engine) => {}
const reserved = (atoms: bigint) => (engine: Engine) => engine.setReserved(ALICE, atoms)
const mark = (ticks: bigint) => (engine: Engine) => venue.mark(engine, 1, [LINEAR, ticks])
const halt = (engine: Engine) => engine.haltMarket(LINEAR)

const VERDICTS: [
  what: string,
  cash: bigint,
  lots: bigint,
  change: (e: Engine) => void,
  order: Terms,
  PreTradeReason,
][] = [
  ['20 lots with their margin', 20_000n, 0n, nothing, { lots: 20n }, OK],
  ['a lot more', 20_000n, 0n, nothing, { lots: 21n }, INITIAL_MARGIN],
  ['20 lots sold', 20_000n, 0n, nothing, { lots: -20n }, OK],
  ['a lot more sold', 20_000n, 0n, nothing, { lots: -21n }, INITIAL_MARGIN],
  ['an atom of order margin', 20_000n, 0n, reserved(1n), { lots: 20n }, INITIAL_MARGIN],
  ['an atom of fee', 20_000n, 0n, nothing, { lots: 20n, feeAtoms: 1n }, INITIAL_MARGIN],
  ['a rebate that pays the last lot', 20_000n, 0n, nothing, { lots: 21n, feeAtoms: -1_000n }, OK],
  ['a price above the mark: 18,200 for 18,000', 20_000n, 0n, nothing, { lots: 18n, priceTicks: 101n }, OK],
  ['a lot more there: 18,100 for 19,000', 20_000n, 0n, nothing, { lots: 19n, priceTicks: 101n }, INITIAL_MARGIN],
  ['a lot added to ten', 11_000n, 10n, nothing, { lots: 1n }, OK],
  ['two lots added to ten', 11_000n, 10n, nothing, { lots: 2n }, INITIAL_MARGIN],
  [
    'a leg in another market: 10,000 and 500',
    10_500n,
    10n,
    nothing,
    { lots: 1n, market: INVERSE, priceTicks: 50n },
    OK,
  ],
  ['a sale of all below the initial margin', 1_000n, 10n, nothing, { lots: -10n }, OK],
  ['a sale of all that costs all: 3,000 at 97', 3_000n, 10n, nothing, { lots: -10n, priceTicks: 97n }, OK],
  ['a sale of all that costs more', 3_000n, 10n, nothing, { lots: -10n, priceTicks: 96n }, HEALTH],
  ['half sold, 500 kept for 500', 3_000n, 10n, nothing, { lots: -5n, priceTicks: 95n }, OK],
  ['half sold, an atom short of 500', 3_000n, 10n, nothing, { lots: -5n, priceTicks: 95n, feeAtoms: 1n }, HEALTH],
  ['order margin does not stop a reduction', 1_000n, 10n, reserved(5_000n), { lots: -1n }, OK],
  ['a short bought back', 1_000n, -10n, nothing, { lots: 10n }, OK],
  ['a short bought back too dear', 1_000n, -10n, nothing, { lots: 10n, priceTicks: 102n }, HEALTH],
  ['a turn to the other side is no reduction', 1_500n, 10n, nothing, { lots: -12n }, INITIAL_MARGIN],
  ['a turn with its margin', 2_000n, 10n, nothing, { lots: -12n }, OK],
  ['an account at risk, even to reduce', 3_000n, 10n, mark(97n), { lots: -1n, priceTicks: 97n }, FLAGGED],
  ['a bankrupt account', 3_000n, 10n, mark(96n), { lots: -1n, priceTicks: 97n }, FLAGGED],
  ['a halted market', 20_000n, 10n, halt, { lots: -1n }, HALTED],
  ['a price outside the market’s band', 20_000n, 10n, nothing, { lots: -1n, priceTicks: 1_001n }, PRICE],
  ['a price of nothing', 20_000n, 10n, nothing, { lots: -1n, priceTicks: 0n }, PRICE],
  ['5 % under the mark', 20_000n, 0n, nothing, { lots: 1n, market: TIERED, priceTicks: 95n }, OK],
  ['further under it', 20_000n, 0n, nothing, { lots: 1n, market: TIERED, priceTicks: 94n }, PRICE],
  ['further above it', 20_000n, 0n, nothing, { lots: -1n, market: TIERED, priceTicks: 106n }, PRICE],
  ['the market’s limit', 10n ** 9n, 999n, nothing, { lots: 1n }, OK],
  ['a lot beyond it', 10n ** 9n, 999n, nothing, { lots: 2n }, LOTS_LIMIT],
  ['a lot beyond it on the other side', 10n ** 9n, -999n, nothing, { lots: -2n }, LOTS_LIMIT],
]

for (const [what, cash, lots, change, order, reason] of VERDICTS) {
  test(`${what}: ${reason}`, () => {
    const engine = holding(cash, lots)
    change(engine)
    const before = [engine.stateHash(), engine.lastSequence]
    const verdict = engine.preTrade({ account: ALICE, market: LINEAR, lots: 1n, priceTicks: 100n, ...order })
    assert.equal([verdict.reason, verdict.allowed], [reason, reason === OK])
    assert.equal([engine.stateHash(), engine.lastSequence], before)
  })
}

test('what is allowed leaves the equity that was told, when it is traded', () => {
  const engine = holding(20_000n, 5n)
  const order = { account: ALICE, market: LINEAR, lots: 10n, priceTicks: 102n, feeAtoms: 50n }
  const verdict = engine.preTrade(order)
  assert.equal([verdict.equityBeforeAtoms, verdict.equityAfterAtoms], [20_000n, 17_950n])
  assert.is(verdict.requiredAtomPpm, 15_000n * 1_000_000n)
  engine.trade({ buyer: ALICE, seller: BOB, market: LINEAR, lots: 10n, priceTicks: 102n, buyerFeeAtoms: 50n })
  assert.equal(
    [engine.account(ALICE).equityAtoms, engine.account(ALICE).initialAtomPpm],
    [17_950n, 15_000n * 1_000_000n],
  )
})

test('funding does not change what an order costs', () => {
  const engine = holding(20_000n, 5n)
  engine.payFunding(LINEAR, 10_000_000n, 1) // 100 atoms a lot
  const verdict = engine.preTrade({ account: ALICE, market: LINEAR, lots: 5n, priceTicks: 101n })
  assert.equal([verdict.equityBeforeAtoms, verdict.equityAfterAtoms], [19_500n, 19_000n])
  venue.trade(engine, ALICE, BOB, 5n, 101n)
  assert.is(engine.account(ALICE).equityAtoms, 19_000n)
})

test('the 129th market is one too many', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 10n ** 9n)
  for (let market = 3; market < 129; market += 1) engine.listMarket({ ...venue.linearConfig, symbol: `M${market}` })
  for (let market = 0; market < 128; market += 1) {
    venue.trade(engine, ALICE, BOB, 1n, market === INVERSE ? 50n : 100n, market)
  }
  const reasonOf = (market: number) => engine.preTrade({ account: ALICE, market, lots: 1n, priceTicks: 100n }).reason
  assert.equal([reasonOf(127), reasonOf(128)], [OK, POSITIONS_FULL])
})

const order: OrderRequest = { account: ALICE, market: LINEAR, lots: 1n, priceTicks: 100n }
const REFUSED: [what: string, change: Terms, code: ErrorCode, message: RegExp][] = [
  ['no lots', { lots: 0n }, ErrorCode.RANGE, /an order of no lots/],
  ['a pool', { account: venue.POOL }, ErrorCode.ACCOUNT_CLASS, /account 900 is not a trader/],
  ['a stranger', { account: 77 }, ErrorCode.UNKNOWN_ACCOUNT, /no account 77/],
  ['an unknown market', { market: 3 }, ErrorCode.UNKNOWN_MARKET, /no market 3/],
  ['lots beyond 64 bits', { lots: 2n ** 64n + 1n }, ErrorCode.RANGE, /order\.lots is 18446744073709551617/],
  ['a price beyond 64 bits', { priceTicks: 2n ** 64n + 100n }, ErrorCode.RANGE, /order\.priceTicks/],
  ['a fee beyond 64 bits', { feeAtoms: 2n ** 64n }, ErrorCode.RANGE, /order\.feeAtoms/],
]

for (const [what, change, code, message] of REFUSED) {
  test(`an order with ${what} is not judged but refused`, () => {
    const engine = holding(20_000n, 0n)
    venue.refusesCommand(engine, code, message, () => engine.preTrade({ ...order, ...change }))
  })
}

test.run()
