// expect: 0 passed, 1 failed
import { test } from 'uvu'

test.before(() => {
  throw new Error('before')
})

test('never runs', () => {})

test.run()
