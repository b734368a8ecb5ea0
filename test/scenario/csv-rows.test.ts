import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/core/errors.ts'
import { readCsv } from '../../src/scenario/csv-rows.ts'
import type { Progress } from '../../src/scenario/source.ts'
import { folderOf, freePath } from './folders.ts'

async function rowsOf(text: string, expected: number | null = null): Promise<string[][]> {
  const rows: string[][] = []
  const path = `${folderOf({ 'a.csv': text })}/a.csv`
  await readCsv({ path, open: () => (fields) => rows.push([...fields]), expected }, () => {})
  return rows
}

async function messageOf(text: string, expected: number | null = null): Promise<string> {
  try {
    await rowsOf(text, expected)
  } catch (error) {
    assert.instance(error, BallastError)
    assert.is((error as BallastError).code, 'ERR_FILE')
    return (error as BallastError).message
  }
  return assert.unreachable(`${text.slice(0, 40)} was accepted`) as never
}

const ROWS = [
  ['1', '2'],
  ['3', '4'],
]

test('a byte order mark, CRLF, quotes and a missing last line break are all accepted', async () => {
  assert.equal(await rowsOf('a,b\n1,2\n3,4\n'), ROWS)
  assert.equal(await rowsOf('\ufeffa,b\r\n1,2\r\n3,4\r\n'), ROWS)
  assert.equal(await rowsOf('"a","b"\n"1",2\n3,"4"'), ROWS)
})

test('a file of many chunks loses no row, and the line of an error is right to the last', async () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `${index},x${index}`)
  const rows = await rowsOf(`a,b\r\n${lines.join('\r\n')}\r\n`)
  assert.is(rows.length, lines.length)
  assert.equal(rows[49_999], ['49999', 'x49999'])
  lines[44_443] = '7'
  assert.match(await messageOf(`a,b\n${lines.join('\n')}\n`), /^a\.csv:44445: 1 columns in "7", expected the 2/)
  lines[44_443] = '"7,8'
  assert.match(await messageOf(`a,b\n${lines.join('\n')}\n`), /^a\.csv:44445: not valid CSV/)
  lines[44_443] = '7,a"8'
  assert.match(await messageOf(`a,b\n${lines.join('\n')}\n`), /^a\.csv:44445: not valid CSV/)
})

test('with a count of rows, a file that was cut short anywhere is found', async () => {
  const whole = 'a,b\n1,22\n3,44\n'
  assert.is((await rowsOf(whole, 2)).length, 2)
  for (let length = 0; length < whole.length; length += 1) await messageOf(whole.slice(0, length), 2)
  assert.match(await messageOf('a,b\n1,22\n3,4', 2), /a\.csv:3: the last line has no line break/)
  assert.match(await messageOf('a,b\n1,22\n', 2), /a\.csv:2: the file ends after 1 rows, venue\.json counts 2/)
  assert.match(await messageOf(`${whole}5,66\n`, 2), /a\.csv:4: a row beyond the 2/)
})

test('what cannot be a CSV file is refused before it fills the memory', async () => {
  assert.match(await messageOf(`a,b\n${'x'.repeat(400_000)}`), /^a\.csv:2: a line of more than 65536 bytes/)
})

test('a file that is not there is said to be so', async () => {
  const missing = `${freePath()}/b.csv`
  try {
    await readCsv({ path: missing, open: () => () => {}, expected: null }, () => {})
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, /^b\.csv: there is no such file \(ENOENT\)/)
  }
})

test('progress rises to the size of the file', async () => {
  const text = `a,b\n${'1,2\n'.repeat(100_000)}`
  const seen: Progress[] = []
  const path = `${folderOf({ 'a.csv': text })}/a.csv`
  await readCsv({ path, open: () => () => {}, expected: null }, (progress) => seen.push(progress))
  assert.ok(seen.length > 1)
  assert.equal(seen.at(-1), { what: 'a.csv', rows: 100_000, done: text.length, total: text.length })
})

test.run()
