import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as codes from '../../src/core/codes.ts'

const FAMILIES = ['CLASS', 'KIND', 'MARKET', 'STATE', 'TRADE', 'MARK']

for (const family of FAMILIES) {
  test(`no two codes of ${family}_ are the same, and each fits a byte`, () => {
    const own = Object.entries(codes).filter(([name]) => name.startsWith(`${family}_`))
    assert.ok(own.length > 2)
    assert.is(new Set(own.map(([, value]) => value)).size, own.length)
    for (const [name, value] of own) assert.ok(value >= 0 && value <= 255, name)
  })
}

test('zeroed memory means: no row, no market, healthy, applied', () => {
  const { CLASS_NONE, MARKET_NONE, STATE_HEALTHY, TRADE_APPLIED, MARKS_APPLIED } = codes
  assert.equal([CLASS_NONE, MARKET_NONE, STATE_HEALTHY, TRADE_APPLIED, MARKS_APPLIED], [0, 0, 0, 0, 0])
})

test.run()
