import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { STATE_AT_RISK, STATE_BANKRUPT, STATE_HEALTHY } from '../../src/core/codes.ts'
import { stateName } from '../../src/engine/views.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, EXTERNALS, INVERSE, LINEAR, POOL, TIERED } = venue

test('an account shows everything it is judged by', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 20_000n)
  engine.setReserved(ALICE, 30n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  venue.mark(engine, 1, [LINEAR, 99n])
  assert.equal(engine.account(ALICE), {
    id: ALICE,
    owner: ALICE,
    class: 'trader',
    exempt: false,
    protected: false,
    state: 'healthy',
    cashAtoms: -80_000n,
    reservedAtoms: 30n,
    equityAtoms: 19_000n,
    notionalAtoms: 99_000n,
    maintenanceAtomPpm: 990_000_000n,
    initialAtomPpm: 9_900_000_000n,
    unrealisedProfitAtoms: 0n,
    positions: [
      {
        market: LINEAR,
        sizeLots: 10n,
        entryValueAtoms: 100_000n,
        notionalAtoms: 99_000n,
        unrealisedPnlAtoms: -1_000n,
        maintenanceAtomPpm: 990_000_000n,
      },
    ],
  })
})

test('a market shows its terms and where it stands', () => {
  const engine = venue.openVenue()
  venue.mark(engine, 5, [TIERED, 110n])
  engine.payFunding(TIERED, 1_000_000n, 6)
  assert.equal(engine.market(TIERED), {
    id: TIERED,
    symbol: 'TIER-PERP',
    halted: false,
    markTicks: 110n,
    markTimeMs: 5,
    stale: false,
    fundingAtoms: 11n,
    unitAtoms: 11_000n,
    lotSize: { coefficient: 1n, decimals: 0 },
    tickSize: { coefficient: 1n, decimals: 0 },
    externalAccount: EXTERNALS[1],
    poolAccount: POOL,
    maxPositionLots: 1_000n,
  })
  assert.equal([engine.market(LINEAR).poolAccount, engine.market(INVERSE).unitAtoms], [null, -600n])
})

test('a view is a copy: it stays as it was', () => {
  const engine = venue.openVenue()
  const before = engine.account(ALICE)
  engine.deposit(ALICE, 5n)
  assert.equal([before.cashAtoms, engine.account(ALICE).cashAtoms], [0n, 5n])
})

test('ids are listed ascending, whatever rows they stand in, without the closed ones', () => {
  const engine = venue.openVenue()
  engine.closeAccount(2)
  engine.openAccount({ id: 4_000_000_000 })
  assert.equal([...engine.accountIds()], [1, 3, 4, 801, 802, 803, 900, 999, 4_000_000_000])
})

test('states have names', () => {
  assert.equal([STATE_HEALTHY, STATE_AT_RISK, STATE_BANKRUPT].map(stateName), ['healthy', 'at-risk', 'bankrupt'])
})

test.run()
