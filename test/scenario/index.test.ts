import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario, openGenerator, writeScenario } from '../../src/scenario/index.ts'

test('a program writes a generated book and loads it again', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ballast-scenario-')), 'book')
  try {
    await writeScenario(folder, openGenerator({ seed: '3', accounts: 50, positions: 120, markets: 4 }))
    const { engine } = await loadScenario(folder, { kernel: 'reference' })
    assert.ok(engine.audit().ok)
    assert.is(engine.checkSync().checked, 50)
  } finally {
    rmSync(join(folder, '..'), { recursive: true })
  }
})

test.run()
