// What lies on the disk when nobody uses it: it is verified, and bits of it flip. Damage is passed over where there is
// another copy, or told with file and byte; what must never be is that another state comes up and nobody says a word.

import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { openEngine } from '../../src/engine/open-engine.ts'
import { verifyFolder } from '../../src/engine/verify-folder.ts'
import { checksumOf } from '../../src/journal/checksum.ts'
import type { SimulatedDisk } from '../journal/simulated-disk.ts'
import type { Chance } from '../oracles/chance.ts'
import { demandSame, differ } from './difference.ts'
import { breakLock } from './disk-faults.ts'
import type { Ending, LifePlan } from './plan.ts'
import { markOf } from './twin.ts'
import { FOLDER, type Venue } from './venue.ts'

interface Found {
  readonly sequence: number
  readonly isTorn: boolean
}

interface Flip {
  readonly file: string
  readonly offset: number
  readonly bit: number
}

const FILE = /^(journal|snapshot)-\d{16}\.ballast$/
/** Magic and version: they say that it is another kind of file, not a damaged one. */
const JOURNAL_HEAD_BYTES = 12

/** @param ending of the life that has left it so */
export async function judgeRest(disk: SimulatedDisk, venue: Venue, plan: LifePlan, ending: Ending): Promise<void> {
  const flips = venue.canary?.mendsChecksums === true ? 6 : plan.flips
  if (flips === 0 && !plan.verifies) return
  const found = await lookAt(disk.copy(), venue)
  if (found instanceof BallastError) differ(`it cannot be opened: ${found.code} ${found.message}`)
  venue.ledger.found(found.sequence, ending, venue.issued)
  const names = disk.list(FOLDER).filter((name) => FILE.test(name))
  if (plan.verifies && names.length > 0) await verify(disk.copy(), venue, found.sequence)
  for (let count = 0; count < flips && names.length > 0; count += 1) {
    await flipOne(disk, names, venue, found)
  }
}

/** Opens a disk that nobody needs any more. */
async function lookAt(disk: SimulatedDisk, venue: Venue): Promise<Found | BallastError> {
  breakLock(disk, FOLDER, 999)
  const { capacity } = venue.terms
  try {
    const { engine, recovery } = await openEngine(FOLDER, { disk, capacity, snapshotEvery: 0, kernel: 'reference' })
    const sequence = engine.lastSequence
    demandSame(
      markOf(engine),
      venue.twin.marks[sequence] ?? null,
      `state after ${sequence} commands, silently different`,
    )
    await engine[Symbol.asyncDispose]()
    return { sequence, isTorn: (recovery?.torn ?? null) !== null }
  } catch (error) {
    if (error instanceof BallastError) return error
    throw error
  }
}

async function verify(disk: SimulatedDisk, venue: Venue, sequence: number): Promise<void> {
  const report = await verifyFolder(disk, FOLDER)
  demandSame(report.findings, [], 'findings of a folder that is whole')
  demandSame(report.sequence, sequence, 'commands in a folder that was verified')
  venue.tally.note('verified')
}

async function flipOne(undamaged: SimulatedDisk, names: readonly string[], venue: Venue, found: Found): Promise<void> {
  const disk = undamaged.copy()
  const { chance, tally, canary } = venue
  const flip = canary?.mendsChecksums === true ? mendedFlip(disk, names, chance) : anyFlip(disk, names, chance)
  if (flip === null) return
  const what = `bit ${flip.bit} of byte ${flip.offset} of ${flip.file}`
  tally.count('fault:flipped bit')
  let after: Found | BallastError
  try {
    after = await lookAt(disk, venue)
  } catch (error) {
    if (error instanceof Error) error.message += `\n  with ${what} flipped`
    throw error
  }
  if (after instanceof BallastError) {
    // What the engine notices by itself, by a checkpoint say, is not what this bug is for.
    if (canary?.mendsChecksums === true) return tally.note('flip:told')
    judgeRefusal(after, flip, what)
    const snapshots = names.filter((name) => name.startsWith('snapshot'))
    if (flip.file.startsWith('snapshot') && snapshots.length > 1 && after.code === ErrorCode.JOURNAL_CORRUPT) {
      // Where another snapshot would do, it has to.
      const without = undamaged.copy()
      without.unlinkNow(`${FOLDER}/${flip.file}`)
      const others = await lookAt(without, venue)
      if (!(others instanceof BallastError)) differ(`${what} keeps it from starting, which it does without that file`)
    }
    tally.note('flip:told')
  } else if (flip.file.startsWith('snapshot')) {
    demandSame(after.sequence, found.sequence, `commands with ${what} flipped`)
    tally.note('flip:passed over')
  } else {
    // Damage of the last group that was synced cannot be told from a torn tail, which is reported.
    if (after.sequence < found.sequence && !after.isTorn) differ(`commands are lost by ${what}, and nothing is said`)
    tally.note(after.sequence < found.sequence ? 'flip:cut' : 'flip:harmless')
  }
}

function judgeRefusal(error: BallastError, flip: Flip, what: string): void {
  const kind = flip.file.startsWith('journal') ? 'journal' : 'snapshot'
  const isForeign = kind === 'journal' && flip.offset < JOURNAL_HEAD_BYTES && error.code === ErrorCode.JOURNAL
  const told = `${error.code} ${error.message}`
  if (error.code !== ErrorCode.JOURNAL_CORRUPT && !isForeign) differ(`${what} is told as ${told}`)
  if (!/(journal|snapshot)-\d{16}\.ballast/.test(error.message)) differ(`${what}: no file is named in ${told}`)
  if (isForeign) return
  if (kind === 'journal' && !/byte \d+/.test(error.message)) differ(`${what}: no byte is named in ${told}`)
}

function anyFlip(disk: SimulatedDisk, names: readonly string[], chance: Chance): Flip | null {
  const file = chance.pick(names)
  const bytes = disk.bytesOf(`${FOLDER}/${file}`)
  const used = bytes.findLastIndex((byte) => byte !== 0) + 1
  const length = chance.once(5) ? bytes.length : used
  if (length === 0) return null
  // Headers are a small part of it, and deserve more than that.
  const offset = chance.once(5) ? chance.below(Math.min(64, length)) : chance.below(length)
  const bit = chance.below(8)
  disk.flipBit(`${FOLDER}/${file}`, offset, bit)
  return { file, offset, bit }
}

const PREAMBLE_BYTES = 24
const FRAME_BYTES = 24

/** A bit of some payload, and the checksum of its frame put right again. */
function mendedFlip(disk: SimulatedDisk, names: readonly string[], chance: Chance): Flip | null {
  const segments = names.filter((name) => name.startsWith('journal'))
  if (segments.length === 0) return null
  const file = chance.pick(segments)
  const path = `${FOLDER}/${file}`
  const bytes = disk.bytesOf(path)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const salt = view.getUint32(12, true)
  const frames: number[] = []
  for (let at = PREAMBLE_BYTES; at + FRAME_BYTES < bytes.length; ) {
    const length = view.getUint32(at, true)
    if (length === 0 || at + FRAME_BYTES + length > bytes.length) break
    frames.push(at)
    at += FRAME_BYTES + length
  }
  if (frames.length < 2) return null
  const at = chance.pick(frames.slice(1))
  const length = view.getUint32(at, true)
  const offset = at + FRAME_BYTES + chance.below(length)
  const bit = chance.below(8)
  disk.flipBit(path, offset, bit)
  const sum = checksumOf(disk.bytesOf(path), at + 8, at + FRAME_BYTES + length, (salt ^ length) >>> 0)
  const mended = disk.bytesOf(path).slice()
  new DataView(mended.buffer).setUint32(at + 4, sum, true)
  disk.overwrite(path, mended)
  return { file, offset, bit }
}
