// ballast verify and ballast inspect, on the folder of an engine.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FolderReport } from '../../src/engine/verify-folder.ts'
import { inFolder, keep } from '../engine/kept-folder.ts'
import { ballast } from './run.ts'

test('a whole folder ends with 0, for people and for programs', () =>
  inFolder(async (folder) => {
    const { stateHash, sequence } = await keep(folder)
    const [text, json] = await Promise.all([ballast(['verify', folder]), ballast(['verify', folder, '--json'])])
    assert.equal([text.code, json.code, text.stderr], [0, 0, ''])
    assert.match(text.stdout, /all of it fits together/)
    assert.match(text.stdout, new RegExp(`state hash +${stateHash} after ${sequence} commands`))
    const report = JSON.parse(json.stdout) as FolderReport
    assert.equal([report.stateHash, report.sequence, report.findings], [stateHash, sequence, []])
  }))

test('damage ends with 1 and is named; a folder without a journal with 3', () =>
  inFolder(async (folder) => {
    const nothing = await ballast(['verify', folder])
    assert.is(nothing.code, 3)
    assert.match(nothing.stderr, /holds neither journal nor snapshot.*ERR_JOURNAL/)
    await keep(folder)
    const file = join(folder, readdirSync(folder).find((name) => name.startsWith('journal'))!)
    const bytes = readFileSync(file)
    bytes[900]! ^= 1
    writeFileSync(file, bytes)
    const { code, stdout } = await ballast(['verify', folder])
    assert.is(code, 1)
    assert.match(stdout, /journal-0000000000000001\.ballast.*byte \d+/)
  }))

test('records are printed as lines of JSON', () =>
  inFolder(async (folder) => {
    const { sequence } = await keep(folder)
    const { code, stdout } = await ballast(['inspect', folder])
    assert.is(code, 0)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(
      lines.map(({ number }) => number),
      Array.from({ length: sequence + 2 }, (_, index) => index + 1),
    )
    // A round's result, and a checkpoint at the end, are no commands.
    assert.is(lines.filter(({ command }) => command === 'roundResult').length, 1)
    assert.is(lines.at(-1).command, 'checkpoint')
    assert.equal(
      lines.filter(({ command }) => command === 'deposit').map(({ args }) => args[1]),
      ['20000', '20000', '20000'],
    )
    const batch = lines.find(({ command }) => command === 'applyTrades')
    assert.equal(batch.args, [
      [2, 3],
      [3, 2],
      [0, 0],
      ['1', '2'],
      ['75', '76'],
      ['0', '0'],
      ['0', '0'],
    ])
    const some = await ballast(['inspect', folder, '--from', '3', '--to', '5', '--short'])
    const short = some.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(
      short.map(({ number }) => number),
      [3, 4, 5],
    )
    assert.ok(short.every((line) => !('args' in line)))
  }))

test.run()
