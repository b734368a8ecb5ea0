// An engine from what is on the disk: the newest snapshot that is whole, and the records behind it, done again.

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Disk } from '../journal/disk.ts'
import { frameBytes } from '../journal/frames.ts'
import { type Frame, type JournalEnd, JournalReader, segmentsIn, type TornTail } from '../journal/reader.ts'
import { segmentName } from '../journal/segment.ts'
import { listSnapshots } from '../journal/snapshot-file.ts'
import { SnapshotReader } from '../journal/snapshot-reader.ts'
import type { Policy } from '../policies/policy.ts'
import { RECORD_CHECKPOINT, RECORD_ROUND_RESULT, RECORD_TRADES } from './command-log.ts'
import { orDamage } from './damage.ts'
import type { Engine } from './engine.ts'
import { type ImageMeta, META_SECTION, readMeta, restoreImage } from './engine-image.ts'
import { playRecord } from './play-record.ts'
import { unpackCommand } from './record-columns.ts'
import { type RoundResult, readResult } from './round-result.ts'
import { demandState, readMark } from './state-mark.ts'
import { demandOwnSegment, type VenueOptions } from './venue-options.ts'

export interface RecoveryProgress {
  /** Number of the last record that was done. */
  readonly number: number
  readonly records: number
  /** Of the journal, read so far, and in all; what is reserved behind its end counts too. */
  readonly bytes: number
  readonly totalBytes: number
}

export interface RecoverOptions {
  /** The venue's own, which options in the journal name. */
  readonly policies?: readonly Policy[] | undefined
  /** Stops before this record, whatever comes there. */
  readonly stopAt?: number | undefined
  /** The newest snapshot that may be used. */
  readonly snapshotUpTo?: number
  readonly onProgress?: ((progress: RecoveryProgress) => void) | undefined
  /** Called before a record is done. */
  readonly onRecord?: (frame: Frame, engine: Engine) => void
  readonly signal?: AbortSignal | undefined
}

export interface Recovery {
  /** The snapshot's record; null: there was none. */
  readonly snapshot: number
  /** Snapshots that were damaged, and how; older ones were used. */
  readonly damaged: readonly { readonly file: string; readonly why: string }[]
  readonly records: number
  readonly trades: number
  readonly bytes: number
  readonly ms: number
  /** What was not whole at the end of the journal, and has been cut. */
  readonly torn: TornTail | null
  readonly sequence: number
  readonly stateHash: string
}

export interface Recovered {
  readonly engine: Engine
  readonly venue: VenueOptions
  readonly end: JournalEnd
  readonly recovery: Recovery
}

/** How long records are done before other work has its turn. */
const TURN_MS = 25

/**
 * @param open makes the empty engine that a snapshot is put into
 * @throws BallastError ERR_JOURNAL_CORRUPT naming file, offset and record; ERR_JOURNAL without any whole snapshot
 */
export async function recover(
  disk: Disk,
  folder: string,
  open: (venue: VenueOptions) => Engine,
  options: RecoverOptions = {},
): Promise<Recovered> {
  const beganMs = performance.now()
  const { engine, meta, number, damaged } = fromSnapshot(disk, folder, open, options)
  try {
    const { end, done } = await playAll(disk, folder, number, engine, meta.venue, options)
    const ms = performance.now() - beganMs
    const state = { sequence: engine.lastSequence, stateHash: engine.stateHash() }
    const recovery = { snapshot: number, damaged, ...done, ms, torn: end.torn, ...state }
    return { engine, venue: meta.venue, end, recovery }
  } catch (error) {
    engine.close()
    throw error
  }
}

interface Done {
  records: number
  trades: number
  bytes: number
}

async function playAll(
  disk: Disk,
  folder: string,
  number: number,
  engine: Engine,
  venue: VenueOptions,
  options: RecoverOptions,
): Promise<{ readonly end: JournalEnd; readonly done: Done }> {
  const { policies = [] } = options
  const stop = options.stopAt === undefined ? {} : { stopAt: options.stopAt }
  const reader = new JournalReader(disk, folder, {
    ...{ from: number + 1, ...stop },
    onSegment: (segment) => demandOwnSegment(venue, segment),
  })
  const done = { records: 0, trades: 0, bytes: 0 }
  const totalBytes = bytesFrom(disk, folder, number + 1)
  let turnMs = performance.now()
  for (const frame of reader.frames()) {
    options.onRecord?.(frame, engine)
    done.trades += playFrame(engine, frame, policies)
    done.records += 1
    done.bytes += frameBytes(frame.payload.length)
    if (performance.now() - turnMs < TURN_MS) continue
    options.onProgress?.({ number: frame.number, records: done.records, bytes: done.bytes, totalBytes })
    await setImmediate()
    options.signal?.throwIfAborted()
    turnMs = performance.now()
  }
  return { end: reader.end, done }
}

function bytesFrom(disk: Disk, folder: string, number: number): number {
  const firsts = segmentsIn(disk, folder)
  const from = firsts.findLast((first) => first <= number) ?? 0
  let bytes = 0
  for (const first of firsts.filter((each) => each >= from)) {
    const file = disk.open(join(folder, segmentName(first)), 'read')
    bytes += file.sizeNow()
    file.closeNow()
  }
  return bytes
}

interface Restored {
  readonly engine: Engine
  readonly meta: ImageMeta
  readonly number: number
  readonly damaged: readonly { readonly file: string; readonly why: string }[]
}

// From the newest that is whole. A damaged one is no loss as long as an older one and the records behind it are there.
function fromSnapshot(
  disk: Disk,
  folder: string,
  open: (venue: VenueOptions) => Engine,
  { policies = [], snapshotUpTo = Number.POSITIVE_INFINITY, stopAt = Number.POSITIVE_INFINITY }: RecoverOptions,
): Restored {
  const damaged: { file: string; why: string }[] = []
  for (const { number, path } of listSnapshots(disk, folder)) {
    if (number > snapshotUpTo || number >= stopAt) continue
    try {
      return { ...readSnapshot(disk, path, open, policies), number, damaged }
    } catch (error) {
      if (!(error instanceof BallastError && error.code === ErrorCode.JOURNAL_CORRUPT)) throw error
      damaged.push({ file: path, why: error.message })
    }
  }
  const why = damaged.map((each) => each.why).join('; ')
  const none = damaged.length === 0 ? 'there is none' : `none of ${damaged.length} is whole: ${why}`
  throw new BallastError(
    damaged.length === 0 ? ErrorCode.JOURNAL : ErrorCode.JOURNAL_CORRUPT,
    `${folder} holds no snapshot to begin with: ${none}`,
  )
}

function readSnapshot(
  disk: Disk,
  path: string,
  open: (venue: VenueOptions) => Engine,
  policies: readonly Policy[],
): { engine: Engine; meta: ImageMeta } {
  const place = () => `${path} cannot be read`
  return SnapshotReader.use(disk, path, (reader) => {
    const meta = orDamage(place, () => readMeta(reader.read(META_SECTION)))
    const engine = orDamage(place, () => open(meta.venue))
    try {
      orDamage(place, () => restoreImage(engine, meta, policies, (name) => reader.read(name)))
    } catch (error) {
      engine.close()
      throw error
    }
    return { engine, meta }
  })
}

/**
 * Does a record again, or holds the state against what it says.
 *
 * @returns how many trades it was
 * @throws BallastError ERR_JOURNAL_CORRUPT naming file, offset and record
 */
export function playFrame(engine: Engine, frame: Frame, policies: readonly Policy[]): number {
  const { file, offset, number, payload } = frame
  return orDamage(
    () => `record ${number} (${file}, byte ${offset}) cannot be done again`,
    () => {
      const command = unpackCommand(payload)
      const [code, ...parts] = command
      if (code === RECORD_CHECKPOINT) demandState(engine.book, readMark(parts[0], parts[1], parts[2]), 'the checkpoint')
      else if (code === RECORD_ROUND_RESULT) demandResult(engine, readResult(parts))
      else playRecord(engine, command, policies)
      return code === RECORD_TRADES ? (parts[0] as Uint32Array).length : 0
    },
  )
}

function demandResult({ book, roundState }: Engine, { round, state }: RoundResult): void {
  demandState(book, state, `the result of round ${round}`)
  if (roundState.rounds === round) return
  const message = `it is the result of round ${round}, ${roundState.rounds} have ended`
  throw new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
}
