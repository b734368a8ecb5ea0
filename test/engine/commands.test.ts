import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import * as venue from './small-venue.ts'

const { ALICE, LINEAR } = venue

const ON_STRANGERS: [name: string, command: (engine: Engine, id: number) => unknown][] = [
  ['closeAccount', (e, id) => e.closeAccount(id)],
  ['setReserved', (e, id) => e.setReserved(id, 1n)],
  ['setExempt', (e, id) => e.setExempt(id, true)],
  ['deposit', (e, id) => e.deposit(id, 1n)],
  ['withdraw', (e, id) => e.withdraw(id, 1n)],
  ['transfer from', (e, id) => e.transfer(id, ALICE, 1n)],
  ['transfer to', (e, id) => e.transfer(ALICE, id, 1n)],
  ['withdrawable', (e, id) => e.withdrawable(id)],
  ['account', (e, id) => e.account(id)],
]

for (const [name, command] of ON_STRANGERS) {
  test(`${name} knows only accounts that are open, and says which it was asked for`, () => {
    const engine = venue.openVenue()
    for (const id of [0, 77, -1, 1.5, 2 ** 32 + ALICE, Number.NaN]) {
      const message = new RegExp(`no account ${id} is open`)
      venue.refusesCommand(engine, ErrorCode.UNKNOWN_ACCOUNT, message, () => command(engine, id))
    }
  })
}

const ON_MARKETS: [name: string, command: (engine: Engine, market: number) => unknown][] = [
  ['configureMarket', (e, market) => e.configureMarket(market, {})],
  ['haltMarket', (e, market) => e.haltMarket(market)],
  ['resumeMarket', (e, market) => e.resumeMarket(market)],
  ['market', (e, market) => e.market(market)],
]

for (const [name, command] of ON_MARKETS) {
  test(`${name} knows only markets that are listed`, () => {
    const engine = venue.openVenue()
    for (const market of [-1, 3, 0.5, 65_536 + LINEAR]) {
      const message = new RegExp(`no market ${market} is listed, there are 3`)
      venue.refusesCommand(engine, ErrorCode.UNKNOWN_MARKET, message, () => command(engine, market))
    }
  })
}

test('a change of nothing, or of what is undefined, leaves the market as it is', () => {
  const engine = venue.openVenue()
  const before = engine.stateHash()
  engine.configureMarket(venue.TIERED, {})
  engine.configureMarket(venue.TIERED, { tiers: undefined } as object)
  assert.is(engine.stateHash(), before)
})

test.run()
