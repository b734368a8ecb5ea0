// Random sequences of commands with rounds among them, on a naive engine and both kernels: the same outcome, the same
// events and the same state after every one; I1 to I5 after every round.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { Chance } from '../oracles/chance.ts'
import { EXTERNALS, makeEngineCommand, openingOfVenue } from '../oracles/engine-maker.ts'
import type { NaiveTrade } from '../oracles/naive-trades.ts'
import { readSeeds, reportPlainly, shorten } from '../oracles/seeds.ts'
import { type Capacity, type Command, shown, Trio } from '../oracles/trio.ts'

const RUNS = Math.ceil(Number(process.env.ROUND_RUNS ?? 700) / 20)
const COMMANDS = 120
const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)
const ROOMY: Capacity = { accounts: 40, positions: 140, markets: 3, tiersPerMarket: 3, batch: 4 }
const TRADERS = 10

function run(trio: Trio, words: readonly number[], make: (word: number) => Command): void {
  const commands: Command[] = []
  try {
    trio.reset()
    for (const command of openingOfVenue(TRADERS)) {
      commands.push(command)
      assert.is(trio.run(command), 'ok')
    }
    for (const [index, word] of words.entries()) {
      const command = make(word)
      commands.push(command)
      trio.run(command)
      if (index % 16 === 0 || command[0] === 'round') trio.audit()
    }
    trio.audit()
  } catch (error) {
    const few = shorten(commands, (some) => failureOf(trio, some))
    throw new Error(`${failureOf(trio, few)}\nfor fixtures/seeds/venues: ${shown({ commands: few })}`, { cause: error })
  }
}

function failureOf(trio: Trio, commands: readonly Command[]): string | null {
  try {
    trio.reset()
    for (const command of commands) trio.run(command)
    trio.audit()
    return null
  } catch (error) {
    return String(error)
  }
}

for (const { name, why, capacity = ROOMY, commands } of readSeeds('venues')) {
  test(`seed ${name}: ${why}`, () => assert.is(failureOf(new Trio(capacity), commands), null))
}

const words = fc.array(fc.nat(0xffff_ffff), { minLength: COMMANDS, maxLength: COMMANDS, size: 'max' })

test('a naive engine and both kernels agree on every command of a venue, rounds with their events among them', () => {
  const trio = new Trio(ROOMY)
  const property = (given: readonly number[]) => {
    let accepting = false
    run(trio, given, (word) => {
      const command = makeEngineCommand(trio.naive, new Chance(word), accepting)
      accepting = command[0] === 'round' || command[0] === 'stepRound'
      return command
    })
  }
  fc.assert(fc.property(words, property), { seed, numRuns: RUNS, endOnFailure: true, reporter: reportPlainly })
  if (process.env.ROUND_RUNS !== undefined) console.log(Object.fromEntries(trio.seen))
  const wanted = [
    ...['cancel', 'own-first', 'liquidation-wanted', 'liquidation', 'book-exhausted', 'cross', 'fund-draw'],
    ...['takeover', 'adl-fill', 'close-at-mark', 'socialised', 'deficit'],
  ].map((type) => `event:${type}`)
  const outcomes = ['round:ok', 'stepRound:ok', 'acceptProposal:ok', `acceptProposal:${ErrorCode.STATE}`]
  outcomes.push('closeAccount:ok', 'setProtected:ok', 'holdPool:ok', `holdPool:${ErrorCode.ACCOUNT_CLASS}`)
  assert.equal(
    [...wanted, ...outcomes].filter((what) => !trio.seen.has(what)),
    [],
  )
})

test('a book that is almost full plays its rounds, without the fills and takeovers that it has no room for', () => {
  const trio = new Trio({ ...ROOMY, accounts: 16, positions: 12 })
  // External rows hold nothing before a round, so that a fill on the order book has to open a position.
  const isOutside = (trade: NaiveTrade) => EXTERNALS.includes(trade.buyer) || EXTERNALS.includes(trade.seller)
  const property = (given: readonly number[]) => {
    run(trio, given, (word) => {
      const command = makeEngineCommand(trio.naive, new Chance(word), false)
      if (command[0] === 'trade' && isOutside(command[1] as NaiveTrade)) return ['check']
      return command[0] === 'stepRound' ? ['round', command[1]] : command
    })
  }
  fc.assert(fc.property(words, property), { seed, numRuns: RUNS, endOnFailure: true, reporter: reportPlainly })
  if (process.env.ROUND_RUNS !== undefined) console.log(Object.fromEntries(trio.seen))
  assert.ok(trio.seen.has('round:lacked-room'), 'no fill or takeover has found the book full')
})

test.run()
