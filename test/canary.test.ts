// Known-bad test files must fail, each for its own reason; the good one must pass. So the runner cannot go blind.

import { spawn } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const here = fileURLToPath(new URL('.', import.meta.url))
const cages = join(here, 'canary')
const birds = readdirSync(cages).filter((name) => name.endsWith('.bad.ts'))

/** Runs copies of files through test/run.mjs as a test folder of their own. */
async function fly(
  folder: string,
  names: string[],
  limitSeconds: number,
): Promise<{ code: number | null; text: string }> {
  mkdirSync(folder)
  for (const name of names) copyFileSync(join(cages, name), join(folder, name.replace(/(\.bad)?\.ts$/, '.test.ts')))
  const env = { ...process.env }
  delete env.NODE_V8_COVERAGE
  const runner = join(here, 'run.mjs')
  const child = spawn(process.execPath, [runner, '--root', folder, '--limit', String(limitSeconds)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (data) => (text += data))
  child.stderr.on('data', (data) => (text += data))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, text }
}

/** The sentence of the runner that a bad file names in its first line. */
function expectationOf(name: string): string {
  const line = readFileSync(join(cages, name), 'utf8').split('\n')[0]!
  assert.ok(line.startsWith('// expect: '), `${name} begins with // expect:`)
  return line.slice('// expect: '.length)
}

test('a good file passes; a bad file fails for its own reason, alone and beside a good one', async () => {
  assert.ok(birds.length >= 6)
  const top = mkdtempSync(join(tmpdir(), 'ballast-canary-'))
  try {
    symlinkSync(join(here, '..', 'node_modules'), join(top, 'node_modules'), 'junction')
    writeFileSync(join(top, 'package.json'), '{ "type": "module" }\n')

    const good = await fly(join(top, 'good'), ['good.ts'], 60)
    assert.is(good.code, 0, good.text)
    assert.match(good.text, /^2 passed, 0 failed, 1 skipped$/m)

    await Promise.all(
      birds.map(async (name) => {
        // Only a hanging file meets its limit; the others get more than they need.
        const limitSeconds = name.startsWith('hanging') ? 6 : 60
        const alone = await fly(join(top, name), [name], limitSeconds)
        assert.is(alone.code, 1, `${name} must fail:\n${alone.text}`)
        assert.ok(alone.text.includes(expectationOf(name)), `${name} fails for another reason:\n${alone.text}`)
      }),
    )

    const quick = birds.filter((name) => !name.startsWith('hanging'))
    for (const name of quick.filter((bird) => /^(throwing|hidden)/.test(bird))) {
      const both = await fly(join(top, `${name}-and-good`), ['good.ts', name], 60)
      assert.is(both.code, 1, `${name} must fail beside a good file:\n${both.text}`)
    }

    const none = await fly(join(top, 'none'), [], 60)
    assert.is(none.code, 1, 'an empty folder must fail')
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
})

test.run()
