// Reads snapshots back. Whatever is not as it was written is an error that says which section, and where it stands.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { checksumOf } from './checksum.ts'
import { type Disk, type DiskFile, diskError } from './disk.ts'
import {
  checkHead,
  isFooterSound,
  parseFooter,
  parseList,
  type SectionEntry,
  SNAPSHOT_CHUNK_BYTES,
  SNAPSHOT_FOOTER_BYTES,
  SNAPSHOT_HEAD_BYTES,
} from './snapshot-file.ts'

export class SnapshotReader {
  readonly path: string
  /** The last record that is in the snapshot. */
  readonly number: number
  readonly sections: readonly SectionEntry[]
  readonly #file: DiskFile

  private constructor(file: DiskFile, number: number, sections: readonly SectionEntry[]) {
    this.path = file.path
    this.number = number
    this.sections = sections
    this.#file = file
  }

  /**
   * Reads what there is in a snapshot. Close it afterwards.
   * @throws BallastError ERR_JOURNAL_CORRUPT, or ERR_JOURNAL when it cannot be opened or is none of this version
   */
  static open(disk: Disk, path: string): SnapshotReader {
    const file = attempt(path, 'opening', () => disk.open(path, 'read'))
    try {
      const { number, sections } = readContents(file)
      return new SnapshotReader(file, number, sections)
    } catch (error) {
      file.closeNow()
      throw error
    }
  }

  /** Opens a snapshot, has it read, and closes it. @throws BallastError as `open` */
  static use<Result>(disk: Disk, path: string, read: (reader: SnapshotReader) => Result): Result {
    const reader = SnapshotReader.open(disk, path)
    try {
      return read(reader)
    } finally {
      reader.close()
    }
  }

  /** The bytes of a section, in memory of their own. @throws BallastError ERR_JOURNAL_CORRUPT */
  read(name: string): Uint8Array {
    const bytes = new Uint8Array(this.#section(name).length)
    this.readInto(name, bytes)
    return bytes
  }

  /** Reads a section into memory of its length, shared or not. Damage is found when it has been filled. */
  readInto(name: string, target: Uint8Array): void {
    const section = this.#section(name)
    if (target.length !== section.length) {
      const message = `${this.#place(section)} has ${section.length} bytes, the memory for it ${target.length}`
      throw new BallastError(ErrorCode.RANGE, message)
    }
    this.#stream(section, (bytes, done) => target.set(bytes, done))
  }

  /** Reads everything, and throws where a section is damaged. */
  verify(): void {
    for (const section of this.sections) this.#stream(section, () => {})
  }

  close(): void {
    this.#file.closeNow()
  }

  #stream(section: SectionEntry, take: (bytes: Uint8Array, done: number) => void): void {
    const buffer = new Uint8Array(Math.min(SNAPSHOT_CHUNK_BYTES, section.length))
    let sum = 0
    for (let done = 0; done < section.length; done += buffer.length) {
      const part = buffer.subarray(0, Math.min(buffer.length, section.length - done))
      readAll(this.#file, part, section.offset + done)
      sum = checksumOf(part, 0, part.length, sum)
      take(part, done)
    }
    if (sum === section.checksum) return
    throw corrupt(`${this.#place(section)} is damaged: its checksum is ${sum}, expected ${section.checksum}`)
  }

  #section(name: string): SectionEntry {
    const section = this.sections.find((entry) => entry.name === name)
    if (section !== undefined) return section
    const names = this.sections.map((entry) => entry.name).join(', ')
    throw corrupt(`${this.path} has no section ${name}, only ${names === '' ? 'none' : names}`)
  }

  #place({ name, offset, length }: SectionEntry): string {
    return `section ${name} of ${this.path} (bytes ${offset} to ${offset + length - 1})`
  }
}

function readContents(file: DiskFile): { number: number; sections: SectionEntry[] } {
  const { path } = file
  const size = attempt(path, 'reading', () => file.sizeNow())
  const least = SNAPSHOT_HEAD_BYTES + SNAPSHOT_FOOTER_BYTES
  if (size < least) throw corrupt(`${path} is cut short: it has ${size} bytes, a snapshot has ${least} or more`)
  const head = readAll(file, new Uint8Array(SNAPSHOT_HEAD_BYTES), 0)
  const footerOffset = size - SNAPSHOT_FOOTER_BYTES
  const footer = readAll(file, new Uint8Array(SNAPSHOT_FOOTER_BYTES), footerOffset)
  const place = parseFooter(footer)
  if (place === null || place.listOffset + place.listLength !== footerOffset) {
    throw corrupt(`${path} is cut short or damaged: no footer at byte ${footerOffset}`)
  }
  const list = readAll(file, new Uint8Array(place.listLength), place.listOffset)
  if (!isFooterSound(head, list, footer)) {
    throw corrupt(`${path} is damaged: its first ${SNAPSHOT_HEAD_BYTES} bytes or those from ${place.listOffset} on`)
  }
  // Whole, but none of ours. One whose head is damaged is told as damaged.
  checkHead(head, path)
  const sections = parseList(list, place.listOffset)
  if (sections === null) throw corrupt(`${path} is damaged: what stands at byte ${place.listOffset} is no list`)
  return { number: place.number, sections }
}

function readAll(file: DiskFile, into: Uint8Array, offset: number): Uint8Array {
  const count = attempt(file.path, `reading byte ${offset} of`, () => file.readNow(into, offset))
  if (count === into.length) return into
  throw corrupt(`${file.path} is cut short: ${count} bytes at byte ${offset}, expected ${into.length}`)
}

function attempt<Result>(path: string, doing: string, step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    throw diskError(error, `${doing} ${path}`)
  }
}

function corrupt(message: string): BallastError {
  return new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
}
