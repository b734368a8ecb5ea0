// One command, given to all: the engine with its journal, its twin without one, and the plain engine.

import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/index.ts'
import { attempt, type Command, type Outcome, runEngine, shown } from '../oracles/command-play.ts'
import { demandSame } from './difference.ts'
import type { Life } from './life.ts'
import { markOf } from './twin.ts'

/** Client whose commands bear ids. */
const CLIENT = 7
/** These are no commands, or not of the state. */
const NOT_NUMBERED = new Set(['check', 'compact', 'preTrade', 'withdrawable'])

const PLAIN_KEYS = new Set([
  ...['policy', 'eligible', 'adlPrice', 'socialise', 'takeover', 'maxSlippagePpm', 'bufferAtoms', 'maxPasses', 'adl'],
  ...['liquidationBudgetAtoms', 'roundBudgetAtoms', 'haltOnDeficit'],
])

export function isOfJournal(code: string): boolean {
  return code === ErrorCode.JOURNAL || code === ErrorCode.JOURNAL_FULL
}

/** A command, and what the plain engine says to it. */
export function giveAll(life: Life, command: Command): void {
  const { oracle, issued } = life.venue
  const outcome = give(life, command)
  if (isOfJournal(outcome.code) || oracle.isLeft) return
  if (command[0] === 'configureRound' && !isPlainlyKnown(command)) {
    if (outcome.code === 'ok') oracle.leave(issued)
    return
  }
  demandSame(shown(outcome), shown(oracle.run(command)), `the plain engine, ${shown(command)}`)
  compareWithPlain(life, command)
}

/** The engine and its twin only; not the twin either when the journal has refused it. */
export function give(life: Life, command: Command): Outcome {
  const { venue, engine } = life
  const { chance, twin, oracle, tally } = venue
  const before = markOf(engine)
  const isNumbered = !NOT_NUMBERED.has(command[0]) && chance.once(6)
  const id = { client: CLIENT, number: life.number + 1 }
  const run = (on: Engine) => () => {
    const plainly = () => runEngine(on, command, oracle.adlAtMark)
    return isNumbered ? on.once(id, plainly).result : plainly()
  }
  const got = attempt(run(engine))
  if (isOfJournal(got.code)) {
    demandSame(markOf(engine), before, `the journal refused ${shown(command)}, and it has changed something`)
    tally.note(`refused by the journal:${got.code}`)
    life.refusedBy(got.code)
    return got
  }
  const expected = attempt(run(twin.engine))
  twin.note()
  if (isNumbered && got.code === 'ok') life.number += 1
  demandSame(shown(got), shown(expected), `the twin, ${shown(command)}`)
  demandSame(markOf(engine), twin.marks.at(-1), `state after ${shown(command)}`)
  demandSame(engine.lastSequence, twin.engine.lastSequence, `sequence after ${shown(command)}`)
  tally.note('commands', `${shown(command)} ${got.code} ${engine.stateHash()}`)
  tally.count(`command:${command[0]}`)
  if (got.code !== 'ok') tally.count(`refused:${got.code}`)
  return got
}

export function compareWithPlain({ engine, venue }: Life, command: Command): void {
  const { naive, isLeft } = venue.oracle
  if (isLeft) return
  demandSame(naive.hash(), engine.stateHash(), `state of the plain engine after ${shown(command)}`)
  demandSame(naive.sequence, engine.lastSequence, `sequence of the plain engine after ${shown(command)}`)
}

function isPlainlyKnown([, options]: Command): boolean {
  return Object.keys(options as object).every((key) => PLAIN_KEYS.has(key))
}
