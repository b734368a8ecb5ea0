// The attacks that this floor already answers, each played and its gain measured.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, LINEAR, TIERED } = venue

test('withdraw the gain and go bankrupt: what is not realised does not leave', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 50_000n)
  engine.deposit(BOB, 50_000n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  venue.mark(engine, 1, [LINEAR, 150n]) // Alice gains all that Bob has
  let taken = 0n
  for (let most = engine.withdrawable(ALICE); most > 0n; most = engine.withdrawable(ALICE)) {
    engine.withdraw(ALICE, most)
    taken += most
  }
  assert.is(taken, 50_000n, 'her own deposit')
  const message = /from account 1, 0 may leave it/
  venue.refusesCommand(engine, ErrorCode.WITHDRAWAL, message, () => engine.transfer(ALICE, CAROL, 1n))
  assert.is(engine.account(ALICE).equityAtoms, 50_000n)
})

test('a gain is not made withdrawable by selling it to oneself at the price of the mark and buying it back', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 50_000n)
  engine.deposit(BOB, 50_000n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  venue.mark(engine, 1, [LINEAR, 120n])
  const before = engine.withdrawable(ALICE)
  venue.trade(engine, CAROL, ALICE, 5n, 120n) // realises half: 10,000
  assert.is(engine.withdrawable(ALICE) - before, 10_000n)
  assert.is(engine.account(CAROL).state, 'at-risk', 'whoever takes the other side needs margin, and is judged for it')
  const verdict = engine.preTrade({ account: CAROL, market: LINEAR, lots: 5n, priceTicks: 120n })
  assert.not(verdict.allowed)
})

test('sell to oneself far from the mark: neither side is let', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 12_000n)
  engine.deposit(BOB, 12_000n)
  venue.trade(engine, ALICE, CAROL, 10n, 100n, TIERED)
  // Alice would sell ten lots at half the price to Bob, who is Alice, and leave a debt of 38,000 behind.
  const verdicts = (priceTicks: bigint, market: number) => [
    engine.preTrade({ account: ALICE, market, lots: -10n, priceTicks }).reason,
    engine.preTrade({ account: BOB, market, lots: 10n, priceTicks }).reason,
  ]
  assert.equal(verdicts(50n, TIERED), ['price-band', 'price-band'])
  assert.equal(verdicts(95n, TIERED), ['ok', 'ok'], 'within 5 % she may give away what is hers')
})

test('where a market has no band around the mark, health still stops the giving side', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 12_000n)
  venue.trade(engine, ALICE, CAROL, 10n, 100n)
  const sale = (priceTicks: bigint) =>
    engine.preTrade({ account: ALICE, market: LINEAR, lots: -10n, priceTicks }).reason
  assert.equal([sale(88n), sale(87n)], ['ok', 'health-worse'])
})

test('an account that is closed with a debt, or opened again under its number, does not exist', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 1n, 100n)
  venue.mark(engine, 1, [LINEAR, 90n])
  venue.trade(engine, BOB, ALICE, 1n, 90n) // Alice owes 1,000
  venue.refusesCommand(engine, ErrorCode.NOT_EMPTY, /holds -1000 atoms/, () => engine.closeAccount(ALICE))
  venue.refusesCommand(engine, ErrorCode.DUPLICATE, /is open already/, () => engine.openAccount({ id: ALICE }))
  engine.closeAccount(CAROL)
  venue.refusesCommand(engine, ErrorCode.DUPLICATE, /never used twice/, () => engine.openAccount({ id: CAROL }))
})

test('a fee is credited in the moment it is paid: counters tie after every trade', () => {
  const engine = venue.openVenue()
  const trade = { buyer: ALICE, seller: BOB, market: TIERED, lots: 1n, priceTicks: 100n }
  engine.trade({ ...trade, buyerFeeAtoms: 90n, sellerFeeAtoms: -40n })
  assert.is(venue.cashOf(engine, venue.POOL), 50n)
  assert.is(engine.audit().cashAtoms, 0n)
  venue.sound(engine)
})

test.run()
