import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { asPart, assets, contentPolicy, SCRIPTS } from '../../src/page/assets.ts'
import { root } from '../cli/run.ts'
import { freePath } from '../scenario/folders.ts'

const client = join(root, 'src/page/client')
const names = readdirSync(client).filter((name) => name.endsWith('.js'))

test('every module is in the script, behind those that it needs', () => {
  assert.equal(names.map((name) => name.replace('.js', '')).sort(), [...SCRIPTS].sort())
  for (const [place, name] of SCRIPTS.entries()) {
    const text = readFileSync(join(client, `${name}.js`), 'utf8')
    // An import over several lines would be left in the script.
    for (const [line, from] of text.matchAll(/^import\b(?:.*from '\.\/([\w-]+)\.js')?/gm)) {
      assert.ok(from !== undefined, `${name}: ${line}`)
      assert.ok(SCRIPTS.indexOf(from as 'dom') < place, `${name} stands before ${from}`)
    }
  }
})

test('a part has neither imports nor exports', () => {
  const module = "import { a } from './a.js'\n\nexport const b = a\nexport async function c() {}\nexport class D {}\n"
  assert.is(asPart(module), '\nconst b = a\nasync function c() {}\nclass D {}\n')
})

test('another script needs another policy', () => {
  const own = assets()
  assert.is.not(contentPolicy(own), contentPolicy({ ...own, script: `${own.script} ` }))
})

test('the build copies script and style beside the compiled page', () => {
  const folder = freePath()
  execFileSync(process.execPath, [join(root, 'src/page/build.mjs'), folder])
  assert.equal(readdirSync(folder).sort(), [...names, 'page.css'].sort())
})

test.run()
