// Ten thousand inputs of `npm run fuzz`, always the same ones.

import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGUMENTS } from './command-args.ts'
import { Report } from './finding.ts'
import { publicMethods } from './fuzz-commands.ts'
import { commandOf, gamesOf, KINDS, play, upTo } from './kinds.ts'
import { CallersOwn } from './wild.ts'

const INPUTS = 10_000
const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)

/** Of all inputs of a kind at least this part is accepted, else little was tried. */
const ACCEPTED = { commands: 0.3, functions: 0.2, scenarios: 0.2, journals: 0.2, cli: 0 }

for (const kind of KINDS) {
  test(`${kind}: only a BallastError comes out, and what is refused changes nothing`, async () => {
    const { inputs, accepted, refused, findings } = await play(kind, seed, upTo(gamesOf(kind, INPUTS)))
    const found = [...findings.values()].map(({ what, input, game }) => {
      return `${what}\n  ${input}\n  ${commandOf(kind, seed, game)}`
    })
    assert.ok(accepted >= inputs * ACCEPTED[kind], `${accepted} of ${inputs} were accepted`)
    assert.ok(refused.size > 0)
    assert.is(found.join('\n'), '')
  })
}

const KEPT = new URL('../../fixtures/seeds/fuzz/', import.meta.url)

for (const name of readdirSync(KEPT)) {
  test(`a game that once found something: ${name}`, async () => {
    const { kind, seed: first, game } = JSON.parse(readFileSync(new URL(name, KEPT), 'utf8'))
    const { findings } = await play(kind, first, [game])
    assert.equal([...findings.keys()], [])
  })
}

test('every method that arguments are made for is one of an engine, and is called', async () => {
  const methods = publicMethods()
  assert.equal(
    Object.keys(ARGUMENTS).filter((name) => !methods.includes(name)),
    [],
  )
  const { notes } = await play('commands', seed, upTo(25))
  assert.equal(
    Object.keys(ARGUMENTS).filter((name) => !notes.has(`accepted ${name}`)),
    [],
  )
})

test('a finding is told once, with its first input, and counted', () => {
  const report = new Report('commands')
  report.find('a mark of nothing', 'first')
  report.find('a mark of nothing', 'second')
  report.find(new CallersOwn('x'), 'third')
  assert.equal(
    [...report.findings.values()].map(({ input, count }) => [input, count]),
    [
      ['first', 2],
      ['third', 1],
    ],
  )
})

test.run()
