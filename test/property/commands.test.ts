// Random sequences of commands on a naive book and both kernels: the same outcome and the same state after every one.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as code from '../../src/core/codes.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { Chance } from '../oracles/chance.ts'
import { makeCommand, openingCommands } from '../oracles/command-maker.ts'
import { readSeeds, reportPlainly, shorten } from '../oracles/seeds.ts'
import { type Command, shown, Trio } from '../oracles/trio.ts'

const RUNS = 60
const COMMANDS = 250
const AUDIT_EVERY = 16

// Small, so that every column gets full.
const trio = new Trio({ accounts: 16, positions: 26, markets: 5, tiersPerMarket: 16, batch: 8 })

function replay(commands: readonly Command[]): void {
  trio.reset()
  for (const command of commands) trio.run(command)
  trio.audit()
  trio.compareBytes()
  trio.playAgain()
}

/** One command for every word, made for the state that the ones before have left. */
function runWords(words: readonly number[]): void {
  trio.reset()
  const commands: Command[] = []
  const run = (command: Command) => {
    commands.push(command)
    return trio.run(command)
  }
  try {
    for (const command of openingCommands()) assert.is(run(command), 'ok')
    for (const [index, word] of words.entries()) {
      run(makeCommand(trio.naive, new Chance(word)))
      if (index % AUDIT_EVERY === 0) trio.audit()
    }
    trio.audit()
    trio.compareBytes()
    trio.playAgain()
  } catch (error) {
    const few = shorten(commands, failureOf)
    throw new Error(`${failureOf(few)}\nfor fixtures/seeds: ${shown({ commands: few })}`, { cause: error })
  }
}

function failureOf(commands: readonly Command[]): string | null {
  try {
    replay(commands)
    return null
  } catch (error) {
    return String(error)
  }
}

for (const { name, why, commands } of readSeeds()) {
  test(`seed ${name}: ${why}`, () => replay(commands))
}

test('both kernels and the naive book agree after every command of random sequences', () => {
  const words = fc.array(fc.nat(0xffff_ffff), { minLength: COMMANDS, maxLength: COMMANDS + 50, size: 'max' })
  const seed = Number(process.env['BALLAST_SEED'] ?? 20_251_010)
  // A command depends on the ones before, so `shorten` takes whole commands away; smaller words would mean nothing.
  fc.assert(fc.property(words, runWords), { seed, numRuns: RUNS, endOnFailure: true, reporter: reportPlainly })
})

test('the sequences have met every refusal that they can', () => {
  const missing = [...EXPECTED].filter((what) => !trio.seen.has(what))
  assert.equal(missing, [])
})

const { ACCOUNT_CLASS, CAPACITY, CONFIG, DECIMAL, DUPLICATE, HALTED, NOT_EMPTY, PRICE_BAND, RANGE } = ErrorCode
const { TIERS, TIME, UNIT_SIZE, UNKNOWN_ACCOUNT, UNKNOWN_MARKET, WITHDRAWAL } = ErrorCode

const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  listMarket: [
    CAPACITY,
    CONFIG,
    DUPLICATE,
    DECIMAL,
    UNIT_SIZE,
    UNKNOWN_ACCOUNT,
    ACCOUNT_CLASS,
    PRICE_BAND,
    RANGE,
    TIERS,
  ],
  configureMarket: [UNKNOWN_MARKET, PRICE_BAND, RANGE, TIERS, UNKNOWN_ACCOUNT, ACCOUNT_CLASS],
  haltMarket: [UNKNOWN_MARKET],
  resumeMarket: [UNKNOWN_MARKET],
  openAccount: [RANGE, ACCOUNT_CLASS, DUPLICATE, CAPACITY],
  closeAccount: [UNKNOWN_ACCOUNT, NOT_EMPTY],
  setReserved: [UNKNOWN_ACCOUNT, RANGE],
  setExempt: [UNKNOWN_ACCOUNT],
  deposit: [UNKNOWN_ACCOUNT, RANGE],
  deposits: [UNKNOWN_ACCOUNT, RANGE],
  withdraw: [UNKNOWN_ACCOUNT, RANGE, WITHDRAWAL],
  transfer: [UNKNOWN_ACCOUNT, RANGE, WITHDRAWAL, DUPLICATE],
  withdrawable: [UNKNOWN_ACCOUNT],
  trade: [UNKNOWN_ACCOUNT, UNKNOWN_MARKET, RANGE, DUPLICATE, HALTED, PRICE_BAND, ACCOUNT_CLASS, CAPACITY],
  trades: [],
  preTrade: [UNKNOWN_ACCOUNT, UNKNOWN_MARKET, RANGE, ACCOUNT_CLASS],
  marks: [TIME, RANGE, DUPLICATE, UNKNOWN_MARKET, PRICE_BAND],
  'halting-marks': [TIME, DUPLICATE, UNKNOWN_MARKET],
  payFunding: [UNKNOWN_MARKET, TIME, HALTED, RANGE],
  funding: [UNKNOWN_MARKET, TIME, HALTED, RANGE, DUPLICATE],
  check: [],
  compact: [],
}

// A run of 128 positions is met in book-limits.test.ts, and markets for 65,535 of a house row cannot be listed.
const OUTCOMES = Object.entries(code)
  .filter(([name, value]) => name.startsWith('TRADE_') && value <= code.TRADE_CAPACITY)
  .filter(([name]) => !name.endsWith('_POSITIONS_FULL'))
  .map(([, value]) => `outcome:${value}`)

const EXPECTED = new Set([
  ...Object.entries(REFUSALS).flatMap(([name, codes]) => ['ok', ...codes].map((what) => `${name}:${what}`)),
  ...OUTCOMES,
  ...['ok', 'flagged', 'market-halted', 'price-band', 'lots-limit', 'initial-margin', 'health-worse'].map(
    (reason) => `reason:${reason}`,
  ),
  ...[code.STATE_AT_RISK, code.STATE_BANKRUPT].map((state) => `state:${state}`),
])

test.run()
