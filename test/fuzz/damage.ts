// What happens to files: damage that knows nothing of their meaning, and lies whose checksums are right.

import { Packr } from 'msgpackr/pack'
import { Unpackr } from 'msgpackr/unpack'
import { checksumOf } from '../../src/journal/checksum.ts'
import { FRAME_HEADER_BYTES, putFrameHeader, viewOf } from '../../src/journal/frames.ts'
import { PREAMBLE_BYTES, segmentName } from '../../src/journal/segment.ts'
import {
  footerBytes,
  listBytes,
  parseFooter,
  parseList,
  SECTION_ALIGNMENT,
  SNAPSHOT_FOOTER_BYTES,
  SNAPSHOT_HEAD_BYTES,
  snapshotHead,
  snapshotName,
} from '../../src/journal/snapshot-file.ts'
import type { Chance } from '../oracles/chance.ts'
import type { Files } from './kept-files.ts'

const packer = new Packr({ useRecords: false, int64AsType: 'bigint', moreTypes: false } as object)
const unpacker = new Unpackr({ useRecords: false, int64AsType: 'bigint', moreTypes: false } as object)

const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

/** @returns what was done */
export function damage(files: Files, chance: Chance): string {
  const names = [...files.keys()]
  const name = chance.pick(names)
  const bytes = files.get(name)!
  const at = spot(bytes, chance)
  const length = 1 + chance.below(chance.pick([4, 64, 4_096]))
  const other = files.get(chance.pick(names))!
  const kind = chance.below(11)
  const set = (changed: Uint8Array) => files.set(name, changed)
  const rest = bytes.subarray(Math.min(bytes.length, at + length))
  switch (kind) {
    case 0:
      files.delete(name)
      return `${name} is gone`
    case 1:
      set(bytes.slice(0, at))
      return `${name} ends at byte ${at}`
    case 2:
      set(joined(bytes.subarray(0, at), rest))
      return `${length} bytes of ${name} from byte ${at} on are gone`
    case 3:
      set(
        joined(
          bytes.subarray(0, at),
          Uint8Array.from({ length }, () => chance.below(256)),
          bytes.subarray(at),
        ),
      )
      return `${length} bytes are put into ${name} at byte ${at}`
    case 4:
      set(bytes.slice().fill(chance.pick([0, 255]), at, at + length))
      return `${length} bytes of ${name} from byte ${at} on are overwritten`
    case 5: {
      const from = chance.below(other.length + 1)
      const piece = other.subarray(from, from + length)
      set(joined(bytes.subarray(0, at), piece, rest))
      return `${length} bytes of another file's byte ${from} stand in ${name} at byte ${at}`
    }
    case 6: {
      const from = spot(bytes, chance)
      const changed = bytes.slice()
      changed.set(bytes.subarray(at, at + length).slice(0, bytes.length - from), from)
      changed.set(bytes.subarray(from, from + length).slice(0, bytes.length - at), at)
      set(changed)
      return `${length} bytes of ${name} at byte ${at} and ${from} have changed places`
    }
    case 7: {
      const number = chance.pick([0, 1, 2, 40, 2 ** 53 - 1, chance.below(300)])
      const wanted = chance.once(2) ? segmentName(number) : snapshotName(number)
      files.set(wanted, bytes)
      if (chance.once(2) && wanted !== name) files.delete(name)
      return `${name} is called ${wanted} as well, or instead`
    }
    case 8: {
      const changed = bytes.slice()
      if (changed.length >= 4) {
        const value = chance.pick([0, 1, 0xffff_ffff, 1 << 28, (1 << 28) + 1, 0x7fff_ffff])
        viewOf(changed).setUint32(Math.min(at, changed.length - 4), value, true)
      }
      set(changed)
      return `a number of ${name} at byte ${at} is another one`
    }
    default: {
      const changed = bytes.slice()
      if (changed.length > 0) changed[at % changed.length]! ^= 1 << chance.below(8)
      set(changed)
      return `a bit of ${name} at byte ${at} is flipped`
    }
  }
}

// Zeros at the end are reserved room: most of what happens there is nothing.
function spot(bytes: Uint8Array, chance: Chance): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return chance.below((chance.once(8) ? bytes.length : end) + 1)
}

/** A file that is whole says something else. @returns what */
export function lie(files: Files, chance: Chance): string {
  const names = [...files.keys()]
  const name = chance.pick(names.filter((each) => each.startsWith(chance.once(3) ? 'snapshot' : 'journal')))
  if (name === undefined) return damage(files, chance)
  const before = files.get(name)!
  try {
    return name.startsWith('snapshot') ? lieInSnapshot(files, name, chance) : lieInSegment(files, name, chance)
  } catch {
    // An earlier lie has left it unreadable.
    files.set(name, before)
    return damage(files, chance)
  }
}

function lieInSegment(files: Files, name: string, chance: Chance): string {
  const bytes = files.get(name)!
  const view = viewOf(bytes)
  const frames: number[] = []
  for (let at = PREAMBLE_BYTES; at + FRAME_HEADER_BYTES <= bytes.length && view.getUint32(at, true) > 0; ) {
    frames.push(at)
    at += FRAME_HEADER_BYTES + view.getUint32(at, true)
  }
  const index = chance.below(frames.length)
  const at = frames[index]!
  const end = at + FRAME_HEADER_BYTES + view.getUint32(at, true)
  const payload = bytes.slice(at + FRAME_HEADER_BYTES, end)
  const number = Number(view.getBigUint64(at + 8, true))
  const durable = Number(view.getBigUint64(at + 16, true))
  const salt = view.getUint32(12, true)
  const [changed, what] = chance.once(6) ? [payload, 'as it was'] : lyingPayload(payload, chance)
  const numbers = chance.once(8) ? [chance.pick([number + 1, 0, 2 ** 53 - 1]), durable] : [number, durable]
  if (chance.once(10)) numbers[1] = chance.pick([0, number, number + 5, 2 ** 53 - 1])
  const frame = new Uint8Array(FRAME_HEADER_BYTES + changed.length)
  frame.set(changed, FRAME_HEADER_BYTES)
  putFrameHeader(frame, viewOf(frame), 0, changed.length, numbers[0]!, numbers[1]!, salt)
  files.set(name, joined(bytes.subarray(0, at), frame, bytes.subarray(end)))
  return `frame ${index} of ${name} (number ${numbers[0]}, durable ${numbers[1]}) says ${what}`
}

/** Bytes that are another record, or none. */
function lyingPayload(payload: Uint8Array, chance: Chance): [bytes: Uint8Array, what: string] {
  if (chance.once(4)) {
    const changed = payload.slice()
    for (let times = 1 + chance.below(3); times > 0; times -= 1) {
      if (changed.length > 0) changed[chance.below(changed.length)] = chance.below(256)
    }
    return [changed, Buffer.from(changed).toString('hex').slice(0, 160)]
  }
  let value: unknown
  try {
    value = unpacker.unpack(payload)
  } catch {
    return [payload.slice(0, chance.below(payload.length) + 1), 'a part of it']
  }
  const lying = lyingValue(value, chance, 0)
  const bytes = new Uint8Array(packer.pack(lying))
  return bytes.length > 0 ? [bytes, textOf(lying)] : [payload, 'as it was']
}

const textOf = (value: unknown) => {
  const text = JSON.stringify(value, (_, part) => {
    if (part instanceof Uint8Array) return `${part.length} bytes ${Buffer.from(part).toString('hex').slice(0, 40)}`
    return typeof part === 'bigint' ? `${part}n` : part
  })
  return (text ?? 'nothing').slice(0, 400)
}

const LIES: readonly (() => unknown)[] = [
  ...[null, true, -1, 0.5, Number.NaN, 2 ** 32, 2 ** 53, 65_536, '', 'x', '__proto__', 5, 31, 40].map(
    (value) => () => value,
  ),
  ...[0n, -(2n ** 63n), 2n ** 63n - 1n].map((value) => () => value),
  ...[[], {}, [[[]]], { own: 'x' }, new Map([['__proto__', { polluted: true }]])].map((value) => () => value),
  ...[new Uint8Array(0), new Uint8Array(3), new Uint8Array(16), new Uint8Array(8).fill(255)].map(
    (value) => () => value,
  ),
  () => new Array(2_000).fill(7),
  () => new Uint8Array(65_536),
  () => Object.defineProperty({}, '__proto__', { value: { polluted: true }, enumerable: true }),
]

function lyingValue(value: unknown, chance: Chance, depth: number): unknown {
  if (Array.isArray(value) && value.length > 0 && depth < 4) {
    const copy = [...value]
    const at = chance.below(copy.length)
    const kind = chance.below(8)
    if (kind === 0) copy.splice(at, 1)
    else if (kind === 1) copy.splice(at, 0, chance.pick(LIES)())
    else if (kind === 2) copy.push(chance.pick(LIES)())
    else copy[at] = lyingValue(copy[at], chance, depth + 1)
    return copy
  }
  if (value instanceof Uint8Array) {
    const kind = chance.below(4)
    if (kind === 0) return value.slice(0, chance.below(value.length + 1))
    if (kind === 1) return joined(value, value)
    if (kind === 2) return chance.pick(LIES)()
    const copy = value.slice()
    if (copy.length > 0) copy[chance.below(copy.length)] = chance.below(256)
    return copy
  }
  if (typeof value === 'object' && value !== null && depth < 4 && Object.keys(value).length > 0) {
    const copy: Record<string, unknown> = { ...value }
    const key = chance.pick(Object.keys(copy))
    const kind = chance.below(4)
    if (kind === 0) delete copy[key]
    else if (kind === 1) copy[chance.pick(['extra', 'constructor', 'toString'])] = chance.pick(LIES)()
    else copy[key] = lyingValue(copy[key], chance, depth + 1)
    return copy
  }
  if (typeof value === 'number' && chance.once(2)) return value + chance.pick([1, -1, 256, 1e9, 0.5])
  if (typeof value === 'bigint' && chance.once(2))
    return BigInt.asIntN(64, value * chance.pick([-1n, 2n, 2n ** 40n]) + 1n)
  return chance.pick(LIES)()
}

function lieInSnapshot(files: Files, name: string, chance: Chance): string {
  const bytes = files.get(name)!
  const footer = parseFooter(bytes.subarray(bytes.length - SNAPSHOT_FOOTER_BYTES))!
  const list = bytes.subarray(footer.listOffset, footer.listOffset + footer.listLength)
  const entries = parseList(list, footer.listOffset)!
  const sections: Section[] = entries.map((entry) => {
    return { name: entry.name, bytes: bytes.slice(entry.offset, entry.offset + entry.length) }
  })
  const section = chance.once(2) ? sections[0]! : chance.pick(sections)
  let what = ''
  if (section === sections[0]) {
    const [changed, said] = lyingPayload(section.bytes, chance)
    section.bytes = changed
    what = `section ${section.name} says ${said}`
  } else {
    const kind = chance.below(5)
    what = `section ${section.name} is another one (${kind})`
    if (kind === 0) section.bytes = section.bytes.slice(0, chance.below(section.bytes.length + 1))
    else if (kind === 1) section.bytes = joined(section.bytes, new Uint8Array(chance.pick([1, 8, 100_000])).fill(1))
    else if (kind === 2) sections.splice(sections.indexOf(section), 1)
    else if (section.bytes.length > 0) section.bytes[chance.below(section.bytes.length)] = chance.below(256)
  }
  const number = chance.once(12) ? chance.pick([0, footer.number + 1, 2 ** 53 - 1]) : footer.number
  const lies = chance.once(8)
  files.set(name, snapshotOf(sections, number, lies ? chance : null))
  return `${name} (number ${number}): ${what}${lies ? ', and its list is not true' : ''}`
}

interface Section {
  readonly name: string
  bytes: Uint8Array
}

/** @param lying changes a length or place in the list */
function snapshotOf(sections: readonly Section[], number: number, lying: Chance | null): Uint8Array {
  const head = snapshotHead(number)
  const parts: Uint8Array[] = [head]
  let at = SNAPSHOT_HEAD_BYTES
  const entries = sections.map(({ name, bytes }) => {
    const gap = (SECTION_ALIGNMENT - (at % SECTION_ALIGNMENT)) % SECTION_ALIGNMENT
    parts.push(new Uint8Array(gap), bytes)
    const offset = at + gap
    at = offset + bytes.length
    return { name, offset, length: bytes.length, checksum: checksumOf(bytes, 0, bytes.length, 0) }
  })
  if (lying !== null && entries.length > 0) {
    const index = lying.below(entries.length)
    const wrong = lying.pick([2 ** 52, 2 ** 32, 2 ** 31, 1e9, 0])
    entries[index] = { ...entries[index]!, [lying.pick(['length', 'offset'])]: wrong }
  }
  const list = listBytes(entries)
  if (lying?.once(3)) viewOf(list).setUint32(0, lying.pick([0, 0xffff_ffff, entries.length + 1]), true)
  if (lying?.once(3) && list.length > 26) viewOf(list).setUint16(24, lying.pick([0, 0xffff]), true)
  return joined(...parts, list, footerBytes(head, list, at, number))
}
