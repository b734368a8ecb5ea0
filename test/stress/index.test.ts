// What docs/STRESS.md shows is run as it stands there, and prints what it says.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as page from '../../src/page/index.ts'
import * as stress from '../../src/stress/index.ts'
import { root } from '../cli/run.ts'

const text = readFileSync(join(root, 'docs/STRESS.md'), 'utf8')
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)![1]!
const source = (path: string) => new URL(`../../src/${path}`, import.meta.url).href

test('the example of docs/STRESS.md runs, prints what it says, and leaves a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-stress-page-'))
  try {
    const example = block('ts').replaceAll(/'ballast-adl(\/?\w*)'/g, (_, part) => `'${source(`${part}/index.ts`)}'`)
    const file = join(folder, 'stress.mts')
    writeFileSync(file, example)
    cpSync(join(root, 'fixtures/small-book'), join(folder, 'fixtures/small-book'), { recursive: true })
    const args = ['--import', import.meta.resolve('tsx'), file]
    assert.is(execFileSync(process.execPath, args, { encoding: 'utf8', cwd: folder }), block('text'))
    assert.match(readFileSync(join(folder, 'stress.html'), 'utf8'), /<h1>ADL begins with a fall of every market by/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the public surface is this, and nothing by accident', () => {
  assert.equal(Object.keys(stress).sort(), [
    ...['PageWatch', 'RUN_TABLE', 'answersOf', 'cellName', 'gridPage', 'impactOfFigures', 'ladderOfFigures'],
    ...['parseShocks', 'playGrid', 'playLoop', 'positionRisk', 'runRow', 'shockName'],
  ])
  assert.equal(Object.keys(page).sort(), ['RunTally', 'renderPage'])
})

test.run()
