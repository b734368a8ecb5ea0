import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { countUnits, parseDecimal } from '../../src/fixed/decimal.ts'
import { type ForcedMove, type Role, rolesOf } from '../../src/report/to-fill.ts'
import { toOkx } from '../../src/report/to-okx.ts'
import * as given from './schemas.ts'

const { standing, terms, valid, warning, NOW_MS } = given
const channel = { instType: 'FUTURES', instFamily: 'BTC-USDT' } as const

function refused(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BallastError && error.code === code)
}

test('the documented push of a calm market', () => {
  const atom = '0.0000000000000001'
  const input = warning({
    ...{ timeMs: 1_700_210_763_001, balanceAtoms: 2_807_843_849_564_228_289_548_144n, startPpm: 500_000 },
    ...{ stopPpm: 250_000, stopBalanceAtoms: 8_000n * 10n ** 16n },
  })
  const push = toOkx.adlWarning(input, channel, terms(atom))
  valid(given.OKX_WARNING, push)
  assert.equal(push, {
    arg: { channel: 'adl-warning', instType: 'FUTURES', instFamily: 'BTC-USDT' },
    data: [
      {
        ...{ instType: 'FUTURES', instFamily: 'BTC-USDT', ccy: 'USDT', state: 'normal', decRate: '', maxBal: '' },
        ...{ bal: '280784384.9564228289548144', maxBalTs: '', adlType: '', adlBal: '0', adlRate: '0.5' },
        // The sample has 8000.0: the same number in a longer form.
        ...{ adlRecBal: '8000', adlRecRate: '0.25', ts: '1700210763001' },
      },
    ],
  })
})

test('the largest balance, its time and the fall are told when a market is not calm', () => {
  const push = toOkx.adlWarning(warning({ state: 'warning', reason: 'drawdown' }), channel, terms())
  const [{ maxBal, maxBalTs, decRate, adlType }] = push.data
  assert.equal([maxBal, maxBalTs, decRate, adlType], ['1000000', String(NOW_MS - 60_000), '0.1', ''])
})

test('a market goes through warning and ADL and ends it once', () => {
  const path = [
    warning(),
    warning({ state: 'warning', reason: 'drawdown' }),
    warning({ state: 'adl', reason: 'drawdown' }),
    warning({ state: 'adl', reason: 'depleted', balanceAtoms: -1n, drawdownPpm: 1_000_001 }),
    warning({ state: 'adl', reason: 'bankrupt-positions' }),
    warning({ state: 'warning', reason: 'drawdown' }),
    warning(),
  ]
  const pushes = path.map((now, index) => toOkx.adlWarning(now, channel, terms(), path[index - 1] ?? null))
  for (const push of pushes) valid(given.OKX_WARNING, push)
  assert.equal(
    pushes.map(({ data: [{ state, adlType }] }) => [state, adlType]),
    [
      ['normal', ''],
      ['warning', ''],
      ['adl', 'rate_adl_start'],
      ['adl', 'bal_adl_start'],
      ['adl', 'pos_adl_start'],
      ['warning', 'adl_end'],
      ['normal', ''],
    ],
  )
  const [{ bal, decRate }] = pushes[3]!.data
  assert.equal([bal, decRate], ['-0.000001', '1.000001'])
})

test('a pool without a drawdown trigger has no rates', () => {
  const [row] = toOkx.adlWarning(warning({ startPpm: null, stopPpm: null }), channel, terms()).data
  assert.equal([row.adlRate, row.adlRecRate], ['', ''])
})

test('a pool of several markets is one push, under the family that the venue gives it', () => {
  const push = toOkx.adlWarning(warning({ market: null, symbol: null }), channel, terms())
  valid(given.OKX_WARNING, push)
})

for (const atom of ['1', '0.05', '0.00000001']) {
  test(`balances with an atom of ${atom} parse to the atoms they were`, () => {
    const input = warning({
      ...{ state: 'adl', reason: 'depleted', balanceAtoms: -((1n << 62n) - 1n), maxBalanceAtoms: (1n << 62n) - 3n },
      ...{ startBalanceAtoms: -17n, stopBalanceAtoms: 19n },
    })
    const [row] = toOkx.adlWarning(input, channel, terms(atom)).data
    const atoms = (text: string) => countUnits(parseDecimal(text, 'money'), given.unit(atom), 'money')
    assert.equal([row.bal, row.maxBal, row.adlBal, row.adlRecBal].map(atoms), [
      input.balanceAtoms,
      input.maxBalanceAtoms,
      -17n,
      19n,
    ])
  })
}

test('a position in net mode has a sign, in long and short mode a side', () => {
  const how = { timeMs: NOW_MS, instType: 'SWAP', posMode: 'net' } as const
  const short = standing({ side: 'short', lightsByCount: 1 })
  const net = [standing(), short].map((position) => toOkx.position(position, terms(), how))
  const sided = [standing(), short].map((position) =>
    toOkx.position(position, terms(), { ...how, posMode: 'long_short', by: 'contracts' }),
  )
  for (const row of [...net, ...sided]) valid(given.OKX_POSITION, row)
  assert.equal(
    [...net, ...sided].map(({ posSide, pos, adl }) => [posSide, pos, adl]),
    [
      ['net', '1.5', '4'],
      ['net', '-1.5', '1'],
      ['long', '1.5', '5'],
      ['short', '1.5', '5'],
    ],
  )
  assert.equal([net[0]?.instId, net[0]?.markPx, net[0]?.uTime], ['BTCUSDT', '50000.5', String(NOW_MS)])
})

const how = { timeMs: NOW_MS, instType: 'SWAP', posMode: 'long_short', ordId: '11', tradeId: '12' } as const

test('an ADL fill is an order of category adl for one side, a full liquidation for the other', () => {
  const deleveraged = toOkx.order(given.ADL_FILL, 'to', terms(), how)
  const bankrupt = toOkx.order(given.ADL_FILL, 'from', terms(), { ...how, posMode: 'net' })
  valid(given.OKX_ORDER, deleveraged)
  valid(given.OKX_ORDER, bankrupt)
  assert.equal(deleveraged, {
    ...{ instType: 'SWAP', instId: 'BTCUSDT', ordId: '11', tradeId: '12', side: 'buy', posSide: 'short' },
    ...{ sz: '0.25', accFillSz: '0.25', fillSz: '0.25', fillPx: '49000.5', avgPx: '49000.5', state: 'filled' },
    ...{ reduceOnly: 'true', category: 'adl', fillTime: String(NOW_MS) },
  })
  assert.equal([bankrupt.category, bankrupt.side, bankrupt.posSide], ['full_liquidation', 'sell', 'net'])
})

const TAGS: readonly [ForcedMove['type'], Role, string, string, string, string][] = [
  ['adl-fill', 'to', 'adl', '126', '127', '6'],
  ['adl-fill', 'from', 'full_liquidation', '104', '107', '3'],
  ['own-first', 'to', 'adl', '126', '127', ''],
  ['close-at-mark', 'to', 'adl', '126', '127', ''],
  ['hedge-close', 'to', 'adl', '126', '127', ''],
  ['hedge-close', 'from', 'adl', '125', '128', ''],
  ['cross', 'to', 'full_liquidation', '105', '106', '3'],
  ['takeover', 'from', 'full_liquidation', '104', '107', '3'],
  ['liquidation', 'from', 'partial_liquidation', '100', '103', '4'],
]

for (const [move, role, category, sided, net, type] of TAGS) {
  test(`${role} of a ${move} has category ${category}, subType ${sided} or ${net}, type ${type}`, () => {
    const event = given.moveOf(move)
    assert.equal(toOkx.fillTags(event, role, 'long_short'), { category, subType: sided, type })
    assert.equal(toOkx.fillTags(event, role, 'net'), { category, subType: net, type })
  })
}

test('a partial ADL of a long says so', () => {
  const event = { ...given.ADL_FILL, lots: -250n, valueAtoms: -12_250_122_499n, whole: false }
  assert.equal(toOkx.fillTags(event, 'to', 'long_short'), { category: 'adl', subType: '125', type: '5' })
  assert.equal(toOkx.fillTags(event, 'to', 'net'), { category: 'adl', subType: '128', type: '5' })
})

test('every role of every move has tags of the format', () => {
  for (const event of [given.ADL_FILL, ...given.OTHER_MOVES]) {
    for (const role of rolesOf(event)) valid(given.OKX_TAGS, toOkx.fillTags(event, role, 'net'))
  }
  refused(ErrorCode.ACCOUNT_CLASS, () => toOkx.order(given.moveOf('liquidation'), 'to', terms(), how))
})

test.run()
