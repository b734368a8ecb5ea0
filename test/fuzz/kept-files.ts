// Folders of engines as files in memory: made once, by a short life on a real disk, and changed by the thousand.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '../../src/engine/engine.ts'
import { type OpenOptions, openEngine } from '../../src/engine/open-engine.ts'
import { recover } from '../../src/engine/recover.ts'
import type { VenueOptions } from '../../src/engine/venue-options.ts'
import { BallastError, type Engine } from '../../src/index.ts'
import { JournalReader } from '../../src/journal/reader.ts'
import { listSnapshots } from '../../src/journal/snapshot-file.ts'
import { inFolder } from '../engine/kept-folder.ts'
import { openVenue } from '../engine/small-venue.ts'
import { SimulatedDisk } from '../journal/simulated-disk.ts'
import { Chance } from '../oracles/chance.ts'
import { ARGUMENTS } from './command-args.ts'

export const FOLDER = '/venue'

export type Files = Map<string, Uint8Array>

export interface Kept {
  readonly name: string
  readonly files: Files
  /** 'sequence hash' of every state that the records lead through; of a journal without an engine, of every frame. */
  readonly states: ReadonlySet<string>
  /** Whether an engine can be made of it. */
  readonly isEngine: boolean
}

export const TERMS: OpenOptions = {
  ...{ capacity: { accounts: 24, positions: 60, markets: 5, tiersPerMarket: 4, batch: 8 }, atom: '0.01' },
  ...{ kernel: 'reference', snapshotEvery: 0, segmentBytes: 4_096 },
}

const COMMANDS = [
  ...['trade', 'trade', 'trade', 'applyTrades', 'applyMarks', 'deposit', 'applyDeposits', 'withdraw', 'transfer'],
  ...['configureMarket', 'configureRound', 'openAccount', 'closeAccount', 'setReserved', 'setExempt', 'setProtected'],
  ...['holdPool', 'payFunding', 'applyFunding', 'advanceTime', 'runRound', 'runRound', 'openRound', 'fill', 'once'],
  ...['bookExhausted', 'advanceRound', 'advanceRound', 'acceptProposal', 'compact', 'listMarket', 'resumeMarket'],
]

const LIVES = [1, 2]

let kept: Promise<readonly Kept[]> | null = null

/** All folders that are changed; made the first time. */
export function keptFolders(): Promise<readonly Kept[]> {
  kept ??= Promise.all([...LIVES.map(lifeOf), Promise.resolve([golden()])]).then((made) => made.flat())
  return kept
}

export function diskOf(files: Files): SimulatedDisk {
  const disk = new SimulatedDisk()
  for (const [name, bytes] of files) disk.put(join(FOLDER, name), bytes)
  return disk
}

function filesIn(folder: string): Files {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ballast'))
  return new Map(names.sort().map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]))
}

export const stateOf = (engine: Engine) => `${engine.lastSequence} ${engine.stateHash()}`

/** Two folders: as the process leaves it when it is killed, and when it ends. */
async function lifeOf(seed: number): Promise<Kept[]> {
  const found: { name: string; files: Files }[] = []
  await inFolder(async (folder) => {
    const chance = new Chance(seed)
    const { engine, snapshots } = await openEngine(folder, TERMS)
    openVenue('reference', engine)
    for (const id of [1, 2, 3, 4]) engine.deposit(id, 20_000n)
    for (let index = 0; index < 150; index += 1) {
      const name = chance.pick(COMMANDS)
      try {
        Reflect.apply(Reflect.get(engine, name), engine, ARGUMENTS[name]!(engine, chance))
      } catch (error) {
        if (!(error instanceof BallastError)) throw error
      }
      if (index % 50 === 40 && engine.isSettled) await snapshots.make()
    }
    await engine.durable()
    found.push({ name: `life ${seed}, killed`, files: filesIn(folder) })
    await engine[Symbol.asyncDispose]()
    found.push({ name: `life ${seed}, ended`, files: filesIn(folder) })
  })
  return Promise.all(found.map(async (each) => ({ ...each, isEngine: true, states: await statesOf(each.files) })))
}

async function statesOf(files: Files): Promise<Set<string>> {
  const states = new Set<string>()
  const disk = diskOf(files)
  const open = (venue: VenueOptions) => createEngine({ ...venue, kernel: 'reference' })
  const { engine } = await recover(disk, FOLDER, open, {
    // From the oldest snapshot on.
    snapshotUpTo: listSnapshots(disk, FOLDER).at(-1)!.number,
    onRecord: (_, at) => states.add(stateOf(at)),
  })
  states.add(stateOf(engine))
  return states
}

export const frameText = (number: number, payload: Uint8Array) => `${number} ${Buffer.from(payload).toString('hex')}`

/** The golden journal of the format: its records are no commands. */
function golden(): Kept {
  const folder = new URL('../../fixtures/journals/v1/', import.meta.url).pathname
  const files = filesIn(folder)
  const reader = new JournalReader(diskOf(files), FOLDER)
  const states = new Set([...reader.frames()].map(({ number, payload }) => frameText(number, payload)))
  return { name: 'golden', files, states, isEngine: false }
}
