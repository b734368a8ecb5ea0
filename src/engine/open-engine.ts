// An engine whose commands are kept in a folder: opened anew, it goes on where it was.
//
//   const { engine } = await openEngine('/var/lib/venue', { capacity: … })
//   engine.deposit(7, 1_000_000n)
//   await engine.durable()                    it survives a loss of power from here on
//   await engine[Symbol.asyncDispose]()

import { demand, demandFunction, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { Disk } from '../journal/disk.ts'
import { Journal } from '../journal/journal.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { type JournalEnd, segmentsIn } from '../journal/reader.ts'
import { listSnapshots } from '../journal/snapshot-file.ts'
import { writeSnapshot } from '../journal/snapshot-writer.ts'
import { type Durability, type WriterOptions, writerTerms } from '../journal/writer-options.ts'
import { policyOf } from '../policies/known.ts'
import { createEngine, type Engine } from './engine.ts'
import { imageOf } from './engine-image.ts'
import { JournalLog } from './journal-log.ts'
import { type EngineOptions, ownOptions } from './options.ts'
import { type Recovery, type RecoveryProgress, recover } from './recover.ts'
import { SnapshotKeeper, type SnapshotOptions } from './snapshot-keeper.ts'
import { markOf } from './state-mark.ts'
import { restoredOptions, storedOptions } from './stored-options.ts'
import { demandSameVenue, segmentHeader, type VenueOptions, venueOf } from './venue-options.ts'

/**
 * `capacity` is needed to begin; later, what is said of capacity, atom and marks must be what was said then. `round` is
 * for the beginning too: later, rounds are played as the journal says, and `configureRound` changes that.
 */
export interface OpenOptions extends Partial<EngineOptions>, SnapshotOptions {
  /** When a command counts as durable: on the disk, written to the operating system, at once. 'sync' when left out. */
  readonly durability?: Durability
  /** Longest time from a write to its sync under 'interval', in milliseconds; 100 when left out. */
  readonly intervalMs?: number
  readonly segmentBytes?: number
  /** Records from one checkpoint to the next, at which recovery has to come to the same state; 65,536 when left out. */
  readonly checkpointEvery?: number
  /** Fills the engine of an empty folder, by an import, say: the first snapshot holds what it leaves. */
  readonly prepare?: (engine: Engine) => void | Promise<void>
  readonly onProgress?: (progress: RecoveryProgress) => void
  readonly signal?: AbortSignal
  /** The disk; that of this machine when left out. */
  readonly disk?: Disk
}

const USUAL_RECORDS = 65_536

export interface OpenedEngine {
  readonly engine: Engine
  /** null: the folder was empty. */
  readonly recovery: Recovery | null
  readonly snapshots: SnapshotKeeper
}

/**
 * Opens the folder of an engine, made if it does not exist, for this process alone, and recovers what is there.
 *
 * @throws BallastError ERR_JOURNAL_LOCKED while another process has it, ERR_JOURNAL_CORRUPT for damage in the middle
 *   (naming file, offset and record), ERR_JOURNAL, ERR_CONFIG
 */
export async function openEngine(folder: string, given: OpenOptions = {}): Promise<OpenedEngine> {
  demand(typeof folder === 'string' && folder !== '', ErrorCode.CONFIG, () => {
    return `folder is ${shown(folder)}, expected the path of one`
  })
  const options = ownOptions(given)
  const { disk = nodeDisk } = options
  checkOptions(options)
  const journal = Journal.open(folder, { disk })
  try {
    const isNew = listSnapshots(disk, folder).length === 0 && segmentsIn(disk, folder).length === 0
    return isNew ? await begin(journal, options) : await goOn(journal, options)
  } catch (error) {
    await journal.close().catch(() => {})
    throw error
  }
}

// Before a folder is begun.
function checkOptions(options: OpenOptions): void {
  const { policies = [], round = {}, checkpointEvery = USUAL_RECORDS, prepare, onProgress } = options
  demand(Array.isArray(policies), ErrorCode.CONFIG, () => `policies is ${shown(policies)}, expected an array`)
  for (const policy of policies) policyOf(policy)
  if (prepare !== undefined) demandFunction(prepare, 'prepare')
  if (onProgress !== undefined) demandFunction(onProgress, 'onProgress')
  SnapshotKeeper.checkOptions(options)
  writerTerms(writerOptions(options, () => Uint8Array.of(0)))
  restoredOptions(storedOptions(round), policies)
  demand(Number.isSafeInteger(checkpointEvery) && checkpointEvery > 0, ErrorCode.CONFIG, () => {
    return `checkpointEvery is ${shown(checkpointEvery)}, expected a whole number from 1`
  })
}

function writerOptions(
  { durability, intervalMs, segmentBytes }: OpenOptions,
  header: (first: number) => Uint8Array,
): WriterOptions {
  return {
    ...(durability === undefined ? {} : { durability }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
    header,
  }
}

async function begin(journal: Journal, options: OpenOptions): Promise<OpenedEngine> {
  const { capacity } = options
  demand(capacity !== undefined, ErrorCode.CONFIG, () => `${journal.folder} is empty: a capacity is needed to begin`)
  const log = new JournalLog(options.policies ?? [])
  const venue = venueOf({ ...options, capacity })
  const engine = createEngine({ ...options, capacity }, log)
  try {
    await options.prepare?.(engine)
    demand(engine.isSettled, ErrorCode.STATE, () => 'prepare has left a round, a proposal or an import open')
    await writeSnapshot(journal.disk, journal.folder, 0, imageOf(engine, venue))
    const snapshots = await start(journal, { next: 1, torn: null, cut: null, isStopped: false }, options, {
      engine,
      venue,
      log,
      snapshot: 0,
    })
    return { engine, recovery: null, snapshots }
  } catch (error) {
    engine.close()
    throw error
  }
}

async function goOn(journal: Journal, options: OpenOptions): Promise<OpenedEngine> {
  const { kernel, executor, waitingCommands, policies, onProgress, signal } = options
  const machinery = {
    ...(kernel === undefined ? {} : { kernel }),
    ...(executor === undefined ? {} : { executor }),
    ...(waitingCommands === undefined ? {} : { waitingCommands }),
  }
  const log = new JournalLog(policies ?? [])
  const open = (venue: VenueOptions) => {
    demandSameVenue(venue, options)
    return createEngine({ ...machinery, ...venue }, log)
  }
  const { engine, venue, end, recovery } = await recover(journal.disk, journal.folder, open, {
    ...{ policies, onProgress, signal },
  })
  try {
    const snapshots = await start(journal, end, options, { engine, venue, log, snapshot: recovery.snapshot })
    return { engine, recovery, snapshots }
  } catch (error) {
    engine.close()
    throw error
  }
}

interface Running {
  readonly engine: Engine
  readonly venue: VenueOptions
  readonly log: JournalLog
  /** The snapshot that the engine was made from. */
  readonly snapshot: number
}

async function start(
  journal: Journal,
  end: JournalEnd,
  options: OpenOptions,
  { engine, venue, log, snapshot }: Running,
): Promise<SnapshotKeeper> {
  const { checkpointEvery = USUAL_RECORDS } = options
  const writer = await journal.write(end, {
    ...writerOptions(options, (first) => segmentHeader(venue, first)),
    onDurable: (number) => {
      log.onDurable(number)
      keeper.onDurable()
    },
  })
  const keeper = new SnapshotKeeper({ journal, writer, engine }, options, snapshot)
  log.start(writer, {
    state: () => markOf(engine.book),
    close: async () => {
      await keeper.close()
      await journal.close()
    },
    checkpointEvery,
  })
  return keeper
}
