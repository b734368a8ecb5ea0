// The life that `npm run one-truth` lives everywhere, shorter and on this Node alone; and that a difference is seen.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/run.ts'
// @ts-expect-error plain JavaScript, for it runs on what is built too
import { differenceOf, liveOn, variants } from './variants.mjs'

type Told = Map<string, string>

const MODULE = pathToFileURL(join(root, 'src/index.ts')).href
const COMMAND = [process.execPath, '--import', import.meta.resolve('tsx')]
const terms = { seed: 3, steps: 1_200, checkEvery: 100 }

const lives: Told[] = []
for (const variant of variants(terms.steps)) {
  test(`one truth: ${variant.name}`, async () => {
    const told: Told = await liveOn(COMMAND, MODULE, terms, variant)
    assert.match(told.get(`end ${terms.steps}`)!, / 0 findings$/)
    assert.ok([...told.keys()].filter((key) => key.startsWith('round ')).length > 5)
    lives.push(told)
    assert.is(differenceOf(lives[0], told), null)
  })
}

test('another life is another truth', async () => {
  const [inline] = variants(terms.steps)
  const other: Told = await liveOn(COMMAND, MODULE, { ...terms, seed: 4 }, inline)
  assert.match(differenceOf(lives[0], other), /round 1 /)
  const forged = new Map([...lives[0]!].slice(0, -1))
  assert.match(differenceOf(lives[0], forged), /nothing of end/)
})

test.run()
