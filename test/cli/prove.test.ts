// ballast prove and ballast check-proof, on a scenario and on the journal of an engine.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openEngine } from '../../src/engine/open-engine.ts'
import { checkProof, type RankProof } from '../../src/index.ts'
import { inFolder, keep, live, usual } from '../engine/kept-folder.ts'
import * as venue from '../engine/small-venue.ts'
import { CRASH, folderOf, freePath } from '../scenario/folders.ts'
import { ballast } from './run.ts'

const files = folderOf({ secret: 'sixteen bytes and some more', short: 'only a few', 'no.json': '{"version": 1' })
const SECRET = join(files, 'secret')
const proveBtc = (folder: string, ...more: string[]) =>
  ballast(['prove', folder, '--market', 'BTC', '--side', 'short', '--secret-file', SECRET, ...more])

const FILES = ['venue.json', 'accounts.csv', 'positions.csv', 'marks.csv']

function fileOf(proof: unknown): string {
  const file = freePath()
  writeFileSync(file, JSON.stringify(proof))
  return file
}

test('a place of a scenario is proven, and the proof is checked', async () => {
  const out = freePath()
  const { code, stdout, stderr } = await proveBtc(CRASH, '--account', '2', '--out', out, '--json')
  assert.equal([code, stderr], [0, ''])
  const proof = JSON.parse(stdout) as RankProof
  assert.equal(JSON.parse(readFileSync(out, 'utf8')), proof)
  // Leverages as in the tests of `rank`: account 4 stands first, then 2, then 3.
  assert.equal(
    [proof.round, proof.pass, proof.rank, proof.candidates, proof.sizeLots, proof.score],
    [3, 1, 2, 3, '500', { over: '57', under: '250' }],
  )
  const [holds, json, bare, other] = await Promise.all([
    ballast(['check-proof', out, '--root', proof.root.toUpperCase()]),
    ballast(['check-proof', out, '--root', proof.root, '--json']),
    ballast(['check-proof', out]),
    ballast(['check-proof', out, '--root', 'ab'.repeat(32), '--json']),
  ])
  assert.equal([holds.code, holds.stderr], [0, ''])
  assert.match(holds.stdout, /^holds: account 2 had place 2 of 3 among the shorts of market 0, round 3, pass 1\n$/)
  const { verified, published, rank } = JSON.parse(json.stdout)
  assert.equal([json.code, verified, published, rank], [0, true, proof.root, 2])
  assert.equal([bare.code, bare.stdout.includes(proof.root)], [0, true])
  assert.match(bare.stdout, /^fits its own root/)
  assert.equal([other.code, JSON.parse(other.stdout).differs], [1, 'published'])
})

/** The same crash, and a round after it that ranks nobody. */
const LATER = folderOf({
  ...Object.fromEntries(FILES.map((file) => [file, readFileSync(join(CRASH, file), 'utf8')])),
  'marks.csv': 'time,market,price\n1000,BTC,50000\n2000,BTC,49700\n3000,BTC,49400\n4000,BTC,49400\n',
})

test('people are told place and root; either kernel, round or time say the same', async () => {
  const [text, json, byRound, byTime] = await Promise.all([
    proveBtc(LATER, '--account', '3'),
    proveBtc(CRASH, '--account', '3', '--json', '--kernel', 'reference'),
    proveBtc(CRASH, '--account', '3', '--json', '--round', '3', '--pass', '1'),
    proveBtc(LATER, '--account', '3', '--json', '--at', '3500'),
  ])
  const { root } = JSON.parse(json.stdout) as RankProof
  assert.match(text.stdout, /^Place 3 of 3 in the ADL queue of BTC shorts\nround 3, pass 1, policy bitmex\n/)
  assert.match(text.stdout, new RegExp(`\nsize +1\nnotional +49400\nscore +0.009782\nroot +${root}\n`))
  assert.equal([byRound.stdout, byTime.stdout], [json.stdout, json.stdout])
})

test('a proof that does not hold is a finding; one without form is bad input that names the field', async () => {
  const { stdout } = await proveBtc(CRASH, '--account', '4', '--json')
  const proof = JSON.parse(stdout) as RankProof
  const polluting = join(
    folderOf({ 'proof.json': stdout.replace('{', '{"__proto__": {"verified": true},') }),
    'proof.json',
  )
  const [finding, field, own, broken, usage] = await Promise.all([
    ballast(['check-proof', fileOf({ ...proof, rank: 2 })]),
    ballast(['check-proof', fileOf({ ...proof, sizeLots: 500 })]),
    ballast(['check-proof', polluting]),
    ballast(['check-proof', join(files, 'no.json')]),
    ballast(['check-proof', fileOf(proof), '--root', 'abc']),
  ])
  assert.is(finding.code, 1)
  assert.match(finding.stdout, /^does not hold: root is [0-9a-f]{64}, the rest makes [0-9a-f]{64}\n$/)
  assert.is(field.code, 3)
  assert.match(field.stderr, /sizeLots is 500, expected a whole number of 64 bits in quotes.*ERR_CONFIG/)
  assert.is(own.code, 3)
  assert.match(own.stderr, /__proto__ is no field of a proof/)
  assert.is(broken.code, 3)
  assert.match(broken.stderr, /no\.json:1: not valid JSON/)
  assert.is(usage.code, 2)
})

test('a mistake is said with the way out', async () => {
  const out = fileOf({})
  const [nobody, noRound, unknown, secret, both, taken] = await Promise.all([
    proveBtc(CRASH, '--account', '1'),
    proveBtc(CRASH, '--account', '2', '--round', '9'),
    ballast(['prove', CRASH, '--market', 'DOGE', '--side', 'long', '--account', '1', '--secret-file', SECRET]),
    proveBtc(CRASH, '--account', '2', '--secret-file', join(files, 'short')),
    proveBtc(CRASH, '--account', '2', '--round', '1', '--at', '3000'),
    proveBtc(CRASH, '--account', '2', '--out', out),
  ])
  assert.is(nobody.code, 3)
  assert.match(nobody.stderr, /account 1 has no place among the BTC shorts that were ranked: in no round/)
  assert.is(noRound.code, 3)
  assert.match(noRound.stderr, /there are 3 rounds, none is 9/)
  assert.is(unknown.code, 3)
  assert.match(unknown.stderr, /--market DOGE: no such market, there are BTC/)
  assert.is(secret.code, 3)
  assert.match(secret.stderr, /has 10 bytes, expected 16 or more/)
  assert.is(both.code, 2)
  assert.match(both.stderr, /--round.*cannot be used with.*--at/)
  assert.is(taken.code, 3)
  assert.is(readFileSync(out, 'utf8'), '{}')
})

test('a round of a journal is proven with the root that the engine has told', () =>
  inFolder(async (folder) => {
    const { engine } = await openEngine(join(folder, 'live'), usual)
    engine.commitRankings(readFileSync(SECRET))
    live(engine)
    const [told] = engine.rankings
    const proof = engine.proveRank({ market: venue.LINEAR, side: 'short', account: venue.BOB })!
    await engine[Symbol.asyncDispose]()
    // The same life without a secret has the same journal.
    await keep(join(folder, 'kept'))
    const args = ['--market', 'LIN-PERP', '--side', 'short', '--account', `${venue.BOB}`, '--secret-file', SECRET]
    const [again, kept, roundless, late] = await Promise.all([
      ballast(['prove', join(folder, 'live'), '--round', '1', ...args, '--json']),
      ballast(['prove', join(folder, 'kept'), '--round', '1', ...args, '--json']),
      ballast(['prove', join(folder, 'kept'), ...args]),
      ballast(['prove', join(folder, 'kept'), '--round', '2', ...args]),
    ])
    assert.equal([again.code, again.stderr], [0, ''])
    assert.equal(JSON.parse(again.stdout), proof)
    assert.equal(JSON.parse(kept.stdout), proof)
    assert.equal(checkProof(proof, told!.root), { verified: true })
    assert.is(roundless.code, 3)
    assert.match(roundless.stderr, /is a journal: say which round with --round/)
    assert.is(late.code, 3)
    assert.match(late.stderr, /there is no round 2/)
  }))

test.run()
