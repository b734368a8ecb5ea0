import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LoadBar } from '../../src/cli/load-bar.ts'

const CLEAR = '\r\u001b[2K'

function recorder(isTTY: boolean, columns = 120) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text) }
}

test('a terminal sees how far it is and what time is left, five times a second at most', () => {
  const target = recorder(true)
  let nowMs = 1000
  const bar = new LoadBar(target, () => nowMs)
  for (let step = 0; step <= 3000; step += 1) {
    bar.show('building the book', step / 12_000, '7 positions')
    nowMs += 1
  }
  assert.is(target.written.length, 16)
  assert.is(target.written[0], `${CLEAR}[${'.'.repeat(24)}]    0 %  building the book  7 positions`)
  assert.is(target.written.at(-1), `${CLEAR}[######${'.'.repeat(18)}]   25 %  building the book  9 s left  7 positions`)
  bar.end()
  assert.is(target.written.at(-1), CLEAR)
})

test('another work has a time of its own', () => {
  const target = recorder(true)
  let nowMs = 0
  const bar = new LoadBar(target, () => nowMs)
  nowMs = 60_000
  bar.show('building', 1)
  nowMs = 61_000
  bar.show('sending', 0.1)
  nowMs = 63_000
  bar.show('sending', 0.5)
  assert.match(target.written.at(-2)!, / 10 % {2}sending$/)
  assert.match(target.written.at(-1)!, / 50 % {2}sending {2}2 s left$/)
})

test('a narrow terminal gets a line that fits, and nobody else sees anything', () => {
  const narrow = recorder(true, 20)
  new LoadBar(narrow, () => 1000).show('sending', 0.5)
  assert.is(narrow.written[0]!.length, CLEAR.length + 19)
  const nobody = recorder(false)
  const bar = new LoadBar(nobody, () => 1000)
  bar.show('sending', 0.5)
  bar.end()
  assert.equal(nobody.written, [])
})

test.run()
