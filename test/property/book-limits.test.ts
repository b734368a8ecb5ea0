// Commands at the edges of the book, on a naive book and both kernels: the last free position, a run of 128, limits of
// terms. Each case was met or sought by hand; the random sequences of commands.test.ts do not get there.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as code from '../../src/core/codes.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { MAX_TRADER_POSITIONS } from '../../src/core/limits.ts'
import { type Command, shown, Trio } from '../oracles/trio.ts'

const small = new Trio({ accounts: 8, positions: 2, markets: 3, tiersPerMarket: 4, batch: 4 })
const broad = new Trio({ accounts: 8, positions: 600, markets: 130, tiersPerMarket: 1, batch: 300 })

const terms = {
  ...{ lotSize: '1', tickSize: '0.01', listingTicks: 1000n, minMarkTicks: 1n, maxMarkTicks: 2000n },
  ...{ maxPositionLots: 100n, maxAbsFundingAtoms: 1000n, initialRatePpm: 100_000, externalAccount: 1 },
  tiers: [{ floorAtoms: 0n, ratePpm: 50_000 }],
}
const linear = { ...terms, symbol: 'LIN', kind: 'linear' }
// N = 4 · 10^6: one tick moves u by an atom up to 2,000 ticks.
const inverse = { ...terms, symbol: 'INV', kind: 'inverse', contractValue: '0.04', minMarkTicks: 500n }

function open(trio: Trio, ...markets: object[]): void {
  trio.reset()
  succeed(trio, ['openAccount', { id: 1, class: 'external' }], ['openAccount', { id: 2, class: 'external' }])
  for (const id of [11, 12, 13, 14]) succeed(trio, ['openAccount', { id }], ['deposit', id, 10n ** 12n])
  for (const market of markets) succeed(trio, ['listMarket', market])
}

function succeed(trio: Trio, ...commands: Command[]): void {
  for (const command of commands) assert.is(trio.run(command), 'ok', shown(command))
}

function finish(trio: Trio): void {
  trio.audit()
  trio.compareBytes()
}

const trade = (buyer: number, seller: number, lots = 1n, market = 0) => {
  return ['trade', { buyer, seller, market, lots, priceTicks: 1000n }] as const
}

test('in a full book a position changes hands from seller to buyer', () => {
  open(small, linear)
  succeed(small, trade(11, 12), trade(13, 11))
  finish(small)
})

test('in a full book a position changes hands from buyer to seller', () => {
  open(small, linear)
  succeed(small, trade(11, 12), trade(12, 13))
  finish(small)
})

test('a full book refuses one position more, and takes it when one has closed', () => {
  open(small, linear)
  succeed(small, trade(11, 12, 5n))
  assert.is(small.run(trade(13, 11)), ErrorCode.CAPACITY)
  assert.is(small.run(trade(13, 14)), ErrorCode.CAPACITY)
  succeed(small, trade(12, 11, 5n), trade(13, 14))
  finish(small)
})

test('a trader holds 128 positions and not one more, as buyer and as seller', () => {
  open(broad, ...Array.from({ length: 130 }, (_, k) => ({ ...linear, symbol: `LIN${k}` })))
  const runs = Array.from({ length: MAX_TRADER_POSITIONS }, (_, market) => {
    return { buyer: 11, seller: 12, market, lots: 1n, priceTicks: 1000n }
  })
  succeed(broad, ['trades', runs])
  const more = { buyer: 11, seller: 13, market: 128, lots: 1n, priceTicks: 1000n }
  succeed(broad, ['trades', [more, { ...more, buyer: 14, seller: 12 }, { ...more, buyer: 1 }]])
  assert.is(broad.seen.get(`outcome:${code.TRADE_BUYER_POSITIONS_FULL}`), 1)
  assert.is(broad.seen.get(`outcome:${code.TRADE_SELLER_POSITIONS_FULL}`), 1)
  const order = { account: 11, market: 129, lots: 1n, priceTicks: 1000n }
  succeed(broad, ['preTrade', order], ['preTrade', { ...order, market: 5 }], ['check'])
  assert.is(broad.seen.get('reason:positions-full'), 1)
  // A flip and a close inside the full run.
  succeed(broad, trade(12, 11, 3n, 64), trade(12, 11, 1n, 65), trade(11, 13, 1n, 128))
  finish(broad)
})

test('an inverse band cannot be widened beyond what its contract distinguishes', () => {
  open(small, inverse)
  succeed(small, ['configureMarket', 0, { maxMarkTicks: 1999n }], ['configureMarket', 0, { maxMarkTicks: 2000n }])
  assert.is(small.run(['configureMarket', 0, { maxMarkTicks: 1_000_000n }]), ErrorCode.UNIT_SIZE)
  finish(small)
})

test('a lower position limit is refused for what traders hold, and house rows may hold 64 times as much', () => {
  open(small, linear)
  succeed(small, trade(11, 1, 60n))
  assert.is(small.run(['configureMarket', 0, { maxPositionLots: 59n }]), ErrorCode.RANGE)
  succeed(small, trade(1, 11, 60n), trade(1, 2, 60n))
  succeed(small, ['configureMarket', 0, { maxPositionLots: 59n }], ['configureMarket', 0, { maxPositionLots: 1n }])
  finish(small)
})

test('a class that only JavaScript knows is no class', () => {
  open(small)
  for (const name of ['constructor', 'toString', '__proto__', '']) {
    assert.is(small.run(['openAccount', { id: 20, class: name }]), ErrorCode.ACCOUNT_CLASS)
  }
  finish(small)
})

test('every command that carries a time moves the clock, an empty batch of funding too', () => {
  open(small, linear)
  succeed(small, ['marks', { timeMs: 50, markets: [], priceTicks: [] }])
  succeed(small, ['funding', { timeMs: 100, markets: [], ratesPpb: [] }])
  assert.is(small.run(['marks', { timeMs: 99, markets: [], priceTicks: [] }]), ErrorCode.TIME)
  finish(small)
})

test('a batch of deposits is refused only for an account that would pass the limit', () => {
  open(small, linear)
  succeed(small, ['deposits', { accounts: [11, 12, 11], atoms: [2n ** 60n, 2n ** 60n, 2n ** 59n] }])
  assert.is(small.run(['deposits', { accounts: [13, 11], atoms: [1n, 2n ** 60n] }]), ErrorCode.RANGE)
  finish(small)
})

test.run()
