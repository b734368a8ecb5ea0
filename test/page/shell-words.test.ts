import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shellLine } from '../../src/page/shell-words.ts'

test('plain words stay as they are', () => {
  const words = ['ballast', 'replay', 'fixtures/oct-10-2025', '--policy', 'risk-aware:power=3']
  assert.is(shellLine(words), words.join(' '))
})

test('a shell takes the line apart into the very words', () => {
  const words = ['a b', "it's", '$(echo no)', '`no`', 'x;y', '', '*', '"', '\\', '~']
  const show = `${process.execPath} -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- ${shellLine(words)}`
  assert.equal(JSON.parse(execFileSync('/bin/sh', ['-c', show], { encoding: 'utf8' })), words)
})

test.run()
