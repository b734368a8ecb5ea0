// The README's example is run as it stands there, and must print what the README says it prints.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const source = new URL('../src/index.ts', import.meta.url).href

function block(language: string, after: string): string {
  const start = readme.indexOf(`\`\`\`${language}`, readme.indexOf(after))
  assert.ok(start >= 0, `the README has no ${language} block after "${after}"`)
  const begin = readme.indexOf('\n', start) + 1
  return readme.slice(begin, readme.indexOf('```', begin))
}

test('the example of the README runs and prints what stands below it', () => {
  const example = block('ts', '## Embed it')
  assert.ok(example.trim().split('\n').length <= 20, 'the example has at most 20 lines')
  const folder = mkdtempSync(join(tmpdir(), 'ballast-readme-'))
  try {
    const file = join(folder, 'example.mts')
    writeFileSync(file, example.replace("'ballast-adl'", `'${source}'`))
    const printed = execFileSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8' })
    assert.is(printed.trim(), block('text', 'It prints').trim())
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
