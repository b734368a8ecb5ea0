// What docs/SINKS.md shows is run as it stands there, and prints what it says.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as sinks from '../../src/sinks/index.ts'
import { root } from '../cli/run.ts'

const page = readFileSync(join(root, 'docs/SINKS.md'), 'utf8')
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)![1]!
const source = (path: string) => new URL(`../../src/${path}`, import.meta.url).href

test('the example of docs/SINKS.md runs, prints what it says, and leaves whole files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-sinks-page-'))
  try {
    const example = block('ts')
      .replace("'ballast-adl/sinks'", `'${source('sinks/index.ts')}'`)
      .replace("'ballast-adl'", `'${source('index.ts')}'`)
    const file = join(folder, 'example.mts')
    writeFileSync(file, example)
    const args = ['--import', import.meta.resolve('tsx'), file]
    assert.is(execFileSync(process.execPath, args, { encoding: 'utf8', cwd: folder }), block('text'))
    assert.equal(readdirSync(folder).sort(), ['events.jsonl', 'events.parquet', 'example.mts', 'runs.csv'])
    assert.is(readFileSync(join(folder, 'runs.csv'), 'utf8'), 'seed,shock,deficitAtoms,name\n1,-0.1,0,calm\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the public surface is this, and nothing by accident', () => {
  assert.equal(Object.keys(sinks).sort(), [
    ...['ColumnBatch', 'EVENT_TABLE', 'WARNING_TABLE', 'arrowSink', 'csvSink', 'defineTable', 'eventRows', 'fileSink'],
    ...['jsonlSink', 'parquetSink', 'writeAll', 'writeEvents', 'writeWarnings'],
  ])
})

test.run()
