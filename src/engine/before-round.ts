// A round of the past: the engine as it was before it, from the newest snapshot that is old enough and the records
// behind that; and the records of the round itself, to be done again one by one.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { Disk } from '../journal/disk.ts'
import { type Frame, JournalReader } from '../journal/reader.ts'
import { listSnapshots } from '../journal/snapshot-file.ts'
import { SnapshotReader } from '../journal/snapshot-reader.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { Policy } from '../policies/policy.ts'
import {
  type CommandRecord,
  RECORD_ACCEPT_PROPOSAL,
  RECORD_OPEN_ROUND,
  RECORD_ROUND_RESULT,
  RECORD_RUN_ROUND,
} from './command-log.ts'
import { createEngine, type Engine } from './engine.ts'
import { META_SECTION, readMeta } from './engine-image.ts'
import { unpackCommand, withoutId } from './record-columns.ts'
import { playFrame, type Recovery, type RecoveryProgress, recover } from './recover.ts'
import { type RoundResult, readResult } from './round-result.ts'

export interface BeforeRoundOptions {
  /** The venue's own, which options in the journal name. */
  readonly policies?: readonly Policy[]
  /** 'fast' when left out. */
  readonly kernel?: KernelName
  readonly onProgress?: (progress: RecoveryProgress) => void
  readonly signal?: AbortSignal
}

export interface BeforeRound {
  /** Close it afterwards. */
  readonly engine: Engine
  readonly recovery: Recovery
  /** Number of the record that begins the round. */
  readonly record: number
  /**
   * Does the records of the round again, to its end.
   *
   * @param onCommand is shown every command of them after it was done
   * @throws BallastError ERR_JOURNAL when the journal ends before the round, ERR_JOURNAL_CORRUPT
   */
  play(onCommand?: (command: CommandRecord) => void): PlayedRound
}

export interface PlayedRound {
  /** The first and the last record of the round. */
  readonly records: readonly [first: number, last: number]
  /** What was written down when it was played first; null: there was no room for it, or the process died before. */
  readonly recorded: RoundResult | null
  readonly found: RoundResult
}

const BEGINNINGS: readonly number[] = [RECORD_RUN_ROUND, RECORD_OPEN_ROUND, RECORD_ACCEPT_PROPOSAL]

/**
 * Opens what is in a folder as it was before a round. Changes nothing, needs no lock.
 *
 * @param round counts from 1
 * @throws BallastError ERR_RANGE when there is no such round, or no snapshot that is old enough; ERR_JOURNAL,
 *   ERR_JOURNAL_CORRUPT, ERR_CONFIG
 */
export async function openBeforeRound(
  disk: Disk,
  folder: string,
  round: number,
  options: BeforeRoundOptions = {},
): Promise<BeforeRound> {
  demand(Number.isSafeInteger(round) && round > 0, ErrorCode.RANGE, () => `round is ${round}: rounds count from 1`)
  const { policies = [], kernel = 'fast', onProgress, signal } = options
  const start = snapshotBefore(disk, folder, round)
  const record = beginningOf(disk, folder, round, start)
  const open = (venue: Parameters<Parameters<typeof recover>[2]>[0]) => createEngine({ ...venue, kernel })
  const { engine, recovery } = await recover(disk, folder, open, {
    ...{ policies, onProgress, signal, snapshotUpTo: start.number, stopAt: record },
  })
  return {
    engine,
    recovery,
    record,
    play: (onCommand) => play({ disk, folder, record, engine, policies, round, onCommand }),
  }
}

interface Start {
  /** Of the snapshot. */
  readonly number: number
  /** Rounds that had ended by then. */
  readonly rounds: number
}

function snapshotBefore(disk: Disk, folder: string, round: number): Start {
  const snapshots = listSnapshots(disk, folder)
  demand(snapshots.length > 0, ErrorCode.JOURNAL, () => `${folder} holds no snapshot to begin with`)
  let least = Number.POSITIVE_INFINITY
  for (const { number, path } of snapshots) {
    const rounds = roundsOf(disk, path)
    if (rounds === null) continue
    if (rounds < round) return { number, rounds }
    least = Math.min(least, rounds)
  }
  const oldest = Number.isFinite(least) ? `was made after round ${least}` : 'is damaged'
  throw new BallastError(ErrorCode.RANGE, `round ${round} cannot be recomputed: the oldest snapshot ${oldest}`)
}

/** null: damaged. */
function roundsOf(disk: Disk, path: string): number | null {
  try {
    return SnapshotReader.use(disk, path, (reader) => readMeta(reader.read(META_SECTION)).rounds.rounds)
  } catch (error) {
    if (error instanceof BallastError && error.code !== ErrorCode.JOURNAL_CORRUPT) throw error
    return null
  }
}

// Every round that has begun ends before the next one begins, and a snapshot is made between two rounds.
function beginningOf(disk: Disk, folder: string, round: number, { number, rounds }: Start): number {
  let begun = rounds
  for (const frame of new JournalReader(disk, folder, { from: number + 1 }).frames()) {
    if (!BEGINNINGS.includes(withoutId(unpackCommand(frame.payload))[0])) continue
    begun += 1
    if (begun === round) return frame.number
  }
  throw new BallastError(ErrorCode.RANGE, `there is no round ${round}: the journal ends after round ${begun}`)
}

interface Play extends Pick<BeforeRound, 'engine' | 'record'> {
  readonly disk: Disk
  readonly folder: string
  readonly policies: readonly Policy[]
  readonly round: number
  readonly onCommand: ((command: CommandRecord) => void) | undefined
}

function play({ disk, folder, record, engine, policies, round, onCommand }: Play): PlayedRound {
  const frames = new JournalReader(disk, folder, { from: record }).frames()
  for (const frame of frames) {
    playFrame(engine, frame, policies)
    onCommand?.(unpackCommand(frame.payload))
    if (engine.roundState.rounds < round) continue
    const found = engine.lastResult!
    return { records: [record, frame.number], recorded: recordedBehind(frames, round), found }
  }
  throw new BallastError(ErrorCode.JOURNAL, `the journal ends before round ${round} has ended`)
}

// Only a checkpoint may come between.
function recordedBehind(frames: Iterable<Frame>, round: number): RoundResult | null {
  let looked = 0
  for (const { payload } of frames) {
    const [code, ...parts] = unpackCommand(payload)
    if (code === RECORD_ROUND_RESULT) {
      const result = readResult(parts)
      return result.round === round ? result : null
    }
    looked += 1
    if (looked === 2) break
  }
  return null
}
