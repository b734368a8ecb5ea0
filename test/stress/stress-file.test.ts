// The file of runs by itself; what a grid does with it is in grid.test.ts.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { cellName } from '../../src/stress/grid-types.ts'
import { RUNS_FILE, RunsFile, writeWhole } from '../../src/stress/stress-file.ts'
import { plainJson, readRun, runLine } from '../../src/stress/stress-file-line.ts'
import { refuses } from '../engine/small-venue.ts'
import { freePath } from '../scenario/folders.ts'
import { madeRun } from './made-runs.ts'

const HEADER = { book: 'abc', seeds: [1, 2] }

test('a run and its line say the same, amounts beyond doubles and null among them', () => {
  const large = madeRun({ adl: true, lossAtoms: 2n ** 63n + 1n, deficitAtoms: -3n })
  const run = { ...large, cell: { ...large.cell, fundAtoms: null } }
  assert.equal(readRun(runLine(run), 'here'), run)
  assert.match(runLine(run), /"fundAtoms":null.*"adlLossAtoms":"9223372036854775809"/)
  for (const line of ['', '{}', '[]', 'null', runLine(run).replace('"seed"', '"sead"'), runLine(run).slice(0, -1)]) {
    refuses(ErrorCode.FILE, /^here: this is no run of a grid: /, () => readRun(line, 'here'))
  }
})

test('what has been appended is there when the file is opened again', () => {
  const out = freePath()
  const file = RunsFile.open(out, HEADER, false)
  const runs = [madeRun({ adl: true }), madeRun({ seed: 2, adl: false })]
  for (const run of runs) file.append(run)
  file.close()
  const again = RunsFile.open(out, HEADER, true)
  assert.equal(
    [...again.runs.keys()],
    runs.map(({ cell }) => cellName(cell)),
  )
  assert.equal([...again.runs.values()], runs)
  again.close()
})

test('one process at a time, and a file that was closed lets the next one in', () => {
  const out = freePath()
  const file = RunsFile.open(out, HEADER, true)
  refuses(ErrorCode.JOURNAL_LOCKED, /./, () => RunsFile.open(out, HEADER, true))
  file.close()
  file.close()
  refuses(ErrorCode.FILE, /book is "abc" there and "abd" here/, () => {
    RunsFile.open(out, { ...HEADER, book: 'abd' }, true)
  })
  RunsFile.open(out, HEADER, true).close()
})

test('a folder that cannot be made is said', () => {
  const file = freePath()
  writeFileSync(file, '')
  refuses(ErrorCode.FILE, /something else stands there|not a folder/, () => RunsFile.open(file, HEADER, false))
  refuses(ErrorCode.FILE, /not a folder/, () => RunsFile.open(join(file, 'below'), HEADER, false))
})

test('a whole file is there, or as before', () => {
  const out = freePath()
  mkdirSync(out)
  const path = join(out, 'answers.json')
  writeWhole(path, 'one')
  writeWhole(path, plainJson({ fundAtoms: 5n }))
  assert.is(readFileSync(path, 'utf8'), '{"fundAtoms":"5"}')
  refuses(ErrorCode.FILE, /no such file/, () => writeWhole(join(out, 'none', 'answers.json'), ''))
  assert.not(existsSync(join(out, RUNS_FILE)))
})

test.run()
