// Whether a venue that has been opened again is one that it may be.

import type { Engine } from '../../src/index.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import { demandSame, differ } from './difference.ts'
import type { Life } from './life.ts'
import type { Ending } from './plan.ts'
import { markOf } from './twin.ts'
import type { Venue } from './venue.ts'

/** @param ending of the life before */
export function judgeOpened(engine: Engine, venue: Venue, ending: Ending, kernel: KernelName): void {
  const { ledger, twin, oracle } = venue
  const sequence = engine.lastSequence
  ledger.found(sequence, ending, venue.issued)
  demandSame(markOf(engine), twin.marks[sequence] ?? null, `state that was found after ${sequence} commands`)
  demandSame(engine.audit().findings, [], `audit of what was found after ${sequence} commands`)
  for (const [client, number] of engine.doneCommands.toPlain()) {
    const { isRepeated } = engine.once({ client, number }, () => differ('a command that had been done is done again'))
    if (!isRepeated) differ(`command ${number} of client ${client} is not known to be done`)
  }
  venue.tally.note('found', `${sequence} ${engine.stateHash()}`)
  venue.tally.count('commands lost', venue.issued - sequence)
  venue.takeBack(sequence, kernel)
  if (venue.round !== null) venue.tally.count('met:crash in a round')
  ledger.takeBack(sequence)
  const { naive } = oracle
  if (oracle.isLeft || venue.round !== null) return
  demandSame([naive.sequence, naive.hash()], [sequence, engine.stateHash()], 'the plain engine, taken back')
}

/** Listeners are told of what is durable, in order and once: so what they were told survives what is durable. */
export function judgeTold({ told, venue }: Life): void {
  const expected = venue.twin.told
  if (told.length > expected.length) differ(`${told.length} events were told, ${expected.length} have happened`)
  for (const [index, text] of told.entries()) demandSame(text, expected[index]!.text, `event ${index} of a life`)
  const last = expected[told.length - 1]
  if (last !== undefined) venue.ledger.acknowledged(last.sequence)
}
