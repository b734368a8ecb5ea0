// What the README shows is run as it stands there, and must print what the README says it prints.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ballast, root } from './cli/run.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const source = (path: string) => new URL(`../src/${path}`, import.meta.url).href

/** The first block of a language after some text. */
function block(language: string, after: string): string {
  const place = readme.indexOf(after)
  assert.ok(place >= 0, `the README does not say "${after}"`)
  const start = readme.indexOf(`\`\`\`${language}\n`, place)
  assert.ok(start >= 0, `the README has no ${language} block after "${after}"`)
  const begin = readme.indexOf('\n', start) + 1
  return readme.slice(begin, readme.indexOf('```', begin))
}

for (const heading of ['## Embed it', '## Keep it', '## A policy of your own']) {
  test(`the example below "${heading}" runs and prints what stands below it`, () => {
    const example = block('ts', heading)
    assert.ok(example.trim().split('\n').length <= 20, 'the example has at most 20 lines')
    const folder = mkdtempSync(join(tmpdir(), 'ballast-readme-'))
    try {
      const file = join(folder, 'example.mts')
      const runnable = example
        .replace("'ballast-adl/scenario'", `'${source('scenario/index.ts')}'`)
        .replace("'ballast-adl'", `'${source('index.ts')}'`)
        .replace("openEngine('venue'", `openEngine('${join(folder, 'venue')}'`)
      writeFileSync(file, runnable)
      const printed = execFileSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8', cwd: root })
      assert.is(printed.trim(), block('text', heading).trim())
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}

test('the tables of figures are those of the results that are committed', () => {
  execFileSync(process.execPath, ['native-free-bench/readme.mjs', '--check'], { cwd: root, stdio: 'pipe' })
})

test('npm start prints what the README shows, but for the time, on every machine and Node version', async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const args: string[] = scripts.start.split('dist/cli/main.js ')[1].split(' ')
  const page = args[args.indexOf('--report') + 1]!
  const folder = mkdtempSync(join(tmpdir(), 'ballast-readme-'))
  try {
    // Not into dist: nothing may have been built.
    const elsewhere = join(folder, 'page.html')
    const given = args.map((arg) => (arg === page ? elsewhere : arg))
    const { code, stdout, stderr } = await ballast(given, { NO_COLOR: '1' })
    assert.equal([code, stderr], [0, ''])
    const timeless = (text: string) => text.trim().replace(/\ntime .*/, '')
    assert.is(timeless(stdout.replace(elsewhere, page)), timeless(block('', '`npm start` makes')))
    assert.match(readFileSync(elsewhere, 'utf8'), /^<!doctype html>/i)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
