import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ProgressLine } from '../../src/cli/progress.ts'

function recorder(isTTY: boolean, columns = 80) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text) }
}

test('a terminal sees percent, rows and their rate, ten times a second at most', () => {
  const target = recorder(true)
  let nowMs = 1000
  const progress = new ProgressLine(target, () => nowMs)
  for (let step = 0; step <= 1000; step += 1) {
    progress.show({ what: 'positions.csv', rows: step * 1000, done: step, total: 1000 })
    nowMs += 1
  }
  assert.is(target.written.length, 11)
  assert.is(target.written.at(-1), '\r\u001b[2Kpositions.csv  100 %  1,000,000 rows  1,000,000 rows/s')
  progress.end()
  assert.is(target.written.at(-1), '\r\u001b[2K')
})

test('a narrow terminal gets a line that fits', () => {
  const target = recorder(true, 20)
  new ProgressLine(target, () => 1000).show({ what: 'positions.csv', rows: 12345, done: 0, total: 0 })
  assert.is(target.written[0]!.length, '\r\u001b[2K'.length + 19)
})

test('nobody else sees anything', () => {
  const target = recorder(false)
  const progress = new ProgressLine(target, () => 1000)
  progress.show({ what: 'a', rows: 1, done: 1, total: 1 })
  progress.end()
  assert.equal(target.written, [])
})

test.run()
