// A million events made without a pause, in a heap of 64 MiB: what is written is not kept.

import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/run.ts'

/** Node itself, the packages and one batch; the events alone would be more, and so would an Arrow file. */
const MOST_MEBIBYTES = 300

for (const ending of ['jsonl', 'csv', 'arrow', 'parquet']) {
  test(`a million events as .${ending}`, () => {
    const args = ['--max-old-space-size=64', '--import', import.meta.resolve('tsx'), 'test/sinks/million.ts', ending]
    const said = JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }))
    assert.equal([said.items, said.isCounted], [1_000_000, true])
    assert.ok(said.mebibytes < MOST_MEBIBYTES, `it took ${said.mebibytes} MiB`)
  })
}

test.run()
