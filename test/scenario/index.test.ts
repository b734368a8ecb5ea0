import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import * as scenario from '../../src/scenario/index.ts'

const { loadScenario, openGenerator, writeScenario } = scenario

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

// biome-ignore lint/suspicious/noExplicitAny: what callers without types give.
const untyped = scenario as any

const WRONG: [what: string, call: (given: unknown) => unknown][] = [
  ['a folder to load', (given) => untyped.loadScenario(given)],
  ['a folder to open', (given) => untyped.openScenario(given)],
  ['a folder to write', (given) => untyped.writeScenario(given, openGenerator(SIZES))],
  ['a source to load', (given) => untyped.loadSource(given)],
  ['a source to play', (given) => untyped.replay(given)],
  ['sizes', (given) => untyped.openGenerator(given)],
  ['a size', (given) => untyped.openGenerator({ ...SIZES, accounts: given })],
]
const SIZES = { seed: '3', accounts: 5, positions: 4, markets: 2 }

for (const [what, call] of WRONG) {
  test(`what is wrong for ${what} is refused by a typed error`, async () => {
    for (const given of [undefined, null, 5.5, Symbol('s')]) {
      const error = await new Promise((resolve) => resolve(call(given))).then(
        () => null,
        (reason) => reason,
      )
      assert.instance(error, BallastError, String(error))
      assert.is((error as BallastError).code, ErrorCode.CONFIG)
    }
  })
}

test.run()
