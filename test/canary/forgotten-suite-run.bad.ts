// expect: second.run() is missing
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const first = suite('first')
first('passes', () => {})
first.run()

const second = suite('second')
second('never runs', () => assert.unreachable())
