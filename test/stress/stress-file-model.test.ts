// A model file: what it adds to the order books of venue.json, and what is refused.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { openScenario } from '../../src/scenario/load.ts'
import { playGrid } from '../../src/stress/grid.ts'
import { modelOf } from '../../src/stress/grid-model.ts'
import { modelIn } from '../../src/stress/stress-file-model.ts'
import { refuses } from '../engine/small-venue.ts'
import { DEEP } from './grid-folder.ts'

const { venue } = await openScenario(DEEP)
const file = (...markets: readonly object[]) => ({ format: 1, markets })
const BTC = { symbol: 'BTC-PERP', volatility: '0.04', volume: '5000' }
const first = (market: object) => modelIn(file(market), venue, 'stress.json').markets[0]!

test('a market that is not listed keeps its order book, and a file without markets changes nothing', () => {
  assert.equal(modelIn(file(), venue, 'stress.json'), modelOf(venue))
  const { markets } = modelIn(file(BTC), venue, 'stress.json')
  assert.equal(markets.slice(1), modelOf(venue).markets.slice(1))
})

test('impact is said outright, or calibrated to what lies up to each level', () => {
  const said = first({
    ...BTC,
    permanent: '0.5',
    law: 'linear',
    impactHalfLifeMs: 9,
    bookHalfLifeMs: 7,
    weight: '0.25',
  })
  assert.equal(said.impact, {
    ...{ law: 'linear', volatilityPpm: 40_000, volumeLots: 50_000_000n, halfLifeMs: 9, permanentPpm: 500_000 },
  })
  assert.equal([said.ladder!.halfLifeMs, said.ladder!.refillMs, said.weightPpm], [7, undefined, 250_000])
  // Up to 0.1 %, 0.5 %, 2 % lie 1, 3 and 7 BTC of 5,000 a day: 0.02 / (0.04 · √(7/5000)) is 13.36, 0.005 / (0.04 ·
  // √(3/5000)) 5.10, 0.001 / (0.04 · √(1/5000)) 1.77. The middle one is where the last lot is paid, an order pays two
  // thirds of that on average, and two thirds of it stay: 2.268.
  const { permanentPpm } = first(BTC).impact!
  assert.ok(Math.abs(permanentPpm! - 2_268_047) < 30, `${permanentPpm}`)
  assert.equal(first({ symbol: 'BTC-PERP', beta: '-0.5', lead: '2' }).impact, null)
  assert.equal([first({ symbol: 'BTC-PERP', beta: '-0.5', lead: '2' }).betaPpm], [-500_000])
})

test('with impact a fall goes further, and the fund lower', async () => {
  const terms = { shocks: [{ family: 'uniform', symbol: null, sizePpm: -250_000 } as const], steps: 6 }
  const symbols = venue.markets.map(({ config }) => config.symbol)
  const model = modelIn(file(...symbols.map((symbol) => ({ ...BTC, symbol, permanent: '5' }))), venue, 'stress.json')
  const [plain] = (await playGrid(DEEP, { terms })).runs
  const [moved] = (await playGrid(DEEP, { terms, model })).runs
  assert.ok(moved!.outcome.liquidatedAtoms > plain!.outcome.liquidatedAtoms)
  assert.ok(moved!.outcome.fundMinimumAtoms < plain!.outcome.fundMinimumAtoms)
})

test('what is no model is refused by name of its field', () => {
  const cases: [object, ErrorCode, RegExp][] = [
    [{ markets: [] }, ErrorCode.CONFIG, /format is missing/],
    [file({ ...BTC, colour: 1 }), ErrorCode.CONFIG, /markets\[0\]\.colour is not a known key/],
    [file({ ...BTC, symbol: 'X' }), ErrorCode.UNKNOWN_MARKET, /markets\[0\]\.symbol is "X"/],
    [file(BTC, BTC), ErrorCode.DUPLICATE, /markets\[1\]\.symbol is "BTC-PERP"/],
    [file({ symbol: 'BTC-PERP', volume: '1' }), ErrorCode.CONFIG, /has volume alone/],
    [file({ symbol: 'BTC-PERP', permanent: '1' }), ErrorCode.CONFIG, /permanent needs volatility and volume/],
    [file({ ...BTC, volume: '0' }), ErrorCode.RANGE, /volume is 0/],
    [file({ ...BTC, volume: '0.00001' }), ErrorCode.PRECISION, /volume/],
    [file({ ...BTC, beta: '1001' }), ErrorCode.RANGE, /beta is 1001/],
    [file({ ...BTC, weight: '1.5' }), ErrorCode.RANGE, /weight is 1\.5/],
  ]
  for (const [value, code, why] of cases) refuses(code, why, () => modelIn(value, venue, 'stress.json'))
})

test.run()
