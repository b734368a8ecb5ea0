// What is public beside the methods of an engine: opening one, importing a book, decimals, policies of the package; and
// policies and order books of a caller's own that answer with nonsense.

import { AssertionError } from '../../src/core/assert.ts'
import { min as smallest } from '../../src/fixed/rounding.ts'
import * as ballast from '../../src/index.ts'
import { crash } from '../engine/kept-folder.ts'
import { EXTERNALS, emptyEngine, linearConfig } from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import type { Report } from './finding.ts'
import { CallersOwn, changed, shownArgs, wildValue } from './wild.ts'

const CAPACITY = { accounts: 8, positions: 8, markets: 2, tiersPerMarket: 4, batch: 4 }

type Call = readonly [name: string, made: (chance: Chance) => unknown[], run: (...args: never[]) => unknown]

/** A mistake in these is a programmer's, and an assertion (SPEC 8). */
const ASSERTING = ['new TradeBatch', 'new RankResult', 'unitsToDecimal', 'formatDecimal']

const CALLS: readonly Call[] = [
  ['createEngine', (chance) => [engineOptions(chance)], (options) => ballast.createEngine(options).close()],
  ['new TradeBatch', () => [4], (capacity: number) => new ballast.TradeBatch(smaller(capacity))],
  ['new RankResult', () => [4], (top: number) => new ballast.RankResult(smaller(top))],
  ['parseDecimal', (chance) => [chance.pick(['1', '-0.05', '12.50']), 'field'], ballast.parseDecimal],
  ['formatDecimal', () => [{ coefficient: 15n, decimals: 1 }], ballast.formatDecimal],
  ['unitsToDecimal', () => [15n, { coefficient: 1n, decimals: 2 }], ballast.unitsToDecimal],
  ['policyOf', () => ['bybit'], ballast.policyOf],
  ['presetOf', () => ['okx'], ballast.presetOf],
  ['ftx', () => [{ top: 3 }], ballast.ftx],
  ['riskAware', () => [{ power: 2 }], ballast.riskAware],
  ['cappedProRata', () => [{ capPpm: 500_000 }], ballast.cappedProRata],
  ['importer.account', () => [{ id: 9, cashAtoms: -5n, owner: 3, class: 'trader' }], importing('account')],
  ['importer.market', () => [{ ...linearConfig, symbol: 'TWO' }], importing('market')],
  [
    'importer.position',
    () => [{ account: EXTERNALS[0], market: 0, lots: 5n, entryValueAtoms: 50_000n }],
    importing('position'),
  ],
  ['a policy', (chance) => [ownPolicy(chance)], (policy) => playRound({ policy }, null)],
  ['an order book', (chance) => [ownBook(chance)], (book) => playRound({}, book)],
]

// A batch of a thousand million is what was asked for; it has nothing to do with what is tried here.
const smaller = (wanted: number) => (typeof wanted === 'number' && wanted > 1e6 ? 1e6 : wanted)

function engineOptions(chance: Chance): object {
  const all: Record<string, unknown> = {
    ...{ capacity: CAPACITY, atom: '0.01', kernel: chance.pick(['fast', 'reference']), markOutsideBand: 'halt' },
    ...{ round: { adl: 'propose', policy: 'okx' }, waitingCommands: 5, executor: 'inline' },
  }
  const keys = Object.keys(all).filter((key) => key === 'capacity' || chance.once(2))
  return Object.fromEntries(keys.map((key) => [key, all[key]]))
}

function importing(method: 'account' | 'market' | 'position') {
  return (...args: never[]) => {
    const engine = emptyEngine()
    // Of before anything has happened.
    engine.book.clear()
    const importer = engine.beginImport()
    try {
      importer.account({ id: EXTERNALS[0], class: 'external', cashAtoms: 0n })
      importer.market(linearConfig)
      Reflect.apply(importer[method], importer, args)
    } finally {
      importer.abort()
    }
  }
}

const nonsense = (chance: Chance, sensible: (given: unknown[]) => unknown) => {
  return (...given: unknown[]) => {
    if (chance.once(3)) return sensible(given)
    const right = sensible(given)
    return Array.isArray(right) && chance.once(2) ? changed(right, chance) : wildValue(chance)
  }
}

/** So much, from the first on. */
function filled(wanted: bigint, most: readonly bigint[]): bigint[] {
  let left = wanted
  return most.map((each) => {
    const given = smallest(each, left)
    left -= given
    return given
  })
}

function ownPolicy(chance: Chance): object {
  const kinds: Record<string, unknown> = {
    score: nonsense(chance, () => ({ over: 1n, under: 2n })),
    order: nonsense(chance, ([candidates]) => Array.from(candidates as unknown[], (_, index) => index)),
    allocate: nonsense(chance, ([need, , open]) => filled(need as bigint, open as bigint[])),
    share: nonsense(chance, ([debt, , most]) => filled(debt as bigint, most as bigint[])),
  }
  const kind = chance.pick(Object.keys(kinds))
  const policy = { name: 'own', [kind]: kinds[kind] }
  return chance.once(4) ? { ...policy, capacity: nonsense(chance, ([, open]) => open) } : policy
}

function ownBook(chance: Chance): object {
  return {
    answer: nonsense(chance, ([ask]) => {
      const { lots } = ask as { lots: bigint }
      return [{ priceTicks: 75n, lots: lots < 0n ? -lots : lots }]
    }),
  }
}

/** A venue with an account that is bankrupt. What is refused must change nothing, and what is done must add up. */
function playRound(options: object, liquidity: unknown): void {
  const engine = emptyEngine('fast')
  crash(engine)
  let before = ''
  try {
    engine.configureRound(options)
    before = engine.stateHash()
    engine.runRound({ liquidity: liquidity as ballast.Liquidity })
  } catch (error) {
    if (before !== '' && engine.stateHash() !== before) throw new Error('a refused round has changed the book')
    throw error
  }
  const { findings } = engine.audit()
  if (findings.length > 0) throw new Error(`after a round the audit finds: ${findings[0]}`)
}

export const CALLS_OF_GAME = 50

export async function playFunctions(seed: number, report: Report): Promise<void> {
  const chance = new Chance(seed)
  for (let index = 0; index < CALLS_OF_GAME; index += 1) {
    const [name, made, run] = chance.pick(CALLS)
    const known = made(chance)
    const args = chance.once(3) ? known : changed(known, chance)
    const input = `${name}${shownArgs(args)}`
    report.inputs += 1
    Error.stackTraceLimit = 20
    try {
      Reflect.apply(run, undefined, args)
      report.accepted += 1
      report.note(`accepted ${name}`)
    } catch (error) {
      if (error instanceof ballast.BallastError) report.refuse(error.code)
      else if (error instanceof CallersOwn) report.refuse('an error of the caller')
      else if (error instanceof AssertionError && ASSERTING.includes(name)) report.refuse('an assertion')
      else report.find(error, input)
    }
    if (({} as Record<string, unknown>).polluted !== undefined) report.find('every object is polluted', input)
  }
}
