// Folders with damage and lies in them: what comes out of a damaged one is a state that was, or a BallastError; a lie
// may lead to another state, but never to anything else that is thrown, nor to memory beyond reason.

import { join } from 'node:path'
import { openEngine } from '../../src/engine/open-engine.ts'
import { verifyFolder } from '../../src/engine/verify-folder.ts'
import { BallastError, type Engine } from '../../src/index.ts'
import { JournalReader } from '../../src/journal/reader.ts'
import { listSnapshots } from '../../src/journal/snapshot-file.ts'
import { SnapshotReader } from '../../src/journal/snapshot-reader.ts'
import type { SimulatedDisk } from '../journal/simulated-disk.ts'
import { Chance } from '../oracles/chance.ts'
import { damage, lie } from './damage.ts'
import type { Report } from './finding.ts'
import { diskOf, FOLDER, frameText, type Kept, keptFolders, stateOf, TERMS } from './kept-files.ts'

/** Beyond what the files and a small book can need. */
const MOST_BYTES = 256 << 20

export async function playJournals(seed: number, report: Report): Promise<void> {
  const chance = new Chance(seed)
  const kept = chance.pick(await keptFolders())
  const files = new Map(kept.files)
  const isLie = kept.isEngine && chance.once(2)
  const done = [isLie ? lie(files, chance) : damage(files, chance)]
  if (chance.once(5)) done.push(isLie && files.size > 0 ? lie(files, chance) : damage(files, chance))
  const input = `${kept.name}: ${done.join('; ')}`
  report.inputs += 1
  report.note(isLie ? 'lies' : 'damage')
  const before = process.memoryUsage()
  const disk = diskOf(files)
  let isLeftOpen = false
  if (kept.isEngine && chance.once(3)) await verify(disk, input, report)
  else if (kept.isEngine) isLeftOpen = await open(disk, kept, isLie, input, report)
  else read(disk, kept, input, report)
  if (disk.openFiles !== 0 && !isLeftOpen) report.find(`${disk.openFiles} files are left open`, input)
  const after = process.memoryUsage()
  const grown = Math.max(after.external - before.external, after.heapUsed - before.heapUsed)
  if (grown > MOST_BYTES) report.find(`memory has grown by more than ${MOST_BYTES >> 20} MiB`, input)
  if (({} as Record<string, unknown>).polluted !== undefined) report.find('every object is polluted', input)
}

/** @returns whether the engine could not be closed again */
async function open(disk: SimulatedDisk, kept: Kept, isLie: boolean, input: string, report: Report): Promise<boolean> {
  let engine: Engine
  try {
    const { capacity: _, ...terms } = TERMS
    const opened = await openEngine(FOLDER, { ...terms, disk })
    engine = opened.engine
    if (opened.recovery?.torn !== null) report.note('torn tails cut')
    if ((opened.recovery?.damaged.length ?? 0) > 0) report.note('older snapshots used')
  } catch (error) {
    refused(error, input, report, 'open')
    return false
  }
  report.accepted += 1
  try {
    const isPrefix = kept.states.has(stateOf(engine))
    report.note(isPrefix ? 'opened in a state that was' : 'opened in another state')
    if (!isPrefix && !isLie) report.find('damage has led to a state that never was', input, 'open')
    const { findings } = engine.audit()
    // Only a lie can do that: the sums of everything were changed with it, or are not among what is compared.
    if (findings.length > 0 && !isLie) report.find(`opened, and the audit finds: ${findings[0]}`, input, 'open')
    if (findings.length > 0) report.note('opened by a lie with a book that an audit refuses')
    else engine.checkSync()
  } catch (error) {
    if (!(error instanceof BallastError)) report.find(error, `${input}; after it was opened`, 'open')
  }
  try {
    await engine[Symbol.asyncDispose]()
  } catch (error) {
    // A journal may have ended in the middle of a round, where no engine can be closed.
    if (!(error instanceof BallastError)) report.find(error, `${input}; when it was closed`, 'close')
    else report.note('left in the middle of a round')
    return true
  }
  return false
}

async function verify(disk: SimulatedDisk, input: string, report: Report): Promise<void> {
  try {
    const { findings } = await verifyFolder(disk, FOLDER)
    report.accepted += findings.length === 0 ? 1 : 0
    if (findings.length === 0) report.note('verified without findings')
    else report.refuse('findings of verify')
  } catch (error) {
    refused(error, input, report, 'verify')
  }
}

/** Frames as they were, the first ones of them; snapshots whole or refused. */
function read(disk: SimulatedDisk, kept: Kept, input: string, report: Report): void {
  try {
    let next = 0
    for (const { number, payload } of new JournalReader(disk, FOLDER).frames()) {
      if (next !== 0 && number !== next) report.find('a record is missing among those that were read', input, 'read')
      next = number + 1
      if (!kept.states.has(frameText(number, payload))) report.find('a record that was never written', input, 'read')
    }
    report.accepted += 1
  } catch (error) {
    refused(error, input, report, 'read')
  }
  for (const { path } of listSnapshots(disk, FOLDER)) {
    try {
      SnapshotReader.use(disk, path, (reader) => {
        reader.verify()
        const original = kept.files.get(path.slice(FOLDER.length + 1))
        if (original !== undefined && Buffer.compare(original, disk.bytesOf(join(path))) !== 0) {
          report.note('snapshots whole with changes between their sections')
        }
      })
    } catch (error) {
      refused(error, input, report, 'snapshot')
    }
  }
}

function refused(error: unknown, input: string, report: Report, where: string): void {
  if (error instanceof BallastError) report.refuse(error.code)
  else report.find(error, input, where)
}
