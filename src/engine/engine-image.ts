// All that counts of an engine between two commands, as sections of a snapshot, and back.

import { restoreSections, type Section, sectionsOf } from '../book/book-sections.ts'
import type { PlainFunds } from '../book/fund-state.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { readWide } from '../fixed/wide.ts'
import { packRecord, unpackRecord } from '../journal/records.ts'
import { wideFromBytes, wideToBytes } from '../journal/wide.ts'
import * as at from '../memory/fields.ts'
import type { Policy } from '../policies/policy.ts'
import type { Engine } from './engine.ts'
import type { RoundState } from './round-commands.ts'
import type { VenueOptions } from './venue-options.ts'

const IMAGE_VERSION = 1
const META = 'engine'

/** What an image says of itself. */
export interface ImageMeta {
  readonly venue: VenueOptions
  readonly rounds: RoundState
  readonly funds: PlainFunds
  readonly sequence: number
  readonly stateHash: string
  readonly cashAtoms: bigint
}

/** Of a settled engine. Views of its memory: to be used before its next command. */
export function* imageOf(engine: Engine, venue: VenueOptions): Generator<Section> {
  const { rounds, options } = engine.roundState
  const { hash, cash } = totalsOf(engine)
  const meta = [venue, [options, rounds], engine.book.funds.toPlain(), engine.lastSequence, hash, cash]
  // Copied: what packing returns is used again.
  yield { name: META, bytes: packRecord([IMAGE_VERSION, ...meta]).slice() }
  yield* sectionsOf(engine.book)
}

/** State hash and Σ cash, 16 bytes each. */
function totalsOf(engine: Engine): { readonly hash: Uint8Array; readonly cash: Uint8Array } {
  const cashAtoms = readWide(engine.book.columns.wides, at.WIDE_CASH_TOTAL >> 3)
  return { hash: wideToBytes(BigInt(`0x${engine.stateHash()}`)), cash: wideToBytes(BigInt.asUintN(128, cashAtoms)) }
}

export const hashText = (bytes: Uint8Array): string => wideFromBytes(bytes).toString(16).padStart(32, '0')

/** @throws BallastError ERR_JOURNAL for an image of a newer version */
export function readMeta(bytes: Uint8Array): ImageMeta {
  const [version, ...parts] = unpackRecord(bytes)
  if (version !== IMAGE_VERSION) {
    const message = `a snapshot holds an engine of version ${version}, this program reads ${IMAGE_VERSION}`
    throw new BallastError(ErrorCode.JOURNAL, message)
  }
  const [venue, [options, rounds], funds, sequence, hash, cash] = parts as [
    ...[venue: VenueOptions, rounds: [options: object, rounds: number], funds: PlainFunds, sequence: number],
    ...[hash: Uint8Array, cash: Uint8Array],
  ]
  const stateHash = hashText(hash)
  return {
    ...{ venue, rounds: { options, rounds }, funds, sequence, stateHash },
    cashAtoms: BigInt.asIntN(128, wideFromBytes(cash)),
  }
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
  const found = engine.stateHash()
  if (found === meta.stateHash && engine.lastSequence === meta.sequence) return
  const state = `the state has the hash ${found} after ${engine.lastSequence} commands`
  const message = `${state}, the snapshot says ${meta.stateHash} after ${meta.sequence}`
  throw new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
}

/** Name of the section that `readMeta` reads. */
export { META as META_SECTION }
