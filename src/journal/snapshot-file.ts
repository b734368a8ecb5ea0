// A snapshot is a file of sections, raw bytes under a name, and appears whole: it is written under another name, synced
// and renamed. Little-endian:
//
//   byte 0         8        12    16        24
//        BALLSNAP  version  0     number    sections …                              list      footer
//                  u32      u32   u64       each from a multiple of 8, zeros before           32 bytes
//
//   list    count u32, then for each section: checksum u32 | offset u64 | length u64 | bytes of its name u16 | name
//   footer  offset of the list u64 | length of the list u32 | checksum u32 | number u64 | SNAPEND\n
//
// A section's checksum is the CRC-32 of its bytes; the footer's is that of the first 24 bytes, the list, and the footer
// before and behind it. A file that was cut short has no footer, and is damaged as a whole.

import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { checksumOf } from './checksum.ts'
import { type Disk, namesIn } from './disk.ts'
import { getNumber, putNumber, viewOf } from './frames.ts'

export const SNAPSHOT_VERSION = 1
export const SNAPSHOT_HEAD_BYTES = 24
export const SNAPSHOT_FOOTER_BYTES = 32
export const SECTION_ALIGNMENT = 8
/** Most bytes that are copied, written or read in one go. */
export const SNAPSHOT_CHUNK_BYTES = 4 << 20

export interface SectionEntry {
  readonly name: string
  /** Where in the file it begins. */
  readonly offset: number
  /** Bytes. */
  readonly length: number
  readonly checksum: number
}

export interface SnapshotEntry {
  /** The last record that is in it. */
  readonly number: number
  readonly path: string
}

const HEAD_MAGIC = new TextEncoder().encode('BALLSNAP')
const END_MAGIC = new TextEncoder().encode('SNAPEND\n')
const ENTRY_BYTES = 22
const FOOTER_CHECKSUM = 12

const SNAPSHOT_NAME = /^snapshot-(\d{16})\.ballast$/
const DRAFT_NAME = /^snapshot-\d{16}\.tmp$/

export function snapshotName(number: number): string {
  return `snapshot-${String(number).padStart(16, '0')}.ballast`
}

export function snapshotDraftName(number: number): string {
  return snapshotName(number).replace('.ballast', '.tmp')
}

/** Whether a file is a snapshot that nobody finished. */
export function isSnapshotDraftName(name: string): boolean {
  return DRAFT_NAME.test(name)
}

/** The snapshots in a folder, the newest first; whether they are good, reading says. */
export function listSnapshots(disk: Disk, folder: string): SnapshotEntry[] {
  return namesIn(disk, folder)
    .filter((name) => SNAPSHOT_NAME.test(name))
    .map((name) => ({ number: Number(SNAPSHOT_NAME.exec(name)?.[1]), path: join(folder, name) }))
    .sort((a, b) => b.number - a.number)
}

export function snapshotHead(number: number): Uint8Array {
  const bytes = new Uint8Array(SNAPSHOT_HEAD_BYTES)
  const view = viewOf(bytes)
  bytes.set(HEAD_MAGIC)
  view.setUint32(8, SNAPSHOT_VERSION, true)
  putNumber(view, 16, number)
  return bytes
}

/** @throws BallastError ERR_JOURNAL for a foreign file or a newer version */
export function checkHead(head: Uint8Array, path: string): void {
  const wrong = HEAD_MAGIC.findIndex((byte, index) => head[index] !== byte)
  if (wrong >= 0) throw new BallastError(ErrorCode.JOURNAL, `${path} is no snapshot: byte ${wrong} is ${head[wrong]}`)
  const version = viewOf(head).getUint32(8, true)
  if (version === SNAPSHOT_VERSION) return
  const message = `${path} is of version ${version} of the format, this program reads ${SNAPSHOT_VERSION}`
  throw new BallastError(ErrorCode.JOURNAL, message)
}

export function listBytes(entries: readonly SectionEntry[]): Uint8Array {
  const names = entries.map(({ name }) => new TextEncoder().encode(name))
  const bytes = new Uint8Array(names.reduce((sum, name) => sum + ENTRY_BYTES + name.length, 4))
  const view = viewOf(bytes)
  view.setUint32(0, entries.length, true)
  let at = 4
  for (const [index, { offset, length, checksum }] of entries.entries()) {
    const name = names[index]!
    view.setUint32(at, checksum, true)
    putNumber(view, at + 4, offset)
    putNumber(view, at + 12, length)
    view.setUint16(at + 20, name.length, true)
    bytes.set(name, at + ENTRY_BYTES)
    at += ENTRY_BYTES + name.length
  }
  return bytes
}

/**
 * The sections of a list whose checksum was right.
 *
 * @param sectionsEnd where the list stands: no section reaches that far
 * @returns null for what is no list
 */
export function parseList(bytes: Uint8Array, sectionsEnd: number): SectionEntry[] | null {
  if (bytes.length < 4) return null
  const view = viewOf(bytes)
  const entries: SectionEntry[] = []
  let at = 4
  for (let index = 0; index < view.getUint32(0, true); index += 1) {
    if (at + ENTRY_BYTES > bytes.length) return null
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 20, true)
    const [offset, length] = [getNumber(view, at + 4), getNumber(view, at + 12)]
    if (nameEnd > bytes.length || !(offset >= SNAPSHOT_HEAD_BYTES && offset + length <= sectionsEnd)) return null
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, nameEnd))
    entries.push({ name, checksum: view.getUint32(at, true), offset, length })
    at = nameEnd
  }
  return at === bytes.length ? entries : null
}

export function footerBytes(head: Uint8Array, list: Uint8Array, listOffset: number, number: number): Uint8Array {
  const bytes = new Uint8Array(SNAPSHOT_FOOTER_BYTES)
  const view = viewOf(bytes)
  putNumber(view, 0, listOffset)
  view.setUint32(8, list.length, true)
  putNumber(view, 16, number)
  bytes.set(END_MAGIC, 24)
  view.setUint32(FOOTER_CHECKSUM, footerChecksum(head, list, bytes), true)
  return bytes
}

/** Where the list stands, null when this is no footer. */
export function parseFooter(bytes: Uint8Array): { listOffset: number; listLength: number; number: number } | null {
  if (END_MAGIC.some((byte, index) => bytes[24 + index] !== byte)) return null
  const view = viewOf(bytes)
  return { listOffset: getNumber(view, 0), listLength: view.getUint32(8, true), number: getNumber(view, 16) }
}

export function isFooterSound(head: Uint8Array, list: Uint8Array, footer: Uint8Array): boolean {
  return viewOf(footer).getUint32(FOOTER_CHECKSUM, true) === footerChecksum(head, list, footer)
}

function footerChecksum(head: Uint8Array, list: Uint8Array, footer: Uint8Array): number {
  const sum = checksumOf(list, 0, list.length, checksumOf(head, 0, head.length, 0))
  const before = checksumOf(footer, 0, FOOTER_CHECKSUM, sum)
  return checksumOf(footer, FOOTER_CHECKSUM + 4, footer.length, before)
}
