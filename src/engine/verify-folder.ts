// Whether all that lies in a folder fits together: every frame and section by its checksum, every record done again
// from the oldest snapshot on, every later snapshot and checkpoint by its state hash. Changes nothing, needs no lock.

import { basename } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Disk } from '../journal/disk.ts'
import { isGap, JournalReader, segmentsIn, type TornTail } from '../journal/reader.ts'
import { segmentName } from '../journal/segment.ts'
import { listSnapshots } from '../journal/snapshot-file.ts'
import { SnapshotReader } from '../journal/snapshot-reader.ts'
import type { Policy } from '../policies/policy.ts'
import { orDamage } from './damage.ts'
import { createEngine, type Engine } from './engine.ts'
import { META_SECTION, readMeta } from './engine-image.ts'
import { type RecoveryProgress, recover } from './recover.ts'

export interface VerifiedSegment {
  readonly file: string
  readonly first: number
  records: number
  /** Of the payloads. */
  bytes: number
}

export interface VerifiedSnapshot {
  readonly file: string
  /** The last record that is in it. */
  readonly number: number
  /** null: the file is damaged. */
  readonly stateHash: string | null
  /** Whether the records up to it, from the oldest snapshot on, lead to the same state; null: not come to. */
  matches: boolean | null
}

export interface FolderReport {
  readonly folder: string
  readonly segments: readonly VerifiedSegment[]
  /** The oldest first. */
  readonly snapshots: readonly VerifiedSnapshot[]
  /** Done again. */
  readonly records: number
  readonly trades: number
  /** What was being written when the last process ended: no damage. */
  readonly torn: TornTail | null
  /** Of the end; null when it was not come to. */
  readonly sequence: number | null
  readonly stateHash: string | null
  readonly ms: number
  /** All that is wrong, in words. */
  readonly findings: readonly string[]
}

export interface VerifyOptions {
  /** The venue's own, which options in the journal name. */
  readonly policies?: readonly Policy[]
  readonly onProgress?: (progress: RecoveryProgress) => void
  readonly signal?: AbortSignal
}

/** @throws BallastError ERR_JOURNAL when there is nothing, or it cannot be read; ERR_CONFIG without a policy */
export async function verifyFolder(disk: Disk, folder: string, options: VerifyOptions = {}): Promise<FolderReport> {
  const beganMs = performance.now()
  const findings: string[] = []
  const snapshots = listSnapshots(disk, folder)
    .reverse()
    .map(({ number, path }) => readWhole(disk, path, number, findings))
  const segments = segmentsIn(disk, folder).map((first): VerifiedSegment => {
    return { file: segmentName(first), first, records: 0, bytes: 0 }
  })
  const oldest = snapshots.find(({ stateHash }) => stateHash !== null)
  if (oldest === undefined && snapshots.length + segments.length === 0) {
    throw new BallastError(ErrorCode.JOURNAL, `${folder} holds neither journal nor snapshot`)
  }
  const walk = new Walk(snapshots, segments, findings)
  walk.readBefore(disk, folder, oldest?.number ?? Number.MAX_SAFE_INTEGER - 1)
  const end = oldest === undefined ? null : await walk.play(disk, folder, oldest.number, options)
  if (oldest === undefined) findings.push(`${folder} holds no whole snapshot: its records cannot be done again`)
  return {
    ...{ folder, segments, snapshots, records: walk.records, trades: end?.trades ?? 0, torn: end?.torn ?? null },
    ...{
      sequence: end?.sequence ?? null,
      stateHash: end?.stateHash ?? null,
      ms: performance.now() - beganMs,
      findings,
    },
  }
}

function readWhole(disk: Disk, path: string, number: number, findings: string[]): VerifiedSnapshot {
  const file = basename(path)
  try {
    return SnapshotReader.use(disk, path, (reader) => {
      reader.verify()
      const { state } = orDamage(
        () => `${path} cannot be read`,
        () => readMeta(reader.read(META_SECTION)),
      )
      return { file, number, stateHash: state.stateHash, matches: null }
    })
  } catch (error) {
    if (!(error instanceof BallastError && error.code === ErrorCode.JOURNAL_CORRUPT)) throw error
    findings.push(error.message)
    return { file, number, stateHash: null, matches: null }
  }
}

class Walk {
  records = 0
  readonly #snapshots: readonly VerifiedSnapshot[]
  readonly #segments: readonly VerifiedSegment[]
  readonly #findings: string[]

  constructor(snapshots: readonly VerifiedSnapshot[], segments: readonly VerifiedSegment[], findings: string[]) {
    this.#snapshots = snapshots
    this.#segments = segments
    this.#findings = findings
  }

  /** Frames whose records the oldest snapshot has already: they are read, not done. */
  readBefore(disk: Disk, folder: string, upTo: number): void {
    if (this.#segments.length === 0 || this.#segments[0]!.first > upTo) return
    try {
      const reader = new JournalReader(disk, folder, { stopAt: upTo + 1 })
      for (const { file, payload } of reader.frames()) this.#count(basename(file), payload.length)
    } catch (error) {
      // They go when a newer snapshot has them, one by one: what the power left of that is no damage.
      if (upTo < Number.MAX_SAFE_INTEGER - 1 && isGap(error)) return
      if (!(error instanceof BallastError && error.code === ErrorCode.JOURNAL_CORRUPT)) throw error
      this.#findings.push(error.message)
    }
  }

  /** null: damage has ended it. */
  async play(disk: Disk, folder: string, from: number, { policies, onProgress, signal }: VerifyOptions) {
    try {
      const { engine, recovery } = await recover(disk, folder, (venue) => createEngine({ ...venue }), {
        ...{ policies, onProgress, signal },
        snapshotUpTo: from,
        onRecord: ({ file, number, payload }, at) => {
          this.#compare(number - 1, at)
          this.#count(basename(file), payload.length)
          this.records += 1
        },
      })
      this.#compare(recovery.snapshot + recovery.records, engine)
      for (const finding of engine.audit().findings) this.#findings.push(`the end of the journal: ${String(finding)}`)
      engine.close()
      return recovery
    } catch (error) {
      if (!(error instanceof BallastError && error.code === ErrorCode.JOURNAL_CORRUPT)) throw error
      this.#findings.push(error.message)
      return null
    }
  }

  #compare(number: number, engine: Engine): void {
    const snapshot = this.#snapshots.find((each) => each.number === number)
    if (snapshot === undefined || snapshot.stateHash === null || snapshot.matches !== null) return
    const found = engine.stateHash()
    snapshot.matches = found === snapshot.stateHash
    if (snapshot.matches) return
    this.#findings.push(`${snapshot.file} has the state ${snapshot.stateHash}, the records before it lead to ${found}`)
  }

  #count(file: string, bytes: number): void {
    const segment = this.#segments.find((each) => each.file === file)
    if (segment === undefined) return
    segment.records += 1
    segment.bytes += bytes
  }
}
