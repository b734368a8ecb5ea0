// The control: what is right must pass, or every other canary would prove nothing.
import { suite, test } from 'uvu'
import * as assert from 'uvu/assert'

const named = suite('named')

named('passes', () => assert.is(1 + 1, 2))

named.run()

test('passes', () => assert.ok(true))

test.skip('is skipped', () => assert.unreachable())

test.run()
