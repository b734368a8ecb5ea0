import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { venueOf } from '../../src/scenario/venue.ts'
import { checkVenueFile } from '../../src/scenario/venue-schema.ts'
import { BTC, json, load, marketWith, type Refusal, refused, VENUE, venueWith } from './folders.ts'

const venue = (text: string) => ({ 'venue.json': text })
const market = (change: object) => venue(marketWith(change))
const noPolicy = venue(venueWith({ policy: '' }))
const tiers = (...list: [string, string][]) => market({ tiers: list.map(([from, rate]) => ({ from, rate })) })
const linear = { lotSize: '0.00001', tickSize: '0.01' }

const REFUSED: Refusal[] = [
  ['not JSON', venue('{\n"format": 1,\n}'), 'ERR_FILE', 'venue.json:3', 'not valid JSON'],
  ['cut short', venue('{\n"format": 1,\n"mark'), 'ERR_FILE', 'venue.json:3', 'not valid JSON'],
  ['a number', venue('5'), 'ERR_CONFIG', 'venue.json: the whole is 5, expected an object'],
  ['another format', venue(venueWith({ format: 2 })), 'ERR_CONFIG', 'format is 2', 'expected 1'],
  ['no markets', venue('{"format":1}'), 'ERR_CONFIG', 'markets is missing'],
  ['unknown key', venue(venueWith({ market: [] })), 'ERR_CONFIG', 'venue.json: market is not a known key'],
  ['unknown market key', market({ lotsize: '1' }), 'ERR_CONFIG', 'markets[1].lotsize is not a known key'],
  ['number for a decimal', market({ tickSize: 0.5 }), 'ERR_CONFIG', 'markets[1].tickSize is 0.5', 'in quotes'],
  ['key missing', venue(json({ format: 1, markets: [{ ...BTC, kind: undefined }] })), 'ERR_CONFIG', 'kind is missing'],
  ['unknown kind', market({ kind: 'option' }), 'ERR_CONFIG', 'markets[1].kind is "option"', '"inverse"'],
  ['tiers that fall', tiers(['0', '0.01'], ['5', '0.005']), 'ERR_TIERS', 'markets[1].tiers[1].rate', '"0.005"', '0.01'],
  ['floors that fall', tiers(['0', '0.01'], ['0', '0.02']), 'ERR_TIERS', 'markets[1].tiers[1].from', 'more than 0'],
  ['first floor', tiers(['1', '0.01']), 'ERR_TIERS', 'markets[1].tiers[0].from is "1"', 'begins at 0'],
  ['no tiers', tiers(), 'ERR_TIERS', 'markets[1].tiers', 'expected 1 to 64'],
  ['rate above one', tiers(['0', '1.01']), 'ERR_RANGE', 'markets[1].tiers[0].rate is 1.01', '0 to 1'],
  ['rate too fine', market({ initialRate: '0.0000005' }), 'ERR_PRECISION', 'markets[1].initialRate', '0.000001'],
  ['rate exponent', market({ initialRate: '1e-2' }), 'ERR_DECIMAL', 'markets[1].initialRate is "1e-2"'],
  ['lot and tick', market(linear), 'ERR_UNIT_SIZE', 'markets[1]', 'smallest lotSize that works is 0.0001'],
  ['listing off tick', market({ listingPrice: '50000.1' }), 'ERR_PRECISION', 'markets[1].listingPrice', '50000.5'],
  ['listing off band', market({ listingPrice: '500' }), 'ERR_PRICE_BAND', 'markets[1].listingPrice', 'minMark 1000'],
  ['price zero', market({ minMark: '0' }), 'ERR_PRICE_BAND', 'markets[1].minMark is 0'],
  ['position too large', market({ maxPosition: '99999999' }), 'ERR_RANGE', 'markets[1].maxPosition', 'expected 0.001'],
  ['lot of zero', market({ lotSize: '0' }), 'ERR_CONFIG', 'markets[1].lotSize is 0', 'above 0'],
  ['a field of another kind', market({ contractValue: '1' }), 'ERR_CONFIG', 'markets[1].contractValue', 'inverse'],
  ['multiplier missing', market({ kind: 'quanto' }), 'ERR_DECIMAL', 'markets[1]: multiplierAtoms'],
  ['unknown pool', market({ pool: 'x' }), 'ERR_CONFIG', 'markets[1].pool is "x"', 'there are none'],
  ['symbol twice', market({ symbol: 'BTC' }), 'ERR_DUPLICATE', 'markets[1].symbol is "BTC", as is markets[0].symbol'],
  ['symbol with a space', market({ symbol: 'B C' }), 'ERR_CONFIG', 'markets[1]', '"B C"'],
  ['pool twice', venue(venueWith({ pools: [{ name: 'a' }, { name: 'a' }] })), 'ERR_DUPLICATE', 'pools[1].name'],
  ['negative floor', venue(venueWith({ pools: [{ name: 'a', floor: '-1' }] })), 'ERR_RANGE', 'pools[0].floor is -1'],
  ['row named twice', market({ externalAccount: 9 }), 'ERR_ACCOUNT_CLASS', 'accounts.csv', 'markets[1]'],
  ['empty policy', noPolicy, 'ERR_CONFIG', 'policy', 'not empty'],
  ['count of rows', venue(venueWith({ counts: { accounts: 3, positions: 2, marks: 3 } })), 'ERR_FILE', 'after 2 rows'],
  ['atom', venue(venueWith({ atom: '0' })), 'ERR_CONFIG', 'venue.json: atom is 0'],
]

test('every bad field is refused with its path, its text and a way out', async () => {
  for (const [title, change, code, ...parts] of REFUSED) {
    const accounts = title === 'row named twice' ? { 'accounts.csv': 'id,cash\n1,-49500\n2,60000\n9,0\n' } : {}
    await refused([title, { ...change, ...accounts }, code, ...parts])
  }
})

test('a venue is counted in units, with the defaults that follow from a market', () => {
  const { markets, pools, policy } = venueOf(checkVenueFile(VENUE, 'venue.json'), 'venue.json')
  const { config, contract } = markets[0]!
  assert.is(contract.unitParam, 500n)
  assert.is(config.listingTicks, 100_000n)
  assert.is(config.maxAbsFundingAtoms, 50_000_000n)
  assert.is(config.maxPositionLots, (1n << 55n) / (200_000_000n + 50_000_000n))
  assert.equal(config.tiers[1], { floorAtoms: 100_000_000_000n, ratePpm: 10_000 })
  assert.is(config.maxMarkAgeMs, null)
  assert.equal(pools, [])
  assert.is(policy, 'bitmex')
})

test('inverse and quanto markets load beside each other', async () => {
  const text = venueWith({
    atom: '0.00000001',
    markets: [
      {
        ...BTC,
        kind: 'inverse',
        symbol: 'INV',
        contractValue: '10000',
        lotSize: '1',
        tickSize: '0.5',
        maxMark: '100000',
      },
      { ...BTC, kind: 'quanto', symbol: 'QTO', multiplierAtoms: '100', maxMark: '60000' },
    ],
  })
  const { engine } = await load({
    'venue.json': text,
    'accounts.csv': 'id,collateral\n1,10\n2,10\n',
    'positions.csv':
      'account,market,size,entryPrice\n1,INV,2,50000\n2,INV,-2,50000\n1,QTO,-0.5,50000\n2,QTO,0.5,50000\n',
    'marks.csv': 'time,market,price\n1,INV,40000\n1,QTO,51000\n',
  })
  // Two contracts of 10,000: worth 0.4 at 50,000 and 0.5 at 40,000. 500 lots · 2,000 ticks · 100 atoms = 1.
  assert.is(engine.account(1).equityAtoms, 10_00000000n - 10000000n - 1_00000000n)
  assert.is(engine.account(2).equityAtoms, 10_00000000n + 10000000n + 1_00000000n)
})

test.run()
