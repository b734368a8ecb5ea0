// The disk that the operating system gives.

import * as fs from 'node:fs'
import { promisify } from 'node:util'
import type { Disk, DiskFile } from './disk.ts'

const calls = {
  open: promisify(fs.open),
  close: promisify(fs.close),
  fsync: promisify(fs.fsync),
  fdatasync: promisify(fs.fdatasync),
  ftruncate: promisify(fs.ftruncate),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
}

class NodeFile implements DiskFile {
  readonly path: string
  readonly #handle: number

  constructor(path: string, handle: number) {
    this.path = path
    this.#handle = handle
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    // A signal or a nearly full disk may cut a write short: the next one tells which.
    for (let done = 0; done < bytes.length; ) done += await this.#writePart(bytes, done, offset + done)
  }

  writeNow(bytes: Uint8Array, offset: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += fs.writeSync(this.#handle, bytes, done, bytes.length - done, offset + done)
    }
  }

  datasync(): Promise<void> {
    return calls.fdatasync(this.#handle)
  }

  datasyncNow(): void {
    fs.fdatasyncSync(this.#handle)
  }

  truncate(length: number): Promise<void> {
    return calls.ftruncate(this.#handle, length)
  }

  truncateNow(length: number): void {
    fs.ftruncateSync(this.#handle, length)
  }

  readNow(into: Uint8Array, offset: number): number {
    let done = 0
    while (done < into.length) {
      const count = fs.readSync(this.#handle, into, done, into.length - done, offset + done)
      if (count === 0) break
      done += count
    }
    return done
  }

  sizeNow(): number {
    return fs.fstatSync(this.#handle).size
  }

  close(): Promise<void> {
    return calls.close(this.#handle)
  }

  closeNow(): void {
    fs.closeSync(this.#handle)
  }

  #writePart(bytes: Uint8Array, from: number, offset: number): Promise<number> {
    return new Promise((resolve, reject) => {
      fs.write(this.#handle, bytes, from, bytes.length - from, offset, (error, count) => {
        if (error) reject(error)
        else resolve(count)
      })
    })
  }
}

/** Windows has no way to sync a folder, and needs none: its file systems keep names with their files. */
const HAS_FOLDER_SYNC = process.platform !== 'win32'

export const nodeDisk: Disk = {
  makeFolder(path) {
    fs.mkdirSync(path, { recursive: true })
  },

  list(folder) {
    return fs.readdirSync(folder)
  },

  open(path, mode) {
    return new NodeFile(path, fs.openSync(path, mode === 'read' ? 'r' : 'r+'))
  },

  async create(path) {
    return new NodeFile(path, await calls.open(path, 'wx+'))
  },

  createNow(path) {
    return new NodeFile(path, fs.openSync(path, 'wx+'))
  },

  rename(from, to) {
    return calls.rename(from, to)
  },

  renameNow(from, to) {
    fs.renameSync(from, to)
  },

  linkNow(from, to) {
    fs.linkSync(from, to)
  },

  unlink(path) {
    return calls.unlink(path)
  },

  unlinkNow(path) {
    fs.unlinkSync(path)
  },

  async syncFolder(path) {
    if (!HAS_FOLDER_SYNC) return
    const handle = await calls.open(path, 'r')
    try {
      await calls.fsync(handle)
    } finally {
      await calls.close(handle)
    }
  },

  syncFolderNow(path) {
    if (!HAS_FOLDER_SYNC) return
    const handle = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
  },
}
