import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, demand, demandFunction, demandObject, ErrorCode } from '../../src/core/errors.ts'
import { refuses } from '../engine/small-venue.ts'

test('codes are stable strings, all different', () => {
  const codes = Object.values(ErrorCode)
  assert.is(new Set(codes).size, codes.length)
  for (const [name, code] of Object.entries(ErrorCode)) assert.is(code, `ERR_${name}`)
})

test('an error is an Error with a name, a code, a message and its cause', () => {
  const cause = new Error('why')
  const error = new BallastError(ErrorCode.FILE, 'what', { cause })
  assert.instance(error, Error)
  assert.equal([error.name, error.code, error.message, error.cause], ['BallastError', 'ERR_FILE', 'what', cause])
})

test('a demand that holds costs no message, one that does not throws it', () => {
  demand(true, ErrorCode.RANGE, () => {
    throw new Error('nobody asked for the message')
  })
  refuses(ErrorCode.RANGE, /^too much$/, () => demand(false, ErrorCode.RANGE, () => 'too much'))
})

test('an object is what has fields', () => {
  for (const value of [{}, [], Object.create(null), new Map()]) demandObject(value, 'options')
  for (const value of [undefined, null, 5, 'text', 5n, Symbol('s'), () => {}]) {
    refuses(ErrorCode.CONFIG, /^options is .*, expected an object$/, () => demandObject(value, 'options'))
    refuses(ErrorCode.RANGE, /^a batch is /, () => demandObject(value, 'a batch', ErrorCode.RANGE))
  }
})

test('a function is what can be called, so no class is one', () => {
  for (const value of [() => {}, async () => {}, Math.max]) demandFunction(value, 'listener')
  for (const value of [undefined, null, {}, 'text', class {}]) {
    refuses(ErrorCode.CONFIG, /^listener is .*, expected a function$/, () => demandFunction(value, 'listener'))
  }
})

test.run()
