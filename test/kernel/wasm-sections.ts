// Walks the sections of a WebAssembly module: enough of the format to say what a module does not contain.

export const SECTION = { custom: 0, import: 2, table: 4, memory: 5, global: 6, start: 8, element: 9, data: 11 } as const

export interface Section {
  readonly id: number
  readonly bytes: Uint8Array
}

/** An unsigned LEB128 number and the place behind it. */
export function readNumber(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0
  for (let next = start, shift = 0; ; next += 1, shift += 7) {
    const byte = bytes[next]
    if (byte === undefined) throw new Error(`the module ends inside a number at byte ${next}`)
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, next + 1]
  }
}

export function readName(bytes: Uint8Array, start: number): [name: string, next: number] {
  const [length, from] = readNumber(bytes, start)
  return [new TextDecoder().decode(bytes.subarray(from, from + length)), from + length]
}

export function sectionsOf(module: Uint8Array): Section[] {
  const magic = [...module.subarray(0, 8)].join(' ')
  if (magic !== '0 97 115 109 1 0 0 0') throw new Error(`no WebAssembly module of version 1: ${magic}`)
  const sections: Section[] = []
  for (let next = 8; next < module.length; ) {
    const [length, from] = readNumber(module, next + 1)
    if (from + length > module.length) throw new Error(`a section ends beyond the module`)
    sections.push({ id: module[next]!, bytes: module.subarray(from, from + length) })
    next = from + length
  }
  return sections
}
