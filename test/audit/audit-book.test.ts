// The image of a book has what the engine shows of its accounts and markets, and does not change with it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bookImage } from '../../src/audit/audit-book.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, POOL } = venue

for (const kernel of venue.KERNELS) {
  test(`an image is what the engine shows, and stays what it was (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    for (const id of [ALICE, BOB]) engine.deposit(id, 50_000n)
    engine.setReserved(POOL, 77n)
    engine.holdPool(POOL, true)
    engine.setExempt(ALICE, true)
    engine.setProtected(BOB, true)
    venue.trade(engine, ALICE, BOB, 3n, 100n)
    venue.trade(engine, BOB, ALICE, 2n, 50n, venue.INVERSE)
    venue.mark(engine, 5, [venue.LINEAR, 110n], [venue.TIERED, 90n])
    engine.payFunding(venue.LINEAR, 1_000_000n, 5)
    engine.haltMarket(venue.INVERSE)
    const image = bookImage(engine)

    assert.equal([image.sequence, image.timeMs, image.unitAtoms], [engine.lastSequence, 5, 100n])
    assert.equal([image.netDepositsAtoms, image.maxPositions], [100_000n, 2_000])
    for (const found of image.rows) {
      const view = engine.account(found.id)
      const { owner, class: kind, exempt, protected: isProtected, cashAtoms, reservedAtoms } = view
      assert.equal([found.owner, found.class, found.exempt], [owner, kind, exempt])
      assert.equal([found.protected, found.cashAtoms, found.reservedAtoms], [isProtected, cashAtoms, reservedAtoms])
      const held = view.positions.map((each) => [each.market, each.sizeLots, each.entryValueAtoms])
      assert.equal(
        found.positions.map(({ market, lots, entryValueAtoms }) => [market, lots, entryValueAtoms]),
        held,
      )
    }
    assert.equal(
      image.rows.filter(({ held }) => held).map(({ id }) => id),
      [POOL],
    )
    for (const { id, ...market } of image.markets) {
      const view = engine.market(id)
      assert.equal([market.symbol, market.halted, market.markTicks], [view.symbol, view.halted, view.markTicks])
      assert.equal([market.fundingAtoms, market.poolAccount], [view.fundingAtoms, view.poolAccount])
      assert.equal([market.externalAccount, market.maxPositionLots], [view.externalAccount, view.maxPositionLots])
    }
    const [linear, tiered, inverse] = image.markets
    assert.equal([linear!.kind, linear!.unitParam, linear!.maxMarkAgeMs], ['linear', 100n, null])
    assert.equal([tiered!.tiers, tiered!.takeoverLimitLots], [venue.tieredConfig.tiers, 50n])
    assert.equal([inverse!.kind, inverse!.unitParam, inverse!.halted], ['inverse', 30_000n, true])

    venue.trade(engine, ALICE, BOB, 1n, 110n)
    assert.is(image.rows.find(({ id }) => id === ALICE)!.positions[0]!.lots, 3n)
  })
}

test('a mark from before a halt is none, and what a trigger has observed is told with the market', () => {
  const engine = venue.openVenue()
  venue.mark(engine, 1, [venue.TIERED, 100n])
  assert.is(bookImage(engine).markets[venue.TIERED]!.fund, null)
  engine.haltMarket(venue.TIERED)
  engine.resumeMarket(venue.TIERED)
  assert.is(bookImage(engine).markets[venue.TIERED]!.markTimeMs, null)
  engine.configureRound({ trigger: { per: 'market', pays: 'to-start', startPpm: 400_000 } })
  engine.deposit(POOL, 900n)
  venue.mark(engine, 2, [venue.TIERED, 100n])
  const { fund } = bookImage(engine).markets[venue.TIERED]!
  assert.equal(fund, {
    heldBack: false,
    room: { per: 'market', startPpm: 400_000, leastBalanceAtoms: 0n, peakAtoms: 0n, ofAtoms: 900n, wonAtoms: 0n },
  })
  assert.is(bookImage(engine).markets[venue.LINEAR]!.fund, null)
})

test.run()
