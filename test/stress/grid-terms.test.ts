import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { parsePercent, parseShocks } from '../../src/stress/grid-terms.ts'
import { shockName } from '../../src/stress/grid-types.ts'
import { refuses } from '../engine/small-venue.ts'

test('shocks as a command line says them, and back', () => {
  const text = 'uniform:-20%, betas:-5%..-40%/8,BTC-PERP:-30%,lead=A:B:12.5%,path,path:150%,market=path:-1%'
  assert.equal(parseShocks(text).map(shockName), [
    'uniform:-20%',
    ...['-5%', '-10%', '-15%', '-20%', '-25%', '-30%', '-35%', '-40%'].map((size) => `betas:${size}`),
    ...['BTC-PERP:-30%', 'lead=A:B:12.5%', 'path:100%', 'path:150%', 'market=path:-1%'],
  ])
  assert.equal(parseShocks('BTC:-0.0001%'), [{ family: 'market', symbol: 'BTC', sizePpm: -1 }])
})

test('what is no shock is refused with the forms there are', () => {
  for (const text of [
    '',
    'uniform',
    'uniform:',
    ':-20%',
    'uniform:-20',
    'BTC:-1.23456%',
    'lead=:-1%',
    'BTC:1%..2%/1',
  ]) {
    refuses(ErrorCode.CONFIG, /expected one of the forms uniform:-20%/, () => parseShocks(text))
  }
  refuses(ErrorCode.CONFIG, /expected one of the forms/, () => parseShocks('BTC:1%..1.0001%/3'))
})

test('percent', () => {
  assert.equal(['0%', '-0%', '+3%', '0.0001%', '-100%', '1e3%', '1.%', '%'].map(parsePercent), [
    0,
    0,
    30_000,
    1,
    -1_000_000,
    null,
    null,
    null,
  ])
})

test.run()
