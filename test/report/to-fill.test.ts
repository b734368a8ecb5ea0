import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { countUnits, parseDecimal } from '../../src/fixed/decimal.ts'
import { divHalfEven } from '../../src/fixed/rounding.ts'
import { toBinance } from '../../src/report/to-binance.ts'
import { toBybit } from '../../src/report/to-bybit.ts'
import { type Cause, type ForcedMove, fillOf, isForcedMove, paidAtoms, rolesOf } from '../../src/report/to-fill.ts'
import { toOkx } from '../../src/report/to-okx.ts'
import { playGolden } from '../engine/golden-play.ts'
import type { GoldenCase } from '../oracles/round/golden.ts'
import { applyRoundMarks, type GoldenRound, goldenFile, openRound } from '../stages/golden-rounds.ts'
import * as schemas from './schemas.ts'

const { ADL_FILL, BTC, INVERSE, MARGIN_CALL, moveOf, OTHER_MOVES, valid } = schemas

function refused(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BallastError && error.code === code)
}

test('the bankrupt long sells, the short that is deleveraged buys', () => {
  const seller = fillOf(ADL_FILL, 'from')
  const buyer = fillOf(ADL_FILL, 'to')
  assert.equal([seller.account, seller.side, seller.position, seller.cause], [4, 'sell', 'long', 'liquidation'])
  assert.equal([buyer.account, buyer.side, buyer.position, buyer.cause], [9, 'buy', 'short', 'adl'])
  assert.equal([seller.lots, buyer.lots], [250n, 250n])
})

test('the bankrupt short buys, the long that is deleveraged sells', () => {
  const short = { ...ADL_FILL, lots: -250n, valueAtoms: -12_250_122_499n }
  const buyer = fillOf(short, 'from')
  const seller = fillOf(short, 'to')
  assert.equal([buyer.side, buyer.position, buyer.cause], ['buy', 'short', 'liquidation'])
  assert.equal([seller.side, seller.position, seller.cause], ['sell', 'long', 'adl'])
  assert.equal([buyer.lots, seller.lots], [250n, 250n])
})

const how = { mode: 'one-way', orderId: 1, tradeId: 2 } as const

const CAUSES: readonly [ForcedMove['type'], Cause | null][] = [
  ['adl-fill', 'adl'],
  ['own-first', 'adl'],
  ['close-at-mark', 'adl'],
  ['hedge-close', 'adl'],
  ['cross', 'liquidation'],
  ['liquidation', null],
  ['takeover', null],
]

for (const [type, cause] of CAUSES) {
  test(`who takes the lots of a ${type} is told ${cause ?? 'nothing: it is no trader'}`, () => {
    const event = moveOf(type)
    assert.ok(isForcedMove(event))
    // A hedge is closed on the account's other side: it was sound.
    assert.is(fillOf(event, 'from').cause, type === 'hedge-close' ? 'adl' : 'liquidation')
    assert.is(fillOf(event, 'from').onBook, type === 'liquidation')
    if (cause === null) {
      assert.equal(rolesOf(event), ['from'])
      refused(ErrorCode.ACCOUNT_CLASS, () => fillOf(event, 'to'))
    } else {
      assert.equal(rolesOf(event), ['from', 'to'])
      assert.is(fillOf(event, 'to').cause, cause)
    }
  })
}

test('whether the position is gone is said where the event says it', () => {
  assert.is(fillOf(ADL_FILL, 'to').whole, true)
  assert.is(fillOf({ ...ADL_FILL, whole: false }, 'to').whole, false)
  assert.is(fillOf(ADL_FILL, 'from').whole, null)
  for (const event of OTHER_MOVES) for (const role of rolesOf(event)) assert.is(fillOf(event, role).whole, null)
})

test('other events and empty moves are no fills', () => {
  assert.not(isForcedMove(MARGIN_CALL))
  refused(ErrorCode.STATE, () => fillOf(MARGIN_CALL as never, 'from'))
  refused(ErrorCode.RANGE, () => fillOf({ ...ADL_FILL, lots: 0n }, 'to'))
})

test('what was paid is the value without its funding, whatever the sign', () => {
  assert.is(paidAtoms(ADL_FILL, BTC), 12_250_122_499n)
  // A long that carries 40 atoms a lot is worth 10,000 less; who takes it pays less cash for the same price.
  const carried = { ...BTC, fundingAtoms: 40n }
  assert.is(paidAtoms({ ...ADL_FILL, valueAtoms: 12_250_112_499n }, carried), 12_250_122_499n)
  assert.is(paidAtoms({ ...ADL_FILL, lots: -250n, valueAtoms: -12_250_112_499n }, carried), 12_250_122_499n)
  assert.is(paidAtoms({ ...ADL_FILL, valueAtoms: -510_204n }, INVERSE), 510_204n)
})

test('every forced move of the golden rounds has a message for each trader, in every format', () => {
  const { cases } = JSON.parse(readFileSync(goldenFile, 'utf8')) as { cases: (GoldenCase & GoldenRound)[] }
  const seen = new Map<string, number>()
  for (const golden of cases) {
    const engine = openRound(golden, 'reference')
    applyRoundMarks(engine, golden)
    playGolden(engine, golden)
    const terms = { atom: engine.atom, currency: 'USDT', market: (id: number) => engine.market(id) }
    const ids = { timeMs: engine.lastTimeMs, orderId: '1', execId: '2', ordId: '1', tradeId: '2' }
    for (const event of engine.roundEvents()) {
      if (!isForcedMove(event)) continue
      seen.set(event.type, (seen.get(event.type) ?? 0) + 1)
      const listing = engine.market(event.market)
      for (const role of rolesOf(event)) {
        const row = toBybit.execution(event, role, terms, ids)
        valid(schemas.BYBIT_EXECUTION, row)
        valid(schemas.BINANCE_ORDER, toBinance.orderTradeUpdate(event, role, terms, { ...how, timeMs: ids.timeMs }))
        valid(schemas.OKX_ORDER, toOkx.order(event, role, terms, { ...ids, instType: 'SWAP', posMode: 'net' }))
        assert.is(row.execType === 'AdlTrade', event.type !== 'cross' && role === 'to')
        const atoms = (text: string) => countUnits(parseDecimal(text, 'value'), engine.atom, 'value')
        assert.is(atoms(row.execValue), paidAtoms(event, listing))
        if (listing.unitAtoms < 0n) continue
        // What a lot is worth a tick: the price is the value that was paid, rounded.
        const perTick = listing.unitAtoms / listing.markTicks
        assert.is(divHalfEven(atoms(row.execValue), fillOf(event, role).lots * perTick), event.priceTicks)
      }
    }
  }
  // No venue closes hedges together, so no golden round does.
  const played = CAUSES.filter(([type]) => type !== 'hedge-close')
  for (const [type] of played) assert.ok(seen.has(type), `no ${type} among ${[...seen]}`)
})

test.run()
