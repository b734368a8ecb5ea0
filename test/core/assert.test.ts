import { test } from 'uvu'
import * as expect from 'uvu/assert'
import { AssertionError, assert } from '../../src/core/assert.ts'
import { BallastError } from '../../src/core/errors.ts'
import { errorOf } from '../engine/small-venue.ts'

test('a mistake of the program is an AssertionError, never bad input', () => {
  const error = errorOf(() => assert(false, 'two and two'))
  expect.instance(error, AssertionError)
  expect.not.instance(error, BallastError)
  expect.match(String(error), 'AssertionError: two and two')
})

test('what holds passes', () => assert(true, 'never seen'))

test.run()
