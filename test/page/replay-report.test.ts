// `ballast replay --report`.

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ballast } from '../cli/run.ts'
import { folderOf, freePath, SMALL } from '../scenario/folders.ts'
import { crash } from './played.ts'

test('the page is written, its folder made, its path printed; the rest stays as it was', async () => {
  const [folder, file] = [crash(), join(freePath(), 'deep/report.html')]
  const plain = await ballast(['replay', folder])
  const { code, stdout, stderr } = await ballast(['replay', folder, '--report', file])
  assert.equal([code, stderr], [0, ''])
  const timeless = (text: string) => text.replace(/\ntime .*/, '')
  assert.is(timeless(stdout), `${timeless(plain.stdout)}report      ${file}\n`)
  const html = readFileSync(file, 'utf8')
  const hash = /state hash +([0-9a-f]{32})/.exec(stdout)![1]!
  assert.ok(html.includes(`<code data-copy>${hash}</code>`))
  assert.ok(html.includes(`<code data-copy>ballast replay ${folder} --report ${file}</code>`))
  assert.is(html.match(/✓ holds/g)!.length, 4)
  assert.equal(readdirSync(dirname(file)), ['report.html'])
})

test('the command on the page is the one that made it, and makes it again byte for byte', async () => {
  const file = freePath()
  const args = ['replay', crash(), '--policy', 'pro-rata', '--kernel', 'reference', '--report', file, '--quiet']
  assert.equal(await ballast(args), { code: 0, signal: null, stdout: '', stderr: '' })
  const first = readFileSync(file, 'utf8')
  const command = /<code data-copy>ballast ([^<]*)<\/code>/.exec(first)![1]!
  await ballast([...command.split(' '), '--quiet'])
  assert.is(readFileSync(file, 'utf8'), first)
})

test('with --json there is one document on stdout all the same', async () => {
  const file = freePath()
  const { stdout } = await ballast(['replay', crash(), '--json', '--report', file])
  assert.is(JSON.parse(stdout).adl.fills, 3)
  assert.ok(existsSync(file))
})

test('a place that cannot be written is told before anything is played, and nothing is left', async () => {
  const folder = freePath()
  mkdirSync(folder)
  const taken = await ballast(['replay', crash(), '--report', folder])
  assert.equal([taken.code, taken.stdout], [3, ''])
  assert.match(taken.stderr, /is a folder: name a file for the report/)
  const out = freePath()
  const below = join(folderOf(SMALL), 'marks.csv', 'report.html')
  const refused = await ballast(['replay', crash(), '--out', out, '--report', below])
  assert.equal([refused.code, refused.stdout, existsSync(out)], [3, '', false])
  assert.match(refused.stderr, /marks\.csv.*ERR_FILE/)
})

test('a run that fails leaves neither file nor folder', async () => {
  const file = join(freePath(), 'report.html')
  const bad = folderOf({ ...SMALL, 'marks.csv': 'time,market,price\n1,BTC,9\n' })
  const { code } = await ballast(['replay', bad, '--report', file])
  assert.equal([code, existsSync(dirname(file))], [3, false])
})

test.run()
