// expect: no test of it ran
import { test } from 'uvu'
import * as assert from 'uvu/assert'

test('never runs', () => assert.unreachable())

if (process.argv.length === 0) {
  test.run()
}
