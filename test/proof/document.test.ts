// What docs/PROOFS.md shows is done as it stands there, and must come to what stands there.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkProof, ErrorCode, type RankProof } from '../../src/index.ts'
import { ballast } from '../cli/run.ts'
import { folderOf } from '../scenario/folders.ts'
import * as naive from './naive-proof.ts'

const document = readFileSync('docs/PROOFS.md', 'utf8')

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(document)
  if (found === null) throw new Error(`docs/PROOFS.md has no block of ${language}`)
  return found[1]!
}

const proof = JSON.parse(block('json')) as RankProof

test('the example makes the proof that is shown', async () => {
  const lines = block('sh').trimEnd().split('\n')
  const [, ...args] = lines.pop()!.split(' ')
  const folder = folderOf({})
  execFileSync('sh', ['-c', lines.join('\n')], { cwd: folder })
  const [command, place, ...rest] = args
  const secret = rest.map((word) => (word === 'secret' ? join(folder, word) : word))
  assert.equal([command, place], ['prove', '.'])
  const { code, stdout, stderr } = await ballast([command!, folder, ...secret])
  assert.equal([code, stderr], [0, ''])
  assert.equal(JSON.parse(stdout), proof)
  assert.is(proof.salt, naive.saltOf(readFileSync(join(folder, 'secret')), proof))
})

test('the bytes that are shown are those of its leaf, by the naive twin, and lead to its root', () => {
  const bytes = [...block('text').matchAll(/^([0-9a-f]+) +\S/gm)].map(([, hex]) => hex).join('')
  assert.is(bytes, naive.leafBytes(proof))
  assert.ok(naive.holds(proof))
  assert.equal(checkProof(proof, proof.root), { verified: true })
})

const hasPython = spawnSync('python3', ['--version']).status === 0
const inPython = hasPython ? test : test.skip

inPython('the check in another language says the same', () => {
  const script = block('python')
  assert.ok(script.trimEnd().split('\n').length <= 30)
  const said = (one: unknown, root: string) => {
    const folder = folderOf({ 'check.py': script, 'proof.json': JSON.stringify(one) })
    return execFileSync('python3', [join(folder, 'check.py'), join(folder, 'proof.json'), root], { encoding: 'utf8' })
  }
  assert.is(said(proof, proof.root), 'holds\n')
  assert.is(said({ ...proof, sizeLots: '501' }, proof.root), 'does not hold\n')
  assert.is(said({ ...proof, rank: 1 }, proof.root), 'does not hold\n')
  assert.is(said(proof, 'ab'.repeat(32)), 'does not hold\n')
})

test('every code that the document names exists', () => {
  const codes = new Set<string>(Object.values(ErrorCode))
  for (const [code] of document.matchAll(/ERR_[A-Z_]+/g)) assert.ok(codes.has(code), code)
})

test.run()
