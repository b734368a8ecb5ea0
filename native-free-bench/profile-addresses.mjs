// Which code stood at an address: what V8 has compiled, moved and thrown away since, and what the executable brought.

import { spawnSync } from 'node:child_process'

const PAGE_BYTES = 4096
/** Symbols without a size reach to the next one; a megabyte beyond it, the address belongs to something unnamed. */
const FAR_BYTES = 1 << 20

/** Ranges of compiled code. New code takes its addresses from whatever stood there: V8 does not log that code dies. */
export class AddressMap {
  #pages = new Map()
  #starts = new Map()

  add(start, bytes, code) {
    const range = { start, end: start + bytes, code }
    this.#starts.set(start, range)
    for (let page = Math.floor(start / PAGE_BYTES); page * PAGE_BYTES < range.end; page += 1) {
      const others = this.#pages.get(page) ?? []
      const left = others.filter((other) => other.end <= start || other.start >= range.end)
      this.#pages.set(page, [...left, range])
    }
  }

  /** Code that nobody has announced is not followed. */
  move(from, to) {
    const range = this.#starts.get(from)
    if (range !== undefined) this.add(to, range.end - range.start, range.code)
  }

  find(address) {
    const ranges = this.#pages.get(Math.floor(address / PAGE_BYTES))
    return ranges?.find(({ start, end }) => start <= address && address < end)?.code
  }
}

/** Functions of an executable by address, as `nm` lists them; a machine without `nm` gives none. */
export class Symbols {
  #starts = []
  #names = []

  /** @param listing lines of `nm --numeric-sort`: address, kind, name */
  constructor(listing) {
    for (const line of listing.split('\n')) {
      const parts = /^([0-9a-f]+) [tTwWiI] (.*)$/.exec(line)
      if (parts === null) continue
      this.#starts.push(Number.parseInt(parts[1], 16))
      this.#names.push(parts[2])
    }
  }

  static of(executable) {
    const options = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }
    return new Symbols(spawnSync('nm', ['-C', '--numeric-sort', executable], options).stdout ?? '')
  }

  /** Without symbols, and for an executable that is loaded elsewhere than it was linked for, nothing is found. */
  find(address) {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#starts[middle] <= address) low = middle + 1
      else high = middle
    }
    return low > 0 && address - this.#starts[low - 1] < FAR_BYTES ? shortName(this.#names[low - 1]) : undefined
  }
}

/** `v8::internal::JSObject::MigrateToMap(v8::internal::Isolate*, …)` is `JSObject::MigrateToMap`. */
export function shortName(symbol) {
  const bare = symbol.replaceAll('(anonymous namespace)::', '').replace(/ \[clone .*\]$/, '')
  return bare
    .replace(/\(.*$/, '')
    .replaceAll('v8::internal::', '')
    .replace(/<.*>/, '')
    .replace(/^.* (?=\S)/, '')
}
