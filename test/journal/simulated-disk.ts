// A disk in memory that does what disks do: it keeps what was synced, and of the rest, when the power goes, any pages
// in any version; names that were not synced come back or go. It runs full, fails on demand, and has bits that flip.

import type { Disk, DiskFile } from '../../src/journal/disk.ts'

const PAGE_BYTES = 512

type Edit = { readonly offset: number; readonly bytes: Uint8Array } | { readonly length: number }
type NameEdit =
  | { readonly kind: 'set'; readonly path: string; readonly inode: Inode }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly inode: Inode }
  | { readonly kind: 'remove'; readonly path: string }

export type OperationKind = 'create' | 'write' | 'datasync' | 'truncate' | 'rename' | 'link' | 'unlink' | 'syncFolder'

export interface Operation {
  readonly kind: OperationKind
  readonly path: string
  /** What the file is called now: `path` is the name under which it was opened. */
  readonly name: string
  /** How many of any kind there were before. */
  readonly count: number
}

/** Content of a file: what is on the disk, and what the operating system has on top of it. */
class Inode {
  cached = new Uint8Array(0)
  synced = new Uint8Array(0)
  edits: Edit[] = []

  edit(edit: Edit): void {
    this.edits.push(edit)
    this.cached = applied(this.cached, edit)
  }

  sync(count: number): void {
    for (const edit of this.edits.splice(0, count)) this.synced = applied(this.synced, edit)
  }

  copy(): Inode {
    const copy = new Inode()
    copy.cached = this.cached.slice()
    copy.synced = this.synced.slice()
    copy.edits = [...this.edits]
    return copy
  }
}

export interface SimulatedDiskOptions {
  /** Bytes of all files together. */
  readonly capacity?: number
  /** The power goes after so many operations. */
  readonly crashAfter?: number
  /** Makes an operation fail: the `code` of its error, or null. */
  readonly fails?: (operation: Operation) => string | null
  /** Turns of the event loop that a write to a file takes; 1 unless given. */
  readonly turns?: (path: string, bytes: Uint8Array) => number
  /** A sync that fails loses what it was to bring to the disk, as Linux does: the next one succeeds without it. */
  readonly losesUnsynced?: boolean
  /** A write that fails has done the first half of it. */
  readonly failsHalfWay?: boolean
  /** Whether this sync only says that it has been done. */
  readonly pretends?: (operation: Operation) => boolean
}

export class SimulatedDisk implements Disk {
  options: SimulatedDiskOptions
  operations = 0
  /** Files that are not closed. */
  openFiles = 0
  /** Nothing works any more. */
  isDead = false
  #names = new Map<string, Inode>()
  #syncedNames = new Map<string, Inode>()
  #nameEdits: NameEdit[] = []

  constructor(options: SimulatedDiskOptions = {}) {
    this.options = options
  }

  /** The disk after the process has died: everything that it was given is still there, synced or not. */
  afterKill(options: SimulatedDiskOptions = {}): SimulatedDisk {
    this.isDead = true
    const disk = new SimulatedDisk(options)
    disk.#names = new Map(this.#names)
    disk.#syncedNames = new Map(this.#syncedNames)
    disk.#nameEdits = [...this.#nameEdits]
    return disk
  }

  /** The disk after a loss of power. @param random from 0 to below 1 */
  afterPowerLoss(random: () => number, options: SimulatedDiskOptions = {}): SimulatedDisk {
    this.isDead = true
    const disk = new SimulatedDisk(options)
    const names = new Map(this.#syncedNames)
    for (const edit of this.#nameEdits) if (random() < 0.5) applyName(names, edit)
    const survivors = new Map<Inode, Inode>()
    for (const [path, inode] of names) {
      const survivor = survivors.get(inode) ?? new Inode()
      if (!survivors.has(inode)) {
        survivor.cached = survivingBytes(inode, random)
        survivor.synced = survivor.cached.slice()
        survivors.set(inode, survivor)
      }
      disk.#names.set(path, survivor)
    }
    disk.#syncedNames = new Map(disk.#names)
    return disk
  }

  /** Another disk with the same on it; this one goes on. */
  copy(options: SimulatedDiskOptions = {}): SimulatedDisk {
    const disk = new SimulatedDisk(options)
    const copies = new Map<Inode, Inode>()
    const copyOf = (inode: Inode) => {
      const copy = copies.get(inode) ?? inode.copy()
      copies.set(inode, copy)
      return copy
    }
    for (const [path, inode] of this.#names) disk.#names.set(path, copyOf(inode))
    for (const [path, inode] of this.#syncedNames) disk.#syncedNames.set(path, copyOf(inode))
    disk.#nameEdits = this.#nameEdits.map((edit) => {
      return edit.kind === 'remove' ? edit : { ...edit, inode: copyOf(edit.inode) }
    })
    return disk
  }

  bytesOf(path: string): Uint8Array {
    return this.#inode(path).cached
  }

  flipBit(path: string, offset: number, bit: number): void {
    for (const bytes of [this.#inode(path).cached, this.#inode(path).synced]) {
      if (offset < bytes.length) bytes[offset]! ^= 1 << bit
    }
  }

  /** Changes what stands in a file, on the disk too. */
  overwrite(path: string, bytes: Uint8Array): void {
    const inode = this.#inode(path)
    inode.edits = []
    inode.cached = bytes.slice()
    inode.synced = bytes.slice()
  }

  put(path: string, bytes: Uint8Array): void {
    const inode = new Inode()
    inode.edit({ offset: 0, bytes })
    this.#names.set(path, inode)
  }

  makeFolder(): void {}

  list(folder: string): string[] {
    return [...this.#names.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
  }

  open(path: string): DiskFile {
    return new SimulatedFile(this, path, this.#inode(path))
  }

  async create(path: string): Promise<DiskFile> {
    await turn()
    return this.createNow(path)
  }

  createNow(path: string): DiskFile {
    if (this.#names.has(path)) throw failure('EEXIST', `create ${path}`)
    const inode = new Inode()
    this.step('create', path, () => this.#edit({ kind: 'set', path, inode }))
    return new SimulatedFile(this, path, inode)
  }

  async rename(from: string, to: string): Promise<void> {
    await turn()
    this.renameNow(from, to)
  }

  renameNow(from: string, to: string): void {
    const inode = this.#inode(from)
    this.step('rename', to, () => this.#edit({ kind: 'rename', from, to, inode }))
  }

  linkNow(from: string, to: string): void {
    if (this.#names.has(to)) throw failure('EEXIST', `link ${to}`)
    const inode = this.#inode(from)
    this.step('link', to, () => this.#edit({ kind: 'set', path: to, inode }))
  }

  async unlink(path: string): Promise<void> {
    await turn()
    this.unlinkNow(path)
  }

  unlinkNow(path: string): void {
    this.#inode(path)
    this.step('unlink', path, () => this.#edit({ kind: 'remove', path }))
  }

  async syncFolder(path: string): Promise<void> {
    const edits = [...this.#nameEdits]
    await turn()
    this.step('syncFolder', path, () => this.#syncNames(edits))
  }

  syncFolderNow(path: string): void {
    this.step('syncFolder', path, () => this.#syncNames(this.#nameEdits))
  }

  /** Bytes of all files. */
  get used(): number {
    let used = 0
    for (const inode of new Set(this.#names.values())) used += inode.cached.length
    return used
  }

  /** Bytes that are still free. */
  get free(): number {
    return (this.options.capacity ?? Infinity) - this.used
  }

  /**
   * One operation: it fails, or it is done; and the power may go right behind it.
   *
   * @param inode of the file that it is done to, when that is open
   * @param half of it, for when it fails in its middle
   */
  step(kind: OperationKind, path: string, action: () => void, inode: Inode | null = null, half = () => {}): void {
    if (this.isDead) throw failure('EIO', `${kind} ${path}: no power`)
    const operation = { kind, path, name: this.#nameOf(inode) ?? path, count: this.operations }
    const code = this.options.fails?.(operation) ?? null
    this.operations += 1
    if (code !== null) {
      if (kind === 'datasync' && this.options.losesUnsynced === true) inode?.edits.splice(0)
      if (this.options.failsHalfWay === true) half()
      throw failure(code, `${kind} ${path}`)
    }
    const isPretence = kind === 'datasync' && this.options.pretends?.(operation) === true
    if (!isPretence) action()
    if (this.operations !== this.options.crashAfter) return
    this.isDead = true
    throw failure('EIO', `${kind} ${path}: the power went`)
  }

  #edit(edit: NameEdit): void {
    this.#nameEdits.push(edit)
    applyName(this.#names, edit)
  }

  #syncNames(edits: readonly NameEdit[]): void {
    for (const edit of edits) if (this.#nameEdits.includes(edit)) applyName(this.#syncedNames, edit)
    this.#nameEdits = this.#nameEdits.filter((edit) => !edits.includes(edit))
  }

  #nameOf(wanted: Inode | null): string | null {
    if (wanted === null) return null
    for (const [path, inode] of this.#names) if (inode === wanted) return path
    return null
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path)
    if (inode === undefined) throw failure('ENOENT', path)
    return inode
  }
}

class SimulatedFile implements DiskFile {
  readonly path: string
  readonly #disk: SimulatedDisk
  readonly #inode: Inode
  /** Calls that are under way. */
  #pending = 0
  #isClosed = false

  constructor(disk: SimulatedDisk, path: string, inode: Inode) {
    this.#disk = disk
    this.path = path
    this.#inode = inode
    disk.openFiles += 1
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    // The system may look at the bytes until the call is over: whoever changes them before must see it in the file.
    await this.#underWay(this.#disk.options.turns?.(this.path, bytes))
    this.writeNow(bytes, offset)
  }

  writeNow(bytes: Uint8Array, offset: number): void {
    if (this.#isClosed) misuse(`a write to ${this.path}, which is closed`)
    const half = bytes.slice(0, bytes.length >> 1)
    const doHalf = () => {
      if (half.length <= this.#disk.free) this.#inode.edit({ offset, bytes: half })
    }
    const doAll = () => {
      const growth = Math.max(0, offset + bytes.length - this.#inode.cached.length)
      const missing = Math.max(0, growth - this.#disk.free)
      const fitting = bytes.slice(0, bytes.length - missing)
      if (fitting.length > 0) this.#inode.edit({ offset, bytes: fitting })
      if (missing > 0) throw failure('ENOSPC', `write ${this.path}`)
    }
    this.#step('write', doAll, doHalf)
  }

  async datasync(): Promise<void> {
    const count = this.#inode.edits.length
    const last = this.#inode.edits[count - 1]
    await this.#underWay()
    // Edits behind the call are not promised anything.
    this.#step('datasync', () => this.#inode.sync(last === undefined ? 0 : this.#inode.edits.indexOf(last) + 1))
  }

  datasyncNow(): void {
    this.#step('datasync', () => this.#inode.sync(this.#inode.edits.length))
  }

  async truncate(length: number): Promise<void> {
    await this.#underWay()
    this.truncateNow(length)
  }

  truncateNow(length: number): void {
    this.#step('truncate', () => this.#inode.edit({ length }))
  }

  readNow(into: Uint8Array, offset: number): number {
    const bytes = this.#inode.cached.subarray(offset, offset + into.length)
    into.set(bytes)
    return bytes.length
  }

  sizeNow(): number {
    return this.#inode.cached.length
  }

  async close(): Promise<void> {
    this.closeNow()
  }

  closeNow(): void {
    if (this.#isClosed) misuse(`${this.path} is closed twice`)
    if (this.#pending > 0) misuse(`${this.path} is closed while ${this.#pending} calls are under way`)
    this.#isClosed = true
    this.#disk.openFiles -= 1
  }

  #step(kind: OperationKind, action: () => void, half?: () => void): void {
    this.#disk.step(kind, this.path, action, this.#inode, half)
  }

  async #underWay(turns = 1): Promise<void> {
    this.#pending += 1
    for (let count = 0; count < turns; count += 1) await turn()
    this.#pending -= 1
  }
}

/** A mistake that would hit another file on a real disk, where numbers of closed files are used again. */
function misuse(what: string): void {
  process.nextTick(() => {
    throw new Error(what)
  })
}

/** A turn of the event loop, so that calls meet one another. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function failure(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code, errno: -1 })
}

function applied(bytes: Uint8Array<ArrayBuffer>, edit: Edit): Uint8Array<ArrayBuffer> {
  const length = lengthAfter(bytes.length, edit)
  const result = length === bytes.length ? bytes : new Uint8Array(length)
  if (result !== bytes) result.set(bytes.subarray(0, length))
  if ('bytes' in edit) result.set(edit.bytes, edit.offset)
  return result
}

function lengthAfter(length: number, edit: Edit): number {
  return 'bytes' in edit ? Math.max(length, edit.offset + edit.bytes.length) : edit.length
}

function applyName(names: Map<string, Inode>, edit: NameEdit): void {
  if (edit.kind === 'set') names.set(edit.path, edit.inode)
  else if (edit.kind === 'remove') names.delete(edit.path)
  else if (names.get(edit.from) === edit.inode) {
    names.delete(edit.from)
    names.set(edit.to, edit.inode)
  }
}

/** What is on the disk of a file: of every page some version since the last sync, and some of its lengths. */
function survivingBytes(inode: Inode, random: () => number): Uint8Array<ArrayBuffer> {
  const lengths = [inode.synced.length]
  for (const edit of inode.edits) lengths.push(lengthAfter(lengths.at(-1)!, edit))
  const result = new Uint8Array(Math.max(...lengths))
  result.set(inode.synced)
  for (let page = 0; page < result.length; page += PAGE_BYTES) {
    const end = Math.min(page + PAGE_BYTES, result.length)
    const touching = inode.edits.filter(
      (edit) => 'bytes' in edit && edit.offset < end && edit.offset + edit.bytes.length > page,
    )
    // Often all or nothing of a page: then whole writes are lost and others behind them are not.
    const kept = pick(random, touching.length)
    for (const edit of touching.slice(0, kept)) {
      if (!('bytes' in edit)) continue
      const from = Math.max(page, edit.offset)
      const to = Math.min(end, edit.offset + edit.bytes.length)
      result.set(edit.bytes.subarray(from - edit.offset, to - edit.offset), from)
    }
  }
  return result.slice(0, lengths[pick(random, lengths.length - 1)])
}

function pick(random: () => number, most: number): number {
  const chance = random()
  if (chance < 0.25) return 0
  if (chance < 0.5) return most
  return Math.floor(random() * (most + 1))
}

/** Chance that a seed repeats. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
