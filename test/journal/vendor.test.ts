// What users get of bigint-buffer and msgpackr: plain JavaScript, without the packages' native addons.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const home = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Puts bigint-buffer out of reach, wherever a folder above may have it, and native addons too; says who has asked for
 * either.
 */
const WATCH = `
  import Module, { createRequire } from 'node:module'
  const asked = []
  process.dlopen = (_, file) => { asked.push(file); throw new Error('no native addon') }
  const resolve = Module._resolveFilename
  Module._resolveFilename = (name, ...more) => {
    if (!/^(bigint-buffer|bindings|node-gyp-build)/.test(name)) return resolve.call(Module, name, ...more)
    asked.push(name)
    throw new Error('no ' + name)
  }
  const { cache } = createRequire(import.meta.url)
  const native = () => [...asked, ...Object.keys(cache).filter((file) => file.endsWith('.node'))]
`

function run(folder: string, code: string, ...flags: string[]): string {
  const file = join(folder, 'main.mjs')
  writeFileSync(file, WATCH + code)
  return execFileSync(process.execPath, [...flags, file], { cwd: folder, encoding: 'utf8' }).trim()
}

test('the file that goes into dist works where no bigint-buffer is, and carries its licence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-vendor-'))
  try {
    execFileSync(process.execPath, [join(home, 'src/journal/vendor/build.mjs'), folder])
    const code = `
      const { toBigIntLE, toBufferLE } = await import('./bigint-buffer.cjs')
      const bytes = toBufferLE(2n ** 127n + 5n, 16)
      console.log(JSON.stringify([bytes.toString('hex'), String(toBigIntLE(bytes) - 2n ** 127n), native()]))
    `
    assert.equal(JSON.parse(run(folder, code)), [`05${'00'.repeat(14)}80`, '5', []])
    assert.match(readFileSync(join(folder, 'bigint-buffer.cjs'), 'utf8'), /Apache License, Version 2\.0/)
    assert.match(readFileSync(join(folder, 'LICENSE-bigint-buffer'), 'utf8'), /END OF TERMS AND CONDITIONS/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('packing records loads no native addon, and asks for none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-native-'))
  try {
    const source = (name: string) => JSON.stringify(new URL(`../../src/journal/${name}`, import.meta.url).href)
    const code = `
      const { packRecord, unpackRecord } = await import(${source('records.ts')})
      const [, text] = unpackRecord(packRecord([1, 'x'.repeat(50), new Uint8Array(9)]))
      console.log(JSON.stringify([text.length, native()]))
    `
    const tsx = import.meta.resolve('tsx')
    assert.equal(JSON.parse(run(folder, code, '--import', tsx)), [50, []])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('users depend on msgpackr, and not on bigint-buffer', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  assert.ok('msgpackr' in dependencies)
  assert.not('bigint-buffer' in dependencies)
  assert.is(devDependencies['bigint-buffer'], '1.1.5')
})

test.run()
