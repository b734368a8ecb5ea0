// All that counts of an engine between two commands, as sections of a snapshot, and back.

import { restoreSections, type Section, sectionsOf } from '../book/book-sections.ts'
import type { PlainFunds } from '../book/fund-state.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { packRecord, unpackRecord } from '../journal/records.ts'
import type { Policy } from '../policies/policy.ts'
import type { Engine } from './engine.ts'
import type { RoundState } from './round-keeping.ts'
import { demandState, markOf, packMark, readMark, type StateMark } from './state-mark.ts'
import { readVenue, type VenueOptions } from './venue-options.ts'

const IMAGE_VERSION = 1
const META = 'engine'

type PlainDone = readonly (readonly [client: number, number: number])[]

/** What an image says of itself. */
export interface ImageMeta {
  readonly venue: VenueOptions
  readonly rounds: RoundState
  readonly funds: PlainFunds
  readonly state: StateMark
  /** Commands that were done under ids. */
  readonly done: PlainDone
}

/** Of a settled engine. Views of its memory: to be used before its next command. */
export function* imageOf(engine: Engine, venue: VenueOptions): Generator<Section> {
  const { rounds, options } = engine.roundState
  const meta = [venue, [options, rounds], engine.book.funds.toPlain(), packMark(markOf(engine.book))]
  // Copied: what packing returns is used again.
  yield { name: META, bytes: packRecord([IMAGE_VERSION, ...meta, engine.doneCommands.toPlain()]).slice() }
  yield* sectionsOf(engine.book)
}

/** @throws BallastError ERR_JOURNAL for an image of a newer version */
export function readMeta(bytes: Uint8Array): ImageMeta {
  const [version, ...parts] = unpackRecord(bytes)
  if (version !== IMAGE_VERSION) {
    const message = `a snapshot holds an engine of version ${version}, this program reads ${IMAGE_VERSION}`
    throw new BallastError(ErrorCode.JOURNAL, message)
  }
  const [venue, [options, rounds], funds, [sequence, hash, cash], done] = parts as [
    ...[venue: unknown, rounds: [options: object, rounds: number], funds: PlainFunds],
    ...[state: [sequence: unknown, hash: unknown, cash: unknown], done: PlainDone],
  ]
  return { venue: readVenue(venue), rounds: { options, rounds }, funds, state: readMark(sequence, hash, cash), done }
}

/**
 * Makes an engine of the same capacity what an image says.
 *
 * @param read gives a section
 * @throws BallastError ERR_JOURNAL_CORRUPT when it then has another hash than the image says
 */
export function restoreImage(
  engine: Engine,
  meta: ImageMeta,
  policies: readonly Policy[],
  read: (name: string) => Uint8Array,
): void {
  restoreSections(engine.book, read)
  engine.restoreRoundState(meta.rounds, policies)
  engine.book.funds.takePlain(meta.funds)
  engine.doneCommands.takePlain(meta.done)
  demandState(engine.book, meta.state, 'the snapshot')
}

/** Name of the section that `readMeta` reads. */
export { META as META_SECTION }
