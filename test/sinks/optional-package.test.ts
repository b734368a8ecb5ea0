import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { optionalPackage } from '../../src/sinks/optional-package.ts'

const sinks = new URL('../../src/sinks/index.ts', import.meta.url).href

/** Lets a package be missing. */
const hiding = (name: string) => {
  const hooks = `export async function resolve(specifier, context, next) {
    if (specifier !== '${name}') return next(specifier, context)
    throw Object.assign(new Error("Cannot find package '${name}' imported from x"), { code: 'ERR_MODULE_NOT_FOUND' })
  }`
  return `import { register } from 'node:module'
    register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))})`
}

for (const [sink, format, name] of [
  ['parquetSink', 'Parquet', 'hyparquet-writer'],
  ['arrowSink', 'Arrow', 'apache-arrow'],
] as const) {
  test(`${format} without ${name}: the command that installs it, and no file begun; other formats do without`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-optional-'))
    try {
      const program = `${hiding(name)}
        const { ${sink}, csvSink } = await import(${JSON.stringify(sinks)})
        await (await csvSink(${JSON.stringify(join(folder, 'a.csv'))})).end()
        try { await ${sink}(${JSON.stringify(join(folder, 'events'))}) }
        catch (error) { console.log(error.name, error.code, error.message) }`
      const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      const said = `${format} needs the package ${name}, which is not installed: npm install ${name}`
      assert.is(stdout.trim(), `BallastError ERR_CONFIG ${said}`, stderr)
      assert.equal(readdirSync(folder), ['a.csv'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}

test('what is wrong inside of a package is passed on', async () => {
  const missing = Object.assign(new Error("Cannot find package 'inner'"), { code: 'ERR_MODULE_NOT_FOUND' })
  for (const error of [missing, new Error("'outer'")]) {
    try {
      await optionalPackage('X', 'outer', () => Promise.reject(error))
      assert.unreachable()
    } catch (thrown) {
      assert.is(thrown, error)
    }
  }
})

test.run()
