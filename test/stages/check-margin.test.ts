import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setCash } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import { STATE_AT_RISK, STATE_BANKRUPT } from '../../src/core/codes.ts'
import { CheckResult } from '../../src/stages/check-margin.ts'
import * as venue from '../engine/small-venue.ts'
import { applyRoundMarks, goldenFile, goldenRounds, openRound } from './golden-rounds.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR } = venue

function flaggedOf(result: CheckResult): [id: number, state: string][] {
  return Array.from({ length: result.count }, (_, index) => {
    const bankrupt = result.states[index] === STATE_BANKRUPT
    if (!bankrupt) assert.is(result.states[index], STATE_AT_RISK)
    return [result.ids[index]!, bankrupt ? 'bankrupt' : 'at-risk']
  })
}

test('the golden rounds are the file that the fixtures describe', () => {
  const bytes = readFileSync(goldenFile)
  const entries = JSON.parse(readFileSync(new URL('metadata.json', goldenFile), 'utf8'))
  const entry = entries.find(({ file }: { file: string }) => file === 'golden-rounds.json')
  assert.equal([entry.sha256, entry.size_bytes], [createHash('sha256').update(bytes).digest('hex'), bytes.length])
})

for (const round of goldenRounds()) {
  test(`golden round ${round.id}: ${round.about}`, () => {
    for (const kernel of venue.KERNELS) {
      const engine = openRound(round, kernel)
      applyRoundMarks(engine, round)
      const expected = round.expected.flagged.map(({ id, state }) => [Number(id), state])
      const result = engine.checkSync()
      assert.equal(flaggedOf(result), expected, kernel)
      const traders = round.rows.filter((row) => row.class === 'trader').length
      const bankrupt = expected.filter(([, state]) => state === 'bankrupt').length
      assert.equal([result.checked, result.healthy], [traders, traders - expected.length])
      assert.equal([result.bankrupt, result.atRisk], [bankrupt, expected.length - bankrupt])
      for (const [id, state] of expected) assert.is(engine.account(id as number).state, state)
      venue.sound(engine)
    }
  })
}

for (const kernel of venue.KERNELS) {
  test(`an empty engine has nobody to flag (${kernel})`, () => {
    const { checked, count, healthy } = venue.emptyEngine(kernel).checkSync()
    assert.equal([checked, count, healthy], [0, 0, 0])
  })

  test(`the result says what was judged: the sequence, everybody, and who (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.deposit(ALICE, 20_000n)
    engine.deposit(BOB, 1_000n)
    venue.trade(engine, ALICE, BOB, 10n, 100n)
    venue.mark(engine, 1, [LINEAR, 101n])
    // Bob is worth nothing, and must keep 1,010.
    const result = engine.checkSync()
    assert.equal(flaggedOf(result), [[BOB, 'at-risk']])
    assert.equal([result.sequence, result.checked, result.healthy], [engine.lastSequence, 4, 3])
  })

  test(`ids are ascending also where rows were used again (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.closeAccount(ALICE)
    engine.openAccount({ id: 1_000 }) // on Alice's row
    assert.ok(rowOf(engine.book, 1_000) < rowOf(engine.book, BOB))
    for (const [id, cash] of [
      [1_000, -1n],
      [CAROL, -5n],
      [DAVE, -2n],
    ] as const) {
      setCash(engine.book, rowOf(engine.book, id), cash)
    }
    assert.equal(flaggedOf(engine.checkSync()), [
      [CAROL, 'bankrupt'],
      [DAVE, 'bankrupt'],
      [1_000, 'bankrupt'],
    ])
  })

  test(`a state goes with its id through the sorting (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.deposit(BOB, 1_000n)
    venue.trade(engine, CAROL, BOB, 1n, 100n)
    engine.closeAccount(ALICE)
    engine.openAccount({ id: 4_294_967_294 })
    setCash(engine.book, rowOf(engine.book, 4_294_967_294), -1n)
    // Carol is worth nothing with 100 to keep, Bob has 1,000.
    const expected = [
      [CAROL, 'at-risk'],
      [4_294_967_294, 'bankrupt'],
    ]
    assert.equal(flaggedOf(engine.checkSync()), expected)
  })
}

test('the result is one object, used again', () => {
  const engine = venue.openVenue()
  const first = engine.checkSync()
  setCash(engine.book, rowOf(engine.book, ALICE), -1n)
  const second = engine.checkSync()
  assert.is(first, second)
  assert.is(first.count, 1)
})

test('a check changes nothing and is no command', () => {
  const engine = venue.openVenue()
  const before = [engine.stateHash(), engine.lastSequence]
  engine.checkSync()
  assert.equal([engine.stateHash(), engine.lastSequence], before)
})

test('a result has room for every row', () => {
  const result = new CheckResult(8)
  assert.equal([result.ids.length, result.states.length, result.count], [8, 8, 0])
})

test.run()
